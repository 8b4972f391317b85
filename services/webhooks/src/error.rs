//! Everything that can end a use case, and its one translation to a status.

use redress_db::Error as StoreError;
use redress_rpc::{Problem, Reason};
use tonic::Code;

use crate::domain::rejection::Rejection;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error("the request was rejected")]
    Rejection(Box<Rejection>),
    /// The request or its caller was refused before anything was read.
    #[error("{}", .0.message())]
    Refused(Box<Problem>),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(Box::new(rejection))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        let problem = match error {
            Error::Rejection(rejection) => of_rejection(*rejection),
            Error::Refused(problem) => *problem,
            Error::Store(error) => of_store(&error),
        };
        problem.into()
    }
}

/// A rejection as a caller is told of it. Which address a name leads to is not told: it may be one of the inside.
fn of_rejection(rejection: Rejection) -> Problem {
    match rejection {
        Rejection::NotFound { kind, id } => Problem::not_found(kind, &id),
        Rejection::StaleEtag => Problem::aborted_stale_etag(),
        Rejection::IllegalState {
            subject,
            state,
            allowed,
        } => Problem::illegal_transition(&subject, state, allowed),
        Rejection::Url(flaw) => Problem::invalid_field("url", flaw.to_string()),
        Rejection::Host { is_resolved: true } => {
            Problem::invalid_field("url", "must have a host with public addresses only")
        }
        Rejection::Host { is_resolved: false } => {
            Problem::invalid_field("url", "must have a host that can be resolved")
        }
        Rejection::TooMany { of, limit } => Problem::failed_precondition(
            Reason::QuotaExceeded,
            format!("there are {limit} {of} already, and no more are allowed"),
        )
        .with_metadata("limit", limit.to_string())
        .with_metadata("of", of),
        Rejection::OtherOwner => Problem::failed_precondition(
            Reason::PreconditionFailed,
            "the event is not one that this endpoint's owner sees; send the owner's own view of it",
        ),
        Rejection::Unproven => Problem::new(
            Code::InvalidArgument,
            Reason::NoticeUnproven,
            "no source of this address signed this, now",
        ),
        Rejection::TooLarge { limit } => Problem::new(
            Code::ResourceExhausted,
            Reason::MessageTooLarge,
            format!("the body may have at most {limit} bytes"),
        ),
        Rejection::Changed { notice_id } => Problem::failed_precondition(
            Reason::NoticeChanged,
            "the event came before and said something else; what came first stands",
        )
        .with_metadata("notice_id", notice_id),
        Rejection::Forgotten => Problem::failed_precondition(
            Reason::PreconditionFailed,
            "what the notice said is not kept any more, so that it cannot be applied",
        ),
    }
}

fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::RequestIdReused => Problem::request_id_reused(),
        StoreError::ReplyErased => Problem::reply_erased(),
        StoreError::Busy => Problem::unavailable("the database is busy"),
        StoreError::Unavailable(_) | StoreError::DiskFull | StoreError::ReadOnly => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "the database does not take this"
            );
            Problem::unavailable("the database is unavailable")
        }
        StoreError::UniqueViolation { .. }
        | StoreError::CheckViolation { .. }
        | StoreError::ForeignKey
        | StoreError::NotFound
        | StoreError::Corrupt(_)
        | StoreError::Other(_) => Problem::internal(error),
    }
}
