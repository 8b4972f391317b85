//! What a caller is told of a decision that does not grant: the same words in every context that decides.

use redress_policy::{Decision, FactValue, Finding, Outcome, RefusalReason, SeenFact};
use redress_rpc::{Problem, Reason};
use tonic_types::FieldViolation;

use crate::convert::refusal_to_wire;

/// What a caller is told of a decision that does not grant: why, resting on which clauses, and what is open instead. Fields that the
/// policy asks for and the request lacks are bad fields, each with what the policy wants it for.
pub fn refusal_problem(decision: &Decision) -> Problem {
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
    let named = missing.map(|field| {
        let why = asked_for(decision, field).map_or_else(String::new, |text| format!(": {text}"));
        FieldViolation::new(field.to_string(), format!("is asked for by the policy{why}"))
    });
    Problem::invalid(named.collect())
}

/// What the policy wants a field for, in its own words.
fn asked_for<'a>(decision: &'a Decision, field: &str) -> Option<&'a str> {
    let is_it = |fact: &SeenFact| {
        fact.name == "request.field" && matches!(&fact.value, FactValue::Text(name) if **name == *field)
    };
    let finding = decision
        .findings
        .iter()
        .find(|finding| !finding.held && finding.facts.iter().any(is_it))?;
    Some(finding.message.as_ref())
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
