//! `orders.order_changed`: something happened in an order.

mod history;
mod sellers;

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Money;
use redress_db::{Apply, HandlerError};
use redress_policy::{Breakdown, Party};
use redress_policybook::convert::{Word as _, breakdown_from_wire};
use redress_rpc::convert::{money_from_wire, time_from_wire};

use super::reading::{audience, clocks};
use super::{EventError, Reactions, queue};
use crate::domain::addressee::Addressee;
use crate::domain::change::{Change, OrderChange};
use crate::domain::language::Language;
use crate::domain::occasion::{Item, Occasion};
use crate::domain::phrase::Phrase;
use crate::store::{addressees, cases};
use history::is_history;
use sellers::{concerned, sellers};

pub const KIND: &str = "orders.order_changed";

impl Reactions {
    pub(super) async fn order_changed(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let message = pb::OrderChanged::decode(event.payload.as_slice())?;
        let addressee = addressee(&message)?;
        let Some(change) = OrderChange::find(&message.change) else {
            tracing::warn!(
                change = message.change,
                "nobody is told of a change without a template"
            );
            return Ok(Box::new(move |tx| {
                Ok(addressees::addressee_upsert(tx.conn(), &addressee)?)
            }));
        };
        let concerned = concerned(change, &message);
        let is_history = is_history(change, &message);
        let occasion = occasion(change, message)?;
        let pack = self.pack(&addressee).await?;
        let letters = if is_history {
            Vec::new()
        } else {
            self.letters(&occasion, &addressee, &pack)
        };
        Ok(Box::new(move |tx| {
            addressees::addressee_upsert(tx.conn(), &addressee)?;
            for (case_id, seller_ids) in &concerned {
                cases::case_sellers_upsert(tx.conn(), case_id, seller_ids)?;
            }
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
        language: language(order),
    })
}

/// What the buyer reads: as the order says, else what most people read where it goes.
fn language(order: &pb::Order) -> Option<Language> {
    Language::of_tag(&order.buyer_language).or_else(|| {
        let country = order.shipping_address.as_ref()?.region_code.as_str();
        Some(Language::of_country(country))
    })
}

fn occasion(change: OrderChange, message: pb::OrderChanged) -> Result<Occasion, HandlerError> {
    let order = message.order.clone().ok_or(EventError::Lacks("order"))?;
    let items = items(change, &message, &order);
    let seller_ids = sellers(&message, &order);
    let is_refunded = matches!(
        change,
        OrderChange::CancellationApproved | OrderChange::DisputeSettled | OrderChange::DisputeRuled
    );
    let cancellation = message.cancellation.as_ref();
    let refund = cancellation
        .and_then(|cancellation| cancellation.refund.as_ref())
        .filter(|_| is_refunded);
    let refund_due_time = cancellation
        .and_then(|cancellation| cancellation.refund_due_time)
        .filter(|_| is_refunded);
    Ok(Occasion {
        case_id: case_id(change, &message),
        actor: Party::from_number(message.actor),
        audience: audience(&message.audience),
        seller_ids,
        items,
        facts: facts(change, &order),
        said: said(change, &message),
        breakdown: refund.map(breakdown_from_wire).transpose()?.filter(is_money),
        amount: amount(change, &message)?,
        refund_due_time: refund_due_time.as_ref().map(time_from_wire).transpose()?,
        clocks: clocks(&message.deadline)?,
        clause_ids: message.clause_ids,
        notify_due_time: message.notify_due_time.as_ref().map(time_from_wire).transpose()?,
        ..Occasion::new(Change::Order(change), order.order_id, order.marketplace_id)
    })
}

fn is_money(breakdown: &Breakdown) -> bool {
    !breakdown.lines.is_empty()
}

fn case_id(change: OrderChange, message: &pb::OrderChanged) -> String {
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
        OrderChange::DisputeOpened
        | OrderChange::DisputeStatement
        | OrderChange::DisputeProposal
        | OrderChange::DisputeSettled
        | OrderChange::DisputeRuled => dispute.or(cancellation),
        OrderChange::Intervened => intervention.or(cancellation),
        _ => cancellation.or(dispute),
    };
    found.unwrap_or_default()
}

/// The lines concerned: those of the cancellation, else those the event names, else all for what is about all.
fn items(change: OrderChange, message: &pb::OrderChanged, order: &pb::Order) -> Vec<Item> {
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
    if change == OrderChange::Shipped
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

fn newest_parcel(order: &pb::Order) -> Option<&pb::Parcel> {
    order
        .parcels
        .iter()
        .max_by_key(|parcel| parcel.ship_time.as_ref().map(|time| (time.seconds, time.nanos)))
}

fn facts(change: OrderChange, order: &pb::Order) -> Vec<Phrase> {
    match (change, newest_parcel(order)) {
        (OrderChange::Shipped, Some(parcel)) if !parcel.tracking_number.is_empty() => {
            let sent = Phrase::new("sent-carrier-number").text("carrier", &parcel.carrier);
            vec![sent.text("number", &parcel.tracking_number)]
        }
        _ => Vec::new(),
    }
}

/// Whatever the one who acted said, wherever the event carries it.
fn said(change: OrderChange, message: &pb::OrderChanged) -> String {
    let dispute = message.dispute.as_ref();
    let carried = match change {
        OrderChange::DisputeOpened | OrderChange::DisputeStatement => dispute
            .and_then(|dispute| dispute.statements.last())
            .map(|statement| &statement.text),
        OrderChange::DisputeProposal => dispute
            .and_then(|dispute| dispute.proposals.last())
            .map(|proposal| &proposal.text),
        OrderChange::DisputeRuled => dispute.map(|dispute| &dispute.ruling_reason),
        OrderChange::Intervened => message
            .intervention
            .as_ref()
            .map(|intervention| &intervention.reason),
        OrderChange::CancellationRefused => message
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

fn amount(change: OrderChange, message: &pb::OrderChanged) -> Result<Option<Money>, HandlerError> {
    let dispute = message.dispute.as_ref();
    let amount = match change {
        OrderChange::DisputeProposal => dispute
            .and_then(|dispute| dispute.proposals.last())
            .and_then(|last| last.amount.as_ref()),
        OrderChange::DisputeSettled | OrderChange::DisputeRuled => {
            dispute.and_then(|dispute| dispute.amount.as_ref())
        }
        OrderChange::Intervened => message
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
