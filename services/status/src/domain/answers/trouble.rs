//! What can go wrong with a parcel: sent back, a wrong number, no updates, nobody at home, stopped at customs.

use redress_contracts::redress::logistics::v1::{NumberState, Parcel, TrackingStatus as Status};

use super::{Answer, sentences};
use crate::domain::records::Records;
use crate::domain::wording::{count_of, parcel_name, plain, when};

/// Why a parcel goes or went back, by its status, the attempts before it and the carrier's words.
pub fn why_sent_back(records: &Records) -> Answer {
    const BACK: [Status; 4] = [
        Status::Returning,
        Status::ReturnedToSender,
        Status::RefusedByRecipient,
        Status::RefusedAtCustoms,
    ];
    let parcels: Vec<&Parcel> = records
        .to_buyer()
        .map(|(_, parcel)| parcel)
        .filter(|parcel| BACK.contains(&parcel.status()))
        .collect();
    if parcels.is_empty() {
        return Answer::no("No parcel was sent back.");
    }
    let texts: Vec<String> = parcels.iter().map(|parcel| sent_back(records, parcel)).collect();
    let mut answer = Answer::yes(sentences(&texts, "such parcels")).at(parcels[0].status_time);
    for parcel in parcels {
        answer = with_claim(answer.record(parcel.parcel_id.clone()), records, parcel);
        let rule = match parcel.status() {
            Status::RefusedByRecipient => "refused_by_recipient",
            Status::RefusedAtCustoms => "refused_at_customs",
            _ => "returned_to_sender",
        };
        let clauses = records.delivery_clauses(rule).into_iter();
        answer = answer.citing(clauses.flat_map(|clauses| clauses.iter()));
    }
    answer
}

fn sent_back(records: &Records, parcel: &Parcel) -> String {
    let attempts = usize::try_from(parcel.failed_attempt_count).unwrap_or_default();
    let why = match parcel.status() {
        Status::RefusedByRecipient => "it was not taken at the door".to_owned(),
        Status::RefusedAtCustoms => "the customs did not let it in, or its duties were not paid".to_owned(),
        _ if attempts > 0 => format!("nobody was there to take it ({})", count_of(attempts, "attempt")),
        _ => "the carrier gave no reason that is known here".to_owned(),
    };
    let mut text = format!("{} was sent back: {why}.", parcel_name(parcel));
    if !parcel.carrier_status.is_empty() {
        text.push_str(&format!(
            " The carrier says: {}.",
            parcel.carrier_status.trim_end_matches('.')
        ));
    }
    if let Some(claim) = records.claim_over(parcel) {
        text.push_str(&format!(" A claim over it is on record ({}).", claim.return_id));
    }
    text
}

/// The claim that was opened over a parcel, and what it rests on.
fn with_claim(answer: Answer, records: &Records, parcel: &Parcel) -> Answer {
    match records.claim_over(parcel) {
        Some(claim) => answer.record(claim.return_id.clone()).citing(&claim.clause_ids),
        None => answer,
    }
}

/// Numbers that look wrong now, in either direction, and those that were put right.
pub fn invalid_number(records: &Records) -> Answer {
    let mut texts = Vec::new();
    let mut answer = Answer::default();
    let is_wrong = |parcel: &Parcel| parcel.number_state() == NumberState::Invalid;
    let parcels = records.parcels().map(|(_, parcel)| parcel);
    let concerned =
        parcels.filter(|parcel| is_wrong(parcel) || parcel.numbers.iter().any(|n| !n.flaw.is_empty()));
    for parcel in concerned {
        answer = answer.record(parcel.parcel_id.clone());
        let flawed = parcel.numbers.iter().rev().find(|number| !number.flaw.is_empty());
        let (wrong, flaw) = match flawed {
            Some(number) => (number.tracking_number.as_str(), plain(&number.flaw)),
            None => (parcel.tracking_number.as_str(), "unknown format".to_owned()),
        };
        if is_wrong(parcel) {
            let asked = parcel
                .deadlines
                .iter()
                .find(|deadline| deadline.kind == "tracking_correction");
            let until = asked.and_then(|deadline| deadline.due_time);
            texts.push(match &until {
                Some(time) => format!(
                    "The number {wrong} looks wrong ({flaw}); the right one is asked for before {}.",
                    when(records.zone(), time)
                ),
                None => format!(
                    "The number {wrong} looks wrong ({flaw}); please check it and give the right one."
                ),
            });
            answer = answer
                .at(until)
                .citing(asked.iter().flat_map(|deadline| &deadline.clause_ids));
        } else {
            texts.push(format!(
                "The number {wrong} was wrong and was corrected to {}.",
                parcel.tracking_number
            ));
        }
    }
    if texts.is_empty() {
        return Answer::no("No tracking number looks wrong.");
    }
    Answer {
        applies: true,
        text: sentences(&texts, "such numbers"),
        ..answer
    }
}

