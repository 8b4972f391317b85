//! Proposals to settle: a counter-offer replaces the open one, who proposes agrees, and nobody answers their own.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::{Party, Topic};
use serde::{Deserialize, Serialize};

use super::{Act, Agreed, Dispute, DisputeState, Hearing, OF_DISPUTE};
use crate::domain::approval::Decided;
use crate::domain::debt::Debt;
use crate::domain::rejection::Rejection;
use crate::domain::return_case::Return;

/// The sides whose agreement settles a dispute. The platform may propose, as a mediator; then both have to accept.
const SIDES: [Party; 2] = [Party::Buyer, Party::Seller];

/// A proposal to settle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub proposal_id: String,
    pub party: Party,
    pub amount_minor: i64,
    pub keeps_goods: bool,
    pub text: String,
    pub create_time: DateTime<Utc>,
    pub accepted_by: Vec<Party>,
    pub rejected_by: Vec<Party>,
    pub is_closed: bool,
}

/// What a party proposes.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub party: Party,
    /// Above zero.
    pub amount: Money,
    pub keeps_goods: bool,
    pub text: String,
}

impl Proposal {
    /// The sides whose answer is missing.
    pub(crate) fn unanswered(&self) -> Vec<Party> {
        let is_missing = |side: &Party| !self.accepted_by.contains(side);
        SIDES.into_iter().filter(is_missing).collect()
    }
}

impl Dispute {
    /// Makes a proposal, which replaces the open one. `most_minor` is the most that the dispute can give.
    pub(crate) fn propose(
        &mut self,
        case: &Return,
        offer: Offer,
        (allows_proposals, most_minor): (bool, i64),
        now: DateTime<Utc>,
    ) -> Result<(), Rejection> {
        self.check_act(Act::Propose)?;
        if !allows_proposals {
            return Err(self.obstacle("is one that the policy knows no proposals for; it is ruled"));
        }
        self.check_room(self.proposals.len())?;
        self.check_amount(offer.amount, most_minor)?;
        if offer.keeps_goods && case.has_goods() {
            return Err(Rejection::field(
                "keeps_goods",
                "cannot be: the goods are back with the shop",
            ));
        }
        self.close_proposals();
        self.proposals.push(Proposal {
            proposal_id: format!("p{}", self.proposals.len() + 1),
            accepted_by: SIDES.into_iter().filter(|side| *side == offer.party).collect(),
            party: offer.party,
            amount_minor: offer.amount.minor,
            keeps_goods: offer.keeps_goods,
            text: offer.text,
            create_time: now,
            rejected_by: Vec::new(),
            is_closed: false,
        });
        Ok(())
    }

    /// Answers the open proposal. Returns it when both sides have accepted it now: the dispute is then to be settled by it.
    pub(crate) fn answer(
        &mut self,
        proposal_id: &str,
        (party, accepts): (Party, bool),
    ) -> Result<Option<Proposal>, Rejection> {
        self.check_act(Act::Answer)?;
        let mut proposals = self.proposals.iter_mut();
        let Some(proposal) = proposals.find(|proposal| proposal.proposal_id == proposal_id) else {
            return Err(Rejection::NotFound {
                kind: "proposal",
                id: proposal_id.to_owned(),
            });
        };
        if proposal.is_closed {
            return Err(Rejection::Precondition {
                subject: format!("proposal {proposal_id}"),
                message: "was rejected, or replaced by a newer one".to_owned(),
            });
        }
        let allowed = proposal.unanswered();
        if proposal.party == party || !allowed.contains(&party) {
            return Err(Rejection::WrongParty { allowed });
        }
        if !accepts {
            proposal.rejected_by.push(party);
            proposal.is_closed = true;
            return Ok(None);
        }
        proposal.accepted_by.push(party);
        Ok(proposal.unanswered().is_empty().then(|| proposal.clone()))
    }

    /// The proposal that waits for an answer.
    pub(crate) fn open_proposal(&self) -> Option<&Proposal> {
        self.proposals.last().filter(|proposal| !proposal.is_closed)
    }

    pub(super) fn close_proposals(&mut self) {
        for proposal in &mut self.proposals {
            proposal.is_closed = true;
        }
    }

    /// Whether what a proposal gives is refunded only once the goods are back: where the buyer does not keep them, still has
    /// them, and was given nothing for them before.
    pub(crate) fn waits_for_goods(case: &Return, proposal: &Proposal) -> bool {
        let is_out = case.lines.iter().any(|line| line.out_quantity() > 0);
        let is_remedied = case.remedy.is_some();
        !proposal.keeps_goods && case.topic == Topic::Return && is_out && !is_remedied
    }

    /// Settles it by a proposal that both sides accepted; the return is then to be approved, and what was agreed is refunded in
    /// the way of the return.
    pub(crate) fn settle_when_back(
        &mut self,
        hearing: &mut Hearing<'_>,
        proposal: &Proposal,
    ) -> Result<(), Rejection> {
        self.check_act(Act::Answer)?;
        self.check_amount(self.money(proposal.amount_minor), self.most_minor(hearing))?;
        self.drop_taken(hearing.case);
        hearing.case.stop_clocks(&OF_DISPUTE);
        hearing.case.agreed = Some(Agreed {
            amount_minor: proposal.amount_minor,
            clauses: self.clauses.clone(),
        });
        self.amount_minor = Some(proposal.amount_minor);
        self.close(DisputeState::Settled, hearing.now);
        Ok(())
    }

    /// Settles it by a proposal that both sides accepted, `by` whom last. The amount is owed at once.
    pub(crate) fn settle(
        &mut self,
        hearing: &mut Hearing<'_>,
        proposal: &Proposal,
        by: Party,
    ) -> Result<Option<Debt>, Rejection> {
        self.check_act(Act::Answer)?;
        self.check_amount(self.money(proposal.amount_minor), self.most_minor(hearing))?;
        let reason = format!("Settled in dispute {}.", self.dispute_id);
        let decided = Decided {
            by,
            time: hearing.now,
            reason,
        };
        let debt = self.grant(hearing, (proposal.amount_minor, None), decided);
        self.amount_minor = Some(proposal.amount_minor);
        self.close(DisputeState::Settled, hearing.now);
        Ok(debt)
    }
}
