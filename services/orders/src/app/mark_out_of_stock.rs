//! MarkOutOfStock: lines cannot be supplied; the buyer is told and chooses.

use chrono::{DateTime, Utc};
use redress_policy::{DeadlineKind, Ground, Outcome, Party, RefusalReason, Topic};

use super::{App, Call, OrderReply, Target};
use crate::domain::rejection::Rejection;
use crate::policy::Ask;

impl App {
    /// Marks lines as out of stock. That stock ran out is a fact: a shop whose policy has no rule for it can say so too,
    /// only that no clock runs then.
    ///
    /// # Errors
    ///
    /// Lines of which nothing is left to ship, or the policy's refusal.
    pub(crate) async fn mark_out_of_stock(
        &self,
        call: Call,
        target: Target,
        (line_ids, explanation, restock_time): (Vec<String>, String, Option<DateTime<Utc>>),
    ) -> OrderReply {
        self.change(call, target, move |work| {
            let seller = work.caller.seller.clone();
            let lines = work.order.check_out_of_stock(&line_ids, seller.as_deref())?;
            let requested_by = if work.actor() == Party::Seller {
                Party::Seller
            } else {
                Party::Platform
            };
            let ask = Ask {
                topic: Topic::OutOfStock,
                ground: Ground::OutOfStock,
                requested_by,
                lines: &lines,
                is_explained: !explanation.is_empty(),
                shipping_minor: 0,
            };
            let (facts, decision) = work.decide(&ask)?;
            let is_ruled = !matches!(
                decision.refusal,
                Some(RefusalReason::NoRule | RefusalReason::WrongParty)
            );
            if is_ruled && matches!(decision.outcome, Outcome::Refused | Outcome::Incomplete) {
                return Err(Rejection::Policy(Box::new(decision)).into());
            }
            let due = decision.deadline(DeadlineKind::ChooseOutOfStock).cloned();
            let notify = decision
                .deadline(DeadlineKind::NotifyParty)
                .map(|set| set.due_time);
            let clauses = if is_ruled {
                decision.clauses.clone()
            } else {
                Vec::new()
            };
            if is_ruled {
                work.record((facts, decision))?;
            }
            work.order.mark_out_of_stock(&lines, restock_time, due.as_ref());
            let change = work
                .change("out_of_stock", requested_by, &[Party::Buyer])
                .citing(&clauses)
                .about(lines.iter().map(|line| line.line_id.as_str()))
                .saying(&explanation)
                .told_by(notify);
            let asked = work.order.deadlines.last().filter(|_| due.is_some()).cloned();
            work.tell(match asked {
                Some(asked) => change.with_deadline(&asked),
                None => change,
            });
            work.reply()
        })
        .await
    }
}
