//! When does the refund come, and why is it not the full refund?

use prost_types::Timestamp;
use redress_contracts::redress::policies::v1::{Breakdown, BreakdownLine};
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_contracts::redress::returns::v1::Return;

use super::{Answer, sentences};
use crate::domain::records::Records;
use crate::domain::wording::{count_of, money, plain, when, word_of};

/// The newest refund that is still to come, else the newest; without one, what is agreed and not paid yet.
pub fn when_refund(records: &Records) -> Answer {
    let Some(newest) = records.refunds.first() else {
        return agreed(records).unwrap_or_else(|| Answer::no("No refund is due."));
    };
    let found = records
        .refunds
        .iter()
        .find(|refund| is_open(refund))
        .unwrap_or(newest);
    let mut text = sentence(records, found);
    if records.refunds.len() > 1 {
        let paid = records
            .refunds
            .iter()
            .filter(|refund| refund.state() == RefundState::Succeeded);
        text.push_str(&format!(
            " There are {}, {} of them paid.",
            count_of(records.refunds.len(), "refund"),
            paid.count()
        ));
    }
    Answer::yes(text)
        .record(found.refund_id.clone())
        .records(records.refunds.iter().map(|refund| refund.refund_id.clone()))
        .citing(&found.clause_ids)
        .at(if is_open(found) {
            found.due_time
        } else {
            found.settle_time
        })
        .about(found.amount.clone())
}

fn is_open(refund: &Refund) -> bool {
    match refund.state() {
        RefundState::Requested
        | RefundState::AwaitingPayoutDetails
        | RefundState::Submitting
        | RefundState::Pending
        | RefundState::Unknown
        | RefundState::ManualReview
        | RefundState::AwaitingPayout => true,
        RefundState::Unspecified | RefundState::Succeeded | RefundState::Failed | RefundState::Reversed => {
            false
        }
    }
}

fn sentence(records: &Records, refund: &Refund) -> String {
    let time = |time: &Option<Timestamp>| time.as_ref().map(|time| when(records.zone(), time));
    let amount = money(refund.amount.as_ref()).map(|amount| amount.to_string());
    let amount = amount.unwrap_or_else(|| "The refund".to_owned());
    let due = time(&refund.due_time)
        .map(|due| format!("; due before {due}"))
        .unwrap_or_default();
    let late = if refund.is_overdue {
        " It is late, and the platform was told."
    } else {
        ""
    };
    let text = match refund.state() {
        RefundState::AwaitingPayoutDetails => {
            let options = refund.method.iter().flat_map(|method| &method.payout_options);
            let options: Vec<String> = options.map(|option| plain(option)).collect();
            format!(
                "{amount} waits for the buyer to say where it goes: {}{due}.",
                options.join(", ")
            )
        }
        RefundState::AwaitingPayout => format!("{amount} waits to be paid out by hand{due}."),
        RefundState::ManualReview => format!("{amount} is being looked at by a person{due}."),
        RefundState::Requested | RefundState::Submitting | RefundState::Pending | RefundState::Unknown => {
            format!("{amount} is on its way{due}.")
        }
        RefundState::Succeeded => {
            let hint = match refund.payout_hint.as_str() {
                "" => String::new(),
                hint => format!(" to the account or wallet ending in {hint}"),
            };
            let on = time(&refund.settle_time)
                .map(|on| format!(" on {on}"))
                .unwrap_or_default();
            format!("{amount} was paid{on}{hint}.")
        }
        RefundState::Failed => format!("{amount} could not be paid; another way is looked for."),
        RefundState::Reversed => format!("{amount} was paid and came back; another way is looked for."),
        RefundState::Unspecified => format!("{amount} is on record."),
    };
    format!("{text}{late}")
}

/// What a cancellation or a return comes to that no refund is on record for yet.
fn agreed(records: &Records) -> Option<Answer> {
    let of_returns = records.returns.iter().find_map(|found| {
        let remedy = found.remedy.as_ref()?;
        let refund = remedy.refund.as_ref()?;
        Some((
            &found.return_id,
            refund,
            remedy.refund_due_time,
            &remedy.clause_ids,
        ))
    });
    let of_cancellations = || {
        records.cancellations.iter().find_map(|found| {
            let (refund, due_time) = (found.refund.as_ref()?, found.refund_due_time?);
            Some((&found.cancellation_id, refund, Some(due_time), &[][..]))
        })
    };
    let found = of_returns.map(|(id, refund, due, clauses)| (id, refund, due, clauses.as_slice()));
    let (id, refund, due_time, clauses) = found.or_else(of_cancellations)?;
    let amount = money(refund.amount.as_ref())?;
    let due = due_time
        .as_ref()
        .map(|time| format!(" before {}", when(records.zone(), time)));
    let text = format!("{amount} is agreed and due{}.", due.unwrap_or_default());
    let answer = Answer::yes(text).record(id.clone()).citing(clauses);
    Some(answer.at(due_time).about(refund.amount.clone()))
}

/// What was taken off or kept back, each with its reason, of the newest refund where anything was; else of what a return
/// would come to.
pub fn why_not_full(records: &Records) -> Answer {
    let refunds = records.refunds.iter().filter_map(|refund| {
        let breakdown = refund.breakdown.as_ref()?;
        Some((refund.refund_id.as_str(), breakdown))
    });
    let returns = records
        .returns
        .iter()
        .filter_map(|found| Some((found.return_id.as_str(), expected(found)?)));
    let is_cut =
        |(_, breakdown): &(&str, &Breakdown)| breakdown.lines.iter().any(|line| missing(line).is_some());
    let (refund, claim) = (refunds.clone().find(is_cut), returns.clone().find(is_cut));
    let is_expected = refund.is_none();
    let Some((id, breakdown)) = refund.or(claim) else {
        let first = refunds.chain(returns).next();
        return match first {
            Some((id, _)) => Answer::no("Nothing was kept back of it.").record(id),
            None => Answer::no("Nothing was refunded, so nothing was kept back."),
        };
    };
    let lines: Vec<&BreakdownLine> = breakdown
        .lines
        .iter()
        .filter(|line| missing(line).is_some())
        .collect();
    let texts: Vec<String> = lines.iter().filter_map(|line| missing(line)).collect();
    let lead = if is_expected {
        "Would not be refunded: "
    } else {
        "Not refunded: "
    };
    Answer::yes(format!("{lead}{}", sentences(&texts, "such parts")))
        .record(id)
        .citing(lines.iter().flat_map(|line| &line.clause_ids))
        .about(breakdown.amount.clone())
}

/// What a return comes to, as its remedy or its decision has it.
fn expected(found: &Return) -> Option<&Breakdown> {
    let settled = found.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
    settled.or_else(|| found.decision.as_ref()?.breakdown.as_ref())
}

/// What of a line the buyer does not get, and why.
fn missing(line: &BreakdownLine) -> Option<String> {
    let taken = money(line.amount.as_ref()).filter(|amount| amount.minor < 0);
    let taken = taken.map(|amount| redress_core::Money::new(-amount.minor, amount.currency));
    let kept = money(line.withheld.as_ref()).filter(|amount| amount.minor > 0);
    let amount = taken.or(kept)?;
    let part = plain(&word_of(line.part().as_str_name(), "BREAKDOWN_PART_"));
    let why = line.message.trim_end_matches('.');
    Some(if why.is_empty() {
        format!("{part}, {amount}.")
    } else {
        format!("{part}, {amount}: {why}.")
    })
}

#[cfg(test)]
mod tests;
