//! Clocks of orders and cancellations: which timers they have, and what happens when one runs out.
//!
//! A timer is set in the transaction that starts its clock and cancelled in the one that stops it. When it fires, the
//! clock is looked for in the aggregate again: one that was stopped or moved meanwhile has no effect.

mod cancellation;
mod choice;
mod dispute;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use redress_db::{Apply, DeadlineRow, HandlerError, NewDeadline, OnDeadline, nothing_to_do};
use redress_policy::{DeadlineKind, DeadlineSet, Facts, deadline_after, deadlines_on_approval};
use redress_policybook::Bound;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::domain::cancellation::Cancellation;
use crate::domain::deadline::OpenDeadline;
use crate::domain::order::Order;
use crate::error::Error;
use crate::store::DecisionRecord;

/// The timer of a choice between waiting and a refund.
pub(crate) const CHOOSE_OUT_OF_STOCK: &str = DeadlineKind::ChooseOutOfStock.as_str();

/// The clocks that a cancellation can have.
const OF_CANCELLATIONS: [DeadlineKind; 5] = [
    DeadlineKind::PlatformDecision,
    DeadlineKind::SellerResponse,
    DeadlineKind::NotifyParty,
    DeadlineKind::Judgement,
    DeadlineKind::DisputeAnswer,
];

/// What a timer has to know when it fires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Timer {
    pub order_id: String,
    /// Empty for a choice.
    pub cancellation_id: String,
    pub kind: DeadlineKind,
    /// The clock's end; a clock that was moved has another.
    pub due_time: DateTime<Utc>,
    /// A warning before the end.
    pub is_warning: bool,
}

/// The timers of the clocks that a cancellation has.
pub(crate) fn timers_of(cancellation: &Cancellation) -> Vec<NewDeadline> {
    let (order_id, id) = (&cancellation.order_id, &cancellation.cancellation_id);
    cancellation
        .deadlines
        .iter()
        .flat_map(|open| timers(open, (order_id, id), format!("{id}/{}", open.kind)))
        .collect()
}

/// The kinds of clocks that a cancellation does not have any more.
pub(crate) fn stopped_kinds(cancellation: &Cancellation) -> Vec<&'static str> {
    let runs = |kind: &DeadlineKind| cancellation.deadlines.iter().any(|open| open.kind == *kind);
    OF_CANCELLATIONS
        .iter()
        .filter(|kind| !runs(kind))
        .map(|kind| kind.as_str())
        .collect()
}

/// The timers of the choices that an order's buyer is asked for.
pub(crate) fn timers_of_choices(order: &Order) -> Vec<NewDeadline> {
    let of_choice = |open: &OpenDeadline| {
        let first = open.line_ids.first().map_or("", String::as_str);
        timers(
            open,
            (&order.order_id, ""),
            format!("{}/{}/{first}", order.order_id, open.kind),
        )
    };
    order.deadlines.iter().flat_map(of_choice).collect()
}

/// The timer of a clock's end, and the one of its warning.
fn timers(open: &OpenDeadline, (order_id, cancellation_id): (&str, &str), id: String) -> Vec<NewDeadline> {
    let timer = |is_warning, time, id| NewDeadline {
        id,
        kind: open.kind.as_str(),
        aggregate: if cancellation_id.is_empty() {
            order_id
        } else {
            cancellation_id
        }
        .to_owned(),
        due_time: time,
        payload: serde_json::to_string(&Timer {
            order_id: order_id.to_owned(),
            cancellation_id: cancellation_id.to_owned(),
            kind: open.kind,
            due_time: open.due_time,
            is_warning,
        })
        .expect("invariant: a timer is plain data, which always has a JSON form"),
        calendar: open.calendar.clone(),
    };
    let warning = open
        .warn_time
        .map(|time| timer(true, time, format!("{id}/warning")));
    std::iter::once(timer(false, open.due_time, id))
        .chain(warning)
        .collect()
}

/// The refund's clock when a person or a timer approves at `now`, by the layers that bound the decision. For a decision
/// made before the payment came in, which knows of no refund, it is the sellers' earliest.
///
/// # Errors
///
/// When the pack's calendar does not cover a day that matters.
pub(crate) fn refund_due(
    bound: &Bound,
    record: &DecisionRecord,
    seller_ids: &[String],
    now: DateTime<Utc>,
) -> Result<Option<DeadlineSet>, Error> {
    let facts = Facts {
        special_periods: bound.special_periods.clone(),
        ..record.facts.clone()
    };
    let on_approval = deadlines_on_approval(&bound.layers, &facts, now)?;
    if let Some(due) = on_approval
        .into_iter()
        .find(|set| set.kind == DeadlineKind::RefundDue)
    {
        return Ok(Some(due));
    }
    let decision = &record.decision;
    let mut earliest: Option<DeadlineSet> = None;
    for seller_id in seller_ids {
        let start = (now, decision.case_id.as_deref(), Some(seller_id.as_str()));
        let about = (decision.topic, decision.ground);
        let due = deadline_after(&bound.layers, DeadlineKind::RefundDue, about, start, &[])?;
        earliest = match (earliest, due) {
            (Some(best), Some(due)) if due.due_time < best.due_time => Some(due),
            (None, due) => due,
            (best, _) => best,
        };
    }
    Ok(earliest)
}

#[async_trait]
impl OnDeadline for App {
    async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let timer: Timer = serde_json::from_str(&deadline.payload)?;
        let planned = if timer.cancellation_id.is_empty() {
            self.plan_choice(timer).await
        } else {
            self.plan_cancellation(timer).await
        };
        Ok(planned?)
    }
}

/// A plan for a clock that is gone.
fn no_effect() -> Result<Apply, Error> {
    Ok(nothing_to_do())
}
