//! `orders.order_changed`: something happened in an order.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Money;
use redress_db::{Apply, HandlerError};
use redress_policy::{Breakdown, Party};
use redress_policybook::convert::{Word as _, breakdown_from_wire};
use redress_rpc::convert::{TimeOutOfRange, money_from_wire, time_from_wire};

use super::{EventError, Reactions, letters, queue};
use crate::domain::addressee::Addressee;
use crate::domain::change::Change;
use crate::domain::occasion::{Clock, Item, Occasion};
use crate::store::addressees;

pub const KIND: &str = "orders.order_changed";

impl Reactions {
    pub(super) async fn order_changed(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let message = pb::OrderChanged::decode(event.payload.as_slice())?;
        let addressee = addressee(&message)?;
        let Some(change) = Change::of_order(&message.change) else {
            tracing::warn!(
                change = message.change,
                "nobody is told of a change without a template"
            );
            return Ok(Box::new(move |tx| {
                Ok(addressees::addressee_upsert(tx.conn(), &addressee)?)
            }));
        };
        let occasion = occasion(change, message)?;
        let pack = self.pack(&addressee).await?;
        let letters = letters(&occasion, &addressee, &pack);
        Ok(Box::new(move |tx| {
            addressees::addressee_upsert(tx.conn(), &addressee)?;
            queue(tx, &occasion, &pack, letters)
        }))
    }
}

fn addressee(message: &pb::OrderChanged) -> Result<Addressee, EventError> {
    let order = message.order.as_ref().ok_or(EventError::Lacks("order"))?;
    if message.policy_id.is_empty() || message.policy_version < 1 {
        return Err(EventError::Lacks("policy"));
    }
    Ok(Addressee {
        order_id: order.order_id.clone(),
        marketplace_id: order.marketplace_id.clone(),
        buyer_id: order.buyer_id.clone(),
        buyer_email: order.buyer_email.clone(),
        policy_id: message.policy_id.clone(),
        policy_version: message.policy_version,
    })
}

fn occasion(change: Change, message: pb::OrderChanged) -> Result<Occasion, HandlerError> {
    let order = message.order.clone().ok_or(EventError::Lacks("order"))?;
    let items = items(change, &message, &order);
    let seller_ids = sellers(&message, &order);
    let is_refunded = matches!(
        change,
        Change::CancellationApproved | Change::DisputeSettled | Change::DisputeRuled
    );
    let cancellation = message.cancellation.as_ref();
    let refund = cancellation
        .and_then(|cancellation| cancellation.refund.as_ref())
        .filter(|_| is_refunded);
    let refund_due_time = cancellation
        .and_then(|cancellation| cancellation.refund_due_time)
        .filter(|_| is_refunded);
    Ok(Occasion {
        change,
        case_id: case_id(change, &message),
        actor: Party::from_number(message.actor),
        audience: message
            .audience
            .iter()
            .filter_map(|party| Party::from_number(*party))
            .collect(),
        seller_ids,
        items,
        facts: facts(change, &order),
        said: said(change, &message),
        breakdown: refund.map(breakdown_from_wire).transpose()?.filter(is_money),
        amount: amount(change, &message)?,
        refund_due_time: refund_due_time.as_ref().map(time_from_wire).transpose()?,
        clock: message.deadline.as_ref().map(clock).transpose()?.flatten(),
        clause_ids: message.clause_ids,
        notify_due_time: message.notify_due_time.as_ref().map(time_from_wire).transpose()?,
        order_id: order.order_id,
        marketplace_id: order.marketplace_id,
    })
}

fn is_money(breakdown: &Breakdown) -> bool {
    !breakdown.lines.is_empty()
}

fn case_id(change: Change, message: &pb::OrderChanged) -> String {
    let dispute = message.dispute.as_ref().map(|dispute| dispute.dispute_id.clone());
    let intervention = message
        .intervention
        .as_ref()
        .map(|intervention| intervention.intervention_id.clone());
    let cancellation = message
        .cancellation
        .as_ref()
        .map(|cancellation| cancellation.cancellation_id.clone());
    let found = match change {
        Change::DisputeOpened
        | Change::DisputeStatement
        | Change::DisputeProposal
        | Change::DisputeSettled
        | Change::DisputeRuled => dispute.or(cancellation),
        Change::Intervened => intervention.or(cancellation),
        _ => cancellation.or(dispute),
    };
    found.unwrap_or_default()
}

