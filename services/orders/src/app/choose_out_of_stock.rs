//! ChooseOutOfStock: for lines that are out of stock the buyer waits, or is refunded at once.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::{Ground, Party, RefusalReason, Topic};

use super::cancel_order::cancel;
use super::work::Work;
use super::{App, Call, OrderReply, Target};
use crate::domain::cancellation::CancelAsk;
use crate::domain::debt::Payout;
use crate::domain::line::LineQuantity;
use crate::domain::rejection::Rejection;
use crate::error::Error;
use crate::policy::Ask;

impl App {
    /// Records the buyer's choice.
    ///
    /// # Errors
    ///
    /// Lines that do not wait for a choice, or the policy's refusal to refund.
    pub(crate) async fn choose_out_of_stock(
        &self,
        call: Call,
        target: Target,
        (line_ids, choice, payout): (Vec<String>, pb::StockChoice, Option<Payout>),
    ) -> OrderReply {
        self.change(call, target, move |work| {
            let lines = work.order.check_choice(&line_ids)?;
            let chosen = match choice {
                pb::StockChoice::Refund => "refund",
                pb::StockChoice::Wait | pb::StockChoice::Unspecified => "wait",
            };
            let change = work
                .change("choice_made", Party::Buyer, &[Party::Seller])
                .about(lines.iter().map(|line| line.line_id.as_str()))
                .saying(chosen);
            work.tell(change);
            match choice {
                pb::StockChoice::Refund => refund(work, lines, payout)?,
                pb::StockChoice::Wait | pb::StockChoice::Unspecified => work.order.wait_for_stock(&lines),
            }
            work.reply()
        })
        .await
    }
}

/// Cancels the lines by the pack's rule for this choice. A pack that has none lets a seller cancel what cannot be
/// supplied; that rule is as good to the buyer.
fn refund(work: &mut Work<'_>, lines: Vec<LineQuantity>, payout: Option<Payout>) -> Result<(), Error> {
    if lines.is_empty() {
        return Err(Rejection::Precondition {
            subject: format!("order {}", work.order.order_id),
            message: "all that is out of stock is held by a cancellation that waits for a decision"
                .to_owned(),
        }
        .into());
    }
    let ask = Ask {
        topic: Topic::OutOfStock,
        ground: Ground::OutOfStock,
        requested_by: Party::Buyer,
        lines: &lines,
        is_explained: true,
        shipping_minor: work.order.freed_shipping_minor(&lines),
    };
    let (_, decision) = work.decide(&ask)?;
    let has_rule = !matches!(
        decision.refusal,
        Some(RefusalReason::NoRule | RefusalReason::WrongParty)
    );
    let (topic, requested_by) = if has_rule {
        (Topic::OutOfStock, Party::Buyer)
    } else {
        (Topic::Cancel, Party::Seller)
    };
    let ask = CancelAsk {
        requested_by,
        ground: Ground::OutOfStock,
        lines,
        explanation: "The buyer chose to be refunded for what is out of stock.".to_owned(),
        payout,
    };
    cancel(work, topic, ask).map(drop)
}
