//! `returns.return_changed`: something happened in a return, a delivery claim or a dispute over one.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::returns::v1 as pb;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_from_wire;

use super::{Lacks, Read};
use crate::domain::entry::{NewEntry, Sellers, each_once};
use crate::domain::said::return_sentence;
use crate::domain::wording::money;

pub(super) const KIND: &str = "returns.return_changed";

pub(super) fn read(event: &Envelope) -> Read {
    let message = pb::ReturnChanged::decode(event.payload.as_slice())?;
    let found = message.return_case.as_ref().ok_or(Lacks("return"))?;
    let time = message.change_time.as_ref().map(time_from_wire).transpose()?;
    Ok(Some(NewEntry {
        marketplace_id: found.marketplace_id.clone(),
        order_id: found.order_id.clone(),
        entry_time: time.unwrap_or(event.time),
        source: "returns",
        text: return_sentence(&message.change, found),
        case_id: found.return_id.clone(),
        actor: Party::from_number(message.actor),
        clause_ids: each_once(message.clause_ids.clone()),
        amount: money(amount(&message)),
        sellers: Sellers::Named(each_once([found.seller_id.clone()])),
        change: message.change,
    }))
}

fn amount(message: &pb::ReturnChanged) -> Option<&WireMoney> {
    let dispute = message.dispute.as_ref();
    match message.change.as_str() {
        "dispute_proposal" => dispute?.proposals.last()?.amount.as_ref(),
        "dispute_settled" | "dispute_ruled" | "dispute_outcome" => dispute?.amount.as_ref(),
        "intervened" => message.intervention.as_ref()?.amount.as_ref(),
        "remedy_applied" => {
            let remedy = message.return_case.as_ref()?.remedy.as_ref()?;
            remedy.refund.as_ref()?.amount.as_ref()
        }
        _ => None,
    }
}
