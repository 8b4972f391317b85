//! Everything that can end a use case, and its one translation to a status.

use redress_policy::{DecideError, Decision, Finding, Outcome, RefusalReason};
use redress_policybook::BookError;
use redress_policybook::convert::refusal_to_wire;
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
        Rejection::Policy(decision) => of_decision(&decision),
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

/// A decision that does not grant: why, resting on which clauses, and what is open instead.
fn of_decision(decision: &Decision) -> Problem {
    let problem = match decision.outcome {
        Outcome::Incomplete => incomplete(decision),
        Outcome::NeedsPlatform | Outcome::NeedsSeller => Problem::failed_precondition(
            Reason::PolicyRefused,
            format!(
                "the policy leaves this to a person ({}), who has to ask for it",
                decision.outcome
            ),
        ),
        Outcome::Refused | Outcome::Allowed => refused(decision),
    };
    let problem = problem
        .with_metadata("outcome", decision.outcome.as_str())
        .with_metadata("clauses", join(&decision.clauses))
        .with_metadata("remedies", join(&decision.remedies))
        .with_metadata("policy_id", decision.policy_id.to_string())
        .with_metadata("policy_version", decision.policy_version.to_string())
        .with_metadata("layers", join(&decision.layers));
    match decision.window_close_time {
        Some(time) => problem.with_metadata("window_close_time", rfc3339(time)),
        None => problem,
    }
}

fn refused(decision: &Decision) -> Problem {
    let word = decision
        .refusal
        .map_or_else(|| "CONDITION_FAILED".to_owned(), refusal_to_wire);
    let failed = || decision.findings.iter().filter(|finding| !finding.held);
    // A case refuses for the first of its rules that fails; without a case the last finding says why.
    let of_case = |finding: &&Finding| Some(&finding.rule) == decision.case_id.as_ref();
    let why = failed()
        .find(of_case)
        .or_else(|| failed().next_back())
        .map_or("The policy does not allow it.", |finding| {
            finding.message.as_ref()
        });
    let mut message = format!("the policy refuses: {why}");
    if let (Some(RefusalReason::WindowClosed), Some(time)) = (decision.refusal, decision.window_close_time) {
        message.push_str(&format!(" The window closed at {}.", rfc3339(time)));
    }
    if !decision.remedies.is_empty() {
        message.push_str(&format!(" Open instead: {}.", join(&decision.remedies)));
    }
    let mut problem = Problem::failed_precondition(reason_of(decision.refusal), message);
    problem = problem.with_metadata("refusal_reason", word.as_str());
    if let Some(line) = &decision.refused_line {
        problem = problem.with_metadata("line_id", line.to_string());
    }
    for finding in failed() {
        let subject = finding
            .line_id
            .as_ref()
            .map_or_else(|| "order".to_owned(), |line| format!("line {line}"));
        let clauses = join(finding.clauses.iter());
        problem = problem.with_precondition(&word, &subject, format!("{} [{clauses}]", finding.message));
    }
    problem
}

/// A refusal's own reason; the metadata carry it too, for those who only look there.
fn reason_of(refusal: Option<RefusalReason>) -> Reason {
    let Some(refusal) = refusal else {
        return Reason::PolicyRefused;
    };
    match refusal {
        RefusalReason::NoRule => Reason::NoRule,
        RefusalReason::WindowClosed => Reason::WindowClosed,
        RefusalReason::WindowNotOpen => Reason::WindowNotOpen,
        RefusalReason::LineShipped => Reason::LineShipped,
        RefusalReason::LineNotDelivered => Reason::LineNotDelivered,
        RefusalReason::NotPaid => Reason::NotPaid,
        RefusalReason::InStock => Reason::InStock,
        RefusalReason::NotLate => Reason::NotLate,
        RefusalReason::Excluded => Reason::Excluded,
        RefusalReason::WrongParty => Reason::WrongParty,
        RefusalReason::ConditionFailed => Reason::ConditionFailed,
    }
}

fn incomplete(decision: &Decision) -> Problem {
    if decision.missing_fields.is_empty() {
        let needs = decision.evidence.iter().filter(|need| !need.satisfied);
        let texts = needs
            .map(|need| need.text.to_string())
            .collect::<Vec<_>>()
            .join(" ");
        return Problem::failed_precondition(
            Reason::EvidenceMissing,
            format!("evidence is missing: {texts}"),
        );
    }
    let missing = decision.missing_fields.iter();
    Problem::invalid(
        missing
            .map(|field| FieldViolation::new(field.to_string(), "is asked for by the policy"))
            .collect(),
    )
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

fn rfc3339(time: chrono::DateTime<chrono::Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
