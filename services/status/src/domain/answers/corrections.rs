//! What if the refund is wrong, and is a difference in price refunded?

use redress_contracts::redress::refunds::v1::{Refund, RefundKind, RefundState};
use redress_core::Money;

use super::Answer;
use crate::domain::records::Records;
use crate::domain::wording::{count_of, money};

/// Corrections that were made; else whether the refund needs one, and how to ask.
pub fn wrong_refund(records: &Records) -> Answer {
    let corrections = of_kind(records, RefundKind::Correction);
    if let Some(newest) = corrections.first() {
        let amount = money(newest.amount.as_ref());
        let amount = amount.map(|amount| format!(" by {amount}")).unwrap_or_default();
        let mut text = format!("Refund {} was corrected{amount}.", newest.corrects_refund_id);
        if corrections.len() > 1 {
            text.push_str(&format!(
                " There are {}.",
                count_of(corrections.len(), "correction")
            ));
        }
        return with(Answer::yes(text), &corrections);
    }
    let broken = records
        .refunds
        .iter()
        .find(|refund| matches!(refund.state(), RefundState::Failed | RefundState::Reversed));
    if let Some(refund) = broken {
        let what = match refund.state() {
            RefundState::Failed => "could not be paid",
            _ => "came back after it was paid",
        };
        let text = format!(
            "Refund {} {what}; the platform looks for another way.",
            refund.refund_id
        );
        return with(Answer::yes(text), &[refund]);
    }
    match records.refunds.first() {
        Some(refund) => {
            let text = format!(
                "No correction was made. If refund {} is wrong, tell the shop{}: it can be corrected at any time, and \
                 what is missing is then paid.",
                refund.refund_id,
                reach(records)
            );
            with(Answer::no(text), &[refund])
        }
        None => Answer::no("Nothing was refunded, so there is nothing to correct."),
    }
}

/// Differences that were refunded, as goodwill or after a change of lines; else how to ask.
pub fn price_difference(records: &Records) -> Answer {
    let goodwill = of_kind(records, RefundKind::Goodwill);
    let changes: Vec<&Refund> = records
        .refunds
        .iter()
        .filter(|refund| refund.cause == "change")
        .collect();
    let given: Vec<&Refund> = goodwill.iter().chain(&changes).copied().collect();
    if !given.is_empty() {
        let mut texts = Vec::new();
        for (refunds, what) in [(&goodwill, "as goodwill"), (&changes, "after a change of lines")] {
            if let Some(sum) = sum(refunds) {
                texts.push(format!("{sum} was given {what}."));
            }
        }
        return with(Answer::yes(texts.join(" ")), &given);
    }
    if let Some(owed) = money(records.order.owed.as_ref()).filter(|owed| owed.minor > 0) {
        let text = format!("Nothing was given; the buyer still owes {owed} after a change of lines.");
        return Answer::no(text)
            .record(records.order.order_id.clone())
            .about(records.order.owed.clone());
    }
    Answer::no(format!(
        "No difference in price was refunded. Ask the shop{}: it can give one as goodwill.",
        reach(records)
    ))
    .record(records.order.order_id.clone())
}

fn of_kind(records: &Records, kind: RefundKind) -> Vec<&Refund> {
    records
        .refunds
        .iter()
        .filter(|refund| refund.kind() == kind)
        .collect()
}

/// The answer about these refunds, the first one foremost.
fn with(answer: Answer, refunds: &[&Refund]) -> Answer {
    let first = refunds.first();
    let answer = answer.records(refunds.iter().map(|refund| refund.refund_id.clone()));
    answer
        .citing(refunds.iter().flat_map(|refund| &refund.clause_ids))
        .at(first.and_then(|refund| refund.settle_time.or(refund.due_time)))
        .about(first.and_then(|refund| refund.amount.clone()))
}

fn sum(refunds: &[&Refund]) -> Option<Money> {
    let amounts = refunds.iter().filter_map(|refund| money(refund.amount.as_ref()));
    amounts.reduce(|sum, amount| Money::new(sum.minor + amount.minor, sum.currency))
}

/// How to reach the shop, as far as its pack says.
fn reach(records: &Records) -> String {
    let Some(contacts) = &records.pack.contacts else {
        return String::new();
    };
    let ways = [&contacts.email, &contacts.phone, &contacts.page];
    let ways: Vec<&str> = ways.into_iter().flatten().map(|way| &**way).collect();
    if ways.is_empty() {
        return String::new();
    }
    format!(" ({})", ways.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{eur, hour, pack, records, refund};
    use super::*;

    fn with_refunds(refunds: Vec<Refund>) -> Records {
        Records { refunds, ..records() }
    }

    fn kind(id: &str, kind: RefundKind) -> Refund {
        Refund {
            kind: kind.into(),
            settle_time: hour(3),
            clause_ids: vec!["KW-11".to_owned()],
            ..refund(id, RefundState::Succeeded)
        }
    }

    #[test]
    fn a_wrong_refund_is_corrected_or_can_be() {
        let corrected = Refund {
            corrects_refund_id: "ref_1".to_owned(),
            ..kind("ref_2", RefundKind::Correction)
        };
        let answer = wrong_refund(&with_refunds(vec![corrected, kind("ref_1", RefundKind::Owed)]));
        assert_eq!(
            (answer.applies, answer.text.as_str()),
            (true, "Refund ref_1 was corrected by 40.00 EUR.")
        );
        assert_eq!(
            (answer.record_ids, answer.amount),
            (vec!["ref_2".to_owned()], eur(40))
        );
        let answer = wrong_refund(&with_refunds(vec![refund("ref_1", RefundState::Failed)]));
        assert!(
            answer.applies && answer.text.contains("could not be paid"),
            "{}",
            answer.text
        );
        let mut paid = with_refunds(vec![kind("ref_1", RefundKind::Owed)]);
        paid.pack = pack("kakaclo");
        let answer = wrong_refund(&paid);
        assert!(
            !answer.applies && answer.text.contains("info@KakaClo.com"),
            "{}",
            answer.text
        );
        assert!(wrong_refund(&records()).text.contains("nothing to correct"));
    }

    #[test]
    fn a_price_difference_was_given_is_owed_or_can_be_asked_for() {
        let changed = Refund {
            cause: "change".to_owned(),
            ..kind("ref_3", RefundKind::Owed)
        };
        let given = with_refunds(vec![
            changed,
            kind("ref_2", RefundKind::Goodwill),
            kind("ref_1", RefundKind::Goodwill),
        ]);
        let answer = price_difference(&given);
        assert_eq!(
            answer.text,
            "80.00 EUR was given as goodwill. 40.00 EUR was given after a change of lines."
        );
        assert_eq!(answer.record_ids, ["ref_2", "ref_1", "ref_3"]);
        let mut owing = records();
        owing.order.owed = eur(7);
        let answer = price_difference(&owing);
        assert!(
            !answer.applies && answer.text.contains("still owes 7.00 EUR"),
            "{}",
            answer.text
        );
        assert!(price_difference(&records()).text.contains("Ask the shop"));
    }
}
