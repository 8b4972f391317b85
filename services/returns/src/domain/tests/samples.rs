//! Returns as tests need them.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use redress_policy::pack::OnExpiry;
use redress_policy::{DeadlineKind, Ground, Party, Remedy, Topic};

use crate::domain::approval::Approval;
use crate::domain::deadline::OpenDeadline;
use crate::domain::line::ReturnLine;
use crate::domain::return_case::{Asked, Contact, Origin, Return};
use crate::domain::words::ReturnState;

pub(super) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 16, 10, 0, 0).unwrap()
}

/// Two units of one line, in a state.
pub(super) fn case(state: ReturnState) -> Return {
    Return {
        return_id: "ret_1".to_owned(),
        order_id: "ord_1".to_owned(),
        marketplace_id: "kwoking".to_owned(),
        buyer_id: "byr_mara".to_owned(),
        seller_id: "kwoking".to_owned(),
        state,
        revision: 1,
        topic: Topic::Return,
        asked: Asked {
            ground: Ground::ChangeOfMind,
            requested_by: Party::Buyer,
            explanation: String::new(),
            wish: None,
            contact: Contact::default(),
            invoice: String::new(),
            payout: None,
            is_accepted_without_reservation: false,
        },
        origin: Origin {
            place_time: now(),
            buyer_country: "CH".to_owned(),
            buyer_region: String::new(),
            currency: "EUR".parse().unwrap(),
            order_number: "ord_1".to_owned(),
            claimed_parcel_id: String::new(),
        },
        lines: vec![ReturnLine {
            line_id: "1".to_owned(),
            quantity: 2,
            received_quantity: 0,
            held_quantity: 2,
            is_kept: false,
            title: String::new(),
            sku: String::new(),
            serial_number: String::new(),
        }],
        decision_id: "dec_1".to_owned(),
        request_time: now(),
        awaits: None,
        decided: None,
        approval: None,
        parcels: Vec::new(),
        postage_minor: 0,
        evidence: Vec::new(),
        inspection: None,
        remedy: None,
        dispute_id: String::new(),
        disputed_state: None,
        deadlines: Vec::new(),
        pause: None,
        is_escalated: false,
        clauses: Vec::new(),
        update_time: now(),
        receive_time: None,
        held_until_time: None,
        repair_note: String::new(),
        agreed: None,
    }
}

/// The same, approved with a refund once the goods are back.
pub(super) fn approved(state: ReturnState) -> Return {
    Return {
        approval: Some(Approval {
            remedy: Some(Remedy::Refund),
            goods_first: true,
            return_payer: None,
            rma: None,
            destination: None,
            time: now(),
            granted_by: None,
        }),
        ..case(state)
    }
}

/// A clock of ten days that warns two days before.
pub(super) fn clock(kind: DeadlineKind) -> OpenDeadline {
    OpenDeadline {
        kind,
        start_time: now(),
        due_time: now() + TimeDelta::days(10),
        warn_time: Some(now() + TimeDelta::days(8)),
        party: Party::Buyer,
        on_expiry: OnExpiry::Close,
        clauses: vec!["X-01".to_owned()],
        calendar: None,
    }
}
