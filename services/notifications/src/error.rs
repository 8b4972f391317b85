//! Why a call of this context fails, and the one place where that becomes a status.

use redress_db::Error as StoreError;
use redress_rpc::Problem;
use tonic::Status;

/// A failed call.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request as such.
    #[error("the request is refused")]
    Request(Problem),
    /// It does not exist, or the caller may not know of it.
    #[error("there is no message {0}")]
    UnknownMessage(String),
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Request(problem)
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let problem = match error {
            Error::Request(problem) => problem,
            Error::UnknownMessage(id) => Problem::not_found("message", &id),
            Error::Store(StoreError::Busy | StoreError::Unavailable(_)) => {
                Problem::unavailable("the notifications' database is not available now")
            }
            Error::Store(error) => Problem::internal(&error),
        };
        problem.into()
    }
}
