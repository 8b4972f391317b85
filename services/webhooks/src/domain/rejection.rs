//! Why the domain says no. Data only: what a caller is told is made of it in `error.rs`.

use super::target::Flaw;

/// A refusal by the rules of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// There is no such thing for this caller.
    NotFound { kind: &'static str, id: String },
    /// It changed since it was read.
    StaleEtag,
    /// The endpoint's state does not allow it.
    IllegalState {
        endpoint_id: String,
        state: &'static str,
        allowed: &'static [&'static str],
    },
    /// The URL is not one to be called.
    Url(Flaw),
    /// The URL's host leads to no address, or not only to such as may be called.
    Host { is_resolved: bool },
    /// The owner has as many endpoints as one may have.
    TooMany { limit: usize },
    /// The event is another owner's than the endpoint.
    OtherOwner,
}

impl Rejection {
    /// The same words for an endpoint that does not exist and one that is somebody else's.
    pub fn no_endpoint(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "endpoint", id }
    }

    /// The same for a seller.
    pub fn no_seller(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "seller", id }
    }

    /// The same for an event.
    pub fn no_event(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "event", id }
    }

    /// The same for a delivery.
    pub fn no_delivery(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "delivery", id }
    }
}
