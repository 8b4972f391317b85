//! `evidence.evidence_changed`: a piece of evidence was added, judged or erased. The event names no seller: those of its
//! case see it.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::evidence::v1 as pb;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_from_wire;

use super::{Lacks, Read};
use crate::domain::entry::{NewEntry, Sellers, each_once};
use crate::domain::said::evidence_sentence;

pub(super) const KIND: &str = "evidence.evidence_changed";

pub(super) fn read(event: &Envelope) -> Read {
    let message = pb::EvidenceChanged::decode(event.payload.as_slice())?;
    let evidence = message.evidence.ok_or(Lacks("evidence"))?;
    let time = message.change_time.as_ref().map(time_from_wire).transpose()?;
    let (added_by, review) = (Party::from_number(evidence.party), evidence.review);
    let judged_by = review
        .as_ref()
        .and_then(|review| Party::from_number(review.party));
    let clauses = review.into_iter().flat_map(|review| review.clause_ids);
    Ok(Some(NewEntry {
        marketplace_id: evidence.marketplace_id,
        order_id: evidence.order_id,
        entry_time: time.unwrap_or(event.time),
        source: "evidence",
        text: evidence_sentence(&message.change, &evidence.kind),
        actor: match message.change.as_str() {
            "added" => added_by,
            "erased" => None,
            _ => judged_by,
        },
        change: message.change,
        case_id: evidence.case_id,
        clause_ids: each_once(clauses),
        amount: None,
        sellers: Sellers::OfCase,
    }))
}
