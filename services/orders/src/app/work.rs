//! One change of one order under way: the locked order, the layers that bind, and everything that is to be written when
//! the change is through. There is no other way in which an order changes.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_contracts::redress::orders::v1 as pb;
use redress_db::{Event, Tx};
use redress_policy::calendar::Calendar;
use redress_policy::time::Reckoning;
use redress_policy::{DeadlineSet, DecideError, Decision, Facts, Party};
use redress_policybook::Bound;
use redress_rpc::Caller;

use crate::convert::events;
use crate::convert::order::order_to_wire;
use crate::deadlines;
use crate::domain::cancellation::Cancellation;
use crate::domain::change::{About, Change};
use crate::domain::deadline::OpenDeadline;
use crate::domain::debt::Debt;
use crate::domain::line::Line;
use crate::domain::order::Order;
use crate::domain::payment::Captured;
use crate::error::Error;
use crate::policy::{Ask, answer};
use crate::store::{self, Binding, DecisionRecord, Scope};

use super::no_order;

/// A change under way.
pub(crate) struct Work<'t> {
    pub tx: &'t mut Tx,
    pub caller: Caller,
    pub order: Order,
    pub bound: Bound,
    pub now: DateTime<Utc>,
    lines_before: Vec<Line>,
    revision_before: i64,
    choices_before: Vec<OpenDeadline>,
    changes: Vec<(Change, About)>,
    is_changed: bool,
}

impl<'t> Work<'t> {
    /// Locks the order and makes sure that the layers are still those that bind it.
    pub(crate) fn start(
        tx: &'t mut Tx,
        scope: &Scope,
        caller: Caller,
        (binding, bound): (Binding, Bound),
    ) -> Result<Self, Error> {
        let order = store::order_lock(tx.conn(), scope, &binding.order_id)?;
        let order = order.ok_or_else(|| no_order(&binding.order_id))?;
        if Binding::of(&order) != binding {
            return Err(Error::Conflict);
        }
        let now = tx.now();
        Ok(Self {
            tx,
            caller,
            bound,
            now,
            lines_before: order.lines.clone(),
            revision_before: order.revision,
            choices_before: order.deadlines.clone(),
            changes: Vec::new(),
            is_changed: false,
            order,
        })
    }

    /// The pack in force and its version.
    pub(crate) fn policy(&self) -> (String, i32) {
        (
            self.bound.layers.marketplace.pack.id.to_string(),
            self.bound.layers.version,
        )
    }

    /// The party that the caller is; staff and systems are the platform.
    pub(crate) fn actor(&self) -> Party {
        actor(&self.caller)
    }

    /// Asks the policy about the order as it is now.
    pub(crate) fn decide(&self, ask: &Ask<'_>) -> Result<(Facts, Decision), Error> {
        Ok(answer(&self.order, ask, &self.bound, self.now)?)
    }

    /// Stores a decision.
    pub(crate) fn record(&mut self, (facts, decision): (Facts, Decision)) -> Result<DecisionRecord, Error> {
        let record = DecisionRecord {
            decision_id: self.tx.ids().text("dec", self.now),
            order_id: self.order.order_id.clone(),
            marketplace_id: self.order.marketplace_id.clone(),
            facts,
            decision,
        };
        store::decision_insert(self.tx.conn(), &record)?;
        Ok(record)
    }

    /// A change that `audience` is told of, and whoever the pack wants told besides.
    pub(crate) fn change(&self, what: &'static str, actor: Party, audience: &[Party]) -> Change {
        Change::new(what, actor, audience, self.policy()).noticed_by(&self.bound.layers.marketplace)
    }

    /// Tells of a change of the order when the work is finished.
    pub(crate) fn tell(&mut self, change: Change) {
        self.tell_about(change, About::default());
    }

    /// Tells of a change of a cancellation.
    pub(crate) fn tell_of(
        &mut self,
        change: Change,
        cancellation: &Cancellation,
        decision: Option<&Decision>,
    ) {
        let cancellation = Some((cancellation.clone(), decision.cloned()));
        self.tell_about(
            change,
            About {
                cancellation,
                ..About::default()
            },
        );
    }

    /// Tells of a change of whatever it is about.
    pub(crate) fn tell_about(&mut self, change: Change, about: About) {
        self.is_changed = true;
        self.changes.push((change, about));
    }

