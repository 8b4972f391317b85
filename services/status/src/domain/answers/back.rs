//! Has the return arrived?

use redress_contracts::redress::policies::v1::Topic;
use redress_contracts::redress::returns::v1::{ParcelPurpose, Return, ReturnState};

use super::Answer;
use crate::domain::records::Records;
use crate::domain::wording::{count_of, plain, when, word_of};

/// The newest return of which something is back, else the newest; the others are counted.
pub fn return_received(records: &Records) -> Answer {
    let returns: Vec<&Return> = records.returns.iter().filter(|found| comes_back(found)).collect();
    let Some(newest) = returns.first() else {
        return Answer::no("No return was asked for.");
    };
    let arrived = returns.iter().find(|found| units(found).0 > 0);
    let found = arrived.unwrap_or(newest);
    let mut text = sentence(records, found);
    if returns.len() > 1 {
        let back = returns.iter().filter(|found| units(found).0 > 0).count();
        text.push_str(&format!(
            " There are {}; of {back} something is back.",
            count_of(returns.len(), "return")
        ));
    }
    Answer::of(arrived.is_some(), text)
        .record(found.return_id.clone())
        .records(returns.iter().map(|found| found.return_id.clone()))
        .citing(&found.clause_ids)
        .at(found.receive_time)
}

/// A return, or a claim that goods go back for.
fn comes_back(found: &Return) -> bool {
    found.topic() == Topic::Return
        || found
            .parcels
            .iter()
            .any(|parcel| parcel.purpose() == ParcelPurpose::Return)
}

/// How many units are back, and how many are to come.
fn units(found: &Return) -> (i32, i32) {
    let sum = |of: fn(&redress_contracts::redress::returns::v1::ReturnLine) -> i32| {
        found.lines.iter().map(of).sum()
    };
    (sum(|line| line.received_quantity), sum(|line| line.quantity))
}

fn sentence(records: &Records, found: &Return) -> String {
    let (back, asked) = units(found);
    let id = &found.return_id;
    let on = found
        .receive_time
        .as_ref()
        .map(|time| format!(" on {}", when(records.zone(), time)));
    let on = on.unwrap_or_default();
    match found.state() {
        _ if back > 0 && back >= asked => format!("Yes: all of return {id} was received{on}."),
        _ if back > 0 => format!("In part: {back} of {asked} of return {id} were received{on}."),
        _ if found.is_returnless => format!("Nothing has to come back for return {id}."),
        ReturnState::InTransit => {
            let mut parcels = found.parcels.iter().rev();
            let parcel = parcels.find(|parcel| parcel.purpose() == ParcelPurpose::Return);
            let status = parcel
                .map(|parcel| plain(&parcel.status))
                .filter(|status| !status.is_empty());
            let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
            format!("Not yet: return {id} is on its way back{status}.")
        }
        ReturnState::AwaitingParcel => {
            format!("Not yet: return {id} is approved, and its parcel has not been sent.")
        }
        state => format!(
            "No: return {id} is at {}, and nothing of it has come back.",
            plain(&word_of(state.as_str_name(), "RETURN_STATE_"))
        ),
    }
}

#[cfg(test)]
mod tests {
    use redress_contracts::redress::returns::v1::ReturnLine;

    use super::super::samples::{hour, records};
    use super::*;

    fn returned(id: &str, state: ReturnState, received_quantity: i32) -> Return {
        Return {
            return_id: id.to_owned(),
            topic: Topic::Return.into(),
            state: state.into(),
            lines: vec![ReturnLine {
                quantity: 2,
                received_quantity,
                ..ReturnLine::default()
            }],
            receive_time: hour(6).filter(|_| received_quantity > 0),
            clause_ids: vec!["KW-13".to_owned()],
            ..Return::default()
        }
    }

    #[test]
    fn a_return_has_arrived_as_far_as_its_goods_have() {
        let table = [
            (
                ReturnState::UnderReview,
                0,
                false,
                "No: return ret_1 is at under review",
            ),
            (
                ReturnState::AwaitingParcel,
                0,
                false,
                "Not yet: return ret_1 is approved",
            ),
            (
                ReturnState::InTransit,
                0,
                false,
                "Not yet: return ret_1 is on its way back.",
            ),
            (
                ReturnState::PartlyReceived,
                1,
                true,
                "In part: 1 of 2 of return ret_1 were received on",
            ),
            (
                ReturnState::Closed,
                2,
                true,
                "Yes: all of return ret_1 was received on 1 March 2026, 07:00",
            ),
        ];
        for (state, received, applies, text) in table {
            let found = Records {
                returns: vec![returned("ret_1", state, received)],
                ..records()
            };
            let answer = return_received(&found);
            assert_eq!(answer.applies, applies);
            assert!(answer.text.starts_with(text), "{}", answer.text);
            assert_eq!(answer.relevant_time.is_some(), received > 0);
            assert_eq!(answer.clause_ids, ["KW-13"]);
        }
        assert!(!return_received(&records()).applies);
    }

    #[test]
    fn of_several_returns_the_newest_that_is_back_comes_first() {
        let found = Records {
            returns: vec![
                returned("ret_3", ReturnState::UnderReview, 0),
                returned("ret_2", ReturnState::Received, 2),
                returned("ret_1", ReturnState::Closed, 2),
            ],
            ..records()
        };
        let answer = return_received(&found);
        assert!(answer.applies && answer.text.contains("ret_2"), "{}", answer.text);
        assert!(
            answer
                .text
                .ends_with("There are 3 returns; of 2 something is back."),
            "{}",
            answer.text
        );
        assert_eq!(answer.record_ids[0], "ret_2");
    }
}
