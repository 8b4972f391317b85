//! CancelOrder: an order, or lines and quantities of it, are cancelled as far as the policy allows.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::{DeadlineKind, Outcome, Party, Topic};

use super::work::Work;
use super::{App, Call, Target};
use crate::convert::cancellation::cancellation_to_wire;
use crate::convert::requests::CancelRequest;
use crate::domain::cancellation::{CancelAsk, Cancellation};
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::policy::Ask;
use crate::store::{self, DecisionRecord};

impl App {
    /// Cancels what is asked for. What the policy leaves to a person waits, its units held; what it refuses changes
    /// nothing, and the error explains the decision.
    ///
    /// # Errors
    ///
    /// Lines or quantities that are not there to be cancelled, or the policy's refusal.
    pub(crate) async fn cancel_order(
        &self,
        call: Call,
        target: Target,
        request: CancelRequest,
    ) -> Result<pb::Cancellation, Error> {
        self.change(call, target, move |work| {
            let seller = work.caller.seller.clone();
            let ask = CancelAsk {
                requested_by: request.requested_by,
                ground: request.ground,
                lines: work.order.asked_lines(&request.lines, seller.as_deref())?,
                explanation: request.explanation,
                payout: request.payout,
            };
            let (cancellation, record) = cancel(work, Topic::Cancel, ask)?;
            Ok(cancellation_to_wire(&cancellation, Some(&record.decision)))
        })
        .await
    }
}

/// Decides a cancellation on the locked order, and writes what follows from the answer.
pub(super) fn cancel(
    work: &mut Work<'_>,
    topic: Topic,
    ask: CancelAsk,
) -> Result<(Cancellation, DecisionRecord), Error> {
    let asked = Ask {
        topic,
        ground: ask.ground,
        requested_by: ask.requested_by,
        lines: &ask.lines,
        is_explained: !ask.explanation.is_empty(),
        shipping_minor: work.order.freed_shipping_minor(&ask.lines),
    };
    let (facts, decision) = work.decide(&asked)?;
    if matches!(decision.outcome, Outcome::Refused | Outcome::Incomplete) {
        return Err(Rejection::Policy(Box::new(decision)).into());
    }
    let record = work.record((facts, decision))?;
    let ids = (work.tx.ids().text("can", work.now), record.decision_id.clone());
    let mut cancellation = Cancellation::open(&mut work.order, ask, &record.decision, ids, work.now)?;
    if !cancellation.is_waiting() {
        let due = match record.decision.deadline(DeadlineKind::RefundDue) {
            Some(due) => Some(due.clone()),
            None => work.refund_due(&record, &cancellation.seller_ids)?,
        };
        let debts =
            cancellation.approve(&mut work.order, &record.decision, due.as_ref(), (None, work.now))?;
        work.owe(&debts);
    }
    store::cancellation_insert(work.tx.conn(), &cancellation)?;
    work.set_timers(&cancellation);
    tell(work, &cancellation, &record);
    Ok((cancellation, record))
}

/// Whoever decides hears of what waits; both sides hear of what is cancelled.
fn tell(work: &mut Work<'_>, cancellation: &Cancellation, record: &DecisionRecord) {
    let (what, audience) = match cancellation.awaited_party() {
        None => ("cancellation_approved", vec![Party::Buyer, Party::Seller]),
        Some(awaited) => (
            "cancellation_requested",
            vec![awaited, cancellation.other_party()],
        ),
    };
    let mut once = Vec::with_capacity(audience.len());
    for party in audience {
        if !once.contains(&party) {
            once.push(party);
        }
    }
    let change = work
        .change(what, cancellation.requested_by, &once)
        .citing(&record.decision.clauses)
        .about(cancellation.lines.iter().map(|line| line.line_id.as_str()))
        .saying(&cancellation.explanation)
        .told_by(cancellation.notify_due_time);
    work.tell_of(change, cancellation, Some(&record.decision));
}
