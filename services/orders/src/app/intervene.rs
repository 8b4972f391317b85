//! Intervene: the platform steps into an order's case. Whatever it does is recorded with who did it and why, and both
//! sides are told.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::pack::Pack;
use redress_policy::{DeadlineKind, Ground, Party, Topic, deadline_after};

use super::case::save;
use super::work::Work;
use super::{App, Call, Target, no_cancellation};
use crate::convert::dispute::{Step, intervention_to_wire};
use crate::domain::cancellation::{Cancellation, Hearing};
use crate::domain::change::About;
use crate::domain::debt::Debt;
use crate::domain::dispute::Dispute;
use crate::domain::intervention::{self, Footing, Intervention};
use crate::domain::words::{CancellationState, InterventionKind};
use crate::error::Error;
use crate::policy::refund_method::refund_method;
use crate::store::{self, DecisionRecord, Scope};

/// The cancellation that the platform steps into, with its decision.
type Case = (Cancellation, DecisionRecord);

impl App {
    /// Overrides a decision, forces a refund, or guides the parties.
    ///
    /// # Errors
    ///
    /// The pack does not give the platform this power; the cancellation's state does not allow it; more than was paid.
    pub(crate) async fn intervene(
        &self,
        call: Call,
        target: Target,
        step: Step,
    ) -> Result<pb::Intervention, Error> {
        let Some(cancellation_id) = step.cancellation_id.clone() else {
            return self
                .change(call, target, move |work| step_in(work, &step, None))
                .await;
        };
        let Target { order_id, etag } = target;
        self.change_case(
            call,
            (cancellation_id, String::new()),
            move |work, cancellation, record| {
                if cancellation.order_id != order_id {
                    return Err(no_cancellation(&cancellation.cancellation_id).into());
                }
                work.order.check_etag(&etag)?;
                step_in(work, &step, Some((cancellation, record)))
            },
        )
        .await
    }
}

fn step_in(work: &mut Work<'_>, step: &Step, case: Option<Case>) -> Result<pb::Intervention, Error> {
    let pack = work.bound.layers.marketplace.clone();
    let oversight = intervention::check_power(step.kind, pack.oversight.as_ref())?;
    let clauses: Vec<String> = oversight.clauses.iter().map(ToString::to_string).collect();
    let mut done = Intervention {
        intervention_id: work.tx.ids().text("int", work.now),
        order_id: work.order.order_id.clone(),
        marketplace_id: work.order.marketplace_id.clone(),
        cancellation_id: step.cancellation_id.clone().unwrap_or_default(),
        kind: step.kind,
        reason: step.reason.clone(),
        amount_minor: None,
        currency: work.order.currency,
        principal: work.caller.principal.clone(),
        create_time: work.now,
        clauses,
    };
    let (case, debts) = match (step.kind, case) {
        (InterventionKind::ApproveCancellation, Some(case)) => {
            let (case, debts) = approve(work, &done, case)?;
            (Some(case), debts)
        }
        (InterventionKind::RefuseCancellation, Some(case)) => (Some(refuse(work, &done, case)?), Vec::new()),
        (InterventionKind::ForceRefund, case) => {
            let debt = force_refund(work, (&done, step), (&pack, case.as_ref()))?;
            (case, vec![debt])
        }
        (_, case) => (case, Vec::new()),
    };
    if !debts.is_empty() {
        done.amount_minor = Some(debts.iter().map(|debt| debt.breakdown.amount_minor).sum());
    }
    work.owe(&debts);
    store::intervention_insert(work.tx.conn(), &done)?;
    let change = work
        .change("intervened", Party::Platform, &[Party::Buyer, Party::Seller])
        .citing(&done.clauses)
        .saying(&done.reason);
    let reply = intervention_to_wire(&done);
    let cancellation = case.map(|(cancellation, record)| (cancellation, Some(record.decision)));
    work.tell_about(
        change,
        About {
            cancellation,
            dispute: None,
            intervention: Some(done),
        },
    );
    Ok(reply)
}

/// Approves by the stored decision, and ends the dispute over it.
fn approve(work: &mut Work<'_>, done: &Intervention, case: Case) -> Result<(Case, Vec<Debt>), Error> {
    let (mut cancellation, record) = case;
    let mut dispute: Option<Dispute> = if cancellation.state == CancellationState::Disputed {
        store::dispute_fetch(work.tx.conn(), &Scope::all(), &cancellation.dispute_id)?
    } else {
        None
    };
    let due = work.refund_due(&record, &cancellation.seller_ids)?;
    let mut hearing = Hearing {
        order: &mut work.order,
        cancellation: &mut cancellation,
        decision: &record.decision,
        due: due.as_ref(),
        now: work.now,
    };
    let debts = intervention::approve(&mut hearing, dispute.as_mut(), (&done.reason, &done.clauses))?;
    save(work, &cancellation)?;
    if let Some(dispute) = dispute {
        store::dispute_update(work.tx.conn(), &dispute)?;
        let change = work
            .change("dispute_ruled", Party::Platform, &[Party::Buyer, Party::Seller])
            .citing(&dispute.clauses)
            .saying(&done.reason);
        let about = (cancellation.clone(), Some(record.decision.clone()));
        work.tell_about(
            change,
            About {
                cancellation: Some(about),
                dispute: Some(dispute),
                intervention: None,
            },
        );
    }
    Ok(((cancellation, record), debts))
}

fn refuse(work: &mut Work<'_>, done: &Intervention, case: Case) -> Result<Case, Error> {
    let (mut cancellation, record) = case;
    let mut hearing = Hearing {
        order: &mut work.order,
        cancellation: &mut cancellation,
        decision: &record.decision,
        due: None,
        now: work.now,
    };
    intervention::refuse(&mut hearing, &done.reason)?;
    save(work, &cancellation)?;
    Ok((cancellation, record))
}

/// Owes an amount of the platform's own, paid back as the cancellation it concerns would be, or as the order was paid.
fn force_refund(
    work: &mut Work<'_>,
    (done, step): (&Intervention, &Step),
    (pack, case): (&Pack, Option<&Case>),
) -> Result<Debt, Error> {
    let amount = step.amount.expect("invariant: a forced refund has an amount");
    let order_id = work.order.order_id.clone();
    let cases = store::cancellation_list_by_order(work.tx.conn(), &[&order_id])?;
    let owed_minor: i64 = cases
        .iter()
        .filter_map(|case| Some(case.refund.as_ref()?.amount_minor))
        .sum();
    let given_minor = owed_minor + store::intervention_sum(work.tx.conn(), &order_id)?;
    let breakdown = intervention::force_refund(&work.order, amount, (given_minor, &done.clauses))?;
    let due = match case {
        Some((cancellation, record)) => work.refund_due(record, &cancellation.seller_ids)?,
        None => {
            let about = (Topic::Cancel, Ground::PlatformRules);
            let start = (work.now, None, None);
            deadline_after(&work.bound.layers, DeadlineKind::RefundDue, about, start, &[])?
        }
    };
    let own_method = case.and_then(|(_, record)| record.decision.method.clone());
    let footing = Footing {
        method: own_method.unwrap_or_else(|| refund_method(&work.order, pack)),
        payout: case.and_then(|(cancellation, _)| cancellation.payout.clone()),
        decision_id: case
            .map(|(cancellation, _)| cancellation.decision_id.clone())
            .unwrap_or_default(),
        seller_ids: case.map_or_else(
            || work.order.seller_ids(),
            |(cancellation, _)| cancellation.seller_ids.clone(),
        ),
        due,
    };
    Ok(intervention::debt(done, breakdown, footing))
}
