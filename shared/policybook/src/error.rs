//! Why the layers of a case could not be had, and what a caller of the deciding context is told.

use redress_policy::{DecideError, PackError};
use redress_rpc::{Problem, Reason};
use tonic::{Code, Status};

/// Why the policy book has no answer.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// No pack of that id was ever published, or the version does not exist.
    #[error("there is no policy {policy_id}")]
    Unknown {
        /// The pack asked for.
        policy_id: String,
    },
    /// There are versions, but none was in force at the time that binds.
    #[error("no version of policy {policy_id} was in force at the time that binds")]
    NotInForce {
        /// The pack asked for.
        policy_id: String,
    },
    /// The order's own terms do not fit the marketplace's pack. Line and path of each error are those of the terms' source.
    #[error("the order's terms do not fit the marketplace's pack")]
    Terms(Vec<PackError>),
    /// A published source does not load: published by a release that understood more than this one.
    #[error("the published policy {policy_id} version {version} cannot be read by this release")]
    Unreadable {
        /// The pack.
        policy_id: String,
        /// Its version.
        version: i32,
        /// What is wrong.
        errors: Vec<PackError>,
    },
    /// A stored decision names its layers in a way that no decision does.
    #[error("`{0}` names no layer of a decision")]
    LayerName(String),
    /// A stored decision cannot be made again: its facts are not sound to this release.
    #[error("the stored decision cannot be made again")]
    Decide(#[from] DecideError),
    /// The policies context could not be asked.
    #[error("the policies context did not answer")]
    Call(#[source] Box<Status>),
}

impl BookError {
    pub(crate) fn of_call(policy_id: &str, status: Status) -> Self {
        match (status.code(), redress_rpc::error::reason_of(&status).as_deref()) {
            (Code::NotFound, _) => Self::Unknown {
                policy_id: policy_id.to_owned(),
            },
            (Code::FailedPrecondition, Some(reason)) if reason == Reason::NoPolicyInForce.as_str() => {
                Self::NotInForce {
                    policy_id: policy_id.to_owned(),
                }
            }
            _ => Self::Call(Box::new(status)),
        }
    }

    /// What the caller of a deciding context is told. An unknown pack and one that is not in force are
    /// `FAILED_PRECONDITION` with reason `NO_POLICY_IN_FORCE`; a context that names the marketplace in a request field
    /// may say it better.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Unknown { policy_id } | Self::NotInForce { policy_id } => {
                Problem::failed_precondition(Reason::NoPolicyInForce, self.to_string())
                    .with_metadata("policy_id", policy_id.as_str())
            }
            Self::Terms(errors) => errors.iter().fold(
                Problem::failed_precondition(Reason::PolicyPackInvalid, self.to_string()),
                |problem, error| problem.with_field(field_of(error), error.message.as_str()),
            ),
            Self::Call(status) => match status.code() {
                Code::DeadlineExceeded => Problem::deadline_exceeded(),
                Code::Unavailable | Code::ResourceExhausted | Code::Cancelled | Code::Aborted => {
                    Problem::unavailable("the policies context cannot be reached now")
                }
                _ => Problem::internal(self),
            },
            Self::Unreadable { .. } | Self::LayerName(_) | Self::Decide(_) => Problem::internal(self),
        }
    }
}

/// Where an error of a pack's source stands, as `file:line path`.
fn field_of(error: &PackError) -> String {
    format!("{}:{} {}", error.file, error.line, error.path)
}
