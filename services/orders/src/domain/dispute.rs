//! A dispute over a cancellation: what the parties say and propose, and how it ends.
//!
//! Always: a cancellation has one dispute at most, and is `disputed` as long as that is open; how it ends is final. Over a
//! refused cancellation either side may open one, over an approved or refunded one only the buyer, who then disputes the
//! amount, and over one that waits whoever has waited past its deadline. The sellers of a cancellation are one side.
//! Not here: the money and the units, which are the cancellation's (`cancellation/award.rs`).

mod closing;
mod proposal;

use chrono::{DateTime, Utc};
use redress_core::Currency;
use redress_policy::pack::Dispute as Rules;
use redress_policy::{DeadlineSet, Party};
use serde::{Deserialize, Serialize};

use super::cancellation::Cancellation;
use super::line::LineQuantity;
use super::order::Order;
use super::rejection::Rejection;
use super::words::{CancellationState, DisputeState, RulingFor};

pub(crate) use closing::Ruling;
pub(crate) use proposal::{Offer, Proposal};

/// How many statements, and how many proposals, a dispute takes.
const MOST_ENTRIES: usize = 200;

/// A dispute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dispute {
    pub dispute_id: String,
    pub cancellation_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    /// The sellers of the cancellation's lines.
    pub seller_ids: Vec<String>,
    pub currency: Currency,
    pub state: DisputeState,
    /// Counts up with every change.
    pub revision: i64,
    pub opened_by: Party,
    pub open_time: DateTime<Utc>,
    /// Oldest first.
    pub statements: Vec<Statement>,
    /// Oldest first; at most the last one is open.
    pub proposals: Vec<Proposal>,
    pub ruling_for: Option<RulingFor>,
    pub ruling_reason: String,
    /// What the buyer gets by settlement or ruling, beside what was approved before; absent while it is open.
    pub amount_minor: Option<i64>,
    pub judgement_due_time: Option<DateTime<Utc>>,
    /// What the dispute and its deadline rest on.
    pub clauses: Vec<String>,
    pub is_escalated: bool,
    pub close_time: Option<DateTime<Utc>>,
    /// Where the cancellation stood before.
    pub disputed_state: CancellationState,
    /// Units held while it is open.
    pub held: Vec<LineQuantity>,
}

/// What a party said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub party: Party,
    pub text: String,
    pub create_time: DateTime<Utc>,
    /// Evidence it refers to, by id or address.
    #[serde(default)]
    pub evidence_refs: Vec<String>,
}

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
}

impl Dispute {
    /// Opens one: the cancellation becomes disputed, and what of it has not shipped is held.
    pub(crate) fn open(
        order: &mut Order,
        cancellation: &mut Cancellation,
        opening: Opening<'_>,
    ) -> Result<Self, Rejection> {
        let Opening {
            dispute_id,
            statement,
            rules,
            judgement,
        } = opening;
        check_disputable(order, cancellation, statement.party, rules)?;
        let disputed_state = cancellation.state;
        let held = cancellation.dispute(order, &dispute_id, judgement);
        let mut clauses: Vec<String> = Vec::new();
        let of_clock = judgement.iter().flat_map(|set| set.clauses.iter());
        for clause in rules.clauses.iter().chain(of_clock) {
            if !clauses.iter().any(|known| **known == **clause) {
                clauses.push(clause.to_string());
            }
        }
        Ok(Self {
            dispute_id,
            cancellation_id: cancellation.cancellation_id.clone(),
            order_id: order.order_id.clone(),
            marketplace_id: order.marketplace_id.clone(),
            buyer_id: order.buyer_id.clone(),
            seller_ids: cancellation.seller_ids.clone(),
            currency: order.currency,
            state: DisputeState::Open,
            revision: 1,
            opened_by: statement.party,
            open_time: statement.create_time,
            statements: vec![statement],
            proposals: Vec::new(),
            ruling_for: None,
            ruling_reason: String::new(),
            amount_minor: None,
            judgement_due_time: judgement.map(|set| set.due_time),
            clauses,
            is_escalated: false,
            close_time: None,
            disputed_state,
            held,
        })
    }

