//! A return in any state, and disputes over it, for the tests of disputes and interventions.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use redress_core::Money;
use redress_policy::pack::{Dispute as Rules, ExternalBody, OnExpiry};
use redress_policy::{
    Breakdown, BreakdownLine, DeadlineKind, DeadlineSet, Ground, Layer, Mark, Part, Party, Remedy, Topic,
};

use super::{Dispute, Footing, Hearing, Offer, Opening, RulingFor, Stake, Statement, Verdict};
use crate::domain::approval::{Approval, Decided, RmaIssue};
use crate::domain::deadline::OpenDeadline;
use crate::domain::line::{BookLine, ReturnLine};
use crate::domain::rejection::Rejection;
use crate::domain::remedy::AppliedRemedy;
use crate::domain::return_case::{Asked, Contact, Origin, Return};
use crate::domain::words::ReturnState;

/// What the policy gives in full: four fifths of the price.
pub(crate) const FULL_MINOR: i64 = 3_200;
/// What was paid for the lines and their shipping.
pub(crate) const PAID_MINOR: i64 = 4_500;
/// What was refunded of a return that is remedied.
pub(crate) const REMEDY_MINOR: i64 = 3_000;

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 4, 20, 10, 0, 0).unwrap()
}

pub(crate) fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

pub(crate) fn pounds(minor: i64) -> Money {
    Money::new(minor, "GBP".parse().unwrap())
}

pub(crate) fn breakdown(amount_minor: i64) -> Breakdown {
    Breakdown {
        currency: "GBP".parse().unwrap(),
        lines: vec![BreakdownLine {
            part: Part::Item,
            line_id: Some("1".into()),
            amount_minor,
            withheld_minor: 0,
            clauses: vec!["KJ-03".into()].into(),
            text: "The price goes back.".into(),
        }],
        amount_minor,
    }
}

pub(crate) fn stake() -> Stake {
    Stake {
        full: Some(breakdown(FULL_MINOR)),
        method: None,
        paid_minor: PAID_MINOR,
    }
}

/// What is claimed of the order's line: what the return holds, and `others` by somebody else.
pub(crate) fn book(case: &Return, others: i64) -> Vec<BookLine> {
    let held: i64 = case.lines.iter().map(|line| line.held_quantity).sum();
    vec![BookLine {
        line_id: "1".into(),
        quantity: 2,
        claimed_quantity: held + others,
        returned_quantity: held + others,
    }]
}

