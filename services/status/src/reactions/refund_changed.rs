//! `refunds.refund_changed`: a refund was created, changed its state or became overdue.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::refunds::v1 as pb;
use redress_policy::Party;
use redress_rpc::convert::time_from_wire;

use super::{Lacks, Read};
use crate::domain::entry::{NewEntry, Sellers, each_once};
use crate::domain::said::refund_sentence;
use crate::domain::wording::money;

pub(super) const KIND: &str = "refunds.refund_changed";

pub(super) fn read(event: &Envelope) -> Read {
    let message = pb::RefundChanged::decode(event.payload.as_slice())?;
    let refund = message.refund.ok_or(Lacks("refund"))?;
    let time = message.change_time.as_ref().map(time_from_wire).transpose()?;
    let lines = refund.breakdown.iter().flat_map(|breakdown| &breakdown.lines);
    let of_lines = lines.flat_map(|line| line.clause_ids.iter().cloned());
    Ok(Some(NewEntry {
        marketplace_id: refund.marketplace_id,
        order_id: refund.order_id,
        entry_time: time.unwrap_or(event.time),
        source: "refunds",
        text: refund_sentence(&message.change),
        change: message.change,
        case_id: refund.refund_id,
        actor: Some(Party::System),
        clause_ids: each_once(refund.clause_ids.iter().cloned().chain(of_lines)),
        amount: money(refund.amount.as_ref()),
        sellers: Sellers::Named(each_once([refund.seller_id])),
    }))
}
