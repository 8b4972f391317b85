//! `refunds.refund_changed`: a refund was created, changed its state or became overdue.
//!
//! It concerns the seller who owes it, and those whose lines are refunded.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::refunds::v1 as pb;
use redress_db::HandlerError;

use super::reading::{amount, happened, word};
use super::{Heard, Lacks};
use crate::domain::event::{Data, Occurrence};
use crate::domain::event_type::Subject;

pub const KIND: &str = "refunds.refund_changed";

/// What the event says.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn read(event: &Envelope) -> Result<Heard, HandlerError> {
    let message = pb::RefundChanged::decode(event.payload.as_slice())?;
    let refund = message.refund.as_ref().ok_or(Lacks("refund"))?;
    let occurrence = match Subject::Refund.type_of(&message.change) {
        None => None,
        Some(event_type) => Some(Occurrence {
            event_type,
            marketplace_id: refund.marketplace_id.clone(),
            event_time: happened(message.change_time.as_ref())?,
            seller_ids: vec![refund.seller_id.clone()],
            data: Data {
                order_id: refund.order_id.clone(),
                refund_id: refund.refund_id.clone(),
                cause_id: refund.cause_id.clone(),
                state: word(refund.state().as_str_name(), "REFUND_STATE_"),
                amount: amount(refund.amount.as_ref())?,
                clause_ids: refund.clause_ids.clone(),
                ..Data::default()
            },
        }),
    };
    let lines = refund.breakdown.iter().flat_map(|breakdown| &breakdown.lines);
    let of_lines = lines.filter(|line| !line.line_id.is_empty());
    Ok(Heard {
        occurrence,
        order_id: refund.order_id.clone(),
        of_lines: of_lines.map(|line| line.line_id.clone()).collect(),
        ..Heard::default()
    })
}