/// A clock of `days` that starts at `start`.
pub(crate) fn clock(kind: DeadlineKind, start: DateTime<Utc>, length: i64) -> DeadlineSet {
    DeadlineSet {
        kind,
        start_time: start,
        due_time: start + days(length),
        last_day: None,
        warn_time: None,
        party: Party::Platform,
        on_expiry: OnExpiry::Escalate,
        clauses: vec!["KJ-06".into()].into(),
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

pub(crate) fn body(pauses_clocks: bool) -> ExternalBody {
    ExternalBody {
        name: "The ombudsman".into(),
        country: "GB".into(),
        pauses_clocks,
        clauses: vec!["KV-09".into()].into(),
        mark: Mark::Stated,
        why: None,
    }
}

/// Units that a return holds in some state.
fn held(state: ReturnState) -> i64 {
    match state {
        ReturnState::Refused | ReturnState::Withdrawn | ReturnState::Expired => 0,
        _ => 2,
    }
}

fn is_approved(state: ReturnState) -> bool {
    use ReturnState::{
        Approved, AwaitingParcel, Closed, InTransit, Inspected, PartlyReceived, Received, Remedied,
    };
    matches!(
        state,
        Approved | AwaitingParcel | InTransit | PartlyReceived | Received | Inspected | Remedied | Closed
    )
}

/// A return of two vases in some state, decided by `decided_by`. Its parcel has ten days left where it is awaited.
pub(crate) fn returned(state: ReturnState, decided_by: Party) -> Return {
    let decide_time = now() - days(5);
    let is_remedied = matches!(state, ReturnState::Remedied | ReturnState::Closed);
    let mut case = Return {
        return_id: "ret_1".into(),
        order_id: "ord_1".into(),
        marketplace_id: "kajet".into(),
        buyer_id: "byr_1".into(),
        seller_id: "sel_a".into(),
        state,
        revision: 1,
        topic: Topic::Return,
        asked: Asked {
            ground: Ground::Defective,
            requested_by: Party::Buyer,
            explanation: "It broke.".into(),
            wish: None,
            contact: Contact::default(),
            invoice: String::new(),
            payout: None,
            is_accepted_without_reservation: false,
        },
        origin: Origin {
            place_time: now() - days(30),
            buyer_country: "GB".into(),
            buyer_region: String::new(),
            currency: "GBP".parse().unwrap(),
            order_number: "ord_1".into(),
            claimed_parcel_id: String::new(),
        },
        lines: vec![ReturnLine {
            line_id: "1".into(),
            quantity: 2,
            received_quantity: 0,
            held_quantity: held(state),
            is_kept: false,
            title: "Vase".into(),
            sku: String::new(),
            serial_number: String::new(),
        }],
        decision_id: "dec_1".into(),
        request_time: now() - days(6),
        awaits: (state == ReturnState::UnderReview).then_some(Party::Seller),
        decided: Some(Decided {
            by: decided_by,
            time: decide_time,
            reason: "As seen.".into(),
        }),
        approval: is_approved(state).then(|| Approval {
            remedy: Some(Remedy::Refund),
            goods_first: true,
            return_payer: Some(Party::Seller),
            rma: Some(RmaIssue {
                number: "RMA-1".into(),
                issue_time: decide_time,
                expire_time: Some(now() + days(10)),
            }),
            destination: None,
            time: decide_time,
            granted_by: None,
        }),
        parcels: Vec::new(),
        postage_minor: 0,
        evidence: Vec::new(),
        inspection: None,
        remedy: is_remedied.then(|| AppliedRemedy {
            remedy: Remedy::Refund,
            refund: Some(breakdown(REMEDY_MINOR)),
            owed_minor: 0,
            exchange_sku: String::new(),
            apply_time: decide_time,
            clauses: Vec::new(),
            refund_due_time: None,
            refunds: Vec::new(),
            is_repaired: false,
        }),
        dispute_id: String::new(),
        disputed_state: None,
        deadlines: Vec::new(),
        pause: None,
        is_escalated: false,
        clauses: vec!["KJ-01".into()],
        update_time: decide_time,
        receive_time: None,
        held_until_time: None,
        repair_note: String::new(),
        agreed: None,
    };
    if state == ReturnState::AwaitingParcel {
        case.start_clock(OpenDeadline::of(&clock(
            DeadlineKind::ReturnParcel,
            decide_time,
            15,
        )));
    }
    case
}

pub(crate) fn statement(party: Party, time: DateTime<Utc>) -> Statement {
    Statement {
        party,
        text: "So it was.".into(),
        create_time: time,
        evidence_ids: Vec::new(),
    }
}

/// Opens a dispute, `before` having been another.
pub(crate) fn open_after(
    case: &mut Return,
    by: Party,
    (before, time): (Option<&Dispute>, DateTime<Utc>),
) -> Result<Dispute, Rejection> {
    let (rules, judgement) = (rules(), clock(DeadlineKind::Judgement, time, 14));
    let book = book(case, 0);
    let opening = Opening {
        dispute_id: "rdp_1".into(),
        statement: statement(by, time),
        rules: &rules,
        judgement: Some(&judgement),
        stake: &stake(),
        book: &book,
        before,
    };
    Dispute::open(case, opening)
}

pub(crate) fn open(case: &mut Return, by: Party) -> Result<Dispute, Rejection> {
    open_after(case, by, (None, now()))
}

/// A return that was in some state and approved or refused by the seller, with the buyer's dispute over it.
pub(crate) fn disputed(state: ReturnState) -> (Return, Dispute) {
    let mut case = returned(state, Party::Seller);
    let dispute = open(&mut case, Party::Buyer).unwrap();
    (case, dispute)
}

pub(crate) fn footing() -> Footing {
    Footing {
        method: None,
        due: Some(clock(DeadlineKind::RefundDue, now(), 7)),
    }
}

/// What a dispute ends by.
pub(crate) fn hearing<'a>(case: &'a mut Return, stake: &'a Stake, now: DateTime<Utc>) -> Hearing<'a> {
    Hearing {
        case,
        stake,
        footing: footing(),
        now,
    }
}

pub(crate) fn verdict(ruling_for: RulingFor, minor: Option<i64>) -> Verdict {
    Verdict {
        ruling_for,
        amount: minor.map(pounds),
        reason: "As seen.".into(),
    }
}

pub(crate) fn offer(party: Party, minor: i64) -> Offer {
    Offer {
        party,
        amount: pounds(minor),
        keeps_goods: true,
        text: String::new(),
    }
}

/// A rejection's kind.
pub(crate) fn word<T>(outcome: Result<T, Rejection>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(Rejection::IllegalState { .. }) => "state",
        Err(Rejection::WrongParty { .. }) => "party",
        Err(Rejection::Precondition { .. }) => "precondition",
        Err(Rejection::Exceeds { .. }) => "exceeds",
        Err(Rejection::Fields(_)) => "fields",
        Err(Rejection::InterventionNotAllowed { .. }) => "power",
        Err(_) => "other",
    }
}
