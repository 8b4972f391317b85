//! An order in every state, and decisions about it.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use redress_policy::{Breakdown, BreakdownLine, Decision, Ground, Outcome, Part, Party, PaymentKind, Topic};

use crate::domain::address::Address;
use crate::domain::cancellation::{CancelAsk, Cancellation};
use crate::domain::line::{Line, LineQuantity};
use crate::domain::order::Order;
use crate::domain::parcel::Parcel;
use crate::domain::payment::{Capture, Payment};
use crate::domain::price::LinePrice;
use crate::domain::rejection::Rejection;
use crate::domain::words::{OrderState, StockState};

pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 4, 20, 10, 0, 0).unwrap()
}

pub(super) fn line(id: &str, quantity: i64, unit_minor: i64) -> Line {
    Line {
        line_id: id.to_owned(),
        seller_id: "sel_a".to_owned(),
        sku: String::new(),
        title: "Vase".to_owned(),
        quantity,
        price: LinePrice {
            unit_minor,
            tax_minor: 101,
            discount_minor: 7,
            shipping_minor: 50,
        },
        product_class: String::new(),
        category: String::new(),
        attributes: Vec::new(),
        captured_minor: 0,
        waived_minor: 0,
        owed_minor: 0,
        cancelled_quantity: 0,
        requested_quantity: 0,
        shipped_quantity: 0,
        delivered_quantity: 0,
        stock: StockState::InStock,
        choice_due_time: None,
        restock_time: None,
        ship_time: None,
        deliver_time: None,
    }
}

/// An unpaid order of two lines, three of the one and one of the other, with shipping of its own and two payments.
pub(super) fn placed() -> Order {
    let lines = vec![line("1", 3, 999), line("2", 1, 4_000)];
    let total_minor = lines.iter().map(Line::total_minor).sum::<i64>() + 300;
    let payment = |id: &str, amount_minor| Payment {
        payment_id: id.to_owned(),
        kind: PaymentKind::Card,
        scheme: String::new(),
        reference: String::new(),
        amount_minor,
        refund_fee_minor: 0,
        captured_minor: None,
        confirm_time: None,
    };
    Order {
        order_id: "ord_1".to_owned(),
        marketplace_id: "kwoking".to_owned(),
        buyer_id: "byr_mara".to_owned(),
        buyer_email: String::new(),
        buyer_language: String::new(),
        state: OrderState::Placed,
        revision: 1,
        currency: "EUR".parse().unwrap(),
        total_minor,
        shipping_minor: 300,
        shipping_captured_minor: 0,
        is_shipping_freed: false,
        shipping_address: Address::default(),
        billing_address: Address::default(),
        payments: vec![payment("p1", 1_000), payment("p2", total_minor - 1_000)],
        parcels: Vec::new(),
        deadlines: Vec::new(),
        terms_source: None,
        external_reference: None,
        place_time: now(),
        processing_due_time: None,
        payment_confirm_time: None,
        update_time: now(),
        lines,
    }
}

/// The order brought into a state by commands.
pub(super) fn in_state(state: OrderState) -> Order {
    let mut order = placed();
    if state == OrderState::Cancelled {
        cancel(&mut order, &[("1", 3), ("2", 1)]).unwrap();
    } else if state != OrderState::Placed {
        confirm(&mut order, "p1").unwrap();
        confirm(&mut order, "p2").unwrap();
    }
    match state {
        OrderState::PartlyShipped => ship(&mut order, &[("2", 1)]).unwrap(),
        OrderState::Shipped => ship(&mut order, &[]).unwrap(),
        OrderState::Delivered => {
            ship(&mut order, &[]).unwrap();
            deliver(&mut order).unwrap();
        }
        OrderState::Placed | OrderState::Paid | OrderState::Cancelled => {}
    }
    assert_eq!(order.state, state);
    order
}

pub(super) fn quantities(lines: &[(&str, i64)]) -> Vec<LineQuantity> {
    let quantity = |(id, quantity): &(&str, i64)| LineQuantity {
        line_id: (*id).to_owned(),
        quantity: *quantity,
    };
    lines.iter().map(quantity).collect()
}

