//! Why the domain says no. Data only: what a caller is told is made of it in `error.rs`.

use super::target::Flaw;

/// A refusal by the rules of webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// There is no such thing for this caller.
    NotFound { kind: &'static str, id: String },
    /// It changed since it was read.
    StaleEtag,
    /// The state of something does not allow it.
    IllegalState {
        subject: String,
        state: &'static str,
        allowed: &'static [&'static str],
    },
    /// The URL is not one to be called.
    Url(Flaw),
    /// The URL's host leads to no address, or not only to such as may be called.
    Host { is_resolved: bool },
    /// The owner has as many of these as one may have.
    TooMany { of: &'static str, limit: usize },
    /// The event is another owner's than the endpoint.
    OtherOwner,
    /// No source has this address, or it did not sign this, or not now. Which of them is not told.
    Unproven,
    /// What came in is larger than is taken.
    TooLarge { limit: usize },
    /// The event came before and said something else.
    Changed { notice_id: String },
    /// What the notice said is not kept any more.
    Forgotten,
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

    /// The same for a source.
    pub fn no_source(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "source", id }
    }

    /// The same for a notice.
    pub fn no_notice(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "notice", id }
    }

    /// The same for a delivery.
    pub fn no_delivery(id: &str) -> Self {
        let id = id.to_owned();
        Self::NotFound { kind: "delivery", id }
    }
}
