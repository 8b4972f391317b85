//! One change of one return under way: the locked return, the layers that bind, and everything that is to be written when
//! the change is through. There is no other way in which a return changes.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_contracts::redress::returns::v1 as pb;
use redress_db::{Event, Tx};
use redress_policy::calendar::Calendar;
use redress_policy::time::Reckoning;
use redress_policy::{
    DeadlineKind, DeadlineSet, DecideError, Decision, Facts, Party, ReturnPlan, Topic, deadline_after,
    return_plan,
};
use redress_policybook::Bound;
use redress_rpc::Caller;

use crate::convert::events;
use crate::convert::return_case::return_to_wire;
use crate::deadlines;
use crate::domain::change::Change;
use crate::domain::debt::Debt;
use crate::domain::decision::DecisionRecord;
use crate::domain::line::{Holding, holdings};
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::error::Error;
use crate::store::{self, Scope};

/// A change under way.
pub(crate) struct Work<'t> {
    pub tx: &'t mut Tx,
    pub caller: Caller,
    pub case: Return,
    /// The decision that the return names.
    pub record: DecisionRecord,
    pub bound: Bound,
    pub now: DateTime<Utc>,
    /// None for a return that is new.
    before: Option<Return>,
    /// Parcel and ground of a claim that a parcel's status opens.
    opened_for: Option<String>,
    changes: Vec<Change>,
    is_changed: bool,
}

impl<'t> Work<'t> {
    /// Locks a return.
    pub(crate) fn start(
        tx: &'t mut Tx,
        scope: &Scope,
        caller: Caller,
        (return_id, bound): (&str, Bound),
    ) -> Result<Self, Error> {
        let case = store::return_lock(tx.conn(), scope, return_id)?;
        let case = case.ok_or_else(|| Rejection::no_return(return_id))?;
        let record = store::decision_fetch(tx.conn(), &Scope::all(), &case.decision_id)?;
        let record = record.ok_or(redress_db::Error::NotFound)?;
        Ok(Self {
            before: Some(case.clone()),
            ..Self::open(tx, caller, (case, record), bound)
        })
    }

    /// A return that is new.
    pub(crate) fn open(
        tx: &'t mut Tx,
        caller: Caller,
        (case, record): (Return, DecisionRecord),
        bound: Bound,
    ) -> Self {
        Self {
            now: tx.now(),
            tx,
            caller,
            case,
            record,
            bound,
            before: None,
            opened_for: None,
            changes: Vec::new(),
            is_changed: false,
        }
    }

    /// The same, opened by a parcel's status.
    pub(crate) fn opened_for(mut self, parcel_and_ground: String) -> Self {
        self.opened_for = Some(parcel_and_ground);
        self
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
        if self.caller.buyer.is_some() {
            Party::Buyer
        } else if self.caller.seller.is_some() {
            Party::Seller
        } else {
            Party::Platform
        }
    }

    /// The decision that the return names.
    pub(crate) fn decision(&self) -> &Decision {
        &self.record.decision
    }

    /// What the return needs by its decision.
    pub(crate) fn plan(&self) -> ReturnPlan {
        return_plan(&self.bound.layers, &self.record.facts, &self.record.decision)
    }

    /// The deadline of a kind that an event starts now or started before.
    pub(crate) fn deadline(
        &self,
        kind: DeadlineKind,
        start: DateTime<Utc>,
    ) -> Result<Option<DeadlineSet>, Error> {
        let decision = self.decision();
        let start = (
            start,
            decision.case_id.as_deref(),
            Some(self.case.seller_id.as_str()),
        );
        let about = (decision.topic, decision.ground);
        Ok(deadline_after(&self.bound.layers, kind, about, start, &[])?)
    }

    /// Stores a decision.
    pub(crate) fn keep(&mut self, (facts, decision): (Facts, Decision)) -> Result<DecisionRecord, Error> {
        let record = DecisionRecord {
            decision_id: self.tx.ids().text("dec", self.now),
            facts,
            decision,
            ..self.record.clone()
        };
        store::decision_insert(self.tx.conn(), &record)?;
        Ok(record)
    }

    /// Stores a decision and lets the return rest on it from now on.
    pub(crate) fn decide_again(&mut self, (facts, decision): (Facts, Decision)) -> Result<(), Error> {
        self.record = self.keep((facts, decision))?;
        self.case.decision_id.clone_from(&self.record.decision_id);
        Ok(())
    }

