//! The gRPC services that a process serves, found by the service's name in the path.
//!
//! What is not served is `UNIMPLEMENTED`, with the same details as every other error.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use http::{Request, Response};
use redress_contracts::MethodAccess;
use tonic::body::Body;
use tonic::server::NamedService;
use tower::Service;
use tower::util::BoxCloneSyncService;

use crate::access;

pub(crate) type BoxedService = BoxCloneSyncService<Request<Body>, Response<Body>, Infallible>;

/// A set of generated servers, such as `OrderServiceServer`. Cheap to clone.
#[derive(Clone, Default)]
pub struct Services {
    by_name: Arc<HashMap<&'static str, BoxedService>>,
    own_rules: Vec<&'static [MethodAccess]>,
}

impl Services {
    /// No service.
    pub fn new() -> Self {
        Self::default()
    }

    /// With one more generated server.
    ///
    /// # Panics
    ///
    /// If a service of that name is there already: that is a mistake in the wiring.
    #[must_use]
    pub fn with<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.insert(S::NAME, BoxCloneSyncService::new(service));
        self
    }

    /// With the access rules of a service that is in no contract of Redress, which nobody may call without.
    #[must_use]
    pub fn ruled_by(mut self, rules: &'static [MethodAccess]) -> Self {
        self.own_rules.push(rules);
        self
    }

    /// With the services of another set.
    ///
    /// # Panics
    ///
    /// If both have a service of the same name.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (name, service) in other.by_name.iter() {
            self.insert(name, service.clone());
        }
        self.own_rules.extend(other.own_rules);
        self
    }

    /// The full protobuf names of the services, sorted.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.by_name.keys().copied().collect();
        names.sort_unstable();
        names
    }

    pub(crate) fn rule_of(&self, method: &str) -> Option<&'static MethodAccess> {
        let mut own = self.own_rules.iter().copied().flatten();
        access::rule_of(method).or_else(|| own.find(|rule| rule.path == method))
    }

    pub(crate) fn find(&self, name: &str) -> Option<BoxedService> {
        self.by_name.get(name).cloned()
    }

    fn insert(&mut self, name: &'static str, service: BoxedService) {
        let before = Arc::make_mut(&mut self.by_name).insert(name, service);
        assert!(before.is_none(), "invariant: the service {name} is served once");
    }
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