    /// Owes the buyer money.
    pub(crate) fn owe(&mut self, debts: &[Debt]) {
        self.order.note_debts(debts);
        for debt in debts {
            let owed_id = self.tx.ids().text("owe", self.now);
            let event = events::refund_owed(&self.order, owed_id, debt);
            self.emit(events::REFUND_OWED, event.encode_to_vec());
        }
    }

    /// Says what a payment brought.
    pub(crate) fn captured(&mut self, captured: &Captured) {
        let event = events::payment_confirmed(&self.order, captured);
        let event = event.expect("invariant: what was captured belongs to a payment of the order");
        self.emit(events::PAYMENT_CONFIRMED, event.encode_to_vec());
    }

    /// The clock of the refund of a cancellation that is approved now, counted from now.
    pub(crate) fn refund_due(
        &self,
        record: &DecisionRecord,
        seller_ids: &[String],
    ) -> Result<Option<DeadlineSet>, Error> {
        deadlines::refund_due(&self.bound, record, seller_ids, self.now)
    }

    /// Sets the timers of a cancellation anew.
    pub(crate) fn set_timers(&mut self, cancellation: &Cancellation) {
        for timer in deadlines::timers_of(cancellation) {
            self.tx.set_deadline(timer);
        }
    }

    /// Cancels the timers of a cancellation that no longer run.
    pub(crate) fn drop_timers(&mut self, cancellation: &Cancellation) {
        let stopped = deadlines::stopped_kinds(cancellation);
        self.tx.cancel_deadlines(&cancellation.cancellation_id, &stopped);
    }

    /// The reply of a change: the order as it will be stored, with its open cancellations.
    pub(crate) fn reply(&mut self) -> Result<pb::Order, Error> {
        self.is_changed = true;
        self.bump();
        self.view()
    }

    /// The order as it is, when nothing changed.
    pub(crate) fn unchanged(&mut self) -> Result<pb::Order, Error> {
        self.is_changed = false;
        self.view()
    }

    fn view(&mut self) -> Result<pb::Order, Error> {
        let is_cancelled = |line: &Line| line.cancelled_quantity + line.requested_quantity > 0;
        let cancellations = if self.order.lines.iter().any(is_cancelled) {
            store::cancellation_list_by_order(self.tx.conn(), &[&self.order.order_id])?
        } else {
            Vec::new()
        };
        Ok(order_to_wire(&self.order, &cancellations))
    }

    /// Counts the change, once however often it is called.
    fn bump(&mut self) {
        self.order.revision = self.revision_before + 1;
        self.order.update_time = self.now;
    }

    /// Writes the order and tells what happened, in the order in which it did.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if !self.is_changed {
            return Ok(());
        }
        self.bump();
        if self.order.deadlines != self.choices_before {
            self.tx
                .cancel_deadlines(&self.order.order_id, &[deadlines::CHOOSE_OUT_OF_STOCK]);
            for timer in deadlines::timers_of_choices(&self.order) {
                self.tx.set_deadline(timer);
            }
        }
        store::order_update(self.tx.conn(), &self.lines_before, &self.order)?;
        for (mut change, about) in std::mem::take(&mut self.changes) {
            change.notify_due_time = self.notify_due(&change)?;
            let event = events::order_changed(&self.order, &about, &change, self.now);
            self.emit(events::ORDER_CHANGED, event.encode_to_vec());
        }
        Ok(())
    }

    /// The latest that a change has to be told of: by its own clock, or within the time of the pack's notice.
    fn notify_due(&self, change: &Change) -> Result<Option<DateTime<Utc>>, Error> {
        let pack = &self.bound.layers.marketplace;
        let within = pack.notice(change.what).and_then(|notice| notice.within);
        let (None, Some(span)) = (change.notify_due_time, within) else {
            return Ok(change.notify_due_time);
        };
        let reckoning = Reckoning {
            calendar: Calendar::of(&pack.pack.calendar),
            roll_to_working_day: pack.pack.roll_to_working_day,
            ..Reckoning::in_zone(pack.pack.time_zone)
        };
        let due = reckoning.deadline(self.now, span).map_err(DecideError::from)?;
        Ok(Some(due.due))
    }

    fn emit(&mut self, kind: &'static str, payload: Vec<u8>) {
        self.tx.emit(Event {
            aggregate: self.order.order_id.clone(),
            kind,
            payload,
        });
    }
}

/// The party that a caller is; staff and systems are the platform.
pub(crate) fn actor(caller: &Caller) -> Party {
    if caller.buyer.is_some() {
        Party::Buyer
    } else if caller.seller.is_some() {
        Party::Seller
    } else {
        Party::Platform
    }
}
