//! ChangeLines: quantities up or down, lines off or on, until the order ships; the difference is refunded or owed.
//!
//! What is taken off and what is put on are settled each by itself: a refund for the one, a payment for the other. That
//! keeps every captured amount with the line it was captured for.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::Party;
use redress_rpc::{Fields, Problem};

use super::change_address::allowed;
use super::work::Work;
use super::{App, Call, OrderReply, Target};
use crate::convert::requests::{LineRequest, finish, line_request_from_wire};
use crate::domain::changes::LineChanges;
use crate::domain::debt::Cause;
use crate::domain::line::LineQuantity;
use crate::error::Error;

impl App {
    /// Changes the lines, as far as the policy allows.
    ///
    /// # Errors
    ///
    /// Bad fields, the policy's refusal, or an order that is paid in part.
    pub(crate) async fn change_lines(
        &self,
        call: Call,
        target: Target,
        request: pb::ChangeLinesRequest,
    ) -> OrderReply {
        self.change(call, target, move |work| {
            let taken: Vec<String> = work.order.lines.iter().map(|line| line.line_id.clone()).collect();
            let mut fields = Fields::new();
            let request = line_request_from_wire(&mut fields, request, (&work.caller, &taken));
            let LineRequest {
                requested_by,
                changes,
                additions,
                currency,
                payment,
            } = finish(fields, request)?;
            if let Some(other) = currency.filter(|currency| *currency != work.order.currency) {
                let why = format!("is in {other}, but the order is in {}", work.order.currency);
                return Err(Problem::invalid_field("additions[0].unit_price", why).into());
            }
            check_sellers(work, &changes, &additions)?;
            let changes = work.order.check_line_changes(&changes, additions)?;
            settle(work, requested_by, changes, payment)?;
            work.reply()
        })
        .await
    }
}

/// A seller changes their own lines only.
fn check_sellers(
    work: &Work<'_>,
    changes: &[LineQuantity],
    additions: &[crate::domain::line::Line],
) -> Result<(), Error> {
    let Some(seller) = &work.caller.seller else {
        return Ok(());
    };
    let mut fields = Fields::new();
    for (index, change) in changes.iter().enumerate() {
        if work
            .order
            .line(&change.line_id)
            .is_some_and(|line| line.seller_id != *seller)
        {
            fields.refuse(
                format_args!("changes[{index}].line_id"),
                "names no line of this order",
            );
        }
    }
    for (index, added) in additions
        .iter()
        .enumerate()
        .filter(|(_, added)| added.seller_id != *seller)
    {
        fields.refuse(
            format_args!("additions[{index}].seller_id"),
            format_args!("{} is not calling", added.seller_id),
        );
    }
    Ok(fields.finish()?)
}

fn settle(
    work: &mut Work<'_>,
    requested_by: Party,
    changes: LineChanges,
    payment: Option<crate::domain::payment::Payment>,
) -> Result<(), Error> {
    // What is put on is judged by the lines that are there: a policy allows or refuses changing the order, not buying.
    let asked = if changes.fewer.is_empty() {
        work.order.live_lines()
    } else {
        changes.fewer.clone()
    };
    let (facts, decision) = allowed(work, requested_by, &asked)?;
    work.order.check_changeable()?;
    let record = work.record((facts, decision))?;
    let mut line_ids: Vec<String> = changes
        .fewer
        .iter()
        .chain(&changes.more)
        .map(|l| l.line_id.clone())
        .collect();
    line_ids.extend(changes.additions.iter().map(|line| line.line_id.clone()));
    if !changes.fewer.is_empty() {
        let shipping_minor = work.order.freed_shipping_minor(&changes.fewer);
        let refund = if work.order.is_unpaid() {
            None
        } else {
            work.order
                .payable(&record.decision, &changes.fewer, shipping_minor)
        };
        if let Some(refund) = refund {
            let sellers = work
                .order
                .sellers_of(changes.fewer.iter().map(|line| line.line_id.as_str()));
            let due = work.refund_due(&record, &sellers)?;
            let id = &record.decision_id;
            let cause = Cause {
                word: "change",
                id,
                decision_id: id,
                payout: None,
            };
            let debts = work.order.debts(cause, &record.decision, &refund, due.as_ref());
            work.owe(&debts);
        }
        work.order.take_off(&changes.fewer)?;
    }
    let cost_minor = work.order.put_on(&changes.more, changes.additions)?;
    work.order.owe(cost_minor, payment)?;
    work.order.settle_state();
    let change = work
        .change("lines_changed", requested_by, &[Party::Buyer, Party::Seller])
        .citing(&record.decision.clauses)
        .about(line_ids.iter().map(String::as_str));
    work.tell(change);
    Ok(())
}
