//! Proposals to settle: a newer one replaces the open one, who proposes agrees, and nobody answers their own.

use chrono::{DateTime, Utc};
use redress_core::Money;
use redress_policy::Party;
use serde::{Deserialize, Serialize};

use super::Dispute;
use crate::domain::rejection::Rejection;

/// The sides whose agreement settles a dispute. The platform may propose, as a mediator; then both have to accept.
const SIDES: [Party; 2] = [Party::Buyer, Party::Seller];

/// A proposal to settle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub proposal_id: String,
    pub party: Party,
    pub amount_minor: i64,
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
    pub text: String,
}

impl Proposal {
    /// The sides whose answer is missing.
    pub(crate) fn unanswered(&self) -> Vec<Party> {
        SIDES
            .into_iter()
            .filter(|side| !self.accepted_by.contains(side))
            .collect()
    }
}

impl Dispute {
    /// Makes a proposal, which replaces the open one. `most_minor` is the most that the buyer can be given.
    pub(crate) fn propose(
        &mut self,
        offer: Offer,
        (allows_proposals, most_minor): (bool, i64),
        now: DateTime<Utc>,
    ) -> Result<(), Rejection> {
        self.check_open()?;
        if !allows_proposals {
            return Err(self.stands_in_the_way("is one that the policy knows no proposals for; it is ruled"));
        }
        self.check_room(self.proposals.len())?;
        self.check_amount(offer.amount, most_minor)?;
        self.close_proposals();
        self.proposals.push(Proposal {
            proposal_id: format!("p{}", self.proposals.len() + 1),
            accepted_by: SIDES.into_iter().filter(|side| *side == offer.party).collect(),
            party: offer.party,
            amount_minor: offer.amount.minor,
            text: offer.text,
            create_time: now,
            rejected_by: Vec::new(),
            is_closed: false,
        });
        Ok(())
    }

    /// Answers the open proposal. Returns its amount when both sides have accepted it now: the dispute is then to be
    /// settled.
    pub(crate) fn answer(
        &mut self,
        proposal_id: &str,
        (party, accepts): (Party, bool),
    ) -> Result<Option<i64>, Rejection> {
        self.check_open()?;
        let Some(proposal) = self
            .proposals
            .iter_mut()
            .find(|proposal| proposal.proposal_id == proposal_id)
        else {
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
        Ok(proposal.unanswered().is_empty().then_some(proposal.amount_minor))
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

    pub(super) fn check_amount(&self, amount: Money, most_minor: i64) -> Result<(), Rejection> {
        if amount.currency != self.currency {
            return Err(Rejection::field(
                "amount",
                format!("must be in {}, like the order", self.currency),
            ));
        }
        if amount.minor <= most_minor {
            return Ok(());
        }
        Err(Rejection::Exceeds {
            most: Money::new(most_minor, self.currency),
        })
    }
}
