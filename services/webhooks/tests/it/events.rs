//! Events as other contexts announce them.

use prost::Message;
use redress_bus::Envelope;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::evidence::v1 as evidence;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1 as refunds;
use redress_contracts::redress::returns::v1 as returns;
use redress_rpc::convert::time_to_wire;

use crate::world::{SHOP, start};

pub const ORDER: &str = "ord_01jq0000000000000000000000";

pub fn money(units: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos: 0,
    })
}

/// An order of two sellers, by a buyer with a name and an address.
fn order() -> orders::Order {
    let line = |line_id: &str, seller_id: &str| orders::Line {
        line_id: line_id.to_owned(),
        seller_id: seller_id.to_owned(),
        title: "A lamp for Bo".to_owned(),
        quantity: 2,
        ..Default::default()
    };
    orders::Order {
        order_id: ORDER.to_owned(),
        marketplace_id: SHOP.to_owned(),
        buyer_id: "bo".to_owned(),
        buyer_email: "bo@example.com".to_owned(),
        state: orders::OrderState::Paid.into(),
        lines: vec![line("1", "ana"), line("2", "ben")],
        ..Default::default()
    }
}

/// Something happened in the order; it concerns these lines, or all when none is named.
pub fn order_changed(id: &str, change: &str, line_ids: &[&str]) -> Envelope {
    let message = orders::OrderChanged {
        order: Some(order()),
        change: change.to_owned(),
        actor: Party::Buyer.into(),
        clause_ids: vec!["KW-08".to_owned()],
        change_time: Some(time_to_wire(start())),
        policy_id: "kwoking".to_owned(),
        policy_version: 1,
        line_ids: line_ids.iter().map(|id| (*id).to_owned()).collect(),
        explanation: "I moved to Rome".to_owned(),
        ..Default::default()
    };
    envelope(id, "orders.order_changed", &message)
}

/// A cancellation of one unit of line 1 was approved.
pub fn cancelled(id: &str) -> Envelope {
    let message = orders::OrderChanged {
        order: Some(order()),
        change: "cancellation_approved".to_owned(),
        cancellation: Some(orders::Cancellation {
            cancellation_id: "can_1".to_owned(),
            lines: vec![orders::LineQuantity {
                line_id: "1".to_owned(),
                quantity: 1,
            }],
            refund: Some(breakdown(&["1"])),
            explanation: "I moved to Rome".to_owned(),
            ..Default::default()
        }),
        change_time: Some(time_to_wire(start())),
        ..Default::default()
    };
    envelope(id, "orders.order_changed", &message)
}

fn breakdown(line_ids: &[&str]) -> policies::Breakdown {
    let line = |line_id: &&str| policies::BreakdownLine {
        line_id: (*line_id).to_owned(),
        amount: money(19),
        ..Default::default()
    };
    policies::Breakdown {
        lines: line_ids.iter().map(line).collect(),
        amount: money(19 * i64::try_from(line_ids.len()).unwrap()),
    }
}

/// A refund for these lines of the order.
pub fn refund_changed(id: &str, change: &str, line_ids: &[&str]) -> Envelope {
    let message = refunds::RefundChanged {
        refund: Some(refunds::Refund {
            refund_id: "ref_1".to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: SHOP.to_owned(),
            state: refunds::RefundState::Succeeded.into(),
            breakdown: Some(breakdown(line_ids)),
            amount: money(38),
            payout_hint: "4321".to_owned(),
            clause_ids: vec!["KW-11".to_owned()],
            ..Default::default()
        }),
        change: change.to_owned(),
        change_time: Some(time_to_wire(start())),
        ..Default::default()
    };
    envelope(id, "refunds.refund_changed", &message)
}

/// Something happened in a return of ana's line.
pub fn return_changed(id: &str, change: &str) -> Envelope {
    let message = returns::ReturnChanged {
        return_case: Some(returns::Return {
            return_id: "ret_1".to_owned(),
            marketplace_id: SHOP.to_owned(),
            order_id: ORDER.to_owned(),
            buyer_id: "bo".to_owned(),
            seller_id: "ana".to_owned(),
            state: returns::ReturnState::Approved.into(),
            rma_number: "RMA-1".to_owned(),
            explanation: "It hums, says Bo".to_owned(),
            lines: vec![returns::ReturnLine {
                line_id: "1".to_owned(),
                quantity: 1,
                ..Default::default()
            }],
            ..Default::default()
        }),
        change: change.to_owned(),
        actor: Party::Seller.into(),
        clause_ids: vec!["KW-20".to_owned()],
        change_time: Some(time_to_wire(start())),
        policy_id: "kwoking".to_owned(),
        policy_version: 1,
        ..Default::default()
    };
    envelope(id, "returns.return_changed", &message)
}

/// Something happened to a parcel with both sellers' goods.
pub fn parcel_changed(id: &str, change: &str) -> Envelope {
    let line = |line_id: &str| orders::LineQuantity {
        line_id: line_id.to_owned(),
        quantity: 2,
    };
    let parcel = logistics::Parcel {
        parcel_id: "prc_1".to_owned(),
        shipment_id: "shp_1".to_owned(),
        tracking_number: "RR123456785DE".to_owned(),
        status: logistics::TrackingStatus::Delivered.into(),
        location: "Rome".to_owned(),
        lines: vec![line("1"), line("2")],
        ..Default::default()
    };
    let message = logistics::ParcelChanged {
        shipment: Some(logistics::Shipment {
            shipment_id: "shp_1".to_owned(),
            marketplace_id: SHOP.to_owned(),
            order_id: ORDER.to_owned(),
            seller_ids: vec!["ana".to_owned(), "ben".to_owned()],
            parcels: vec![parcel.clone()],
            ..Default::default()
        }),
        parcel: Some(parcel),
        change: change.to_owned(),
        actor: Party::System.into(),
        change_time: Some(time_to_wire(start())),
        ..Default::default()
    };
    envelope(id, "logistics.parcel_changed", &message)
}

/// Evidence in a case.
pub fn evidence_changed(id: &str, change: &str, case_id: &str) -> Envelope {
    let message = evidence::EvidenceChanged {
        evidence: Some(evidence::Evidence {
            evidence_id: "evi_1".to_owned(),
            case_id: case_id.to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: SHOP.to_owned(),
            party: Party::Buyer.into(),
            ..Default::default()
        }),
        change: change.to_owned(),
        change_time: Some(time_to_wire(start())),
        ..Default::default()
    };
    envelope(id, "evidence.evidence_changed", &message)
}

fn envelope(id: &str, kind: &str, message: &impl Message) -> Envelope {
    Envelope {
        id: id.to_owned(),
        source: kind.split('.').next().unwrap().to_owned(),
        aggregate: ORDER.to_owned(),
        kind: kind.to_owned(),
        payload: message.encode_to_vec(),
        trace_parent: None,
        time: start(),
    }
}