    /// Adds what a party says.
    pub(crate) fn hear(&mut self, statement: Statement) -> Result<(), Rejection> {
        self.check_open()?;
        self.check_room(self.statements.len())?;
        self.statements.push(statement);
        Ok(())
    }

    /// Whether the cancellation was approved before, and only the amount is disputed.
    pub(crate) fn was_approved(&self) -> bool {
        matches!(
            self.disputed_state,
            CancellationState::Approved | CancellationState::Refunded
        )
    }

    /// Takes note that its judgement is, or will soon be, late.
    pub(crate) fn escalate(&mut self) {
        self.is_escalated = true;
        self.touch();
    }

    /// Counts the change.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    /// Refuses a reader of an older revision.
    pub(crate) fn check_etag(&self, etag: &str) -> Result<(), Rejection> {
        if redress_core::etag::matches(etag, self.revision) {
            Ok(())
        } else {
            Err(Rejection::StaleEtag)
        }
    }

    pub(super) fn check_open(&self) -> Result<(), Rejection> {
        if self.state == DisputeState::Open {
            return Ok(());
        }
        Err(Rejection::IllegalState {
            kind: "dispute",
            id: self.dispute_id.clone(),
            state: self.state.as_str(),
            allowed: vec![DisputeState::Open.as_str()],
        })
    }

    fn check_room(&self, entries: usize) -> Result<(), Rejection> {
        if entries < MOST_ENTRIES {
            return Ok(());
        }
        Err(self.stands_in_the_way(format!("has {MOST_ENTRIES} of these already, and takes no more")))
    }

    fn stands_in_the_way(&self, message: impl Into<String>) -> Rejection {
        Rejection::Precondition {
            subject: format!("dispute {}", self.dispute_id),
            message: message.into(),
        }
    }
}

/// States that a dispute may be opened in by either side; over one that waits, only once its deadline has passed.
const DISPUTABLE: [CancellationState; 3] = [
    CancellationState::Refused,
    CancellationState::Approved,
    CancellationState::Refunded,
];

fn check_disputable(
    order: &Order,
    cancellation: &Cancellation,
    by: Party,
    rules: &Rules,
) -> Result<(), Rejection> {
    if !rules.open_to.contains(&by) {
        return Err(Rejection::WrongParty {
            allowed: rules.open_to.clone(),
        });
    }
    let stands_in_the_way = |message: String| Rejection::Precondition {
        subject: format!("cancellation {}", cancellation.cancellation_id),
        message,
    };
    match cancellation.state {
        CancellationState::Disputed => {
            let id = &cancellation.dispute_id;
            Err(stands_in_the_way(format!(
                "is disputed already; its open dispute is {id}"
            )))
        }
        _ if !cancellation.dispute_id.is_empty() => {
            let id = &cancellation.dispute_id;
            Err(stands_in_the_way(format!(
                "was disputed before; how dispute {id} ended is final"
            )))
        }
        CancellationState::Refused => Ok(()),
        CancellationState::Approved | CancellationState::Refunded if by != Party::Buyer => {
            Err(Rejection::WrongParty {
                allowed: vec![Party::Buyer],
            })
        }
        CancellationState::Approved | CancellationState::Refunded => {
            if cancellation.awardable_minor(order, true) > 0 {
                return Ok(());
            }
            Err(stands_in_the_way(
                "has given all that its lines cost; nothing is left to dispute".to_owned(),
            ))
        }
        CancellationState::AwaitingPlatform | CancellationState::AwaitingSeller
            if cancellation.is_escalated =>
        {
            Ok(())
        }
        CancellationState::AwaitingPlatform | CancellationState::AwaitingSeller => Err(stands_in_the_way(
            "still waits for a decision in time; it can be disputed once that is late or refused".to_owned(),
        )),
        CancellationState::Withdrawn => Err(cancellation.illegal_state(&DISPUTABLE)),
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
