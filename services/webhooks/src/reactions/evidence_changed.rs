//! `evidence.evidence_changed`: a piece of evidence was added, judged or erased.
//!
//! The sellers are those that the case's own events named.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::evidence::v1 as pb;
use redress_db::HandlerError;

use super::reading::{happened, party, word};
use super::{Heard, Lacks};
use crate::domain::event::{Data, Occurrence};
use crate::domain::event_type::Subject;

pub const KIND: &str = "evidence.evidence_changed";

/// What the event says.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn read(event: &Envelope) -> Result<Heard, HandlerError> {
    let message = pb::EvidenceChanged::decode(event.payload.as_slice())?;
    let evidence = message.evidence.as_ref().ok_or(Lacks("evidence"))?;
    let review = evidence.review.as_ref();
    let actor = review.map_or(evidence.party, |review| review.party);
    let occurrence = match Subject::Evidence.type_of(&message.change) {
        None => None,
        Some(event_type) => Some(Occurrence {
            event_type,
            marketplace_id: evidence.marketplace_id.clone(),
            event_time: happened(message.change_time.as_ref())?,
            seller_ids: Vec::new(),
            data: Data {
                order_id: evidence.order_id.clone(),
                case_id: evidence.case_id.clone(),
                evidence_id: evidence.evidence_id.clone(),
                state: word(evidence.state().as_str_name(), "EVIDENCE_STATE_"),
                actor: party(actor),
                clause_ids: review.map(|review| review.clause_ids.clone()).unwrap_or_default(),
                ..Data::default()
            },
        }),
    };
    Ok(Heard {
        occurrence,
        order_id: evidence.order_id.clone(),
        of_cases: vec![evidence.case_id.clone()],
        ..Heard::default()
    })
}
