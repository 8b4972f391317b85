//! CreateRefund: a refund that a person or a system of the platform creates on one payment of an order.

use chrono::{DateTime, Utc};
use redress_contracts::redress::refunds::v1;
use redress_db::{Conn, Idempotency};

use super::App;
use crate::domain::payment::Paths;
use crate::domain::refund::{Ground, NewRefund};
use crate::domain::words::{Kind, Part, Party, State};
use crate::domain::{Breakdown, Method, Payment, Refund, Rejection};
use crate::error::Error;
use crate::store::{self, Sight};

/// What is to be refunded.
#[derive(Clone, Debug)]
pub struct CreateRefund {
    pub key: Idempotency,
    pub sight: Sight,
    pub order_id: String,
    /// May be left out when the order has one payment.
    pub payment_id: Option<String>,
    pub kind: Kind,
    pub breakdown: Breakdown,
    pub method: Method,
    pub reason: String,
    pub due_time: Option<DateTime<Utc>>,
    /// The refund whose place it takes.
    pub replaces_refund_id: Option<String>,
}

/// The states of a refund whose place another may take: its money did not reach the buyer, and never will.
const REPLACEABLE: &[State] = &[State::Failed, State::Reversed];

impl App {
    /// Creates a refund and holds its money. One that takes another's place is for what that one was for.
    ///
    /// # Errors
    /// Bad fields, another currency, more than what is left, or a refund to replace that is paid or may still be.
    pub async fn create_refund(&self, command: CreateRefund) -> Result<v1::Refund, Error> {
        command.check()?;
        self.command(command.key.clone(), move |tx, scribe| {
            if command.due_time.is_some_and(|due_time| due_time <= tx.now()) {
                return Err(Rejection::flaw("due_time", "must be in the future").into());
            }
            let payment = payment_of(tx.conn(), &command, scribe.checks_in_code())?;
            payment.check_currency(&command.breakdown, "breakdown.amount")?;
            payment.check_lines(&command.breakdown, "breakdown")?;
            if scribe.checks_in_code() {
                payment.check_remaining(&command.breakdown, Paths::BREAKDOWN)?;
            }
            let replaced = replaced_by(tx.conn(), &command, &payment)?;
            let id = tx.ids().text("ref", tx.now());
            let opened = Refund::open(command.into_new(id, replaced), &payment, tx.now());
            scribe.open(tx, &opened)?;
            Ok(opened.transition.refund)
        })
        .await
    }
}

impl CreateRefund {
    fn check(&self) -> Result<(), Rejection> {
        self.breakdown.check("breakdown")?;
        let is_other = |part| (part == Part::Goodwill) != (self.kind == Kind::Goodwill);
        let other = self.breakdown.lines.iter().position(|line| is_other(line.part));
        match (self.kind, other) {
            (Kind::Correction, _) => Err(Rejection::flaw("kind", "is made by CorrectRefund")),
            (Kind::Goodwill, Some(at)) => Err(Rejection::flaw(
                format!("breakdown.lines[{at}].part"),
                "must be goodwill in a goodwill refund",
            )),
            (Kind::Owed | Kind::Goodwill, _) => Ok(()),
        }
    }

    fn into_new(self, id: String, replaced: Option<Refund>) -> NewRefund {
        let debtor = replaced
            .as_ref()
            .map_or(Party::Platform, |replaced| replaced.debtor);
        let ground = match replaced {
            // The debt itself is settled once: what takes its place is for the same cause and not the same debt again.
            Some(replaced) => Ground {
                owed_id: None,
                ..replaced.ground
            },
            None => Ground {
                cause: self.kind.to_string(),
                ..Ground::default()
            },
        };
        NewRefund {
            id,
            kind: self.kind,
            breakdown: self.breakdown,
            method: self.method,
            payout: None,
            ground,
            reason: self.reason,
            due_time: self.due_time,
            debtor,
        }
    }
}

/// The refund whose place the new one takes, when it takes one's.
fn replaced_by(conn: &mut Conn, command: &CreateRefund, payment: &Payment) -> Result<Option<Refund>, Error> {
    let Some(id) = &command.replaces_refund_id else {
        return Ok(None);
    };
    let found = store::refund_fetch(conn, id, &command.sight)?;
    let replaced = found.ok_or_else(|| Rejection::NotFound {
        kind: "refund",
        id: id.clone(),
        path: "replaces_refund_id",
    })?;
    if (&replaced.order_id, &replaced.payment_id) != (&payment.order_id, &payment.payment_id) {
        let text = format!("draws on another payment than {}", payment.payment_id);
        return Err(Rejection::flaw("replaces_refund_id", text).into());
    }
    if !REPLACEABLE.contains(&replaced.state) {
        return Err(Rejection::IllegalState {
            refund_id: replaced.id,
            state: replaced.state,
            allowed: REPLACEABLE,
        }
        .into());
    }
    Ok(Some(replaced))
}

fn payment_of(conn: &mut Conn, command: &CreateRefund, is_locked: bool) -> Result<Payment, Error> {
    let mut payments = store::payment_list_by_order(conn, &command.order_id, &command.sight, is_locked)?;
    if payments.is_empty() {
        let id = command.order_id.clone();
        return Err(Rejection::NotFound {
            kind: "paid order",
            id,
            path: "order_id",
        }
        .into());
    }
    let at = match &command.payment_id {
        Some(id) => payments.iter().position(|payment| payment.payment_id == *id),
        None if payments.len() == 1 => Some(0),
        None => {
            return Err(Rejection::flaw(
                "payment_id",
                "is required, because the order has several payments",
            )
            .into());
        }
    };
    match at {
        Some(at) => Ok(payments.swap_remove(at)),
        None => {
            let id = command.payment_id.clone().unwrap_or_default();
            Err(Rejection::NotFound {
                kind: "payment",
                id,
                path: "payment_id",
            }
            .into())
        }
    }
}
