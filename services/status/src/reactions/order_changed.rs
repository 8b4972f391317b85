//! `orders.order_changed`: something happened in an order, a cancellation of it or a dispute over one.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::orders::v1 as pb;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_from_wire;

use super::{Lacks, Read};
use crate::domain::entry::{NewEntry, Sellers, each_once};
use crate::domain::said::order_sentence;
use crate::domain::wording::money;

pub(super) const KIND: &str = "orders.order_changed";

pub(super) fn read(event: &Envelope) -> Read {
    let message = pb::OrderChanged::decode(event.payload.as_slice())?;
    let order = message.order.as_ref().ok_or(Lacks("order"))?;
    let time = message.change_time.as_ref().map(time_from_wire).transpose()?;
    Ok(Some(NewEntry {
        marketplace_id: order.marketplace_id.clone(),
        order_id: order.order_id.clone(),
        entry_time: time.unwrap_or(event.time),
        source: "orders",
        text: order_sentence(&message.change),
        case_id: case_id(&message),
        actor: Party::from_number(message.actor),
        clause_ids: each_once(message.clause_ids.clone()),
        amount: money(amount(&message)),
        sellers: Sellers::Named(sellers(&message, order)),
        change: message.change,
    }))
}

/// The dispute, the cancellation or nothing; an intervention is about the order as a whole unless it names a cancellation.
fn case_id(message: &pb::OrderChanged) -> String {
    let dispute = message.dispute.as_ref().map(|dispute| &dispute.dispute_id);
    let cancellation = message.cancellation.as_ref();
    let cancellation = cancellation.map(|cancellation| &cancellation.cancellation_id);
    let is_dispute = message.change.starts_with("dispute_");
    let (first, second) = if is_dispute {
        (dispute, cancellation)
    } else {
        (cancellation, dispute)
    };
    first.or(second).cloned().unwrap_or_default()
}

fn amount(message: &pb::OrderChanged) -> Option<&WireMoney> {
    let dispute = message.dispute.as_ref();
    match message.change.as_str() {
        "dispute_proposal" => dispute?.proposals.last()?.amount.as_ref(),
        "dispute_settled" | "dispute_ruled" => dispute?.amount.as_ref(),
        "intervened" => message.intervention.as_ref()?.amount.as_ref(),
        "cancellation_approved" => message.cancellation.as_ref()?.refund.as_ref()?.amount.as_ref(),
        "placed" => message.order.as_ref()?.total.as_ref(),
        _ => None,
    }
}

/// The sellers of the lines concerned; all of the order's when no line is named.
fn sellers(message: &pb::OrderChanged, order: &pb::Order) -> Vec<String> {
    let cancelled = message
        .cancellation
        .iter()
        .flat_map(|cancellation| &cancellation.lines);
    let mut line_ids: Vec<&str> = cancelled.map(|line| line.line_id.as_str()).collect();
    line_ids.extend(message.line_ids.iter().map(String::as_str));
    let is_concerned = |line: &&pb::Line| line_ids.is_empty() || line_ids.contains(&line.line_id.as_str());
    each_once(
        order
            .lines
            .iter()
            .filter(is_concerned)
            .map(|line| line.seller_id.clone()),
    )
}
