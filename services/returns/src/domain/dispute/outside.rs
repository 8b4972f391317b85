//! A body outside takes a dispute, and decides it.
//!
//! Always: it is one that the policy names. Where the policy has the clocks stand still meanwhile, the return is paused; where
//! not, what passes is lost to them. What it awards comes on top of what was refunded before, and ends the dispute for good.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::Party;
use redress_policy::pack::ExternalBody;
use serde::{Deserialize, Serialize};

use super::{Act, Dispute, DisputeState, Hearing, OF_DISPUTE};
use crate::domain::approval::Decided;
use crate::domain::clocks::Pause;
use crate::domain::debt::Debt;
use crate::domain::line::BookLine;
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;

/// What a body outside has of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExternalCase {
    pub body: String,
    pub reference: String,
    pub escalate_time: DateTime<Utc>,
    /// Empty until it decided.
    pub outcome: String,
    /// What it awards; absent when nothing.
    pub amount_minor: Option<i64>,
    pub outcome_time: Option<DateTime<Utc>>,
    pub pauses_clocks: bool,
    pub clauses: Vec<String>,
}

/// What a body outside decided.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub text: String,
    /// Above zero.
    pub amount: Option<Money>,
}

impl Dispute {
    /// A body outside takes it.
    pub(crate) fn escalate(
        &mut self,
        (case, book): (&mut Return, &[BookLine]),
        (body, reference): (&ExternalBody, String),
        now: DateTime<Utc>,
    ) -> Result<(), Rejection> {
        self.check_act(Act::Escalate)?;
        if let Some(earlier) = &self.external {
            return Err(self.obstacle(format!("was decided by {}; that is final", earlier.body)));
        }
        if case.dispute_id != self.dispute_id {
            return Err(self.obstacle(format!("was followed by dispute {}", case.dispute_id)));
        }
        if self.is_pending() {
            case.stop_clocks(&OF_DISPUTE);
        } else {
            self.take_up(case, book, now)?;
        }
        self.close_proposals();
        self.state = DisputeState::External;
        self.judgement_due_time = None;
        self.appeal_due_time = None;
        self.close_time = None;
        self.cite(body.clauses.iter());
        case.cite(body.clauses.iter());
        if body.pauses_clocks {
            case.pause_clocks(now);
        }
        self.external = Some(ExternalCase {
            body: body.name.to_string(),
            reference,
            escalate_time: now,
            outcome: String::new(),
            amount_minor: None,
            outcome_time: None,
            pauses_clocks: body.pauses_clocks,
            clauses: body.clauses.iter().map(ToString::to_string).collect(),
        });
        Ok(())
    }

    /// Records what the body outside decided. What it awards is owed at once.
    pub(crate) fn record_outcome(
        &mut self,
        hearing: &mut Hearing<'_>,
        outcome: Outcome,
    ) -> Result<Option<Debt>, Rejection> {
        self.check_act(Act::RecordOutcome)?;
        let now = hearing.now;
        let left_minor = (hearing.stake.paid_minor - hearing.case.given_minor()).max(0);
        if let Some(amount) = outcome.amount {
            self.check_amount(amount, left_minor)?;
        }
        let award_minor = outcome.amount.map_or(0, |amount| amount.minor);
        if let Some(external) = &mut self.external {
            external.outcome.clone_from(&outcome.text);
            external.amount_minor = outcome.amount.map(|amount| amount.minor);
            external.outcome_time = Some(now);
            let (is_paused, since) = (external.pauses_clocks, external.escalate_time);
            if is_paused {
                hearing.case.resume_clocks(now);
            } else {
                self.run_taken(since, now);
            }
        }
        let decided = Decided {
            by: Party::Platform,
            time: now,
            reason: outcome.text,
        };
        let debt = if award_minor > 0 {
            let in_all = self.awarded_minor + award_minor;
            self.grant(hearing, (in_all, None), decided)
        } else {
            // Of what was never ruled in here, the buyer gets nothing.
            if self.rulings.is_empty() {
                self.deny(hearing, decided);
            } else {
                self.give_back(hearing.case, now);
            }
            None
        };
        self.amount_minor = Some(self.awarded_minor);
        self.close(DisputeState::Closed, now);
        Ok(debt)
    }
}

impl Return {
    /// Has its clocks stand still.
    pub(crate) fn pause_clocks(&mut self, now: DateTime<Utc>) {
        if self.pause.is_none() {
            let stopped = std::mem::take(&mut self.deadlines);
            self.pause = Some(Pause { since: now, stopped });
        }
    }

    /// Has its clocks go on with the time that they had left.
    pub(crate) fn resume_clocks(&mut self, now: DateTime<Utc>) {
        let Some(pause) = self.pause.take() else { return };
        for clock in pause.stopped {
            self.start_clock(clock.later(now - pause.since));
        }
    }
}
