//! A paid order, and a cancellation of it in any state, for the tests of disputes and interventions.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use redress_policy::pack::{Dispute as Rules, OnExpiry};
use redress_policy::{
    Breakdown, BreakdownLine, DeadlineKind, DeadlineSet, Decision, Ground, Layer, Mark, Outcome, Part, Party,
    PaymentKind, Topic,
};

use super::{Dispute, Opening, Statement};
use crate::domain::address::Address;
use crate::domain::cancellation::{CancelAsk, Cancellation, Hearing, KnownRefund};
use crate::domain::line::{Line, LineQuantity};
use crate::domain::order::Order;
use crate::domain::payment::Payment;
use crate::domain::price::LinePrice;
use crate::domain::rejection::Rejection;
use crate::domain::words::{CancellationState, OrderState, StockState};

/// What the stored decision gives: four fifths of the price.
pub(crate) const STORED_MINOR: i64 = 3_200;
/// What the lines and the shipping cost.
pub(crate) const COST_MINOR: i64 = 4_500;

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 4, 20, 10, 0, 0).unwrap()
}

pub(crate) fn order() -> Order {
    let price = LinePrice {
        unit_minor: 2_000,
        tax_minor: 0,
        discount_minor: 0,
        shipping_minor: 0,
    };
    let line = Line {
        line_id: "1".into(),
        seller_id: "sel_a".into(),
        sku: String::new(),
        title: "Vase".into(),
        quantity: 2,
        price,
        product_class: String::new(),
        category: String::new(),
        attributes: Vec::new(),
        captured_minor: 4_000,
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
    };
    let payment = Payment {
        payment_id: "p1".into(),
        kind: PaymentKind::Card,
        scheme: String::new(),
        reference: "pay_1".into(),
        amount_minor: COST_MINOR,
        refund_fee_minor: 0,
        captured_minor: Some(COST_MINOR),
        confirm_time: Some(now()),
    };
    Order {
        order_id: "ord_1".into(),
        marketplace_id: "kajet".into(),
        buyer_id: "byr_1".into(),
        buyer_email: String::new(),
        buyer_language: String::new(),
        state: OrderState::Paid,
        revision: 1,
        currency: "GBP".parse().unwrap(),
        total_minor: COST_MINOR,
        shipping_minor: 500,
        shipping_captured_minor: 500,
        is_shipping_freed: false,
        shipping_address: Address::default(),
        billing_address: Address::default(),
        payments: vec![payment],
        parcels: Vec::new(),
        deadlines: Vec::new(),
        terms_source: None,
        external_reference: None,
        place_time: now(),
        processing_due_time: None,
        payment_confirm_time: Some(now()),
        update_time: now(),
        lines: vec![line],
    }
}

pub(crate) fn decision(outcome: Outcome) -> Decision {
    let entry = |part, line_id: Option<&str>, amount_minor, withheld_minor| BreakdownLine {
        part,
        line_id: line_id.map(Into::into),
        amount_minor,
        withheld_minor,
        clauses: vec!["KJ-03".into()].into(),
        text: "By the seller's terms.".into(),
    };
    let lines = vec![
        entry(Part::Item, Some("1"), STORED_MINOR, 800),
        entry(Part::OriginalShipping, None, 0, 500),
    ];
    Decision {
        policy_id: "kajet".into(),
        policy_version: 1,
        edition: "test".into(),
        layers: Vec::new(),
        topic: Topic::Cancel,
        ground: Ground::ChangeOfMind,
        outcome,
        refusal: None,
        refused_line: None,
        findings: Vec::new(),
        clauses: vec!["KJ-01".into()],
        case_id: None,
        deadlines: Vec::new(),
        evidence: Vec::new(),
        missing_fields: Vec::new(),
        remedies: Vec::new(),
        breakdown: Some(Breakdown {
            currency: "GBP".parse().unwrap(),
            lines,
            amount_minor: STORED_MINOR,
        }),
        return_payer: None,
        method: None,
        window_close_time: None,
        decide_time: now(),
    }
}

