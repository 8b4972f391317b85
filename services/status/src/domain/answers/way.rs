//! Where is the order, and was it split into several parcels?

use redress_contracts::redress::logistics::v1::{Parcel, Shipment, TrackingStatus};
use redress_contracts::redress::orders::v1::OrderState;

use super::{Answer, sentences};
use crate::domain::records::Records;
use crate::domain::wording::{count_of, parcel_name, plain, status_word, when};

/// Every parcel to the buyer, those that are not there yet first.
pub fn where_is_it(records: &Records) -> Answer {
    let mut parcels: Vec<(&Shipment, &Parcel)> = records.to_buyer().collect();
    if parcels.is_empty() {
        return nothing_on_record(records);
    }
    parcels.sort_by_key(|(_, parcel)| is_there(parcel));
    let texts: Vec<String> = parcels
        .iter()
        .map(|(shipment, parcel)| sentence(records, shipment, parcel))
        .collect();
    let (shipment, first) = parcels[0];
    let expected = shipment.estimated_delivery_time.filter(|_| !is_there(first));
    let overdue = parcels.iter().any(|(_, parcel)| parcel.is_overdue);
    let clauses = records.delivery_clauses("overdue").filter(|_| overdue);
    Answer::yes(sentences(&texts, "parcels"))
        .records(parcels.iter().map(|(_, parcel)| parcel.parcel_id.clone()))
        .citing(clauses.into_iter().flat_map(|clauses| clauses.iter()))
        .at(expected.or(first.deliver_time).or(first.status_time))
}

fn is_there(parcel: &Parcel) -> bool {
    parcel.status() == TrackingStatus::Delivered || parcel.deliver_time.is_some()
}

fn sentence(records: &Records, shipment: &Shipment, parcel: &Parcel) -> String {
    let zone = records.zone();
    let name = parcel_name(parcel);
    if let Some(time) = parcel.deliver_time.filter(|_| is_there(parcel)) {
        return format!("{name} was delivered on {}.", when(zone, &time));
    }
    let word = status_word(parcel.status());
    let mut text = match parcel.status_time {
        Some(time) if !word.is_empty() => format!("{name}: {}, since {}", plain(&word), when(zone, &time)),
        _ if !word.is_empty() => format!("{name}: {}", plain(&word)),
        _ => format!("{name} was sent; no carrier has told of it yet"),
    };
    match shipment.estimated_delivery_time.filter(|_| !parcel.is_ended) {
        Some(time) => text.push_str(&format!("; it is expected on {}.", when(zone, &time))),
        None => text.push('.'),
    }
    if parcel.is_overdue {
        text.push_str(" It is late.");
    }
    text
}

/// What the order itself says, while no parcel is on record.
fn nothing_on_record(records: &Records) -> Answer {
    let order = &records.order;
    if let Some(parcel) = order.parcels.first() {
        let count = count_of(order.parcels.len(), "parcel");
        return Answer::yes(format!("It was sent in {count}; no carrier has told of it yet."))
            .record(order.order_id.clone())
            .at(parcel.ship_time);
    }
    if order.state() == OrderState::Cancelled {
        return Answer::no("It was cancelled; nothing was sent.").record(order.order_id.clone());
    }
    let due = order.processing_due_time;
    let text = match &due {
        Some(time) => format!(
            "Nothing of it has been sent yet; it has to leave before {}.",
            when(records.zone(), time)
        ),
        None => "Nothing of it has been sent yet.".to_owned(),
    };
    Answer::no(text).record(order.order_id.clone()).at(due)
}

/// How many parcels what was ordered came or comes in.
pub fn split_into_parcels(records: &Records) -> Answer {
    let parcels: Vec<&Parcel> = records.outbound().map(|(_, parcel)| parcel).collect();
    let waits = records
        .order
        .lines
        .iter()
        .any(|line| line.quantity - line.cancelled_quantity > line.shipped_quantity);
    let delivered = parcels.iter().filter(|parcel| is_there(parcel)).count();
    let mut text = match parcels.len() {
        0 => "Nothing of it has been sent yet".to_owned(),
        1 => "It was sent in 1 parcel".to_owned(),
        count => format!("It was split into {count} parcels, of which {delivered} arrived"),
    };
    if waits && !parcels.is_empty() {
        text.push_str("; some of the order has not been sent yet");
    }
    text.push('.');
    Answer::of(parcels.len() > 1, text)
        .record(records.order.order_id.clone())
        .records(parcels.iter().map(|parcel| parcel.parcel_id.clone()))
}

#[cfg(test)]
mod tests {
    use redress_contracts::redress::orders::v1 as orders;

    use super::super::samples::{hour, records, shipped};
    use super::*;

    fn in_transit() -> Shipment {
        let parcel = Parcel {
            status: TrackingStatus::InTransit.into(),
            status_time: hour(9),
            is_overdue: true,
            ..Parcel::default()
        };
        Shipment {
            estimated_delivery_time: hour(48),
            ..shipped("1Z1", parcel)
        }
    }

    fn delivered() -> Shipment {
        let parcel = Parcel {
            status: TrackingStatus::Delivered.into(),
            deliver_time: hour(10),
            ..Parcel::default()
        };
        shipped("1Z2", parcel)
    }

    #[test]
    fn an_order_is_where_its_parcels_are() {
        let mut found = records();
        found.shipments = vec![delivered(), in_transit()];
        let answer = where_is_it(&found);
        assert_eq!(
            answer.text,
            "Parcel ups 1Z1: in transit, since 1 March 2026, 10:00 (Europe/Paris); it is expected on 3 March 2026, 01:00 \
             (Europe/Paris). It is late. Parcel ups 1Z2 was delivered on 1 March 2026, 11:00 (Europe/Paris)."
        );
        assert_eq!(answer.record_ids, ["prc_1Z1", "prc_1Z2"]);
        assert_eq!(answer.relevant_time, hour(48));
        found.shipments = vec![shipped("1Z3", Parcel::default())];
        assert_eq!(
            where_is_it(&found).text,
            "Parcel ups 1Z3 was sent; no carrier has told of it yet."
        );
    }

    #[test]
    fn an_order_without_parcels_on_record_is_answered_by_itself() {
        let mut found = records();
        found.order.processing_due_time = hour(24);
        let answer = where_is_it(&found);
        assert!(
            !answer.applies && answer.text.contains("it has to leave before 2 March 2026"),
            "{}",
            answer.text
        );
        found.order.state = OrderState::Cancelled.into();
        assert!(!where_is_it(&found).applies);
        found.order.parcels = vec![orders::Parcel::default(), orders::Parcel::default()];
        assert_eq!(
            where_is_it(&found).text,
            "It was sent in 2 parcels; no carrier has told of it yet."
        );
    }

    #[test]
    fn a_split_order_is_counted_by_parcel() {
        let table = [
            (vec![], 0, false, "Nothing of it has been sent yet."),
            (vec![in_transit()], 2, false, "It was sent in 1 parcel."),
            (
                vec![in_transit(), delivered()],
                2,
                true,
                "It was split into 2 parcels, of which 1 arrived.",
            ),
            (
                vec![in_transit()],
                1,
                false,
                "It was sent in 1 parcel; some of the order has not been sent yet.",
            ),
        ];
        for (shipments, shipped_quantity, applies, text) in table {
            let mut found = records();
            found.shipments = shipments;
            found.order.lines[0].shipped_quantity = shipped_quantity;
            let answer = split_into_parcels(&found);
            assert_eq!((answer.applies, answer.text.as_str()), (applies, text));
        }
    }
}
