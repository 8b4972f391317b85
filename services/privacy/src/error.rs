//! Everything that can end a use case, and its one translation to a status.

use redress_db::Error as Db;
use redress_rpc::{Problem, Reason};
use tonic::Status;

use crate::domain::State;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no data request {0}")]
    NotFound(String),
    #[error("data request {0} asks for no export")]
    NotAnExport(String),
    /// It has not been carried out yet.
    #[error("data request {0} is not done yet")]
    NotDone(String, State),
    /// The buyer it is about was erased.
    #[error("what data request {0} is about was erased")]
    Erased(String),
    /// Another context answered with an error of its own.
    #[error("another context refused")]
    Upstream(#[source] Box<Status>),
    #[error("the policy cannot be had")]
    Policy(#[from] redress_policybook::BookError),
    #[error("a time cannot be reckoned")]
    Time(#[from] redress_policy::time::TimeError),
    /// The system gave no random bytes.
    #[error("there is no randomness")]
    Random,
    /// Another change to the request was faster.
    #[error("another change was faster")]
    Conflict,
    #[error(transparent)]
    Db(#[from] Db),
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        let problem = match error {
            Error::Upstream(status) => return *status,
            Error::NotFound(id) => Problem::not_found("data request", &id),
            Error::NotAnExport(_) | Error::Erased(_) => {
                Problem::failed_precondition(Reason::PreconditionFailed, error.to_string())
            }
            Error::NotDone(id, state) => Problem::illegal_transition(
                &format!("data request {id}"),
                state.as_str(),
                &[State::Done.as_str()],
            ),
            Error::Conflict => Problem::aborted_conflict(),
            Error::Db(Db::RequestIdReused) => Problem::request_id_reused(),
            Error::Db(Db::ReplyErased) => Problem::reply_erased(),
            Error::Db(Db::Busy | Db::Unavailable(_) | Db::DiskFull | Db::ReadOnly) => {
                Problem::unavailable("the database does not take this now")
            }
            Error::Policy(_) | Error::Time(_) | Error::Random | Error::Db(_) => Problem::internal(&error),
        };
        problem.into()
    }
}
