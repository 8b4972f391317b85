//! `refunds.refund_changed`: a refund was created, changed its state or became overdue.
//!
//! The buyer is the one of the order, as the order book's events told; the policy is the one that its last change was
//! under.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::refunds::v1 as pb;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policybook::convert::breakdown_from_wire;
use redress_rpc::convert::time_from_wire;

use super::reading::audience;
use super::{EventError, Reactions, queue};
use crate::domain::change::{Change, RefundChange};
use crate::domain::occasion::Occasion;
use crate::domain::phrase::Phrase;

pub const KIND: &str = "refunds.refund_changed";

impl Reactions {
    pub(super) async fn refund_changed(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let message = pb::RefundChanged::decode(event.payload.as_slice())?;
        let Some(change) = RefundChange::of_event(&message.change) else {
            tracing::warn!(
                change = message.change,
                "nobody is told of a change without a template"
            );
            return Ok(nothing_to_do());
        };
        if message.audience.is_empty() {
            return Ok(nothing_to_do());
        }
        let occasion = occasion(change, message)?;
        let addressee = self.addressee(&occasion.order_id).await?;
        let pack = self.pack(&addressee).await?;
        let letters = self.letters(&occasion, &addressee, &pack);
        Ok(Box::new(move |tx| queue(tx, &occasion, &pack, letters)))
    }
}

fn occasion(change: RefundChange, message: pb::RefundChanged) -> Result<Occasion, HandlerError> {
    let refund = message.refund.ok_or(EventError::Lacks("refund"))?;
    let breakdown = refund.breakdown.as_ref().map(breakdown_from_wire).transpose()?;
    let mut clause_ids = refund.clause_ids.clone();
    let of_lines = breakdown
        .iter()
        .flat_map(|breakdown| &breakdown.lines)
        .flat_map(|line| line.clauses.iter());
    for clause in of_lines {
        if !clause_ids.iter().any(|known| **known == **clause) {
            clause_ids.push(clause.to_string());
        }
    }
    // The provider's words for a failure are for the platform's staff, who are told what to do in the refund itself.
    let hint = Some(&refund.payout_hint).filter(|hint| !hint.is_empty());
    let due_time = refund
        .due_time
        .as_ref()
        .filter(|_| change != RefundChange::Succeeded);
    Ok(Occasion {
        case_id: refund.refund_id,
        audience: audience(&message.audience),
        seller_ids: Some(refund.seller_id)
            .filter(|seller_id| !seller_id.is_empty())
            .into_iter()
            .collect(),
        facts: hint
            .map(|hint| Phrase::new("payout-hint").text("hint", hint))
            .into_iter()
            .collect(),
        breakdown,
        refund_due_time: due_time.map(time_from_wire).transpose()?,
        clause_ids,
        ..Occasion::new(Change::Refund(change), refund.order_id, refund.marketplace_id)
    })
}
