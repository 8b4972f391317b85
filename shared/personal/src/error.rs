//! Everything that can end a call about personal data, and its one translation to a status.

use redress_db::{Error as Db, HandlerError};
use redress_rpc::Problem;
use tonic::Status;

/// A call ended without effect.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the request is refused")]
    Refused(Problem),
    /// A case was opened since it was looked at.
    #[error("a case was opened meanwhile")]
    Opened,
    /// Files or things could not be erased.
    #[error("not all of it could be erased now")]
    Kept(HandlerError),
    #[error(transparent)]
    Db(#[from] Db),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<HandlerError> for Error {
    fn from(error: HandlerError) -> Self {
        Self::Kept(error)
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let problem = match error {
            Error::Refused(problem) => problem,
            Error::Opened => Problem::aborted_conflict(),
            Error::Kept(error) => {
                tracing::warn!(error = error.cause(), "not all of a buyer's data could be erased");
                Problem::unavailable("not all of it could be erased now")
            }
            Error::Db(Db::RequestIdReused) => Problem::request_id_reused(),
            Error::Db(Db::ReplyErased) => Problem::reply_erased(),
            Error::Db(Db::Busy | Db::Unavailable(_) | Db::DiskFull | Db::ReadOnly) => {
                Problem::unavailable("the database does not take this now")
            }
            Error::Db(error) => Problem::internal(&error),
        };
        problem.into()
    }
}
