//! Events as returns, logistics and evidence announce them.

use redress_bus::Envelope;
use redress_contracts::redress::evidence::v1 as evidence;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1::OpenDeadline;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::{Ground, Party, Topic};
use redress_contracts::redress::returns::v1 as returns;
use redress_rpc::convert::time_to_wire;

use super::{ORDER, envelope};
use crate::world::start;

pub const RETURN: &str = "ret_1";

fn numbers(audience: &[Party]) -> Vec<i32> {
    audience.iter().map(|party| (*party).into()).collect()
}

fn in_days(days: i64) -> Option<prost_types::Timestamp> {
    Some(time_to_wire(start() + chrono::TimeDelta::days(days)))
}

/// A return of one lamp of ana's.
pub fn lamp_back() -> returns::Return {
    returns::Return {
        return_id: RETURN.to_owned(),
        marketplace_id: "kwoking".to_owned(),
        order_id: ORDER.to_owned(),
        buyer_id: "bo".to_owned(),
        seller_id: "ana".to_owned(),
        topic: Topic::Return.into(),
        ground: Ground::ChangeOfMind.into(),
        contact: Some(returns::Contact {
            name: "Bo Example".to_owned(),
            email: "bo.returns@example.com".to_owned(),
            phone: "+33 1".to_owned(),
        }),
        lines: vec![returns::ReturnLine {
            line_id: "1".to_owned(),
            quantity: 1,
            title: "A lamp".to_owned(),
            ..Default::default()
        }],
        deadlines: vec![deadline("return_parcel", 14, Party::Buyer)],
        ..Default::default()
    }
}

pub fn deadline(kind: &str, days: i64, party: Party) -> OpenDeadline {
    OpenDeadline {
        kind: kind.to_owned(),
        due_time: in_days(days),
        party: party.into(),
        clause_ids: Vec::new(),
    }
}

/// A return that was approved, with its number and where it goes.
pub fn approved() -> returns::Return {
    returns::Return {
        rma_number: "RMA-7K2Q-9XWM-4".to_owned(),
        rma_expire_time: in_days(30),
        destination: Some(returns::ReturnDestination {
            warehouse_id: "roissy".to_owned(),
            country: "FR".to_owned(),
            address_text: "Returns, Roissy".to_owned(),
            clause_ids: vec!["KW-09".to_owned()],
        }),
        approved_remedy: policies::Remedy::PartialRefund.into(),
        return_payer: Party::Buyer.into(),
        ..lamp_back()
    }
}

/// A return that the policy and the inspection refuse.
pub fn refused() -> returns::Return {
    let point = |point: &str, passed, note: &str| returns::InspectionPoint {
        point: point.to_owned(),
        passed,
        note: note.to_owned(),
    };
    returns::Return {
        decide_reason: "It was used.".to_owned(),
        held_until_time: in_days(30),
        decision: Some(policies::Decision {
            outcome: policies::Outcome::Refused.into(),
            findings: vec![policies::Finding {
                clause_ids: vec!["KW-05".to_owned()],
                message: "Sixty days have passed.".to_owned(),
                ..Default::default()
            }],
            remedies: vec![policies::Remedy::Repair.into()],
            ..Default::default()
        }),
        inspection: Some(returns::Inspection {
            points: vec![
                point("original_state", true, ""),
                point("unused", false, "Scratches on the foot."),
            ],
            voids: vec!["misuse".to_owned()],
            is_ground_confirmed: true,
            outcome: returns::InspectionOutcome::Refused.into(),
            ..Default::default()
        }),
        ..lamp_back()
    }
}

/// Something happened in a return, by Kwoking's policy.
pub fn returned(change: &str, audience: &[Party], found: returns::Return) -> returns::ReturnChanged {
    returns::ReturnChanged {
        return_case: Some(found),
        change: change.to_owned(),
        actor: Party::Seller.into(),
        audience: numbers(audience),
        clause_ids: vec!["KW-04".to_owned()],
        change_time: in_days(0),
        policy_id: "kwoking".to_owned(),
        policy_version: 1,
        ..Default::default()
    }
}

pub fn return_event(id: &str, message: &returns::ReturnChanged) -> Envelope {
    envelope(id, "returns", "returns.return_changed", message)
}

/// Something happened to a parcel of the order, by KakaClo's policy.
pub fn moved(change: &str, audience: &[Party]) -> logistics::ParcelChanged {
    let number = logistics::TrackingNumber {
        carrier: "ups".to_owned(),
        tracking_number: "1Z12345E0205271688".to_owned(),
        state: logistics::NumberState::Invalid.into(),
        flaw: "wrong_check_digit".to_owned(),
        ..Default::default()
    };
    let parcel = logistics::Parcel {
        parcel_id: "prc_1".to_owned(),
        shipment_id: "shp_1".to_owned(),
        carrier: "ups".to_owned(),
        tracking_number: number.tracking_number.clone(),
        numbers: vec![number],
        status: logistics::TrackingStatus::InTransit.into(),
        status_time: in_days(0),
        ..Default::default()
    };
    logistics::ParcelChanged {
        shipment: Some(logistics::Shipment {
            shipment_id: "shp_1".to_owned(),
            marketplace_id: "kwoking".to_owned(),
            order_id: ORDER.to_owned(),
            buyer_id: "bo".to_owned(),
            seller_ids: vec!["ana".to_owned()],
            purpose: logistics::ShipmentPurpose::Outbound.into(),
            parcels: vec![parcel.clone()],
            ..Default::default()
        }),
        parcel: Some(parcel),
        change: change.to_owned(),
        actor: Party::System.into(),
        audience: numbers(audience),
        clause_ids: vec!["KC-14".to_owned()],
        change_time: in_days(0),
        policy_id: "kakaclo".to_owned(),
        policy_version: 1,
        deadline: Some(deadline("tracking_correction", 5, Party::Seller)),
        ..Default::default()
    }
}

pub fn parcel_event(id: &str, message: &logistics::ParcelChanged) -> Envelope {
    envelope(id, "logistics", "logistics.parcel_changed", message)
}

/// A piece of evidence in a case of the order.
pub fn shown(change: &str, case_id: &str, audience: &[Party]) -> evidence::EvidenceChanged {
    evidence::EvidenceChanged {
        evidence: Some(evidence::Evidence {
            evidence_id: "evd_1".to_owned(),
            case_id: case_id.to_owned(),
            order_id: ORDER.to_owned(),
            marketplace_id: "kwoking".to_owned(),
            kind: "product_photo".to_owned(),
            party: Party::Buyer.into(),
            review: Some(evidence::Review {
                party: Party::Platform.into(),
                clause_ids: vec!["KC-05".to_owned()],
                ..Default::default()
            }),
            ..Default::default()
        }),
        change: change.to_owned(),
        change_time: in_days(0),
        audience: numbers(audience),
    }
}

pub fn evidence_event(id: &str, message: &evidence::EvidenceChanged) -> Envelope {
    envelope(id, "evidence", "evidence.evidence_changed", message)
}
