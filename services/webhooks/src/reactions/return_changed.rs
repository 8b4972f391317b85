//! `returns.return_changed`: something happened in a return, a delivery claim or a dispute over one.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::returns::v1 as pb;
use redress_db::HandlerError;

use super::reading::{amount, clock, happened, party, version, word};
use super::{Heard, Lacks};
use crate::domain::event::{Data, Line, Occurrence};
use crate::domain::event_type::Subject;

pub const KIND: &str = "returns.return_changed";

/// What the event says.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn read(event: &Envelope) -> Result<Heard, HandlerError> {
    let message = pb::ReturnChanged::decode(event.payload.as_slice())?;
    let found = message.return_case.as_ref().ok_or(Lacks("return"))?;
    let seller_ids = vec![found.seller_id.clone()];
    let dispute_id = message.dispute.as_ref().map(|dispute| dispute.dispute_id.clone());
    let cases = [found.return_id.clone()].into_iter().chain(dispute_id);
    let occurrence = match Subject::Return.type_of(&message.change) {
        None => None,
        Some(event_type) => Some(Occurrence {
            event_type,
            marketplace_id: found.marketplace_id.clone(),
            event_time: happened(message.change_time.as_ref())?,
            seller_ids: seller_ids.clone(),
            data: data(&message, found)?,
        }),
    };
    Ok(Heard {
        occurrence,
        order_id: found.order_id.clone(),
        case_sellers: cases.map(|case_id| (case_id, seller_ids.clone())).collect(),
        ..Heard::default()
    })
}

fn data(message: &pb::ReturnChanged, found: &pb::Return) -> Result<Data, HandlerError> {
    let line = |line: &pb::ReturnLine| Line {
        line_id: line.line_id.clone(),
        quantity: line.quantity,
        seller_id: found.seller_id.clone(),
    };
    let dispute = message.dispute.as_ref();
    let intervention = message.intervention.as_ref();
    Ok(Data {
        order_id: found.order_id.clone(),
        return_id: found.return_id.clone(),
        rma_number: found.rma_number.clone(),
        dispute_id: dispute
            .map(|dispute| dispute.dispute_id.clone())
            .unwrap_or_default(),
        intervention_id: intervention
            .map(|intervention| intervention.intervention_id.clone())
            .unwrap_or_default(),
        state: word(found.state().as_str_name(), "RETURN_STATE_"),
        actor: party(message.actor),
        lines: found.lines.iter().map(line).collect(),
        amount: amount(given(message, found))?,
        deadline: clock(message.deadline.as_ref())?,
        clause_ids: message.clause_ids.clone(),
        policy_id: message.policy_id.clone(),
        policy_version: version(message.policy_version),
        ..Data::default()
    })
}

/// What the buyer is given by what happened.
fn given<'a>(message: &'a pb::ReturnChanged, found: &'a pb::Return) -> Option<&'a Money> {
    if message.change == "remedy_applied" {
        return found.remedy.as_ref()?.refund.as_ref()?.amount.as_ref();
    }
    let dispute = message
        .dispute
        .as_ref()
        .and_then(|dispute| dispute.amount.as_ref());
    dispute.or_else(|| message.intervention.as_ref()?.amount.as_ref())
}
