//! Events as other contexts announce them.

pub mod aftercare;

use prost::Message;
use redress_bus::Envelope;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1 as refunds;
use redress_rpc::convert::time_to_wire;

use crate::world::start;

pub const ORDER: &str = "ord_01jq0000000000000000000000";
pub const EVERYBODY: [Party; 3] = [Party::Buyer, Party::Seller, Party::Platform];

pub fn money(units: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos: 0,
    })
}

/// An order of two sellers.
pub fn order() -> orders::Order {
    let line = |line_id: &str, seller_id: &str, title: &str| orders::Line {
        line_id: line_id.to_owned(),
        seller_id: seller_id.to_owned(),
        title: title.to_owned(),
        quantity: 2,
        ..Default::default()
    };
    orders::Order {
        order_id: ORDER.to_owned(),
        marketplace_id: "kwoking".to_owned(),
        buyer_id: "bo".to_owned(),
        buyer_email: "bo@example.com".to_owned(),
        lines: vec![line("1", "ana", "A lamp"), line("2", "ben", "A fan")],
        ..Default::default()
    }
}

/// A cancellation of one lamp with its refund.
pub fn cancellation() -> orders::Cancellation {
    orders::Cancellation {
        cancellation_id: "can_1".to_owned(),
        lines: vec![orders::LineQuantity {
            line_id: "1".to_owned(),
            quantity: 1,
        }],
        refund: Some(breakdown()),
        refund_due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(7))),
        ..Default::default()
    }
}

pub fn breakdown() -> policies::Breakdown {
    let line = |part: policies::BreakdownPart, units| policies::BreakdownLine {
        part: part.into(),
        line_id: "1".to_owned(),
        amount: money(units),
        clause_ids: vec!["KW-08".to_owned()],
        message: "The whole price goes back.".to_owned(),
        withheld: None,
    };
    policies::Breakdown {
        lines: vec![
            line(policies::BreakdownPart::Item, 40),
            line(policies::BreakdownPart::BankFee, -2),
        ],
        amount: money(38),
    }
}

/// Something happened in the order, and `audience` is told.
pub fn changed(change: &str, audience: &[Party]) -> orders::OrderChanged {
    orders::OrderChanged {
        order: Some(order()),
        change: change.to_owned(),
        actor: Party::Seller.into(),
        audience: audience.iter().map(|party| (*party).into()).collect(),
        clause_ids: vec!["KW-08".to_owned(), "EU-WITHDRAWAL".to_owned()],
        change_time: Some(time_to_wire(start())),
        policy_id: "kwoking".to_owned(),
        policy_version: 1,
        line_ids: vec!["1".to_owned()],
        explanation: "The supplier is out of business.".to_owned(),
        deadline: Some(orders::OpenDeadline {
            kind: "platform_decision".to_owned(),
            due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(3))),
            party: Party::Platform.into(),
            clause_ids: Vec::new(),
        }),
        ..Default::default()
    }
}

/// A refund of the order changed.
pub fn refund(change: &str, audience: &[Party]) -> refunds::RefundChanged {
    refunds::RefundChanged {
        refund: Some(refunds::Refund {
            refund_id: "ref_1".to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            breakdown: Some(breakdown()),
            amount: money(38),
            due_time: Some(time_to_wire(start() + chrono::TimeDelta::days(7))),
            seller_id: "ana".to_owned(),
            payout_hint: "4321".to_owned(),
            clause_ids: vec!["KW-11".to_owned()],
            ..Default::default()
        }),
        change: change.to_owned(),
        audience: audience.iter().map(|party| (*party).into()).collect(),
        change_time: Some(time_to_wire(start())),
    }
}

pub fn order_event(id: &str, message: &orders::OrderChanged) -> Envelope {
    envelope(id, "orders", "orders.order_changed", message)
}

pub fn refund_event(id: &str, message: &refunds::RefundChanged) -> Envelope {
    envelope(id, "refunds", "refunds.refund_changed", message)
}

pub fn envelope(id: &str, source: &str, kind: &str, message: &impl Message) -> Envelope {
    Envelope {
        id: id.to_owned(),
        source: source.to_owned(),
        aggregate: ORDER.to_owned(),
        kind: kind.to_owned(),
        payload: message.encode_to_vec(),
        trace_parent: None,
        time: start(),
    }
}
