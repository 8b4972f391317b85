//! A cancellation: a request to cancel, the policy's decision, and what a person or the system made of it.
//!
//! Always: units of a cancellation that waits are held (they neither ship nor are cancelled twice); once it ends they are
//! cancelled or free again. What is refunded follows from the stored decision, which nothing recomputes.

mod award;
mod settlement;

use chrono::{DateTime, Utc};
use redress_policy::{Breakdown, DeadlineKind, Decision, Ground, Outcome, Party};

use super::deadline::OpenDeadline;
use super::debt::Payout;
use super::line::LineQuantity;
use super::order::Order;
use super::rejection::Rejection;
use super::words::{CancellationState, OrderState};

pub(crate) use award::{Award, Hearing, ruled_amount};
pub(crate) use settlement::KnownRefund;

/// A request to cancel, and what came of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cancellation {
    pub cancellation_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    pub buyer_id: String,
    /// The sellers of its lines.
    pub seller_ids: Vec<String>,
    pub state: CancellationState,
    /// Counts up with every change.
    pub revision: i64,
    pub requested_by: Party,
    pub ground: Ground,
    pub explanation: String,
    pub lines: Vec<LineQuantity>,
    pub decision_id: String,
    /// What is or was refunded; absent when nothing is.
    pub refund: Option<Breakdown>,
    /// The refunds made of it, as they became known.
    pub refunds: Vec<KnownRefund>,
    pub payout: Option<Payout>,
    /// The order's own shipping goes with it.
    pub frees_shipping: bool,
    pub request_time: DateTime<Utc>,
    /// When a person, or a clock, decided.
    pub decide_time: Option<DateTime<Utc>>,
    pub decided_by: Option<Party>,
    pub decide_reason: String,
    pub refund_due_time: Option<DateTime<Utc>>,
    /// Empty when there is none.
    pub dispute_id: String,
    /// Clocks that run.
    pub deadlines: Vec<OpenDeadline>,
    pub notify_time: Option<DateTime<Utc>>,
    pub notify_due_time: Option<DateTime<Utc>>,
    pub is_escalated: bool,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CancelAsk {
    pub requested_by: Party,
    pub ground: Ground,
    /// At least one; see [`Order::asked_lines`].
    pub lines: Vec<LineQuantity>,
    pub explanation: String,
    pub payout: Option<Payout>,
}

/// States in which a person may still decide, or who asked may withdraw.
const WAITING: [CancellationState; 2] = [
    CancellationState::AwaitingPlatform,
    CancellationState::AwaitingSeller,
];

impl Order {
    /// What a request means: the lines it names, or all that may still be cancelled; where nothing may, all that is not
    /// cancelled, so that the policy says why it cannot be. A seller only means their own.
    pub(crate) fn asked_lines(
        &self,
        named: &[LineQuantity],
        seller: Option<&str>,
    ) -> Result<Vec<LineQuantity>, Rejection> {
        if self.state == OrderState::Cancelled {
            let all = OrderState::ALL.iter().copied();
            return Err(self.illegal_state(&all.filter(|s| *s != OrderState::Cancelled).collect::<Vec<_>>()));
        }
        let is_own = |seller_id: &str| seller.is_none_or(|seller| seller == seller_id);
        if named.is_empty() {
            let own = || self.lines.iter().filter(|line| is_own(&line.seller_id));
            let take = |of: fn(&super::line::Line) -> i64| -> Vec<LineQuantity> {
                own()
                    .filter(|line| of(line) > 0)
                    .map(|line| LineQuantity {
                        line_id: line.line_id.clone(),
                        quantity: of(line),
                    })
                    .collect()
            };
            let free = take(|line| line.free_quantity());
            let left = if free.is_empty() {
                take(|line| line.live_quantity() - line.requested_quantity)
            } else {
                free
            };
            return if left.is_empty() {
                Err(Rejection::Precondition {
                    subject: format!("order {}", self.order_id),
                    message: "nothing of it is left to cancel; open cancellations hold the rest".to_owned(),
                })
            } else {
                Ok(left)
            };
        }
        let mut bad = Vec::new();
        for (index, ask) in named.iter().enumerate() {
            match self.line(&ask.line_id).filter(|line| is_own(&line.seller_id)) {
                None => bad.push((
                    format!("lines[{index}].line_id"),
                    "names no line of this order".to_owned(),
                )),
                Some(line) => {
                    let left = line.live_quantity() - line.requested_quantity;
                    if ask.quantity > left {
                        let path = format!("lines[{index}].quantity");
                        bad.push((path, format!("is more than the {left} left of the line")));
                    }
                }
            }
        }
        if bad.is_empty() {
            Ok(named.to_vec())
        } else {
            Err(Rejection::Fields(bad))
        }
    }

