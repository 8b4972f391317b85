//! What is found in an order book: late, stalled and cancellable orders, each by the policy and the day it is asked for.

use super::*;
use redress_contracts::google::r#type::{Money, PostalAddress};
use redress_contracts::redress::orders::v1 as pb;
use redress_policy::{load, packs};
use redress_rpc::convert::time_to_wire;

fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn wire(text: &str) -> Option<prost_types::Timestamp> {
    Some(time_to_wire(time(text)))
}

fn real(units: i64) -> Option<Money> {
    Some(Money {
        currency_code: "BRL".to_owned(),
        units,
        nanos: 0,
    })
}

/// One line, paid on 1 August, due on 5 August; shipped, expected and delivered on the days given.
fn order(ship: Option<&str>, expected: Option<&str>, delivered: Option<&str>) -> pb::Order {
    let parcel = ship.map(|ship| pb::Parcel {
        parcel_id: "1".to_owned(),
        lines: vec![pb::LineQuantity {
            line_id: "1".to_owned(),
            quantity: 1,
        }],
        ship_time: wire(ship),
        estimated_delivery_time: expected.and_then(wire),
        deliver_time: delivered.and_then(wire),
        ..pb::Parcel::default()
    });
    pb::Order {
        order_id: "ord_1".to_owned(),
        external_reference: "x1".to_owned(),
        state: pb::OrderState::Paid.into(),
        lines: vec![pb::Line {
            line_id: "1".to_owned(),
            seller_id: "s1".to_owned(),
            quantity: 1,
            unit_price: real(10),
            ..pb::Line::default()
        }],
        total: real(10),
        payments: vec![pb::Payment {
            kind: pb::PaymentKind::Card.into(),
            amount: real(10),
            captured: real(10),
            confirm_time: wire("2018-08-01T12:00:00Z"),
            ..pb::Payment::default()
        }],
        shipping_address: Some(PostalAddress {
            region_code: "BR".to_owned(),
            ..PostalAddress::default()
        }),
        place_time: wire("2018-08-01T10:00:00Z"),
        processing_due_time: wire("2018-08-05T00:00:00Z"),
        parcels: parcel.into_iter().collect(),
        ..pb::Order::default()
    }
}

fn kinds(order: pb::Order, as_of: &str) -> Vec<String> {
    let (file, source) = packs::SHOPS[0];
    let question = Question {
        terms: Terms::of(load(source, file).expect("a sound pack")).expect("sound laws"),
        as_of: time(as_of),
        list: 1,
    };
    let mut findings = question.empty();
    let seen = SeenOrder::at(order, question.as_of).expect("a sound order");
    if let Some(seen) = seen {
        question.look(&seen, &mut findings).expect("it can be decided");
    }
    let found = findings.kinds.into_iter().filter(|found| found.count > 0);
    found
        .map(|found| format!("{}.{}", found.group, found.kind))
        .collect()
}

#[test]
fn an_order_that_is_not_shipped_in_time_is_late_and_cancellable_from_the_due_time_on() {
    let open = || order(None, None, None);
    assert!(kinds(open(), "2018-08-04T23:59:59Z").is_empty());
    assert_eq!(
        kinds(open(), "2018-08-05T00:00:00Z"),
        ["late.not_shipped", "cancellable.late_shipment.needs_platform"]
    );
}

#[test]
fn what_happened_after_the_date_is_not_seen() {
    let shipped = || order(Some("2018-08-06T00:00:00Z"), None, Some("2018-08-20T00:00:00Z"));
    assert!(kinds(shipped(), "2018-08-01T09:00:00Z").is_empty());
    assert_eq!(kinds(shipped(), "2018-08-05T12:00:00Z")[0], "late.not_shipped");
    assert_eq!(kinds(shipped(), "2018-08-07T00:00:00Z"), ["late.shipped_late"]);
}

#[test]
fn a_parcel_beyond_its_estimate_can_be_claimed_after_the_days_of_the_pack() {
    let late = || order(Some("2018-08-02T00:00:00Z"), Some("2018-08-06T00:00:00Z"), None);
    assert!(kinds(late(), "2018-08-05T00:00:00Z").is_empty());
    assert_eq!(kinds(late(), "2018-08-10T00:00:00Z"), ["late.not_delivered"]);
    assert_eq!(
        kinds(late(), "2018-08-25T00:00:00Z"),
        [
            "late.not_delivered",
            "stalled.tracking_stalled",
            "stalled.not_received"
        ]
    );
    let delivered = order(
        Some("2018-08-02T00:00:00Z"),
        Some("2018-08-06T00:00:00Z"),
        Some("2018-08-07T00:00:00Z"),
    );
    assert_eq!(kinds(delivered, "2018-08-25T00:00:00Z"), ["late.delivered_late"]);
}
