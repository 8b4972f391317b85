//! `returns.return_changed`: something happened in a return, a delivery claim or a dispute over one.
//!
//! The buyer is written to at the address that was given with the request, else at the order's.

mod facts;
mod sections;

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::policies::v1::Topic;
use redress_contracts::redress::returns::v1 as pb;
use redress_core::Money;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::pack::Pack;
use redress_policy::{Breakdown, Party};
use redress_policybook::convert::{Word as _, breakdown_from_wire};
use redress_rpc::convert::{TimeOutOfRange, time_from_wire};

use super::reading::{amount, audience, clocks};
use super::{EventError, Reactions, queue};
use crate::domain::addressee::{Addressee, is_address};
use crate::domain::change::{Change, ReturnChange};
use crate::domain::occasion::{Clock, Item, Occasion};
use crate::store::{addressees, cases};

pub const KIND: &str = "returns.return_changed";

impl Reactions {
    pub(super) async fn return_changed(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let message = pb::ReturnChanged::decode(event.payload.as_slice())?;
        let Some(change) = ReturnChange::find(&message.change) else {
            tracing::warn!(
                change = message.change,
                "nobody is told of a change without a template"
            );
            return Ok(nothing_to_do());
        };
        let found = message.return_case.as_ref();
        let addressee = self
            .buyer_of(found.ok_or(EventError::Lacks("return"))?, &message)
            .await?;
        let pack = self.pack(&addressee).await?;
        let occasion = occasion(change, message, &pack)?;
        let letters = self.letters(&occasion, &addressee, &pack);
        Ok(Box::new(move |tx| {
            cases::case_sellers_upsert(tx.conn(), &occasion.case_id, &occasion.seller_ids)?;
            queue(tx, &occasion, &pack, letters)
        }))
    }

    async fn buyer_of(
        &self,
        found: &pb::Return,
        message: &pb::ReturnChanged,
    ) -> Result<Addressee, HandlerError> {
        let id = found.order_id.clone();
        let reading = self.db.read(move |conn| addressees::addressee_fetch(conn, &id));
        let known = reading.await?;
        let language = known.as_ref().and_then(|known| known.language);
        let given = found.contact.as_ref().map(|contact| contact.email.as_str());
        let buyer_email = match (given.filter(|email| is_address(email)), known) {
            (Some(email), _) => email.to_owned(),
            (None, Some(known)) => known.buyer_email,
            (None, None) => return Err(EventError::UnknownOrder(found.order_id.clone()).into()),
        };
        if message.policy_id.is_empty() || message.policy_version < 1 {
            return Err(EventError::Lacks("policy").into());
        }
        Ok(Addressee {
            order_id: found.order_id.clone(),
            marketplace_id: found.marketplace_id.clone(),
            buyer_id: found.buyer_id.clone(),
            buyer_email,
            policy_id: message.policy_id.clone(),
            policy_version: message.policy_version,
            language,
        })
    }
}

fn occasion(change: ReturnChange, message: pb::ReturnChanged, pack: &Pack) -> Result<Occasion, HandlerError> {
    let found = message.return_case.as_ref().ok_or(EventError::Lacks("return"))?;
    let remedy = found.remedy.as_ref();
    let refund_due_time = remedy
        .and_then(|remedy| remedy.refund_due_time.as_ref())
        .filter(|_| change == ReturnChange::RemedyApplied);
    let occasion = Occasion {
        thing: match found.topic() {
            Topic::Delivery => "claim",
            _ => "return",
        },
        case_id: found.return_id.clone(),
        actor: Party::from_number(message.actor),
        audience: audience(&message.audience),
        seller_ids: Some(found.seller_id.clone())
            .filter(|seller_id| !seller_id.is_empty())
            .into_iter()
            .collect(),
        items: found.lines.iter().map(item).collect(),
        facts: facts::facts(change, found, message.dispute.as_ref()),
        said: facts::said(change, &message),
        breakdown: breakdown(change, found)?,
        amount: amount_of(change, &message)?,
        sections: sections::sections(change, found, message.dispute.as_ref(), pack)?,
        refund_due_time: refund_due_time.map(time_from_wire).transpose()?,
        clocks: clocks_of(&message, found)?,
        clause_ids: message.clause_ids.clone(),
        notify_due_time: message.notify_due_time.as_ref().map(time_from_wire).transpose()?,
        ..Occasion::new(
            Change::Return(change),
            found.order_id.clone(),
            found.marketplace_id.clone(),
        )
    };
    Ok(occasion.noticed_by(pack, change.as_str()))
}

fn item(line: &pb::ReturnLine) -> Item {
    let names = [&line.title, &line.sku, &line.line_id];
    let title = names.into_iter().find(|name| !name.is_empty());
    Item {
        title: title.cloned().unwrap_or_default(),
        quantity: line.quantity,
    }
}

/// What is refunded, once it is settled.
fn breakdown(change: ReturnChange, found: &pb::Return) -> Result<Option<Breakdown>, HandlerError> {
    if change != ReturnChange::RemedyApplied {
        return Ok(None);
    }
    let refund = found.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
    let breakdown = refund.map(breakdown_from_wire).transpose()?;
    Ok(breakdown.filter(|breakdown| !breakdown.lines.is_empty()))
}

fn amount_of(change: ReturnChange, message: &pb::ReturnChanged) -> Result<Option<Money>, HandlerError> {
    let dispute = message.dispute.as_ref();
    let proposed = dispute.and_then(|dispute| dispute.proposals.last()?.amount.as_ref());
    let given = dispute.and_then(|dispute| dispute.amount.as_ref());
    let forced = message.intervention.as_ref();
    amount(match change {
        ReturnChange::DisputeProposal => proposed,
        ReturnChange::DisputeSettled | ReturnChange::DisputeRuled | ReturnChange::DisputeOutcome => given,
        ReturnChange::Intervened => forced.and_then(|intervention| intervention.amount.as_ref()),
        _ => None,
    })
}

/// The clock that the event is about; else all that run, those of the dispute at the end.
fn clocks_of(message: &pb::ReturnChanged, found: &pb::Return) -> Result<Vec<Clock>, TimeOutOfRange> {
    if message.deadline.is_some() {
        return clocks(&message.deadline);
    }
    let mut running = clocks(&found.deadlines)?;
    let Some(dispute) = &message.dispute else {
        return Ok(running);
    };
    let of_dispute = [
        ("judgement", &dispute.judgement_due_time, Some(Party::Platform)),
        ("appeal", &dispute.appeal_due_time, None),
    ];
    for (kind, due_time, party) in of_dispute {
        let Some(due_time) = due_time else { continue };
        if running.iter().all(|clock| clock.kind != kind) {
            running.push(Clock {
                kind: kind.to_owned(),
                due_time: time_from_wire(due_time)?,
                party,
            });
        }
    }
    Ok(running)
}