    /// Units that are neither shipped nor held: only these can be cancelled, whatever a policy grants.
    pub(crate) fn check_free(&self, lines: &[LineQuantity]) -> Result<(), Rejection> {
        for ask in lines {
            let line = self
                .line(&ask.line_id)
                .expect("invariant: asked lines are lines of the order");
            if ask.quantity > line.free_quantity() {
                return Err(Rejection::line(
                    &ask.line_id,
                    "has shipped; ask for a return instead",
                ));
            }
        }
        Ok(())
    }
}

impl Cancellation {
    /// Opens a cancellation that the policy does not refuse. It waits for a person, its units held, unless the policy
    /// grants it or who asks is who decides; then it is still to be approved with [`Cancellation::approve`].
    pub(crate) fn open(
        order: &mut Order,
        ask: CancelAsk,
        decision: &Decision,
        ids: (String, String),
        now: DateTime<Utc>,
    ) -> Result<Self, Rejection> {
        let state = match decision.outcome {
            Outcome::Refused | Outcome::Incomplete => {
                return Err(Rejection::Policy(Box::new(decision.clone())));
            }
            Outcome::NeedsPlatform if ask.requested_by != Party::Platform => {
                CancellationState::AwaitingPlatform
            }
            Outcome::NeedsSeller if ask.requested_by == Party::Buyer => CancellationState::AwaitingSeller,
            Outcome::Allowed | Outcome::NeedsPlatform | Outcome::NeedsSeller => CancellationState::Approved,
        };
        order.check_free(&ask.lines)?;
        let frees_shipping = order.freed_shipping_minor(&ask.lines) > 0;
        let is_waiting = WAITING.contains(&state);
        let is_kept = |kind: DeadlineKind| match kind {
            DeadlineKind::PlatformDecision | DeadlineKind::SellerResponse => is_waiting,
            DeadlineKind::NotifyParty => true,
            _ => false,
        };
        let deadlines: Vec<OpenDeadline> = decision
            .deadlines
            .iter()
            .filter(|set| is_kept(set.kind))
            .map(OpenDeadline::of)
            .collect();
        let is_by_person = !is_waiting && decision.outcome != Outcome::Allowed;
        for ask in ask.lines.iter().filter(|_| is_waiting) {
            order.line_mut(&ask.line_id).requested_quantity += ask.quantity;
        }
        Ok(Self {
            cancellation_id: ids.0,
            order_id: order.order_id.clone(),
            marketplace_id: order.marketplace_id.clone(),
            buyer_id: order.buyer_id.clone(),
            seller_ids: order.sellers_of(ask.lines.iter().map(|line| line.line_id.as_str())),
            state,
            revision: 1,
            requested_by: ask.requested_by,
            ground: ask.ground,
            decide_time: is_by_person.then_some(now),
            decided_by: is_by_person.then_some(ask.requested_by),
            decide_reason: if is_by_person {
                ask.explanation.clone()
            } else {
                String::new()
            },
            explanation: ask.explanation,
            lines: ask.lines,
            decision_id: ids.1,
            refund: None,
            refunds: Vec::new(),
            payout: ask.payout,
            frees_shipping,
            request_time: now,
            refund_due_time: None,
            dispute_id: String::new(),
            notify_time: None,
            notify_due_time: deadlines
                .iter()
                .find(|d| d.kind == DeadlineKind::NotifyParty)
                .map(|d| d.due_time),
            deadlines,
            is_escalated: false,
        })
    }

