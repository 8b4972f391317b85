//! Why the domain says no. Data only: what a caller is told is made of it in `error.rs`.

use redress_policy::Party;

use super::file::BadFile;

/// A refusal by the rules of evidence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Bad request fields, each by its path.
    #[error("the request has bad fields")]
    Fields(Vec<(String, String)>),
    /// There is no such thing for this caller.
    #[error("there is no {kind} {id}")]
    NotFound { kind: &'static str, id: String },
    /// The resource's state does not allow it.
    #[error("{kind} {id} is {state}")]
    IllegalState {
        kind: &'static str,
        id: String,
        state: &'static str,
        allowed: Vec<&'static str>,
    },
    /// It changed since it was read.
    #[error("the etag is stale")]
    StaleEtag,
    /// A chunk leaves a gap, or the file is not whole yet.
    #[error("the next chunk is expected at {expected}")]
    OutOfPlace { expected: u64 },
    /// A chunk repeats a place with other bytes.
    #[error("other bytes are already at {offset}")]
    OtherBytes { offset: u64 },
    /// More than the declared size.
    #[error("more than the declared {size} bytes")]
    TooLong { size: u64, expected: u64 },
    /// The file is not taken.
    #[error(transparent)]
    BadFile(#[from] BadFile),
    /// A case has as much as it may.
    #[error("the case has {limit} {what} already")]
    Quota { what: &'static str, limit: i64 },
    /// This party may not do it.
    #[error("the party may not do this")]
    WrongParty { allowed: Party },
    /// There are no such bytes, or not for this caller.
    #[error("{reason}")]
    NoVariant { reason: String },
}

impl Rejection {
    /// One bad field.
    pub fn field(path: impl Into<String>, reason: impl Into<String>) -> Rejection {
        Rejection::Fields(vec![(path.into(), reason.into())])
    }

    /// No such evidence, or none that the caller may know of.
    pub fn no_evidence(id: &str) -> Rejection {
        Rejection::NotFound {
            kind: "evidence",
            id: id.to_owned(),
        }
    }

    /// The same for uploads.
    pub fn no_upload(id: &str) -> Rejection {
        Rejection::NotFound {
            kind: "upload",
            id: id.to_owned(),
        }
    }

    /// The same for cases.
    pub fn no_case(id: &str) -> Rejection {
        Rejection::NotFound {
            kind: "case",
            id: id.to_owned(),
        }
    }
}
