//! Why a call failed, read from the status that came back and its `google.rpc` details.

use std::fmt;
use std::time::Duration;

use redress_contracts::{ERROR_DOMAIN, Reason};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// The key of the reply's own id.
const REPLY_ID: &str = "x-request-id";

/// Why a call failed.
///
/// ```
/// use redress_client::{Error, Reason};
///
/// fn told_to_the_buyer(error: &Error) -> String {
///     match error.reason() {
///         _ if error.is_refused_by_policy() => format!("Not possible, by {}.", error.clauses().join(", ")),
///         Some(Reason::InvalidField) => format!("Please check: {}", error.field_violations()[0].field),
///         _ if error.may_succeed_later() => "Please try again in a moment.".to_owned(),
///         _ => "Something went wrong.".to_owned(),
///     }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Error(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    status: Status,
    details: ErrorDetails,
    field_violations: Vec<FieldViolation>,
}

/// A field of the request that is bad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldViolation {
    /// Its path, such as `lines[0].quantity`.
    pub field: String,
    /// What is wrong with it, for people.
    pub description: String,
}

impl Error {
    /// The gRPC code.
    pub fn code(&self) -> Code {
        self.0.status.code()
    }

    /// The sentence for people who build with this; it is in English.
    pub fn message(&self) -> &str {
        self.0.status.message()
    }

    /// The registered reason; `None` when the error comes from elsewhere (a proxy, the connection), or from a newer server, for
    /// which see [`reason_word`](Self::reason_word).
    pub fn reason(&self) -> Option<Reason> {
        let word = self.reason_word()?;
        Reason::ALL.iter().copied().find(|reason| reason.as_str() == word)
    }

    /// The reason as it came, such as `LINE_SHIPPED`, whether this client knows it or not.
    pub fn reason_word(&self) -> Option<&str> {
        let info = self.0.details.error_info()?;
        (info.domain == ERROR_DOMAIN).then_some(info.reason.as_str())
    }

    /// More about it, by a key that the contracts name, such as `state` or `window_close_time`.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        let info = self.0.details.error_info()?;
        info.metadata.get(key).map(String::as_str)
    }

    /// The fields that are bad.
    pub fn field_violations(&self) -> &[FieldViolation] {
        &self.0.field_violations
    }

    /// Whether the shop's policy, or the law, says no: [`clauses`](Self::clauses) says by which clause, and
    /// [`remedies`](Self::remedies) what is open instead.
    pub fn is_refused_by_policy(&self) -> bool {
        self.code() == Code::FailedPrecondition && self.metadata("outcome").is_some()
    }

    /// The clauses that a refusal rests on.
    pub fn clauses(&self) -> Vec<&str> {
        self.list("clauses")
    }

    /// What is open instead of what was refused.
    pub fn remedies(&self) -> Vec<&str> {
        self.list("remedies")
    }

    /// The states that would allow an act that the present state does not.
    pub fn allowed_states(&self) -> Vec<&str> {
        self.list("allowed_states")
    }

    /// How long the server asks to wait before the call is made again.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.details.retry_info()?.retry_delay
    }

    /// Whether the resource changed since its etag was read: read it again and decide anew.
    pub fn is_stale(&self) -> bool {
        self.reason() == Some(Reason::StaleEtag)
    }

    /// Whether the same call may succeed later. Of one that changes something, the same `request_id` must be sent: it may have
    /// taken effect already.
    pub fn may_succeed_later(&self) -> bool {
        match self.code() {
            Code::Unavailable | Code::DeadlineExceeded => true,
            Code::ResourceExhausted => self.retry_after().is_some(),
            Code::Aborted => self.reason() == Some(Reason::Conflict),
            _ => false,
        }
    }

    /// The id of the reply (`x-request-id`), to quote when asking for help.
    pub fn reply_id(&self) -> Option<&str> {
        self.0.status.metadata().get(REPLY_ID)?.to_str().ok()
    }

    /// The status as it came.
    pub fn status(&self) -> &Status {
        &self.0.status
    }

    fn list(&self, key: &str) -> Vec<&str> {
        let words = self.metadata(key).unwrap_or_default().split(',');
        words.filter(|word| !word.is_empty()).collect()
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let violations = details.bad_request().map(|bad| bad.field_violations.clone());
        let field_violations = violations
            .unwrap_or_default()
            .into_iter()
            .map(|violation| FieldViolation {
                field: violation.field,
                description: violation.description,
            });
        Self(Box::new(Parts {
            field_violations: field_violations.collect(),
            status,
            details,
        }))
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        error.0.status
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason_word() {
            Some(reason) => write!(f, "{reason}: {}", self.message()),
            None => write!(f, "{:?}: {}", self.code(), self.message()),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn error(reason: &str, domain: &str) -> Error {
        let metadata = HashMap::from([("clauses".to_owned(), "KW-08,KW-11".to_owned())]);
        let details = ErrorDetails::with_error_info(reason, domain, metadata);
        Status::with_error_details(Code::FailedPrecondition, "no", details).into()
    }

    #[test]
    fn a_reason_is_registered_or_another_word_or_somebody_elses() {
        let known = error("LINE_SHIPPED", ERROR_DOMAIN);
        assert_eq!(known.reason(), Some(Reason::LineShipped));
        assert_eq!(known.clauses(), ["KW-08", "KW-11"]);
        assert_eq!(known.to_string(), "LINE_SHIPPED: no");
        let newer = error("SOMETHING_NEW", ERROR_DOMAIN);
        assert_eq!(
            (newer.reason(), newer.reason_word()),
            (None, Some("SOMETHING_NEW"))
        );
        let foreign = error("LINE_SHIPPED", "example.test");
        assert_eq!((foreign.reason(), foreign.reason_word()), (None, None));
        let bare = Error::from(Status::unavailable("gone"));
        assert_eq!(
            (bare.reason(), bare.to_string()),
            (None, "Unavailable: gone".to_owned())
        );
        assert!(bare.may_succeed_later() && bare.clauses().is_empty());
    }
}
