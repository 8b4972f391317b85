//! The one place where an error [`Status`] is built: a code, a registered [`Reason`], a sentence, and typed details.
//!
//! Every status made here carries `google.rpc.ErrorInfo` in domain [`DOMAIN`]. `INTERNAL` says nothing of the inside: the
//! chain of causes is logged here, once. No status is larger than clients take in headers. What is foreign and what does not exist read the same ([`Problem::not_found`]).

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt as _};

mod bounds;

pub use redress_contracts::{ERROR_DOMAIN as DOMAIN, Reason};

/// Why a call is refused: becomes a [`Status`] with `google.rpc` details.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    code: Code,
    reason: Reason,
    message: String,
    metadata: HashMap<String, String>,
    fields: Vec<FieldViolation>,
    preconditions: Vec<PreconditionViolation>,
    retry_after: Option<Duration>,
    help: Option<(String, String)>,
}

impl Problem {
    /// A problem with a code, a reason and a sentence for people; details are added with the `with_…` methods.
    pub fn new(code: Code, reason: Reason, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            code,
            reason,
            message: bounds::message(message.into()),
            metadata: HashMap::new(),
            fields: Vec::new(),
            preconditions: Vec::new(),
            retry_after: None,
            help: None,
        }))
    }

    /// `INVALID_ARGUMENT`: bad fields, each by its path. [`Fields`](crate::Fields) collects them. Of very many, the first are
    /// told, and metadata `omitted_fields` counts the others.
    pub fn invalid(fields: Vec<FieldViolation>) -> Self {
        let names = fields
            .iter()
            .map(|field| field.field.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let mut problem = Self::new(
            Code::InvalidArgument,
            Reason::InvalidField,
            format!("the request has bad fields: {names}"),
        );
        problem.0.fields = fields;
        problem
    }

    /// `INVALID_ARGUMENT` for one field.
    pub fn invalid_field(path: impl Into<String>, description: impl Into<String>) -> Self {
        Self::invalid(vec![FieldViolation::new(path, description)])
    }

    /// `NOT_FOUND`, in the same words for what does not exist and for what belongs to somebody else. `kind` is the
    /// resource's word in lower case, such as `order`.
    pub fn not_found(kind: &str, id: &str) -> Self {
        Self::new(
            Code::NotFound,
            Reason::NotFound,
            format!("there is no {kind} {id}"),
        )
    }

    /// `ALREADY_EXISTS`: a resource of this kind and id was created before.
    pub fn already_exists(kind: &str, id: &str) -> Self {
        Self::new(
            Code::AlreadyExists,
            Reason::AlreadyExists,
            format!("the {kind} {id} exists already"),
        )
    }

    /// `FAILED_PRECONDITION`: an illegal transition of `subject` (such as `order ord_…`), now in `state`; says which states
    /// allow it, also as metadata `state` and `allowed_states` (comma separated).
    pub fn illegal_transition(subject: &str, state: &str, allowed_states: &[&str]) -> Self {
        let allowed = match allowed_states {
            [] => "no state allows it".to_owned(),
            states => format!("allowed in: {}", states.join(", ")),
        };
        Self::new(
            Code::FailedPrecondition,
            Reason::IllegalTransition,
            format!("{subject} is {state}, which does not allow this; {allowed}"),
        )
        .with_metadata("state", state)
        .with_metadata("allowed_states", allowed_states.join(","))
        .with_precondition("STATE", subject, allowed)
    }

    /// `FAILED_PRECONDITION` for any other reason.
    pub fn failed_precondition(reason: Reason, message: impl Into<String>) -> Self {
        Self::new(Code::FailedPrecondition, reason, message)
    }

    /// `ABORTED`: the etag is not the resource's newest.
    pub fn aborted_stale_etag() -> Self {
        Self::new(
            Code::Aborted,
            Reason::StaleEtag,
            "the resource changed since it was read; read it again and retry",
        )
    }

    /// `ABORTED`: another change won; a retry may succeed.
    pub fn aborted_conflict() -> Self {
        Self::new(
            Code::Aborted,
            Reason::Conflict,
            "another change to the same resource was faster; retry",
        )
    }

    /// `ALREADY_EXISTS`: the request id was used with a different request.
    pub fn request_id_reused() -> Self {
        Self::new(
            Code::AlreadyExists,
            Reason::RequestIdReused,
            "request_id was used before with a different request; use a new one",
        )
        .with_field("request_id", "was used before with a different request")
    }

    /// `FAILED_PRECONDITION`: the request was carried out before, and its reply was erased with somebody's data.
    pub fn reply_erased() -> Self {
        Self::failed_precondition(
            Reason::ReplyErased,
            "this request was carried out before; its reply was erased with the personal data in it",
        )
    }

    /// `UNAUTHENTICATED`: `metadata_key` is missing or cannot be read.
    pub fn unauthenticated(metadata_key: &str, description: &str) -> Self {
        Self::new(
            Code::Unauthenticated,
            Reason::CallerUnknown,
            format!("metadata {metadata_key} {description}"),
        )
        .with_metadata("key", metadata_key)
    }

    /// `PERMISSION_DENIED`: the caller's role may not do this at all.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(Code::PermissionDenied, Reason::CallerForbidden, message)
    }

    /// `UNAVAILABLE`: something needed cannot be reached; the caller may retry. `message` names it without its inside.
    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Code::Unavailable, Reason::Unavailable, message).with_retry_after(Duration::from_secs(1))
    }

    /// `RESOURCE_EXHAUSTED`: retry after the delay.
    pub fn resource_exhausted(reason: Reason, message: impl Into<String>, retry_after: Duration) -> Self {
        Self::new(Code::ResourceExhausted, reason, message).with_retry_after(retry_after)
    }

    /// `DEADLINE_EXCEEDED`.
    pub fn deadline_exceeded() -> Self {
        Self::new(
            Code::DeadlineExceeded,
            Reason::DeadlineExceeded,
            "the deadline passed before the answer; the call may still have taken effect",
        )
    }

    /// `INTERNAL`: logs the error with its whole chain and tells the caller nothing of it.
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        tracing::error!(error = %chain(error), "internal error");
        Self::internal_unlogged()
    }

    /// `INTERNAL` for what was logged already.
    pub(crate) fn internal_unlogged() -> Self {
        Self::new(
            Code::Internal,
            Reason::Internal,
            "internal error; quote the x-request-id of this reply",
        )
    }

    /// Adds an `ErrorInfo.metadata` pair. Keys are in lower snake case; values hold no personal data.
    #[must_use]
    pub fn with_metadata(mut self, key: &str, value: impl Into<String>) -> Self {
        self.0.metadata.insert(key.to_owned(), value.into());
        self
    }

    /// Adds a `BadRequest` field.
    #[must_use]
    pub fn with_field(mut self, path: impl Into<String>, description: impl Into<String>) -> Self {
        self.0.fields.push(FieldViolation::new(path, description));
        self
    }

    /// Adds a `PreconditionFailure` violation.
    #[must_use]
    pub fn with_precondition(mut self, kind: &str, subject: &str, description: impl Into<String>) -> Self {
        self.0
            .preconditions
            .push(PreconditionViolation::new(kind, subject, description));
        self
    }

    /// Adds `RetryInfo`.
    #[must_use]
    pub fn with_retry_after(mut self, delay: Duration) -> Self {
        self.0.retry_after = Some(delay);
        self
    }

    /// Adds one `Help` link.
    #[must_use]
    pub fn with_help(mut self, description: &str, url: &str) -> Self {
        self.0.help = Some((description.to_owned(), url.to_owned()));
        self
    }

    /// The gRPC code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The registered reason.
    pub fn reason(&self) -> Reason {
        self.0.reason
    }

    /// The sentence for people.
    pub fn message(&self) -> &str {
        &self.0.message
    }
}

impl From<Problem> for Status {
    fn from(problem: Problem) -> Self {
        let parts = *problem.0;
        let (fields, omitted) = bounds::fields(parts.fields);
        let mut metadata = bounds::metadata(parts.metadata);
        if omitted > 0 {
            metadata.insert("omitted_fields".to_owned(), omitted.to_string());
        }
        let mut details = ErrorDetails::with_error_info(parts.reason.as_str(), DOMAIN, metadata);
        if !fields.is_empty() {
            details.set_bad_request(fields);
        }
        if !parts.preconditions.is_empty() {
            details.set_precondition_failure(bounds::preconditions(parts.preconditions));
        }
        if let Some(delay) = parts.retry_after {
            details.set_retry_info(Some(delay));
        }
        if let Some((description, url)) = parts.help {
            details.add_help_link(description, url);
        }
        Self::with_error_details(parts.code, parts.message, details)
    }
}

/// The `ErrorInfo.reason` that another context answered with, if it is one of this suite.
pub fn reason_of(status: &Status) -> Option<String> {
    status
        .get_details_error_info()
        .filter(|info| info.domain == DOMAIN)
        .map(|info| info.reason)
}

/// An error and its causes in one line, outermost first.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
