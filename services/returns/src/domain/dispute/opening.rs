//! Opening a dispute: over which returns, and by whom.
//!
//! A return that waits for a decision, was refused, or whose goods are back can be disputed by either side. One that is approved
//! and whose goods have not come back, by the buyer, and by a seller who did not approve it. One that ran out, by the buyer. One
//! that was remedied, by the buyer, who then disputes the amount. While goods are on their way back nothing is disputed.

use chrono::{DateTime, Utc};
use redress_policy::pack::Dispute as Rules;
use redress_policy::{DeadlineSet, Party};

use super::{Dispute, DisputeState, Stake, Statement};
use crate::domain::deadline::OpenDeadline;
use crate::domain::line::BookLine;
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState::{
    self, Approved, AwaitingEvidence, AwaitingParcel, Closed, Disputed, Expired, InTransit, Inspected,
    PartlyReceived, Received, Refused, Remedied, Requested, UnderReview, Withdrawn,
};

/// What a dispute opens with.
#[derive(Clone, Debug)]
pub(crate) struct Opening<'a> {
    pub dispute_id: String,
    /// By whom, and in which words.
    pub statement: Statement,
    /// What the pack says of disputes.
    pub rules: &'a Rules,
    /// The clock of the platform's judgement.
    pub judgement: Option<&'a DeadlineSet>,
    pub stake: &'a Stake,
    /// What is claimed of the order's lines.
    pub book: &'a [BookLine],
    /// The dispute that the return had before.
    pub before: Option<&'a Dispute>,
}

impl Dispute {
    /// Opens one: the return becomes disputed.
    pub(crate) fn open(case: &mut Return, opening: Opening<'_>) -> Result<Self, Rejection> {
        check_disputable(case, &opening)?;
        let Opening {
            dispute_id,
            statement,
            rules,
            judgement,
            book,
            ..
        } = opening;
        let now = statement.create_time;
        let mut dispute = Self {
            dispute_id,
            return_id: case.return_id.clone(),
            order_id: case.order_id.clone(),
            marketplace_id: case.marketplace_id.clone(),
            buyer_id: case.buyer_id.clone(),
            seller_id: case.seller_id.clone(),
            currency: case.origin.currency,
            state: DisputeState::Open,
            revision: 1,
            opened_by: statement.party,
            open_time: now,
            statements: vec![statement],
            proposals: Vec::new(),
            rulings: Vec::new(),
            external: None,
            amount_minor: None,
            awarded_minor: 0,
            judgement_due_time: None,
            appeal_due_time: None,
            clauses: Vec::new(),
            is_escalated: false,
            close_time: None,
            taken: None,
        };
        dispute.cite(rules.clauses.iter());
        dispute.take_up(case, book, now)?;
        dispute.await_judgement(case, judgement);
        Ok(dispute)
    }

    /// The platform has to judge it by the end of this clock.
    pub(super) fn await_judgement(&mut self, case: &mut Return, judgement: Option<&DeadlineSet>) {
        self.judgement_due_time = judgement.map(|set| set.due_time);
        let Some(set) = judgement else { return };
        self.cite(set.clauses.iter());
        case.cite(set.clauses.iter());
        case.start_clock(OpenDeadline::of(set));
    }
}

/// The states of a return that can be disputed.
const DISPUTABLE: [ReturnState; 9] = [
    UnderReview,
    Approved,
    Refused,
    AwaitingParcel,
    Received,
    Inspected,
    Remedied,
    Closed,
    Expired,
];

fn check_disputable(case: &Return, opening: &Opening<'_>) -> Result<(), Rejection> {
    let by = opening.statement.party;
    if !opening.rules.open_to.contains(&by) {
        return Err(Rejection::WrongParty {
            allowed: opening.rules.open_to.clone(),
        });
    }
    check_no_other(case, opening.before)?;
    let buyer_only = || {
        if by == Party::Buyer {
            return Ok(());
        }
        Err(Rejection::WrongParty {
            allowed: vec![Party::Buyer],
        })
    };
    match case.state {
        UnderReview | Refused | Received | Inspected => Ok(()),
        Approved | AwaitingParcel => match &case.decided {
            Some(decided) if decided.by != Party::Seller => Ok(()),
            _ => buyer_only(),
        },
        Expired => buyer_only(),
        Remedied | Closed => {
            buyer_only()?;
            if opening.stake.paid_minor > case.given_minor() {
                return Ok(());
            }
            Err(case.obstacle("has given all that its lines cost; nothing is left to dispute"))
        }
        Requested | AwaitingEvidence | InTransit | PartlyReceived | Withdrawn | Disputed => {
            Err(case.illegal_state(&DISPUTABLE))
        }
    }
}

/// One dispute at a time, and none over how an earlier one ended. Something that was decided since can be disputed again.
fn check_no_other(case: &Return, before: Option<&Dispute>) -> Result<(), Rejection> {
    let Some(before) = before else { return Ok(()) };
    let id = &before.dispute_id;
    if before.is_pending() {
        return Err(case.obstacle(format!("is disputed already; its open dispute is {id}")));
    }
    if before.state == DisputeState::Ruled {
        return Err(case.obstacle(format!("was ruled in dispute {id}; that ruling can be appealed")));
    }
    let decide_time = case.decided.as_ref().map(|decided| decided.time);
    let apply_time = case.remedy.as_ref().map(|remedy| remedy.apply_time);
    if decide_time.max(apply_time) > before.last_time() {
        return Ok(());
    }
    Err(case.obstacle(format!("was disputed before; how dispute {id} ended is final")))
}

impl Dispute {
    /// When it last decided anything about the return.
    fn last_time(&self) -> Option<DateTime<Utc>> {
        let ruled = self.rulings.last().map(|ruling| ruling.rule_time);
        ruled.max(self.close_time)
    }
}
