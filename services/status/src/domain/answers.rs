//! The questions that people ask of an order, each answered from records, with the clauses that it rests on.
//!
//! Every question is answered, also where it does not come up: then the answer says so. Of several returns or refunds the
//! newest one that says something comes first, and the others are counted.

mod back;
mod changing;
mod corrections;
mod refunds;
mod trouble;
mod way;

#[cfg(test)]
pub(super) mod samples;

use prost_types::Timestamp;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::status::v1::{StatusAnswer, StatusQuestion as Question};

use super::entry::each_once;
use super::records::Records;

/// A question, the word by which packs list it, and what answers it.
type Asked = (Question, &'static str, fn(&Records) -> Answer);

/// The questions in their order.
const QUESTIONS: [Asked; 13] = [
    (Question::MayChange, "may_change", changing::may_change),
    (Question::WhereIsIt, "where_is_it", way::where_is_it),
    (
        Question::SplitIntoParcels,
        "multi_parcel",
        way::split_into_parcels,
    ),
    (
        Question::WhySentBack,
        "returned_to_sender",
        trouble::why_sent_back,
    ),
    (Question::InvalidNumber, "invalid_number", trouble::invalid_number),
    (Question::NoUpdates, "no_update", trouble::no_updates),
    (
        Question::NobodyAtHome,
        "delivery_attempt_failed",
        trouble::nobody_at_home,
    ),
    (
        Question::CustomsRefused,
        "refused_at_customs",
        trouble::customs_refused,
    ),
    (Question::ReturnReceived, "return_received", back::return_received),
    (Question::WhenRefund, "refund_due", refunds::when_refund),
    (Question::WhyNotFull, "refund_breakdown", refunds::why_not_full),
    (
        Question::WrongRefund,
        "refund_correction",
        corrections::wrong_refund,
    ),
    (
        Question::PriceDifference,
        "goodwill_price_difference",
        corrections::price_difference,
    ),
];

/// Every question with its answer, in the order of the questions.
pub fn answers(records: &Records) -> Vec<StatusAnswer> {
    QUESTIONS
        .iter()
        .map(|(question, listed_as, answer)| {
            let answer = answer(records);
            let of_pack = records
                .answer_clauses(listed_as)
                .into_iter()
                .flat_map(|clauses| clauses.iter());
            let clause_ids = answer
                .clause_ids
                .into_iter()
                .chain(of_pack.map(ToString::to_string));
            StatusAnswer {
                question: (*question).into(),
                applies: answer.applies,
                text: answer.text,
                record_ids: each_once(answer.record_ids),
                clause_ids: each_once(clause_ids),
                relevant_time: answer.relevant_time,
                amount: answer.amount,
            }
        })
        .collect()
}

/// An answer under way.
#[derive(Clone, Debug, Default, PartialEq)]
struct Answer {
    applies: bool,
    text: String,
    record_ids: Vec<String>,
    clause_ids: Vec<String>,
    relevant_time: Option<Timestamp>,
    amount: Option<WireMoney>,
}

impl Answer {
    /// It is so, or has come up.
    fn yes(text: impl Into<String>) -> Self {
        Self {
            applies: true,
            ..Self::no(text)
        }
    }

    /// It is not so, or has not come up.
    fn no(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// One or the other.
    fn of(applies: bool, text: impl Into<String>) -> Self {
        Self {
            applies,
            ..Self::no(text)
        }
    }

    /// Taken from this record.
    fn record(mut self, record_id: impl Into<String>) -> Self {
        self.record_ids.push(record_id.into());
        self
    }

    /// Taken from these records.
    fn records(mut self, record_ids: impl IntoIterator<Item = String>) -> Self {
        self.record_ids.extend(record_ids);
        self
    }

    /// Resting on these clauses.
    fn citing<T: ToString>(mut self, clauses: impl IntoIterator<Item = T>) -> Self {
        self.clause_ids
            .extend(clauses.into_iter().map(|clause| clause.to_string()));
        self
    }

    /// About this time.
    fn at(mut self, time: Option<Timestamp>) -> Self {
        self.relevant_time = time;
        self
    }

    /// About this amount.
    fn about(mut self, amount: Option<WireMoney>) -> Self {
        self.amount = amount;
        self
    }
}

/// Sentences one after the other, the first few of them when there are many; `thing` names what the rest are.
fn sentences(all: &[String], thing: &str) -> String {
    const MOST: usize = 3;
    let mut text = all.iter().take(MOST).cloned().collect::<Vec<_>>().join(" ");
    if all.len() > MOST {
        text.push_str(&format!(" There are {} {thing} in all.", all.len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_answered_in_its_order_for_an_order_that_nothing_has_happened_to() {
        let answers = answers(&samples::records());
        let numbers: Vec<i32> = answers.iter().map(|answer| answer.question).collect();
        assert_eq!(numbers, (1..=13).collect::<Vec<_>>());
        for answer in answers {
            assert!(answer.text.ends_with('.'), "{answer:?}");
        }
    }

    #[test]
    fn an_answer_that_the_pack_lists_cites_the_packs_clause() {
        let answers = answers(&samples::records());
        let cited = |at: usize| answers[at].clause_ids.clone();
        assert_eq!(cited(2), ["KW-17"]);
        assert_eq!(cited(9), ["KW-17"]);
        let none = super::answers(&Records {
            pack: samples::pack("rma-shop"),
            ..samples::records()
        });
        assert_eq!(none[9].clause_ids, Vec::<String>::new());
    }

    #[test]
    fn many_sentences_are_cut_and_counted() {
        let all: Vec<String> = (1..=5).map(|number| format!("{number}.")).collect();
        assert_eq!(sentences(&all, "parcels"), "1. 2. 3. There are 5 parcels in all.");
        assert_eq!(sentences(&all[..2], "parcels"), "1. 2.");
    }
}
