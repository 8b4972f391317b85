//! `orders.order_changed`: something happened in an order.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::orders::v1 as pb;
use redress_db::HandlerError;

use super::reading::{amount, clock, happened, party, version, word};
use super::{Heard, Lacks};
use crate::domain::event::{Data, Line, Occurrence};
use crate::domain::event_type::Subject;

pub const KIND: &str = "orders.order_changed";

/// What the event says.
///
/// # Errors
///
/// It cannot be read.
pub(super) fn read(event: &Envelope) -> Result<Heard, HandlerError> {
    let message = pb::OrderChanged::decode(event.payload.as_slice())?;
    let order = message.order.as_ref().ok_or(Lacks("order"))?;
    let named = named_lines(&message);
    let lines = lines(&message, order, &named);
    let of_dispute = message.dispute.as_ref();
    // A dispute that names no lines is about those of its cancellation, and not about the whole order.
    let is_open = named.is_empty() && of_dispute.is_some();
    let seller_ids = if is_open { Vec::new() } else { sellers(&lines) };
    let all: Vec<String> = sellers(&all_lines(order));
    let mut case_sellers = vec![(order.order_id.clone(), all)];
    if !is_open {
        let cancellation = message.cancellation.as_ref().map(|found| &found.cancellation_id);
        let cases = cancellation
            .into_iter()
            .chain(of_dispute.map(|found| &found.dispute_id));
        case_sellers.extend(cases.map(|id| (id.clone(), seller_ids.clone())));
    }
    let occurrence = match Subject::Order.type_of(&message.change) {
        None => None,
        Some(event_type) => Some(Occurrence {
            event_type,
            marketplace_id: order.marketplace_id.clone(),
            event_time: happened(message.change_time.as_ref())?,
            seller_ids,
            data: Data {
                lines: if is_open { Vec::new() } else { lines },
                ..data(&message, order)?
            },
        }),
    };
    Ok(Heard {
        occurrence,
        order_id: order.order_id.clone(),
        case_sellers,
        line_sellers: line_sellers(order),
        of_cases: of_dispute
            .filter(|_| is_open)
            .map(|found| found.cancellation_id.clone())
            .into_iter()
            .collect(),
        of_lines: Vec::new(),
    })
}

fn data(message: &pb::OrderChanged, order: &pb::Order) -> Result<Data, HandlerError> {
    let cancellation = message.cancellation.as_ref();
    let dispute = message.dispute.as_ref();
    let intervention = message.intervention.as_ref();
    let is_refunded = message.change == "cancellation_approved";
    let refund = cancellation
        .and_then(|found| found.refund.as_ref()?.amount.as_ref())
        .filter(|_| is_refunded);
    let given = dispute
        .and_then(|found| found.amount.as_ref())
        .or_else(|| intervention.and_then(|found| found.amount.as_ref()));
    Ok(Data {
        order_id: order.order_id.clone(),
        cancellation_id: cancellation
            .map(|found| found.cancellation_id.clone())
            .unwrap_or_default(),
        dispute_id: dispute.map(|found| found.dispute_id.clone()).unwrap_or_default(),
        intervention_id: intervention
            .map(|found| found.intervention_id.clone())
            .unwrap_or_default(),
        state: word(order.state().as_str_name(), "ORDER_STATE_"),
        actor: party(message.actor),
        amount: amount(refund.or(given))?,
        deadline: clock(message.deadline.as_ref())?,
        clause_ids: message.clause_ids.clone(),
        policy_id: message.policy_id.clone(),
        policy_version: version(message.policy_version),
        ..Data::default()
    })
}

/// The lines that the event or its cancellation names.
fn named_lines(message: &pb::OrderChanged) -> Vec<&str> {
    let of_cancellation = message.cancellation.iter().flat_map(|found| &found.lines);
    let mut named: Vec<&str> = of_cancellation.map(|line| line.line_id.as_str()).collect();
    named.extend(message.line_ids.iter().map(String::as_str));
    named
}

/// The lines concerned, all when none is named; with how much of each.
fn lines(message: &pb::OrderChanged, order: &pb::Order, named: &[&str]) -> Vec<Line> {
    let mut lines = all_lines(order);
    lines.retain(|line| named.is_empty() || named.contains(&line.line_id.as_str()));
    let cancelled = message.cancellation.iter().flat_map(|found| &found.lines);
    for own in cancelled {
        if let Some(line) = lines.iter_mut().find(|line| line.line_id == own.line_id) {
            line.quantity = own.quantity;
        }
    }
    lines
}

fn all_lines(order: &pb::Order) -> Vec<Line> {
    let line = |line: &pb::Line| Line {
        line_id: line.line_id.clone(),
        quantity: line.quantity - line.cancelled_quantity,
        seller_id: line.seller_id.clone(),
    };
    order.lines.iter().map(line).collect()
}

fn sellers(lines: &[Line]) -> Vec<String> {
    let mut sellers: Vec<_> = lines.iter().map(|line| line.seller_id.clone()).collect();
    sellers.sort_unstable();
    sellers.dedup();
    sellers
}

fn line_sellers(order: &pb::Order) -> Vec<(String, String)> {
    let lines = order.lines.iter();
    lines
        .map(|line| (line.line_id.clone(), line.seller_id.clone()))
        .collect()
}
