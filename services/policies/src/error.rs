//! Why a call of this context fails, and the one place where that becomes a status.

use redress_db::Error as StoreError;
use redress_policy::PackError;
use redress_policybook::BookError;
use redress_rpc::{Problem, Reason};
use tonic::{Code, Status};
use tonic_types::FieldViolation;

use crate::domain::Rejection;

/// A failed call.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request as such: bad fields, or a caller who may not do this.
    #[error("the request is refused")]
    Request(Problem),
    /// The domain says no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
    /// A published source does not load in this release.
    #[error(transparent)]
    Unreadable(#[from] BookError),
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
            Error::Rejected(rejection) => of_rejection(&rejection),
            Error::Store(error) => of_store(&error),
            Error::Unreadable(error) => error.problem(),
        };
        problem.into()
    }
}

fn of_rejection(rejection: &Rejection) -> Problem {
    let says = rejection.to_string();
    match rejection {
        Rejection::Pack { field, errors } => of_pack(field, errors, says),
        Rejection::UnknownMarketplace(id) => Problem::not_found("marketplace", id),
        Rejection::UnknownPolicy(id) => Problem::not_found("policy", id),
        Rejection::UnknownVersion { policy_id, version } => {
            Problem::not_found("policy version", &format!("{policy_id}@{version}"))
        }
        Rejection::UnknownClause(id) => Problem::not_found("clause", id),
        Rejection::NotInForce { policy_id, .. } => {
            Problem::failed_precondition(Reason::NoPolicyInForce, says)
                .with_metadata("policy_id", policy_id.as_str())
        }
        Rejection::EffectiveInPast { now } => {
            Problem::invalid_field("effective_time", format!("must not be before now, {now:?}"))
        }
        Rejection::OtherLayer { .. } => Problem::invalid_field("source", format!("pack.id: {says}")),
        Rejection::NotAPack(_) => Problem::invalid_field("policy_id", says),
        Rejection::OtherPack { .. } => Problem::invalid_field("draft_source", format!("pack.id: {says}")),
        Rejection::Facts(errors) => Problem::invalid(
            errors
                .iter()
                .map(|(path, reason)| match path.as_str() {
                    "" => FieldViolation::new("facts_json", reason),
                    path => FieldViolation::new(format!("facts_json.{path}"), reason),
                })
                .collect(),
        ),
        Rejection::UnknownSpecialPeriod(id) => Problem::not_found("special period", id),
        Rejection::SpecialPeriodOver {
            special_period_id, ..
        } => Problem::illegal_transition(
            &format!("special period {special_period_id}"),
            "over",
            &["announced", "running"],
        ),
        Rejection::EndTooEarly { .. } => Problem::invalid_field("end_time", says),
        Rejection::StaleEtag => Problem::aborted_stale_etag(),
    }
}

/// Each error names file, line and path; the field is the request's own.
fn of_pack(field: &str, errors: &[PackError], says: String) -> Problem {
    errors.iter().fold(
        Problem::new(Code::InvalidArgument, Reason::PolicyPackInvalid, says),
        |problem, error| {
            let PackError {
                file,
                line,
                path,
                message,
            } = error;
            problem.with_field(field, format!("{file}:{line}: {path}: {message}"))
        },
    )
}

fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::RequestIdReused => Problem::request_id_reused(),
        StoreError::ReplyErased => Problem::reply_erased(),
        StoreError::Busy | StoreError::Unavailable(_) => {
            Problem::unavailable("the policies' database is not available now")
        }
        StoreError::DiskFull | StoreError::ReadOnly => {
            tracing::error!(error = %redress_rpc::error::chain(error), "the database takes no writes");
            Problem::unavailable("the policies' database takes no writes now")
        }
        StoreError::UniqueViolation { .. }
        | StoreError::CheckViolation { .. }
        | StoreError::ForeignKey
        | StoreError::NotFound
        | StoreError::Corrupt(_)
        | StoreError::Other(_) => Problem::internal(error),
    }
}
