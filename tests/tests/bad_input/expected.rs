//! How a call is expected to be refused: its code, its registered reason, and the place of the fault.

use anyhow::{Context as _, ensure};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// How a call is expected to be refused.
#[derive(Clone)]
pub struct Expected {
    pub code: Code,
    pub reason: &'static str,
    /// A field that is named, or a piece of metadata with its value.
    pub place: Where,
}

#[derive(Clone)]
pub enum Where {
    Nowhere,
    Field(&'static str),
    Metadata(&'static str, String),
}

pub fn refused(what: &str, answer: Result<(), Status>, expected: &Expected) -> anyhow::Result<()> {
    let status = answer.err().with_context(|| format!("{what}: it was done"))?;
    let details = status.get_error_details();
    let info = details
        .error_info()
        .with_context(|| format!("{what}: no ErrorInfo in {status:?}"))?;
    ensure!(
        status.code() == expected.code && info.reason == expected.reason,
        "{what}: {status:?} {details:?}"
    );
    match &expected.place {
        Where::Nowhere => {}
        Where::Field(path) => {
            let fields = details
                .bad_request()
                .map(|bad| &bad.field_violations[..])
                .unwrap_or_default();
            ensure!(
                fields.iter().any(|field| field.field == *path),
                "{what}: {path} is not among {fields:?}"
            );
        }
        Where::Metadata(key, value) => {
            ensure!(
                info.metadata.get(*key) == Some(value),
                "{what}: {key} is not {value} in {:?}",
                info.metadata
            );
        }
    }
    Ok(())
}

pub fn invalid(path: &'static str) -> Expected {
    Expected {
        code: Code::InvalidArgument,
        reason: "INVALID_FIELD",
        place: Where::Field(path),
    }
}

pub fn policy_refuses(reason: &'static str) -> Expected {
    let place = Where::Metadata("refusal_reason", reason.to_owned());
    Expected {
        code: Code::FailedPrecondition,
        reason,
        place,
    }
}

pub fn not_found() -> Expected {
    Expected {
        code: Code::NotFound,
        reason: "NOT_FOUND",
        place: Where::Nowhere,
    }
}

pub fn illegal() -> Expected {
    Expected {
        code: Code::FailedPrecondition,
        reason: "ILLEGAL_TRANSITION",
        place: Where::Nowhere,
    }
}

pub fn forbidden() -> Expected {
    Expected {
        code: Code::PermissionDenied,
        reason: "CALLER_FORBIDDEN",
        place: Where::Nowhere,
    }
}

pub fn stale() -> Expected {
    Expected {
        code: Code::Aborted,
        reason: "STALE_ETAG",
        place: Where::Nowhere,
    }
}
