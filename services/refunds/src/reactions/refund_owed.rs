//! `orders.refund_owed` and `returns.refund_owed`: a debt becomes refunds, one per payment it draws on, or a rejection that is told.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::orders::v1::RefundOwed;
use redress_contracts::redress::policies::v1::Party as WireParty;
use redress_contracts::redress::refunds::v1::RefundRejected;
use redress_db::{Apply, Event, HandlerError, Tx};
use redress_rpc::{Fields, Problem};

use crate::app::Scribe;
use crate::convert::{self, breakdown_from_wire, method_from_wire};
use crate::domain::refund::{Ground, NewRefund};
use crate::domain::split::{Part, split};
use crate::domain::words::{Kind, Party};
use crate::domain::{Breakdown, PayoutDetails, Refund, Rejection};
use crate::error::Error;
use crate::events;
use crate::store::{self, Sight};

/// An event that lacks what it must have.
#[derive(Debug, thiserror::Error)]
#[error("the event cannot be read: {0}")]
pub struct Unreadable(String);

impl From<Problem> for Unreadable {
    fn from(problem: Problem) -> Unreadable {
        Unreadable(problem.message().to_owned())
    }
}

/// Plans the refunds of a debt. A debt that has become refunds already changes nothing.
pub fn plan(event: &Envelope, scribe: Scribe) -> Result<Apply, HandlerError> {
    let owed = RefundOwed::decode(event.payload.as_slice())?;
    Ok(Box::new(move |tx| {
        if store::refund_exists_for_debt(tx.conn(), &owed.owed_id)? {
            return Ok(());
        }
        match open(tx, &scribe, &owed) {
            Err(Error::Rejection(rejection)) => {
                reject(tx, &owed, &rejection);
                Ok(())
            }
            opened => Ok(opened?),
        }
    }))
}

/// Nothing is written before everything is found to be good.
fn open(tx: &mut Tx, scribe: &Scribe, owed: &RefundOwed) -> Result<(), Error> {
    let new = read(owed)?;
    let mut payments = store::payment_list_by_order(tx.conn(), &owed.order_id, &Sight::all(), true)?;
    payments.retain(|payment| payment.marketplace_id == owed.marketplace_id);
    if payments.is_empty() {
        let id = owed.order_id.clone();
        return Err(Rejection::NotFound {
            kind: "paid order",
            id,
            path: "order_id",
        }
        .into());
    }
    for payment in &payments {
        payment.check_currency(&new.breakdown, "breakdown.amount")?;
    }
    for Part { payment, breakdown } in split(&new.breakdown, &payments)? {
        let id = tx.ids().text("ref", tx.now());
        let part = NewRefund {
            id,
            breakdown,
            ..new.clone()
        };
        scribe.open(tx, &Refund::open(part, payment, tx.now()))?;
    }
    Ok(())
}

fn read(owed: &RefundOwed) -> Result<NewRefund, Rejection> {
    let mut fields = Fields::new();
    let breakdown = breakdown_from_wire(&mut fields, "breakdown", owed.breakdown.clone());
    let due_time = fields.optional_timestamp("due_time", owed.due_time);
    let flawed = |problem: Problem| Rejection::flaw("event", problem.message());
    fields.finish().map_err(flawed)?;
    let breakdown: Breakdown = breakdown.expect("invariant: what is missing was refused");
    breakdown.check("breakdown")?;
    let debtor = WireParty::try_from(owed.debtor)
        .ok()
        .and_then(convert::party_from_wire);
    let payout = owed.payout.clone().map(|payout| PayoutDetails {
        kind: payout.kind,
        account: payout.account,
        holder: payout.holder,
        bank: payout.bank,
    });
    Ok(NewRefund {
        id: String::new(),
        kind: Kind::Owed,
        breakdown,
        method: method_from_wire(owed.method.clone()),
        payout,
        ground: Ground {
            cause: owed.cause.clone(),
            cause_id: owed.cause_id.clone(),
            owed_id: Some(owed.owed_id.clone()),
            decision_id: owed.decision_id.clone(),
            clause_ids: owed.clause_ids.clone(),
            seller_id: owed.seller_id.clone(),
            corrects_refund_id: None,
        },
        reason: String::new(),
        due_time,
        debtor: debtor.unwrap_or(Party::Platform),
    })
}

fn reject(tx: &mut Tx, owed: &RefundOwed, rejection: &Rejection) {
    tracing::error!(
        owed_id = owed.owed_id,
        reason = rejection.code(),
        "what is owed cannot be refunded"
    );
    let event = RefundRejected {
        order_id: owed.order_id.clone(),
        owed_id: owed.owed_id.clone(),
        cause_id: owed.cause_id.clone(),
        reason: rejection.code().to_owned(),
        message: rejection.to_string(),
    };
    tx.emit(Event {
        aggregate: owed.order_id.clone(),
        kind: events::REFUND_REJECTED,
        payload: event.encode_to_vec(),
    });
}
