//! Everything that can end a use case, and its one translation to a status.

use redress_policy::DecideError;
use redress_policybook::{BookError, refusal_problem};
use redress_rpc::{Problem, Reason};
use tonic::Code;
use tonic_types::FieldViolation;

use crate::domain::rejection::Rejection;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error("the request was rejected")]
    Rejection(Box<Rejected>),
    /// The request or its caller was refused before anything was read.
    #[error("{}", .0.message())]
    Refused(Box<Problem>),
    /// What names the order's policy changed between reading and deciding.
    #[error("another change to the order was faster")]
    Conflict,
    /// The policy could not be had.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The policy could not be applied.
    #[error("the policy could not be applied")]
    Decide(#[from] DecideError),
    /// The database.
    #[error(transparent)]
    Db(#[from] redress_db::Error),
}

/// A rejection of the domain.
#[derive(Debug)]
pub struct Rejected(Rejection);

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejection(Box::new(Rejected(rejection)))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejection(rejected) => of_rejection(rejected.0),
            Error::Refused(problem) => *problem,
            Error::Conflict => Self::aborted_conflict(),
            Error::Book(error) => error.problem(),
            Error::Decide(error) => of_decide(&error),
            Error::Db(error) => of_db(&error),
        }
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}

fn of_rejection(rejection: Rejection) -> Problem {
    match rejection {
        Rejection::Fields(fields) => Problem::invalid(
            fields
                .into_iter()
                .map(|(path, reason)| FieldViolation::new(path, reason))
                .collect(),
        ),
        Rejection::NotFound { kind, id } => Problem::not_found(kind, &id),
        Rejection::IllegalState {
            kind,
            id,
            state,
            allowed,
        } => Problem::illegal_transition(&format!("{kind} {id}"), state, &allowed),
        Rejection::StaleEtag => Problem::aborted_stale_etag(),
        Rejection::Policy(decision) => refusal_problem(&decision),
        Rejection::Precondition { subject, message } => {
            Problem::failed_precondition(Reason::PreconditionFailed, format!("{subject} {message}"))
                .with_precondition("STATE", &subject, message)
        }
        Rejection::WrongParty { allowed } => {
            let allowed = allowed
                .iter()
                .map(|party| party.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Problem::forbidden(format!("only these may do this: {allowed}"))
                .with_metadata("allowed_parties", allowed)
        }
        Rejection::Exceeds { most } => Problem::failed_precondition(
            Reason::AmountExceedsRefundable,
            format!("at most {most} can be given here"),
        )
        .with_field("amount", format!("must not exceed {most}"))
        .with_metadata("remaining", most.to_string()),
        Rejection::NotPaid { order_id } => {
            Problem::failed_precondition(Reason::NotPaid, format!("order {order_id} was not paid"))
        }
        Rejection::DisputesNotOffered => Problem::failed_precondition(
            Reason::DisputesNotOffered,
            "the marketplace's policy offers no disputes; the platform can still be asked to step in",
        ),
        Rejection::InterventionNotAllowed { kind, clauses } => Problem::failed_precondition(
            Reason::InterventionNotAllowed,
            format!(
                "the marketplace's policy does not give its platform this power: {}",
                kind.as_str()
            ),
        )
        .with_metadata("kind", kind.as_str())
        .with_metadata("clauses", join(&clauses)),
    }
}

fn of_decide(error: &DecideError) -> Problem {
    match error {
        DecideError::Facts(_) => Problem::internal(error),
        DecideError::Time(_) => Problem::failed_precondition(Reason::PreconditionFailed, error.to_string()),
    }
}

fn of_db(error: &redress_db::Error) -> Problem {
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

/// `ALREADY_EXISTS` names what exists; kept apart from `NOT_FOUND` of the same words.
pub(crate) fn already_exists(external_reference: &str) -> Problem {
    Problem::new(
        Code::AlreadyExists,
        Reason::AlreadyExists,
        format!("the marketplace has an order with the external reference {external_reference}"),
    )
    .with_field("external_reference", "is that of another order")
}

fn join<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    items
        .into_iter()
        .map(|item| item.to_string())
        .collect::<Vec<_>>()
        .join(",")
}
