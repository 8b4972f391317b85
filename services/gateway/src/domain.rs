//! Keys and links, pure: what they are, when they work, and who may issue which.

pub mod key;
pub mod link;
pub mod secret;

/// Why a change is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A field is bad.
    #[error("{field} {reason}")]
    Field {
        /// Its path.
        field: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The caller may not see it, or it does not exist.
    #[error("there is no API key {0}")]
    NotFound(String),
    /// The key has ended.
    #[error("API key {id} is {state}")]
    Ended {
        /// Which.
        id: String,
        /// What it is.
        state: &'static str,
    },
    /// The caller's role may not issue, or change, a key of that role.
    #[error("a {caller} may not manage keys of the role {role}")]
    Role {
        /// Who asks.
        caller: &'static str,
        /// For what.
        role: &'static str,
    },
    /// The etag is not the newest.
    #[error("the key changed since it was read")]
    StaleEtag,
}