/// The lines concerned: those of the cancellation, else those the event names, else all for what is about all.
fn items(change: Change, message: &pb::OrderChanged, order: &pb::Order) -> Vec<Item> {
    let item = |line: &pb::Line, quantity| Item {
        title: title(line),
        quantity,
    };
    let find = |line_id: &str| order.lines.iter().find(|line| line.line_id == line_id);
    if let Some(cancellation) = &message.cancellation {
        let lines = cancellation.lines.iter();
        return lines
            .filter_map(|own| find(&own.line_id).map(|line| item(line, own.quantity)))
            .collect();
    }
    if change == Change::Shipped
        && let Some(parcel) = newest_parcel(order)
    {
        let lines = parcel.lines.iter();
        return lines
            .filter_map(|own| find(&own.line_id).map(|line| item(line, own.quantity)))
            .collect();
    }
    let concerned =
        |line: &&pb::Line| message.line_ids.is_empty() || message.line_ids.contains(&line.line_id);
    order
        .lines
        .iter()
        .filter(concerned)
        .map(|line| item(line, line.quantity - line.cancelled_quantity))
        .collect()
}

fn title(line: &pb::Line) -> String {
    [&line.title, &line.sku, &line.line_id]
        .into_iter()
        .find(|name| !name.is_empty())
        .cloned()
        .unwrap_or_default()
}

fn sellers(message: &pb::OrderChanged, order: &pb::Order) -> Vec<String> {
    let of_cancellation = message
        .cancellation
        .iter()
        .flat_map(|cancellation| &cancellation.lines);
    let mut line_ids: Vec<&str> = of_cancellation.map(|line| line.line_id.as_str()).collect();
    line_ids.extend(message.line_ids.iter().map(String::as_str));
    let concerned = |line: &&pb::Line| line_ids.is_empty() || line_ids.contains(&line.line_id.as_str());
    let mut sellers: Vec<_> = order
        .lines
        .iter()
        .filter(concerned)
        .map(|line| line.seller_id.clone())
        .collect();
    sellers.sort_unstable();
    sellers.dedup();
    sellers
}

fn newest_parcel(order: &pb::Order) -> Option<&pb::Parcel> {
    order
        .parcels
        .iter()
        .max_by_key(|parcel| parcel.ship_time.as_ref().map(|time| (time.seconds, time.nanos)))
}

fn facts(change: Change, order: &pb::Order) -> Vec<String> {
    match (change, newest_parcel(order)) {
        (Change::Shipped, Some(parcel)) if !parcel.tracking_number.is_empty() => {
            vec![format!(
                "Sent with {}, tracking number {}",
                parcel.carrier, parcel.tracking_number
            )]
        }
        _ => Vec::new(),
    }
}

/// Whatever the one who acted said, wherever the event carries it.
fn said(change: Change, message: &pb::OrderChanged) -> String {
    let dispute = message.dispute.as_ref();
    let carried = match change {
        Change::DisputeOpened | Change::DisputeStatement => dispute
            .and_then(|dispute| dispute.statements.last())
            .map(|statement| &statement.text),
        Change::DisputeProposal => dispute
            .and_then(|dispute| dispute.proposals.last())
            .map(|proposal| &proposal.text),
        Change::DisputeRuled => dispute.map(|dispute| &dispute.ruling_reason),
        Change::Intervened => message
            .intervention
            .as_ref()
            .map(|intervention| &intervention.reason),
        Change::CancellationRefused => message
            .cancellation
            .as_ref()
            .map(|cancellation| &cancellation.decide_reason),
        _ => None,
    };
    [Some(&message.explanation), carried]
        .into_iter()
        .flatten()
        .find(|said| !said.is_empty())
        .cloned()
        .unwrap_or_default()
}

fn amount(change: Change, message: &pb::OrderChanged) -> Result<Option<Money>, HandlerError> {
    let dispute = message.dispute.as_ref();
    let amount = match change {
        Change::DisputeProposal => dispute
            .and_then(|dispute| dispute.proposals.last())
            .and_then(|last| last.amount.as_ref()),
        Change::DisputeSettled | Change::DisputeRuled => dispute.and_then(|dispute| dispute.amount.as_ref()),
        Change::Intervened => message
            .intervention
            .as_ref()
            .and_then(|intervention| intervention.amount.as_ref()),
        _ => None,
    };
    Ok(amount
        .map(money_from_wire)
        .transpose()?
        .filter(|amount| amount.minor != 0))
}

fn clock(deadline: &pb::OpenDeadline) -> Result<Option<Clock>, TimeOutOfRange> {
    let Some(due_time) = &deadline.due_time else {
        return Ok(None);
    };
    Ok(Some(Clock {
        kind: deadline.kind.clone(),
        due_time: time_from_wire(due_time)?,
        party: Party::from_number(deadline.party),
    }))
}
