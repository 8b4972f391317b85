//! Who is let in: the caller that a request's credentials stand for.

use http::HeaderMap;
use http::header::AUTHORIZATION;
use redress_rpc::{AccessMode, Caller, Problem};

use crate::contract::Operation;

/// The ways in.
#[derive(Debug, Clone)]
pub struct Credentials {
    access: AccessMode,
}

impl Credentials {
    /// Lets callers in by these rules.
    pub fn new(access: AccessMode) -> Self {
        Self { access }
    }

    /// The caller of a request for an operation.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when nothing says who calls.
    pub async fn admit(&self, headers: &HeaderMap, operation: Option<&Operation>) -> Result<Caller, Problem> {
        let _ = operation;
        match headers.get(AUTHORIZATION) {
            None if self.access == AccessMode::OpenOnLoopback => Ok(Caller::local_operator()),
            _ => Err(Problem::unauthenticated("authorization", "is missing")),
        }
    }
}
