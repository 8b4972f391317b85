//! ChangeAddress: another shipping address, until the order ships. Another country brings another law.

use redress_policy::{Decision, Facts, Ground, Outcome, Party, Topic};

use super::work::Work;
use super::{App, Call, OrderReply, Target};
use crate::domain::address::Address;
use crate::domain::line::LineQuantity;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::policy::Ask;

impl App {
    /// Changes the shipping address, as far as the policy allows.
    ///
    /// # Errors
    ///
    /// The policy's refusal, such as for an order that has shipped.
    pub(crate) async fn change_address(
        &self,
        call: Call,
        target: Target,
        (requested_by, address): (Party, Address),
    ) -> OrderReply {
        self.change(call, target, move |work| {
            let (facts, decision) = allowed(work, requested_by, &work.order.live_lines())?;
            work.order.check_changeable()?;
            let clauses = decision.clauses.clone();
            work.record((facts, decision))?;
            work.order.shipping_address = address;
            let change = work.change("address_changed", requested_by, &[Party::Buyer, Party::Seller]);
            work.tell(change.citing(&clauses));
            work.reply()
        })
        .await
    }
}

/// The policy's leave to change these lines. What it leaves to a person is allowed to that person.
pub(super) fn allowed(
    work: &Work<'_>,
    requested_by: Party,
    lines: &[LineQuantity],
) -> Result<(Facts, Decision), Error> {
    if lines.is_empty() {
        work.order.check_changeable()?;
        return Err(Rejection::Precondition {
            subject: format!("order {}", work.order.order_id),
            message: "is held as a whole by cancellations that wait for a decision".to_owned(),
        }
        .into());
    }
    let ask = Ask {
        topic: Topic::Change,
        ground: Ground::ChangeOfMind,
        requested_by,
        lines,
        is_explained: true,
        shipping_minor: work.order.freed_shipping_minor(lines),
    };
    let (facts, decision) = work.decide(&ask)?;
    let is_allowed = match decision.outcome {
        Outcome::Allowed => true,
        Outcome::NeedsPlatform => requested_by == Party::Platform,
        Outcome::NeedsSeller => requested_by != Party::Buyer,
        Outcome::Incomplete | Outcome::Refused => false,
    };
    if is_allowed {
        Ok((facts, decision))
    } else {
        Err(Rejection::Policy(Box::new(decision)).into())
    }
}
