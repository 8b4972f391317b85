//! Rows become an order: what adds up, what does not, and the reason that is given.

use super::*;

fn spot(line: u64) -> Spot {
    Spot {
        file: "orders.csv".into(),
        line,
    }
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn line(line_id: &str, unit_minor: i64) -> PastLine {
    PastLine {
        spot: spot(3),
        line_id: line_id.to_owned(),
        seller_id: "s1".to_owned(),
        sku: "k".to_owned(),
        title: "Lamp".to_owned(),
        quantity: 2,
        unit_minor,
        tax_minor: 0,
        discount_minor: 0,
        shipping_minor: 100,
        category: String::new(),
        product_class: String::new(),
        attributes: Vec::new(),
    }
}

/// Two lines, 4200 and 2200 minor units, one parcel, delivered.
fn order() -> PastOrder {
    PastOrder {
        spot: spot(2),
        order_id: "o1".to_owned(),
        buyer_id: "b1".to_owned(),
        currency: "EUR".parse().expect("the euro exists"),
        place_time: time("2018-01-01T10:00:00Z"),
        processing_due_time: Some(time("2018-01-05T00:00:00Z")),
        shipping_minor: 0,
        address: PastAddress::default(),
        lines: vec![line("1", 2_050), line("2", 1_050)],
        payments: vec![PastPayment {
            spot: spot(4),
            payment_id: "p1".to_owned(),
            kind: PaymentKind::Card,
            scheme: String::new(),
            reference: String::new(),
            amount_minor: 6_400,
            confirm_time: Some(time("2018-01-01T11:00:00Z")),
        }],
        parcels: vec![PastParcel {
            spot: spot(5),
            parcel_id: "1".to_owned(),
            contents: vec![("1".to_owned(), 2), ("2".to_owned(), 2)],
            carrier: String::new(),
            tracking_number: String::new(),
            ship_time: time("2018-01-03T10:00:00Z"),
            estimated_delivery_time: None,
            deliver_time: Some(time("2018-01-07T10:00:00Z")),
        }],
        is_cancelled: false,
    }
}

fn reasons(change: impl FnOnce(&mut PastOrder)) -> Vec<Reason> {
    let mut order = order();
    change(&mut order);
    let faults = order.faults(time("2020-01-01T00:00:00Z"));
    faults.iter().map(|fault| fault.reason).collect()
}

#[test]
fn a_sound_order_has_no_faults() {
    assert_eq!(reasons(|_| {}), []);
}

#[test]
fn each_contradiction_has_its_reason() {
    type Change = fn(&mut PastOrder);
    let cases: [(Change, Reason); 12] = [
        (|o| o.lines.clear(), Reason::NoLines),
        (|o| o.payments.clear(), Reason::NoPayments),
        (|o| o.lines[1].line_id = "1".to_owned(), Reason::DuplicateId),
        (|o| o.payments[0].amount_minor -= 1, Reason::PaymentsDiffer),
        (|o| o.lines[0].discount_minor = 4_101, Reason::BadMoney),
        (
            |o| o.parcels[0].deliver_time = Some(time("2018-01-02T10:00:00Z")),
            Reason::TimeOrder,
        ),
        (
            |o| o.parcels[0].ship_time = time("2017-12-31T10:00:00Z"),
            Reason::TimeOrder,
        ),
        (
            |o| o.payments[0].confirm_time = Some(time("2017-12-31T10:00:00Z")),
            Reason::TimeOrder,
        ),
        (
            |o| o.parcels[0].deliver_time = Some(time("2020-01-01T00:00:01Z")),
            Reason::FutureTime,
        ),
        (|o| o.parcels[0].contents[0].1 = 3, Reason::BadNumber),
        (|o| o.payments[0].confirm_time = None, Reason::ShippedUnpaid),
        (|o| o.is_cancelled = true, Reason::CancelledAfterShipping),
    ];
    for (at, (change, reason)) in cases.into_iter().enumerate() {
        assert!(reasons(change).contains(&reason), "case {at}: {reason}");
    }
    assert!(reasons(|o| o.parcels[0].contents[0].0 = "9".to_owned()).contains(&Reason::UnknownReference));
}

#[test]
fn cash_is_paid_on_delivery() {
    let unpaid = |o: &mut PastOrder| {
        o.payments[0].kind = PaymentKind::Cash;
        o.payments[0].confirm_time = None;
    };
    assert_eq!(reasons(unpaid), []);
}

#[test]
fn a_difference_is_booked_so_that_the_order_costs_what_was_paid() {
    for difference in [-6_200_i64, -4_500, -1, 0, 1, 1_061] {
        let mut order = order();
        order.payments[0].amount_minor += difference;
        order.book_difference();
        assert_eq!(order.total_minor(), order.paid_minor(), "{difference}");
        assert_eq!(order.faults(time("2020-01-01T00:00:00Z")), [], "{difference}");
        if difference > 0 {
            assert_eq!(order.shipping_minor, difference);
        }
    }
    let mut beyond = order();
    beyond.payments[0].amount_minor = 199;
    beyond.book_difference();
    assert_ne!(beyond.total_minor(), beyond.paid_minor());
}