    /// A change that `audience` is told of, and whoever the pack wants told besides.
    pub(crate) fn change(&self, what: &'static str, actor: Party, audience: &[Party]) -> Change {
        Change::new(what, actor, audience, self.policy()).noticed_by(&self.bound.layers.marketplace)
    }

    /// Tells of a change when the work is finished.
    pub(crate) fn tell(&mut self, change: Change) {
        self.is_changed = true;
        self.changes.push(change);
    }

    /// Writes the return although there is nothing to tell.
    pub(crate) fn touch(&mut self) {
        self.is_changed = true;
    }

    /// Owes the buyer money.
    pub(crate) fn owe(&mut self, debt: &Debt) {
        let owed_id = self.tx.ids().text("owe", self.now);
        let event = events::refund_owed(&self.case, owed_id, debt);
        self.emit(events::REFUND_OWED, event.encode_to_vec());
    }

    /// The reply of a change: the return as it will be stored.
    pub(crate) fn reply(&mut self) -> pb::Return {
        if self.is_changed {
            self.bump();
        }
        return_to_wire(&self.case, Some(&self.record.decision))
    }

    /// Counts the change, once however often it is called.
    fn bump(&mut self) {
        self.case.revision = self.before.as_ref().map_or(0, |before| before.revision) + 1;
        self.case.update_time = self.now;
    }

    /// Writes the return and tells what happened, in the order in which it did.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        if !self.is_changed {
            return Ok(());
        }
        self.bump();
        self.move_book()?;
        self.set_timers();
        match &self.before {
            Some(_) => store::return_update(self.tx.conn(), &self.case)?,
            None => store::return_insert(self.tx.conn(), &self.case, self.opened_for.as_deref())?,
        }
        for mut change in std::mem::take(&mut self.changes) {
            change.notify_due_time = self.notify_due(&change)?;
            let event = events::return_changed(&self.case, &self.record.decision, &change, self.now);
            self.emit(events::RETURN_CHANGED, event.encode_to_vec());
        }
        Ok(())
    }

    /// Counts in the order's book what the return holds more, or fewer, than before.
    fn move_book(&mut self) -> Result<(), Error> {
        let before = self.before.as_ref().map_or(&[][..], |before| &before.lines);
        let is_return = self.case.topic == Topic::Return;
        for holding in holdings(before, &self.case.lines) {
            let moved = store::book_move(self.tx.conn(), &self.case.order_id, &holding, is_return);
            moved.map_err(|error| claimed_twice(error, &holding))?;
        }
        Ok(())
    }

    /// Sets the timers of clocks that were started or moved, and cancels those of clocks that were stopped.
    fn set_timers(&mut self) {
        let before = self.before.as_ref().map_or(&[][..], |before| &before.deadlines);
        let now = &self.case.deadlines;
        let runs = |kind: DeadlineKind| now.iter().any(|clock| clock.kind == kind);
        let stopped: Vec<&'static str> = before
            .iter()
            .filter(|clock| !runs(clock.kind))
            .map(|clock| clock.kind.as_str())
            .collect();
        if !stopped.is_empty() {
            self.tx.cancel_deadlines(&self.case.return_id, &stopped);
        }
        for clock in now.iter().filter(|clock| !before.contains(clock)) {
            for timer in deadlines::timers(&self.case.return_id, clock) {
                self.tx.set_deadline(timer);
            }
        }
    }

    /// The latest that a change has to be told of: within the time of the pack's notice.
    fn notify_due(&self, change: &Change) -> Result<Option<DateTime<Utc>>, Error> {
        let pack = &self.bound.layers.marketplace;
        let within = pack.notice(change.what).and_then(|notice| notice.within);
        let Some(span) = within else { return Ok(None) };
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
            aggregate: self.case.return_id.clone(),
            kind,
            payload,
        });
    }
}

/// The database's last word on a unit that would be claimed twice.
fn claimed_twice(error: redress_db::Error, holding: &Holding) -> Error {
    match error {
        redress_db::Error::CheckViolation { .. } => Rejection::Precondition {
            subject: format!("line {}", holding.line_id),
            message: "is claimed by another return meanwhile".to_owned(),
        }
        .into(),
        error => error.into(),
    }
}
