//! The name of the called method, as it stands in the path: `/package.Service/Method`.

use http::Uri;
use http::uri::PathAndQuery;

/// A method's name. Cheap to clone: it shares the path's bytes.
#[derive(Debug, Clone)]
pub(crate) struct Method {
    path: PathAndQuery,
}

impl Method {
    pub(crate) fn of(uri: &Uri) -> Self {
        let path = uri.path_and_query().cloned();
        Self {
            path: path.unwrap_or_else(|| PathAndQuery::from_static("/")),
        }
    }

    /// `package.Service/Method`.
    pub(crate) fn full(&self) -> &str {
        self.path.path().trim_start_matches('/')
    }

    /// `package.Service`.
    pub(crate) fn service(&self) -> &str {
        self.full().split_once('/').map_or("", |(service, _)| service)
    }

    /// `Method`.
    pub(crate) fn name(&self) -> &str {
        self.full().split_once('/').map_or("", |(_, name)| name)
    }

    /// Health and reflection, which must answer also when the server is full.
    pub(crate) fn is_infrastructure(&self) -> bool {
        self.service().starts_with("grpc.")
    }

    /// A stream that lasts as long as its reader: `Watch…`, and what health and reflection offer.
    pub(crate) fn is_open_ended(&self) -> bool {
        self.name().starts_with("Watch") || self.is_infrastructure()
    }

    /// A stream of bytes that lasts as long as its size and the network ask for: `Upload…` and `Download…`. Its service
    /// watches that it moves.
    pub(crate) fn is_transfer(&self) -> bool {
        self.name().starts_with("Upload") || self.name().starts_with("Download")
    }
}
