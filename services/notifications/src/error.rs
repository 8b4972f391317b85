//! Why a call of this context fails, and the one place where that becomes a status.

use redress_db::Error as StoreError;
use redress_rpc::Problem;
use tonic::Status;

use crate::domain::message::IllegalState;

/// A failed call.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request as such.
    #[error("the request is refused")]
    Request(Problem),
    /// It does not exist, or the caller may not know of it.
    #[error("there is no message {0}")]
    UnknownMessage(String),
    /// Its state does not allow this.
    #[error(transparent)]
    IllegalState(#[from] IllegalState),
    /// The etag is not the newest.
    #[error("the etag is stale")]
    StaleEtag,
    /// Somebody else changed the message at the same time.
    #[error("another change to the message was faster")]
    Conflict,
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
            Error::IllegalState(IllegalState {
                message_id,
                state,
                allowed,
            }) => {
                let allowed: Vec<&str> = allowed.iter().map(|state| state.as_str()).collect();
                Problem::illegal_transition(&format!("message {message_id}"), state.as_str(), &allowed)
            }
            Error::StaleEtag => Problem::aborted_stale_etag(),
            Error::Conflict => Problem::aborted_conflict(),
            Error::Store(StoreError::RequestIdReused) => Problem::request_id_reused(),
            Error::Store(StoreError::ReplyErased) => Problem::reply_erased(),
            Error::Store(StoreError::Busy | StoreError::Unavailable(_)) => {
                Problem::unavailable("the notifications' database is not available now")
            }
            Error::Store(error) => Problem::internal(&error),
        };
        problem.into()
    }
}
