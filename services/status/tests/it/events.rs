//! Events as the other contexts announce them.

use prost::Message;
use redress_bus::Envelope;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::evidence::v1 as evidence;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::notifications::v1 as notifications;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1 as refunds;
use redress_contracts::redress::returns::v1 as returns;

use crate::world::{ORDER, at, order, start};

fn envelope(id: &str, source: &str, kind: &str, message: &impl Message) -> Envelope {
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

/// Something happened in the order, so many hours after the start; it is about these lines.
pub fn ordered(id: &str, change: &str, hours: i64, line_ids: &[&str]) -> Envelope {
    let message = orders::OrderChanged {
        order: Some(order()),
        change: change.to_owned(),
        actor: Party::Buyer.into(),
        clause_ids: vec!["KW-08".to_owned()],
        change_time: at(hours),
        line_ids: line_ids.iter().map(|line_id| (*line_id).to_owned()).collect(),
        ..Default::default()
    };
    envelope(id, "orders", "orders.order_changed", &message)
}

/// Something happened to a refund of ana's.
pub fn refunded(id: &str, change: &str, hours: i64) -> Envelope {
    let message = refunds::RefundChanged {
        refund: Some(refunds::Refund {
            refund_id: "ref_1".to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            seller_id: "ana".to_owned(),
            amount: Some(Money {
                currency_code: "EUR".to_owned(),
                units: 40,
                nanos: 0,
            }),
            clause_ids: vec!["KW-11".to_owned()],
            ..Default::default()
        }),
        change: change.to_owned(),
        change_time: at(hours),
        ..Default::default()
    };
    envelope(id, "refunds", "refunds.refund_changed", &message)
}

/// Something happened in a return of ben's.
pub fn returned(id: &str, change: &str, hours: i64) -> Envelope {
    let message = returns::ReturnChanged {
        return_case: Some(returns::Return {
            return_id: "ret_1".to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            seller_id: "ben".to_owned(),
            ..Default::default()
        }),
        change: change.to_owned(),
        actor: Party::Platform.into(),
        clause_ids: vec!["KW-09".to_owned()],
        change_time: at(hours),
        ..Default::default()
    };
    envelope(id, "returns", "returns.return_changed", &message)
}

/// Something happened to a parcel of ana's, whose number was wrong before.
pub fn moved(id: &str, change: &str, hours: i64) -> Envelope {
    let number = |tracking_number: &str, flaw: &str| logistics::TrackingNumber {
        tracking_number: tracking_number.to_owned(),
        flaw: flaw.to_owned(),
        replace_time: at(0).filter(|_| !flaw.is_empty()),
        ..Default::default()
    };
    let message = logistics::ParcelChanged {
        shipment: Some(logistics::Shipment {
            shipment_id: "shp_1".to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            seller_ids: vec!["ana".to_owned()],
            ..Default::default()
        }),
        parcel: Some(logistics::Parcel {
            parcel_id: "prc_1".to_owned(),
            tracking_number: "1Z2".to_owned(),
            numbers: vec![number("1Z1", "wrong_check_digit"), number("1Z2", "")],
            ..Default::default()
        }),
        change: change.to_owned(),
        actor: Party::System.into(),
        clause_ids: vec!["KC-13".to_owned()],
        change_time: at(hours),
        ..Default::default()
    };
    envelope(id, "logistics", "logistics.parcel_changed", &message)
}

/// Something happened to a piece of evidence of a case.
pub fn shown(id: &str, change: &str, case_id: &str, hours: i64) -> Envelope {
    let message = evidence::EvidenceChanged {
        evidence: Some(evidence::Evidence {
            evidence_id: "evd_1".to_owned(),
            case_id: case_id.to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            kind: "product_photo".to_owned(),
            party: Party::Buyer.into(),
            ..Default::default()
        }),
        change: change.to_owned(),
        change_time: at(hours),
        ..Default::default()
    };
    envelope(id, "evidence", "evidence.evidence_changed", &message)
}

/// A message went out.
pub fn sent(id: &str, party: Party, is_timed: bool, hours: i64) -> Envelope {
    let message = notifications::MessageSent {
        message: Some(notifications::Message {
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            case_id: "ret_1".to_owned(),
            change: "return_approved".to_owned(),
            party: party.into(),
            recipient: "bo@example.com".to_owned(),
            send_time: at(hours),
            notify_due_time: at(48).filter(|_| is_timed),
            ..Default::default()
        }),
    };
    envelope(id, "notifications", "notifications.message_sent", &message)
}
