//! Approving, refusing, withdrawing a return, and its running out.

use chrono::{DateTime, Utc};
use redress_policy::{DeadlineKind, Party, Remedy, ReturnPlan, Topic};
use serde::{Deserialize, Serialize};

use super::deadline::OpenDeadline;
use super::parcel::ReturnParcel;
use super::rejection::Rejection;
use super::return_case::Return;
use super::step::Step;
use super::words::ReturnState;

/// A decision about a return: whose, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Decided {
    /// The system for the policy itself and for clocks.
    pub by: Party,
    pub time: DateTime<Utc>,
    pub reason: String,
}

/// What was agreed when a return was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approval {
    /// None where the policy gives none.
    pub remedy: Option<Remedy>,
    pub goods_first: bool,
    pub return_payer: Option<Party>,
    pub rma: Option<RmaIssue>,
    pub destination: Option<Destination>,
    pub time: DateTime<Utc>,
    /// The clauses of a grant that settles whatever policy and inspection say.
    pub granted_by: Option<Vec<String>>,
}

/// A return number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RmaIssue {
    pub number: String,
    pub issue_time: DateTime<Utc>,
    pub expire_time: Option<DateTime<Utc>>,
}

/// A place that takes returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Destination {
    pub warehouse_id: String,
    pub country: String,
    pub address: String,
    pub clauses: Vec<String>,
}

impl Return {
    /// Whether `party` may decide it now: whom it waits for, or the platform.
    pub(crate) fn check_decider(&self, party: Party) -> Result<(), Rejection> {
        self.check_step(Step::Decide)?;
        if party == Party::Platform || self.awaits == Some(party) {
            return Ok(());
        }
        let awaited = self.awaits.filter(|awaited| *awaited != Party::Platform);
        let allowed = awaited.into_iter().chain([Party::Platform]).collect();
        Err(Rejection::WrongParty { allowed })
    }

    /// Approves it. Goods that have to come back are awaited, unless they are on their way or here already.
    pub(crate) fn approve(
        &mut self,
        (approval, plan): (Approval, &ReturnPlan),
        clocks: Vec<OpenDeadline>,
        decided: Decided,
    ) {
        self.stop_all_clocks();
        self.awaits = None;
        self.rest_on(plan.clauses.iter());
        for line in &mut self.lines {
            line.is_kept = plan.kept_lines.iter().any(|kept| **kept == *line.line_id);
        }
        self.state = if approval.goods_first {
            self.goods_state()
        } else {
            ReturnState::Approved
        };
        if self.state != ReturnState::Received {
            clocks.into_iter().for_each(|clock| self.start_clock(clock));
        }
        self.approval = Some(approval);
        self.decided = Some(decided);
    }

    /// Where the goods are that have to come back.
    pub(crate) fn goods_state(&self) -> ReturnState {
        let is_all_back = self.lines.iter().all(|line| line.out_quantity() <= 0);
        let is_coming = |parcel: &ReturnParcel| parcel.is_return() && parcel.is_under_way();
        if is_all_back {
            ReturnState::Received
        } else if self.has_goods() {
            ReturnState::PartlyReceived
        } else if self.parcels.iter().any(is_coming) {
            ReturnState::InTransit
        } else {
            ReturnState::AwaitingParcel
        }
    }

    /// Refuses it; its units are free again.
    pub(crate) fn refuse(&mut self, decided: Decided) {
        self.end(ReturnState::Refused);
        self.decided = Some(decided);
    }

    /// Refuses goods that came back. They are held for the buyer until the clock runs out, where there is one.
    pub(crate) fn refuse_goods(&mut self, decided: Decided, held: Option<OpenDeadline>) {
        self.refuse(decided);
        self.held_until_time = held.as_ref().map(|clock| clock.due_time);
        if let Some(clock) = held {
            self.start_clock(clock);
        }
    }

    /// Taken back by the buyer.
    pub(crate) fn withdraw(&mut self) -> Result<(), Rejection> {
        self.check_step(Step::Withdraw)?;
        self.end(ReturnState::Withdrawn);
        Ok(())
    }

    /// Its time ran out, or its goods were lost at the buyer's risk.
    pub(crate) fn expire(&mut self, decided: Decided) {
        self.end(ReturnState::Expired);
        self.decided = Some(decided);
    }

    /// Ends it without effect.
    fn end(&mut self, state: ReturnState) {
        self.stop_all_clocks();
        self.let_go(|_| 0);
        self.awaits = None;
        self.state = state;
    }

    /// What is not back by now is not expected any more; what is back goes on.
    pub(crate) fn stop_waiting(&mut self) {
        self.stop_clocks(&OF_WAY_BACK);
        self.let_go(|line| {
            if line.is_kept {
                line.held_quantity
            } else {
                line.received_quantity
            }
        });
        self.state = ReturnState::Received;
    }

    /// Whether nothing has to come back of a return.
    pub(crate) fn is_returnless(&self) -> bool {
        self.topic == Topic::Return
            && self
                .approval
                .as_ref()
                .is_some_and(|approval| !approval.goods_first)
    }
}

/// The clocks of the way back.
pub(crate) const OF_WAY_BACK: [DeadlineKind; 3] = [
    DeadlineKind::ReturnParcel,
    DeadlineKind::ReturnTracking,
    DeadlineKind::RmaExpiry,
];
