//! The nightly audit: what was read is held against every invariant.

use super::Sweep;
use crate::quarter::book::{File, Standing};
use crate::quarter::check::{self, Broken, Clock};
use crate::quarter::shops::SHOPS;
use crate::quarter::world::World;
use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::orders::v1::{Cancellation, CancellationState, Dispute, OpenDeadline};
use redress_contracts::redress::refunds::v1::{GetTrialBalanceRequest, ListPaymentsRequest, Refund};
use redress_contracts::redress::returns::v1::{Return, ReturnDispute, ReturnDisputeState};
use redress_rpc::convert::time_from_wire;

/// Reads an order's payments again when money moved, and checks them.
pub(super) async fn payments(world: &World, file: &mut File) {
    if !file.has_moved {
        return;
    }
    let request = ListPaymentsRequest {
        order_id: file.order_id(),
        ..ListPaymentsRequest::default()
    };
    let reply = world.refunds().list_payments(request).await;
    if let Some(reply) = file.take("list the payments", reply) {
        file.has_moved = false;
        file.payments = reply.payments;
        let found = check::payments(&file.payments, refunds(file));
        let of_lines: Vec<String> = refunds(file).flat_map(check::breakdown).collect();
        file.break_all(found);
        file.break_all(of_lines);
    }
}

fn refunds(file: &File) -> impl Iterator<Item = &Refund> + Clone {
    file.refunds.values().map(|case| &case.now)
}

impl Sweep {
    pub(super) async fn audit(&mut self, world: &World, files: &mut [File]) -> anyhow::Result<()> {
        let (now, day) = (world.now(), files.first().map_or(0, |file| file.day));
        for shop in SHOPS {
            let request = GetTrialBalanceRequest {
                marketplace_id: shop.id.to_owned(),
            };
            let reply = world.refunds().get_trial_balance(request).await?.into_inner();
            self.blame(day, shop.id, check::trial_balance(&reply));
        }
        let all = files.iter().flat_map(refunds);
        let found = check::effects(&self.effects, all);
        self.blame(day, "provider", found);
        for file in files.iter_mut().filter(|file| file.order.is_some()) {
            let found = of_order(file, now);
            file.break_all(found);
        }
        Ok(())
    }

    fn blame(&mut self, day: u32, subject: &str, found: Vec<String>) {
        for what in found {
            if self.broken.iter().all(|known| known.what != what) {
                self.broken.push(Broken {
                    day,
                    subject: subject.to_owned(),
                    what,
                });
            }
        }
    }
}

fn of_order(file: &File, now: DateTime<Utc>) -> Vec<String> {
    let Some(order) = &file.order else {
        return Vec::new();
    };
    let mut found = check::quantities(order, file.returns.iter().map(|case| &case.now));
    let clock = order.next_deadline.iter();
    found.extend(clock.flat_map(|deadline| check::deadline("order", deadline, now)));
    for case in &file.cancellations {
        found.extend(of_cancellation(&case.now, days(file.day, case.since), now));
    }
    for case in &file.disputes {
        found.extend(of_dispute(&case.now, now));
    }
    for case in &file.returns {
        found.extend(of_return(&case.now, days(file.day, case.since), now));
    }
    for case in &file.return_disputes {
        found.extend(of_return_dispute(&case.now, now));
    }
    found
}

fn days(today: u32, since: u32) -> TimeDelta {
    TimeDelta::days(i64::from(today.saturating_sub(since)))
}

fn of_cancellation(cancellation: &Cancellation, still_for: TimeDelta, now: DateTime<Utc>) -> Vec<String> {
    let mut found = check::cited("cancellation", cancellation.decision.as_ref());
    if cancellation.is_over() {
        return found;
    }
    let next: Option<&OpenDeadline> = cancellation.next_deadline.as_ref();
    found.extend(
        next.into_iter()
            .flat_map(|next| check::deadline("cancellation", next, now)),
    );
    // Once approved it waits for its refund, which has clocks of its own.
    if cancellation.state() != CancellationState::Approved {
        let clock = Clock {
            is_running: next.is_some(),
            is_escalated: cancellation.is_escalated,
            still_for,
        };
        found.extend(check::not_stuck(
            "cancellation",
            cancellation.state().as_str_name(),
            clock,
        ));
    }
    found
}

fn of_return(case: &Return, still_for: TimeDelta, now: DateTime<Utc>) -> Vec<String> {
    let what = format!(
        "{} for {}",
        case.topic().as_str_name(),
        case.ground().as_str_name()
    );
    let mut found = check::cited(&what, case.decision.as_ref());
    if case.is_over() {
        return found;
    }
    found.extend(
        case.deadlines
            .iter()
            .flat_map(|clock| check::deadline(&what, clock, now)),
    );
    let clock = Clock {
        is_running: !case.deadlines.is_empty(),
        is_escalated: case.is_escalated || case.is_paused,
        still_for,
    };
    // A refused one whose goods are not held ends there.
    if !case.is_closed {
        found.extend(check::not_stuck(&what, case.state().as_str_name(), clock));
    }
    found
}

fn of_return_dispute(dispute: &ReturnDispute, now: DateTime<Utc>) -> Vec<String> {
    let is_past = |due: Option<DateTime<Utc>>| due.is_some_and(|due| due <= now);
    let judgement = dispute
        .judgement_due_time
        .as_ref()
        .and_then(|time| time_from_wire(time).ok());
    let appeal = dispute
        .appeal_due_time
        .as_ref()
        .and_then(|time| time_from_wire(time).ok());
    let mut found = Vec::new();
    let is_open = matches!(
        dispute.state(),
        ReturnDisputeState::Open | ReturnDisputeState::Appealed
    );
    if is_open && is_past(judgement) && !dispute.is_escalated {
        found.push("dispute over a return: the judgement is late and nobody was told".to_owned());
    }
    if dispute.state() == ReturnDisputeState::Ruled && is_past(appeal) {
        found.push("dispute over a return: the time for an appeal is over and it is not closed".to_owned());
    }
    if dispute.clause_ids.is_empty() {
        found.push("dispute over a return: it cites no clause".to_owned());
    }
    found
}

fn of_dispute(dispute: &Dispute, now: DateTime<Utc>) -> Vec<String> {
    let due = dispute
        .judgement_due_time
        .as_ref()
        .and_then(|time| time_from_wire(time).ok());
    let is_late = due.is_some_and(|due| due <= now);
    let mut found = Vec::new();
    if !dispute.is_over() && is_late && !dispute.is_escalated {
        found.push("dispute: the judgement is late and nobody was told".to_owned());
    }
    if dispute.clause_ids.is_empty() {
        found.push("dispute: it cites no clause".to_owned());
    }
    found
}
