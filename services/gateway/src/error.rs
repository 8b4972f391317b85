//! Everything that can end a use case, and its one translation to a status.

use redress_rpc::Problem;

use crate::domain::Rejection;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error(transparent)]
    Rejection(#[from] Rejection),
    /// The request or its caller was refused before anything was read, or by the context that owns the order.
    #[error("{}", .0.message())]
    Refused(Box<Problem>),
    /// Another context answered with an error of its own.
    #[error("another context refused")]
    Upstream(#[source] Box<tonic::Status>),
    /// Somebody else changes the same at the same time.
    #[error("another change was faster")]
    Conflict,
    /// The system gave no random bytes.
    #[error("there is no randomness")]
    Random,
    /// The database.
    #[error(transparent)]
    Db(#[from] redress_db::Error),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        match error {
            Error::Upstream(status) => *status,
            error => problem_of(error).into(),
        }
    }
}

fn problem_of(error: Error) -> Problem {
    match error {
        Error::Rejection(rejection) => of_rejection(rejection),
        Error::Refused(problem) => *problem,
        Error::Conflict => Problem::aborted_conflict(),
        Error::Db(error) => of_db(&error),
        Error::Upstream(_) | Error::Random => Problem::internal(&error),
    }
}

fn of_rejection(rejection: Rejection) -> Problem {
    match rejection {
        Rejection::Field { field, reason } => Problem::invalid_field(field, reason),
        Rejection::NotFound(id) => Problem::not_found("API key", &id),
        Rejection::Ended { id, state } => {
            Problem::illegal_transition(&format!("API key {id}"), state, &["active"])
        }
        Rejection::Role { .. } => Problem::forbidden(rejection.to_string()),
        Rejection::StaleEtag => Problem::aborted_stale_etag(),
    }
}

/// What the database says, without its inside.
pub fn of_db(error: &redress_db::Error) -> Problem {
    use redress_db::Error as Db;
    match error {
        Db::RequestIdReused => Problem::request_id_reused(),
        Db::ReplyErased => Problem::reply_erased(),
        Db::Busy => Problem::unavailable("the database is busy"),
        Db::Unavailable(_) | Db::DiskFull | Db::ReadOnly => {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "the database does not take this"
            );
            Problem::unavailable("the database is unavailable")
        }
        Db::UniqueViolation { .. }
        | Db::CheckViolation { .. }
        | Db::ForeignKey
        | Db::NotFound
        | Db::Corrupt(_)
        | Db::Other(_) => Problem::internal(error),
    }
}