    /// Whether it waits for a person.
    pub(crate) fn is_waiting(&self) -> bool {
        WAITING.contains(&self.state)
    }

    /// Whether something is still to come of it.
    pub(crate) fn is_open(&self) -> bool {
        match self.state {
            CancellationState::AwaitingPlatform
            | CancellationState::AwaitingSeller
            | CancellationState::Disputed => true,
            CancellationState::Approved => self.refund.is_some(),
            CancellationState::Refused | CancellationState::Withdrawn | CancellationState::Refunded => false,
        }
    }

    /// The party it waits for.
    pub(crate) fn awaited_party(&self) -> Option<Party> {
        match self.state {
            CancellationState::AwaitingPlatform => Some(Party::Platform),
            CancellationState::AwaitingSeller => Some(Party::Seller),
            _ => None,
        }
    }

    /// Whether `party` may decide it now.
    pub(crate) fn check_decider(&self, party: Party) -> Result<(), Rejection> {
        match self.awaited_party() {
            None => Err(self.illegal_state(&WAITING)),
            Some(awaited) if awaited != party => Err(Rejection::WrongParty {
                allowed: vec![awaited],
            }),
            Some(_) => Ok(()),
        }
    }

    /// Ends it without cancelling anything; its units are free again.
    pub(crate) fn refuse(&mut self, order: &mut Order, by: Party, reason: &str, now: DateTime<Utc>) {
        self.release(order);
        self.state = CancellationState::Refused;
        self.decided(by, reason, now);
        self.touch();
    }

    /// Taken back by who asked.
    pub(crate) fn withdraw(&mut self, order: &mut Order, by: Party) -> Result<(), Rejection> {
        if !self.is_waiting() {
            return Err(self.illegal_state(&WAITING));
        }
        if by != self.requested_by {
            return Err(Rejection::WrongParty {
                allowed: vec![self.requested_by],
            });
        }
        self.release(order);
        self.state = CancellationState::Withdrawn;
        self.deadlines.clear();
        self.touch();
        Ok(())
    }

    /// Hands it on from the seller, whose time ran out, to the platform.
    pub(crate) fn hand_to_platform(&mut self, deadline: Option<OpenDeadline>) {
        self.state = CancellationState::AwaitingPlatform;
        self.deadlines
            .retain(|open| open.kind != DeadlineKind::SellerResponse);
        self.deadlines.extend(deadline);
        self.is_escalated = true;
        self.touch();
    }

    /// Records that the other party was told. Whether that was news.
    pub(crate) fn notified(&mut self, time: DateTime<Utc>) -> bool {
        if self.notify_time.is_some() {
            return false;
        }
        self.notify_time = Some(time);
        self.deadlines
            .retain(|open| open.kind != DeadlineKind::NotifyParty);
        self.touch();
        true
    }

    /// Whom the other party is: who has to be told of a cancellation that this one asked for.
    pub(crate) fn other_party(&self) -> Party {
        if self.requested_by == Party::Buyer {
            Party::Seller
        } else {
            Party::Buyer
        }
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

    /// That its state does not allow something, and which states do.
    pub(crate) fn illegal_state(&self, allowed: &[CancellationState]) -> Rejection {
        Rejection::IllegalState {
            kind: "cancellation",
            id: self.cancellation_id.clone(),
            state: self.state.as_str(),
            allowed: allowed.iter().map(|state| state.as_str()).collect(),
        }
    }

    fn decided(&mut self, by: Party, reason: &str, now: DateTime<Utc>) {
        self.decide_time = Some(now);
        self.decided_by = Some(by);
        reason.clone_into(&mut self.decide_reason);
        self.deadlines
            .retain(|open| open.kind == DeadlineKind::NotifyParty);
    }

    /// Frees the units it holds.
    fn release(&self, order: &mut Order) {
        for held in &self.lines {
            order.line_mut(&held.line_id).requested_quantity -= held.quantity;
        }
    }
}
