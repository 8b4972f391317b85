//! Everything that can end a use case, and its one translation to a status.

use redress_policybook::BookError;
use redress_rpc::{Problem, Reason};
use tonic::Code;
use tonic_types::FieldViolation;

use crate::domain::rejection::Rejection;
use crate::domain::shipment::Versions;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The domain says no.
    #[error("the request was rejected")]
    Rejection(Box<Rejection>),
    /// The request or its caller was refused before anything was read.
    #[error("{}", .0.message())]
    Refused(Box<Problem>),
    /// Packs that bind a shipment have to be fetched first; whoever runs the change does that and runs it again.
    #[error("packs that bind the shipment are not at hand")]
    Unread(Vec<Versions>),
    /// The policy could not be had.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The database.
    #[error(transparent)]
    Db(#[from] redress_db::Error),
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

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejection(rejection) => of_rejection(*rejection),
            Error::Refused(problem) => *problem,
            Error::Unread(_) => Self::unavailable("the policy that binds the shipment is not at hand"),
            Error::Book(error) => error.problem(),
            Error::Db(error) => of_db(&error),
        }
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        Problem::from(error).into()
    }
}

/// A rejection as a caller is told of it.
pub(crate) fn of_rejection(rejection: Rejection) -> Problem {
    match rejection {
        Rejection::Fields(fields) => Problem::invalid(
            fields
                .into_iter()
                .map(|(path, reason)| FieldViolation::new(path, reason))
                .collect(),
        ),
        Rejection::NotFound { kind, id } => Problem::not_found(kind, &id),
        Rejection::IllegalState {
            parcel_id,
            state,
            allowed,
        } => Problem::illegal_transition(&format!("parcel {parcel_id}"), state, &allowed),
        Rejection::StaleEtag => Problem::aborted_stale_etag(),
        Rejection::WrongParty { allowed } => {
            let allowed = allowed
                .iter()
                .map(|party| party.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            Problem::forbidden(format!("only these may do this: {allowed}"))
                .with_metadata("allowed_parties", allowed)
        }
        Rejection::SourceTaken { source_id } => Problem::new(
            Code::AlreadyExists,
            Reason::AlreadyExists,
            format!("there is a shipment of the source {source_id}"),
        )
        .with_field(
            "source_id",
            "is that of another shipment of this order and return",
        ),
        Rejection::EventInFuture { latest } => {
            let latest = latest.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
            Problem::new(
                Code::InvalidArgument,
                Reason::EventInFuture,
                format!("an event cannot have happened after {latest}"),
            )
            .with_field("report.event_time", format!("must not be after {latest}"))
            .with_metadata("latest", latest)
        }
        Rejection::AmbiguousParcel { tracking_number } => Problem::failed_precondition(
            Reason::ParcelAmbiguous,
            format!("several parcels have the number {tracking_number}; name the carrier or the parcel"),
        ),
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
        // Only a shipment's source can be taken between looking and writing.
        Db::UniqueViolation { .. } => Problem::aborted_conflict(),
        Db::CheckViolation { .. } | Db::ForeignKey | Db::NotFound | Db::Corrupt(_) | Db::Other(_) => {
            Problem::internal(error)
        }
    }
}
