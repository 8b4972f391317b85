//! Why a call of this context fails, and the one place where that becomes a status.

use redress_db::Error as StoreError;
use redress_policybook::BookError;
use redress_rpc::Problem;
use tonic::{Code, Status};

/// A failed call.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request as such.
    #[error("the request is refused")]
    Request(Problem),
    /// Another context said no, or did not answer.
    #[error("another context gave no answer")]
    Upstream(#[source] Box<Status>),
    /// The policy could not be had.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Request(problem)
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::Upstream(Box::new(status))
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let problem = match error {
            Error::Request(problem) => problem,
            Error::Upstream(status) => match status.code() {
                // What the owner of the record says of it is said here, word for word.
                Code::NotFound
                | Code::PermissionDenied
                | Code::InvalidArgument
                | Code::FailedPrecondition => {
                    return *status;
                }
                Code::DeadlineExceeded => Problem::deadline_exceeded(),
                Code::Unavailable | Code::ResourceExhausted | Code::Cancelled | Code::Aborted => {
                    Problem::unavailable("a context that the answer is taken from cannot be reached now")
                }
                _ => Problem::internal(&*status),
            },
            Error::Book(error) => error.problem(),
            Error::Store(StoreError::Busy | StoreError::Unavailable(_)) => {
                Problem::unavailable("the timeline's database is not available now")
            }
            Error::Store(error) => Problem::internal(&error),
        };
        problem.into()
    }
}