/// A clock of `days` that starts now.
pub(crate) fn clock(kind: DeadlineKind, party: Party, days: i64) -> DeadlineSet {
    DeadlineSet {
        kind,
        start_time: now(),
        due_time: now() + TimeDelta::days(days),
        last_day: None,
        warn_time: Some(now() + TimeDelta::days(days - 1)),
        party,
        on_expiry: OnExpiry::Escalate,
        clauses: vec!["KC-16".into()].into(),
        calendar_version: None,
        mark: Mark::Stated,
        layer: Layer::Marketplace,
        suspendable: false,
    }
}

pub(crate) fn rules() -> Rules {
    Rules {
        open_to: vec![Party::Buyer, Party::Seller],
        proposals: true,
        ruled_by: Party::Platform,
        ruling_binds_seller: true,
        evidence_judged_by: Party::Platform,
        clauses: vec!["KJ-07".into()].into(),
        mark: Mark::Stated,
        why: None,
    }
}

/// An order with a cancellation of all of it in some state.
pub(crate) fn cancelled(state: CancellationState) -> (Order, Cancellation) {
    let mut order = order();
    let outcome = if state == CancellationState::AwaitingPlatform {
        Outcome::NeedsPlatform
    } else {
        Outcome::NeedsSeller
    };
    let decision = decision(outcome);
    let ask = CancelAsk {
        requested_by: Party::Buyer,
        ground: Ground::ChangeOfMind,
        lines: vec![LineQuantity {
            line_id: "1".into(),
            quantity: 2,
        }],
        explanation: String::new(),
        payout: None,
    };
    let ids = ("can_1".to_owned(), "dec_1".to_owned());
    let mut cancellation = Cancellation::open(&mut order, ask, &decision, ids, now()).unwrap();
    let by_seller = (Party::Seller, "as agreed");
    match state {
        CancellationState::AwaitingPlatform | CancellationState::AwaitingSeller => {}
        CancellationState::Approved | CancellationState::Refunded => {
            cancellation
                .approve(&mut order, &decision, None, (Some(by_seller), now()))
                .unwrap();
        }
        CancellationState::Withdrawn => cancellation.withdraw(&mut order, Party::Buyer).unwrap(),
        CancellationState::Refused | CancellationState::Disputed => {
            cancellation.refuse(&mut order, Party::Seller, "It is packed.", now());
        }
    }
    if state == CancellationState::Refunded {
        let paid = KnownRefund {
            refund_id: "ref_1".into(),
            amount_minor: STORED_MINOR,
            is_paid: true,
        };
        cancellation.refund_changed(paid);
    }
    if state == CancellationState::Disputed {
        open(&mut order, &mut cancellation, Party::Buyer).unwrap();
    }
    assert_eq!(cancellation.state, state);
    (order, cancellation)
}

pub(crate) fn open(
    order: &mut Order,
    cancellation: &mut Cancellation,
    by: Party,
) -> Result<Dispute, Rejection> {
    let (rules, judgement) = (rules(), clock(DeadlineKind::Judgement, Party::Platform, 14));
    let opening = Opening {
        dispute_id: "dsp_1".into(),
        statement: statement(by),
        rules: &rules,
        judgement: Some(&judgement),
    };
    Dispute::open(order, cancellation, opening)
}

pub(crate) fn statement(party: Party) -> Statement {
    Statement {
        party,
        text: "So it was.".into(),
        create_time: now(),
        evidence_refs: Vec::new(),
    }
}

/// What a dispute or an intervention over a cancellation ends by.
pub(crate) fn hearing<'a>(
    order: &'a mut Order,
    cancellation: &'a mut Cancellation,
    decision: &'a Decision,
) -> Hearing<'a> {
    Hearing {
        order,
        cancellation,
        decision,
        due: None,
        now: now(),
    }
}
