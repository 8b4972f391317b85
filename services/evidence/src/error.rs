//! Everything that can end a use case, and its one translation to a status.

use redress_policybook::BookError;
use redress_rpc::{Problem, Reason};
use tonic::Code;
use tonic_types::FieldViolation;

use crate::domain::Rejection;
use crate::domain::words::Flaw;
use crate::parts::WriteError;

/// A use case ended without effect.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error(transparent)]
    Rejection(#[from] Rejection),
    /// The request or its caller was refused before anything was read, or by the context that owns the case.
    #[error("{}", .0.message())]
    Refused(Box<Problem>),
    /// Somebody else changes the same at the same time.
    #[error("another change was faster")]
    Conflict,
    /// A stream of chunks brings nothing any more.
    #[error("no chunk came for too long")]
    Idle,
    /// A stream of chunks broke, or brought what is no chunk.
    #[error("the stream of chunks broke")]
    Broken(#[source] Box<tonic::Status>),
    /// The policy could not be had.
    #[error(transparent)]
    Book(#[from] BookError),
    /// A file on its way in could not be written or read.
    #[error("the file could not be written or read")]
    File(#[from] std::io::Error),
    /// The store of kept bytes.
    #[error("the store of evidence failed")]
    Store(#[from] object_store::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] redress_db::Error),
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(Box::new(problem))
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::OtherBytes { offset } => Rejection::OtherBytes { offset }.into(),
            WriteError::Io(error) => Self::File(error),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejection(rejection) => of_rejection(rejection),
            Error::Refused(problem) => *problem,
            Error::Conflict => Self::aborted_conflict(),
            Error::Idle => Self::deadline_exceeded(),
            Error::Broken(_) => Self::unavailable("the stream of chunks broke"),
            Error::Book(error) => error.problem(),
            Error::File(error) => of_file(&error),
            Error::Store(error) => of_store(&error),
            Error::Db(error) => of_db(&error),
        }
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        match error {
            // The transport says what was wrong with what came.
            Error::Broken(status) => *status,
            error => Problem::from(error).into(),
        }
    }
}

fn of_rejection(rejection: Rejection) -> Problem {
    let message = rejection.to_string();
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
        Rejection::OutOfPlace { expected } => Problem::failed_precondition(Reason::ChunkOutOfPlace, message)
            .with_metadata("expected_offset", expected.to_string()),
        Rejection::OtherBytes { offset } => Problem::failed_precondition(Reason::ChunkOutOfPlace, message)
            .with_metadata("offset", offset.to_string()),
        Rejection::TooLong { size, expected } => {
            Problem::new(Code::InvalidArgument, Reason::UploadTooLong, message)
                .with_metadata("size_bytes", size.to_string())
                .with_metadata("expected_offset", expected.to_string())
        }
        Rejection::BadFile(bad) => {
            let reason = match bad.flaw {
                Flaw::Checksum => Reason::ChecksumMismatch,
                _ => Reason::FileRefused,
            };
            Problem::new(Code::InvalidArgument, reason, bad.text).with_metadata("flaw", bad.flaw.as_str())
        }
        Rejection::Quota { what, limit } => Problem::failed_precondition(Reason::QuotaExceeded, message)
            .with_metadata("limit", limit.to_string())
            .with_metadata("of", what),
        Rejection::WrongParty { allowed } => {
            Problem::forbidden(format!("only this party may do this: {}", allowed.as_str()))
                .with_metadata("allowed_parties", allowed.as_str())
        }
        Rejection::NoVariant { .. } => Problem::failed_precondition(Reason::VariantMissing, message),
    }
}

fn of_file(error: &std::io::Error) -> Problem {
    use std::io::ErrorKind;
    tracing::error!(
        error = error as &dyn std::error::Error,
        "a file on its way in could not be written or read"
    );
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Problem::unavailable("there is no room for evidence now")
        }
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
            Problem::unavailable("evidence cannot be written now")
        }
        _ => Problem::internal(error),
    }
}

fn of_store(error: &object_store::Error) -> Problem {
    Problem::internal(error)
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