pub(super) fn confirm(order: &mut Order, payment_id: &str) -> Result<(), Rejection> {
    let capture = Capture {
        payment_id: payment_id.to_owned(),
        captured_minor: None,
        confirm_time: now(),
        is_time_given: false,
        reference: String::new(),
    };
    order.confirm_payment(&capture).map(drop)
}

pub(super) fn ship(order: &mut Order, lines: &[(&str, i64)]) -> Result<(), Rejection> {
    let parcel = Parcel {
        parcel_id: String::new(),
        carrier: String::new(),
        tracking_number: String::new(),
        lines: quantities(lines),
        ship_time: now(),
        estimated_delivery_time: None,
        deliver_time: None,
    };
    order.ship(parcel, None).map(drop)
}

pub(super) fn deliver(order: &mut Order) -> Result<(), Rejection> {
    order.deliver("", now() + TimeDelta::hours(1), false).map(drop)
}

/// Cancels lines at once, in full.
pub(super) fn cancel(order: &mut Order, lines: &[(&str, i64)]) -> Result<i64, Rejection> {
    let decision = decision(order, &quantities(lines), Outcome::Allowed);
    let mut cancellation = open(order, lines, &decision)?;
    approve(&mut cancellation, order, &decision)
}

/// Opens a cancellation that was decided.
pub(super) fn open(
    order: &mut Order,
    lines: &[(&str, i64)],
    decision: &Decision,
) -> Result<Cancellation, Rejection> {
    let ask = CancelAsk {
        requested_by: Party::Buyer,
        ground: Ground::ChangeOfMind,
        lines: order.asked_lines(&quantities(lines), None)?,
        explanation: String::new(),
        payout: None,
    };
    Cancellation::open(
        order,
        ask,
        decision,
        ("can_1".to_owned(), "dec_1".to_owned()),
        now(),
    )
}

/// Approves it and returns what is owed.
pub(super) fn approve(
    cancellation: &mut Cancellation,
    order: &mut Order,
    decision: &Decision,
) -> Result<i64, Rejection> {
    let approval = cancellation
        .is_waiting()
        .then_some((Party::Platform, "So be it."));
    let debts = cancellation.approve(order, decision, None, (approval, now()))?;
    order.note_debts(&debts);
    Ok(debts.iter().map(|debt| debt.breakdown.amount_minor).sum())
}

/// A decision that gives these units back in full, as the core would: nothing before the order is paid.
pub(super) fn decision(order: &Order, lines: &[LineQuantity], outcome: Outcome) -> Decision {
    let entry = |line_id: Option<&str>, amount_minor| BreakdownLine {
        part: Part::Item,
        line_id: line_id.map(Into::into),
        amount_minor,
        withheld_minor: 0,
        clauses: vec!["KW-08".into()].into(),
        text: "In full.".into(),
    };
    let of_line = |ask: &LineQuantity| {
        let line = order.line(&ask.line_id)?;
        let before = line.cancelled_quantity + line.requested_quantity;
        Some(entry(
            Some(&ask.line_id),
            line.price.share(line.quantity, before, ask.quantity),
        ))
    };
    let mut parts: Vec<BreakdownLine> = lines.iter().filter_map(of_line).collect();
    parts.push(entry(None, order.freed_shipping_minor(lines)));
    let breakdown = order.payment_confirm_time.map(|_| Breakdown {
        currency: order.currency,
        amount_minor: parts.iter().map(|part| part.amount_minor).sum(),
        lines: parts,
    });
    Decision {
        policy_id: "kwoking".into(),
        policy_version: 1,
        edition: "1".into(),
        layers: Vec::new(),
        topic: Topic::Cancel,
        ground: Ground::ChangeOfMind,
        outcome,
        refusal: None,
        refused_line: None,
        findings: Vec::new(),
        clauses: vec!["KW-08".into()],
        case_id: None,
        deadlines: Vec::new(),
        evidence: Vec::new(),
        missing_fields: Vec::new(),
        remedies: Vec::new(),
        breakdown,
        return_payer: None,
        method: None,
        window_close_time: None,
        decide_time: now(),
    }
}
