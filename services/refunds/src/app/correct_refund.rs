//! CorrectRefund: what an earlier refund lacked, paid in addition and the same way.

use redress_contracts::redress::refunds::v1;
use redress_core::Money;

use super::{App, Target, refund_of_target};
use crate::domain::payment::Paths;
use crate::domain::refund::{Ground, NewRefund};
use crate::domain::words::{Kind, Part, State};
use crate::domain::{Breakdown, Refund, Rejection};
use crate::error::Error;
use crate::store::{self, Sight};

/// The states of a refund that can be corrected: what was not paid, or came back, is refunded anew instead.
const CORRECTABLE: &[State] = &[
    State::Requested,
    State::AwaitingPayoutDetails,
    State::AwaitingPayout,
    State::Submitting,
    State::Pending,
    State::Unknown,
    State::ManualReview,
    State::Succeeded,
];

const PATHS: Paths<'static> = Paths {
    amount: "amount",
    lines: "amount",
};

/// The refund that was too small, and by how much.
#[derive(Clone, Debug)]
pub struct CorrectRefund {
    pub target: Target,
    /// Above zero.
    pub amount: Money,
    pub reason: String,
}

impl App {
    /// Creates the correction, a refund of its own on the same payment. Its payout goes where the first one went.
    ///
    /// # Errors
    /// A refund that cannot be corrected, another currency, or more than what is left.
    pub async fn correct_refund(&self, command: CorrectRefund) -> Result<v1::Refund, Error> {
        self.command(command.target.key.clone(), move |tx, scribe| {
            let first = refund_of_target(tx, &command.target)?;
            if !CORRECTABLE.contains(&first.state) {
                let (refund_id, state) = (first.id, first.state);
                return Err(Rejection::IllegalState {
                    refund_id,
                    state,
                    allowed: CORRECTABLE,
                }
                .into());
            }
            let is_locked = scribe.checks_in_code();
            let payments =
                store::payment_list_by_order(tx.conn(), &first.order_id, &Sight::all(), is_locked)?;
            let payment = payments
                .into_iter()
                .find(|payment| payment.payment_id == first.payment_id);
            let payment = payment.expect("invariant: a refund draws on a payment");
            let payout = store::payout_fetch(tx.conn(), &first.id)?;
            let id = tx.ids().text("ref", tx.now());
            let new = NewRefund {
                payout,
                ..correction(&first, id, command.amount, command.reason)
            };
            payment.check_currency(&new.breakdown, "amount")?;
            if scribe.checks_in_code() {
                payment.check_remaining(&new.breakdown, PATHS)?;
            }
            let opened = Refund::open(new, &payment, tx.now());
            scribe.open(tx, &opened)?;
            Ok(opened.transition.refund)
        })
        .await
    }
}

/// What was goodwill is corrected by goodwill, so that the ledger books both alike.
fn correction(first: &Refund, id: String, amount: Money, reason: String) -> NewRefund {
    let is_goodwill = first
        .breakdown
        .lines
        .iter()
        .all(|line| line.part == Part::Goodwill);
    let part = if is_goodwill {
        Part::Goodwill
    } else {
        Part::Correction
    };
    let mut breakdown = Breakdown::single(part, amount, reason.clone());
    for line in &mut breakdown.lines {
        line.clause_ids = rests_on(first);
    }
    NewRefund {
        id,
        kind: Kind::Correction,
        breakdown,
        method: first.method.clone(),
        payout: None,
        ground: Ground {
            corrects_refund_id: Some(first.id.clone()),
            owed_id: None,
            clause_ids: Vec::new(),
            ..first.ground.clone()
        },
        reason,
        due_time: None,
        debtor: first.debtor,
    }
}

/// A correction rests on the clauses that the corrected refund rests on, each once.
fn rests_on(first: &Refund) -> Vec<String> {
    let of_lines = first.breakdown.lines.iter().flat_map(|line| &line.clause_ids);
    let mut clauses: Vec<String> = Vec::new();
    for clause in of_lines.chain(&first.ground.clause_ids) {
        if !clauses.contains(clause) {
            clauses.push(clause.clone());
        }
    }
    clauses
}