/// Parcels that have not moved for as long as the policy calls a stall, and since when.
pub fn no_updates(records: &Records) -> Answer {
    let zone = records.zone();
    let open = || {
        records
            .parcels()
            .map(|(_, parcel)| parcel)
            .filter(|parcel| !parcel.is_ended)
    };
    let stalled: Vec<&Parcel> = open().filter(|parcel| parcel.is_stalled).collect();
    if stalled.is_empty() {
        let last = open().find_map(|parcel| Some((parcel, parcel.move_time?)));
        return match last {
            Some((parcel, time)) => Answer::no(format!(
                "There are updates: {} last moved on {}.",
                parcel_name(parcel),
                when(zone, &time)
            ))
            .record(parcel.parcel_id.clone())
            .at(Some(time)),
            None => Answer::no("No parcel is under way that updates are missing of."),
        };
    }
    let text = |parcel: &&Parcel| match &parcel.move_time {
        Some(time) => format!(
            "{} has not moved since {}, longer than it should take.",
            parcel_name(parcel),
            when(zone, time)
        ),
        None => format!(
            "{} has not been heard of for longer than it should take.",
            parcel_name(parcel)
        ),
    };
    let texts: Vec<String> = stalled.iter().map(text).collect();
    let clauses = records.delivery_clauses("stalled").into_iter();
    let mut answer = Answer::yes(sentences(&texts, "such parcels"))
        .citing(clauses.flat_map(|clauses| clauses.iter()))
        .at(stalled[0].move_time);
    for parcel in stalled {
        answer = with_claim(answer.record(parcel.parcel_id.clone()), records, parcel);
    }
    answer
}

/// Deliveries that were tried in vain, also where a later one went well.
pub fn nobody_at_home(records: &Records) -> Answer {
    let is_concerned = |parcel: &&Parcel| {
        parcel.failed_attempt_count > 0 || parcel.status() == Status::DeliveryAttemptFailed
    };
    let parcels = records.to_buyer().map(|(_, parcel)| parcel);
    let parcels: Vec<&Parcel> = parcels.filter(is_concerned).collect();
    if parcels.is_empty() {
        return Answer::no("No delivery was tried in vain.");
    }
    let text = |parcel: &&Parcel| {
        let attempts = usize::try_from(parcel.failed_attempt_count)
            .unwrap_or_default()
            .max(1);
        let now = match parcel.status() {
            Status::Delivered => "; it was delivered since",
            Status::AvailableForPickup => "; it waits to be picked up",
            Status::Returning | Status::ReturnedToSender => "; it goes back to the sender",
            _ => "; the carrier says when it tries again or where to pick it up",
        };
        format!(
            "{}: nobody was there to take it, {}{now}.",
            parcel_name(parcel),
            count_of(attempts, "attempt")
        )
    };
    let texts: Vec<String> = parcels.iter().map(text).collect();
    Answer::yes(sentences(&texts, "such parcels"))
        .records(parcels.iter().map(|parcel| parcel.parcel_id.clone()))
        .at(parcels[0].status_time)
}

/// Parcels that the customs did not let in, or have now.
pub fn customs_refused(records: &Records) -> Answer {
    let parcels: Vec<&Parcel> = records.parcels().map(|(_, parcel)| parcel).collect();
    let of = |status: Status| parcels.iter().filter(move |parcel| parcel.status() == status);
    let refused: Vec<&&Parcel> = of(Status::RefusedAtCustoms).collect();
    if refused.is_empty() {
        let held = of(Status::AtCustoms).next();
        return match held {
            Some(parcel) => Answer::no(format!(
                "{} is with the customs; it was not refused.",
                parcel_name(parcel)
            ))
            .record(parcel.parcel_id.clone())
            .at(parcel.status_time),
            None => Answer::no("No parcel was refused at customs."),
        };
    }
    let text = |parcel: &&&Parcel| {
        format!(
            "{} was refused at customs: it was not let in, or its duties were not paid.",
            parcel_name(parcel)
        )
    };
    let texts: Vec<String> = refused.iter().map(text).collect();
    let clauses = records.delivery_clauses("refused_at_customs").into_iter();
    let mut answer = Answer::yes(sentences(&texts, "such parcels"))
        .citing(clauses.flat_map(|clauses| clauses.iter()))
        .at(refused[0].status_time);
    for parcel in refused {
        answer = with_claim(answer.record(parcel.parcel_id.clone()), records, parcel);
    }
    answer
}

#[cfg(test)]
mod tests;
