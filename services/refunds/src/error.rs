//! Everything that can end a use case, and its one translation to a status.

use redress_core::Money;
use redress_rpc::{Problem, Reason};
use tonic::Code;
use tonic_types::FieldViolation;

use crate::domain::Rejection;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error(transparent)]
    Rejection(#[from] Rejection),
    /// The etag is not the newest.
    #[error("the etag is stale")]
    StaleEtag,
    /// Somebody else changed the refund at the same time.
    #[error("another change to the refund was faster")]
    Conflict,
    /// The database.
    #[error(transparent)]
    Db(#[from] redress_db::Error),
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Rejection(rejection) => of_rejection(rejection),
            Error::StaleEtag => Problem::aborted_stale_etag(),
            Error::Conflict => Problem::aborted_conflict(),
            Error::Db(error) => of_db(error),
        }
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> tonic::Status {
        Problem::from(error).into()
    }
}

fn of_rejection(rejection: Rejection) -> Problem {
    let message = rejection.to_string();
    match rejection {
        Rejection::Flawed(flaws) => Problem::invalid(
            flaws
                .into_iter()
                .map(|flaw| FieldViolation::new(flaw.path, flaw.text))
                .collect(),
        ),
        Rejection::IllegalState {
            refund_id,
            state,
            allowed,
        } => {
            let allowed: Vec<&str> = allowed.iter().map(|state| state.as_str()).collect();
            Problem::illegal_transition(&format!("refund {refund_id}"), state.as_str(), &allowed)
        }
        Rejection::Exceeds { path, of, remaining } => exceeds(message, path, of, remaining),
        Rejection::Currency { path, expected, .. } => {
            Problem::new(Code::InvalidArgument, Reason::CurrencyMismatch, message)
                .with_field(path, format!("must be {expected}, the payment's currency"))
        }
        Rejection::NotFound { kind, id, path } => {
            Problem::not_found(kind, &id).with_field(path, "names nothing that exists")
        }
    }
}

fn exceeds(message: String, path: String, of: String, remaining: Option<Money>) -> Problem {
    let problem = Problem::failed_precondition(Reason::AmountExceedsRefundable, message);
    match remaining {
        Some(remaining) => problem
            .with_field(
                path,
                format!("must not exceed {remaining}, which is left of {of}"),
            )
            .with_metadata("remaining", remaining.to_string()),
        None => problem.with_field(path, "must not exceed what is left of the payment"),
    }
}

fn of_db(error: redress_db::Error) -> Problem {
    use redress_db::Error as Db;
    match error {
        Db::CheckViolation {
            constraint: Some(name),
        } if name.ends_with("_within_captured") => of_rejection(Rejection::Exceeds {
            path: "breakdown.amount".to_owned(),
            of: String::new(),
            remaining: None,
        }),
        Db::RequestIdReused => Problem::request_id_reused(),
        Db::ReplyErased => Problem::reply_erased(),
        Db::Busy => Problem::unavailable("the database is busy"),
        Db::Unavailable(_) | Db::DiskFull | Db::ReadOnly => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the database does not take this"
            );
            Problem::unavailable("the database is unavailable")
        }
        Db::UniqueViolation { .. }
        | Db::CheckViolation { .. }
        | Db::ForeignKey
        | Db::NotFound
        | Db::Corrupt(_)
        | Db::Other(_) => Problem::internal(&error),
    }
}
