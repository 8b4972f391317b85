//! Cancellations as rows, and back.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::Error;

use super::text::{from_json, in_utc, optional_json, to_json, word};
use crate::domain::cancellation::Cancellation;
use crate::domain::words::CancellationState;
use crate::schema::cancellations;

/// A row of `cancellations`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cancellations, primary_key(cancellation_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(in crate::store) struct CancellationRow {
    pub(super) cancellation_id: String,
    pub(super) order_id: String,
    pub(super) marketplace_id: String,
    pub(super) buyer_id: String,
    pub(super) seller_ids: String,
    pub(super) state: String,
    pub(super) revision: i64,
    pub(super) requested_by: String,
    pub(super) ground: String,
    pub(super) explanation: String,
    pub(super) lines: String,
    pub(super) decision_id: String,
    pub(super) refund: Option<String>,
    pub(super) refunds: String,
    pub(super) payout: Option<String>,
    pub(super) frees_shipping: bool,
    pub(super) request_time: NaiveDateTime,
    pub(super) decide_time: Option<NaiveDateTime>,
    pub(super) decided_by: Option<String>,
    pub(super) decide_reason: String,
    pub(super) refund_due_time: Option<NaiveDateTime>,
    pub(super) dispute_id: String,
    pub(super) deadlines: String,
    pub(super) notify_time: Option<NaiveDateTime>,
    pub(super) notify_due_time: Option<NaiveDateTime>,
    pub(super) is_escalated: bool,
}

impl CancellationRow {
    pub(in crate::store) fn of(cancellation: &Cancellation) -> Self {
        let time = |time: Option<chrono::DateTime<chrono::Utc>>| time.map(|time| time.naive_utc());
        Self {
            cancellation_id: cancellation.cancellation_id.clone(),
            order_id: cancellation.order_id.clone(),
            marketplace_id: cancellation.marketplace_id.clone(),
            buyer_id: cancellation.buyer_id.clone(),
            seller_ids: format!(" {} ", cancellation.seller_ids.join(" ")),
            state: cancellation.state.as_str().to_owned(),
            revision: cancellation.revision,
            requested_by: cancellation.requested_by.as_str().to_owned(),
            ground: cancellation.ground.as_str().to_owned(),
            explanation: cancellation.explanation.clone(),
            lines: to_json(&cancellation.lines),
            decision_id: cancellation.decision_id.clone(),
            refund: cancellation.refund.as_ref().map(to_json),
            refunds: to_json(&cancellation.refunds),
            payout: cancellation.payout.as_ref().map(to_json),
            frees_shipping: cancellation.frees_shipping,
            request_time: cancellation.request_time.naive_utc(),
            decide_time: time(cancellation.decide_time),
            decided_by: cancellation.decided_by.map(|party| party.as_str().to_owned()),
            decide_reason: cancellation.decide_reason.clone(),
            refund_due_time: time(cancellation.refund_due_time),
            dispute_id: cancellation.dispute_id.clone(),
            deadlines: to_json(&cancellation.deadlines),
            notify_time: time(cancellation.notify_time),
            notify_due_time: time(cancellation.notify_due_time),
            is_escalated: cancellation.is_escalated,
        }
    }

    pub(in crate::store) fn into_cancellation(self) -> Result<Cancellation, Error> {
        let party = |text: &str| word("cancellations.requested_by", text, |text| text.parse().ok());
        Ok(Cancellation {
            seller_ids: self.seller_ids.split_whitespace().map(str::to_owned).collect(),
            state: word("cancellations.state", &self.state, CancellationState::parse)?,
            requested_by: party(&self.requested_by)?,
            ground: word("cancellations.ground", &self.ground, |text| text.parse().ok())?,
            lines: from_json("cancellations.lines", &self.lines)?,
            refund: optional_json("cancellations.refund", self.refund.as_deref())?,
            refunds: from_json("cancellations.refunds", &self.refunds)?,
            payout: optional_json("cancellations.payout", self.payout.as_deref())?,
            request_time: self.request_time.and_utc(),
            decide_time: in_utc(self.decide_time),
            decided_by: self.decided_by.as_deref().map(party).transpose()?,
            refund_due_time: in_utc(self.refund_due_time),
            deadlines: from_json("cancellations.deadlines", &self.deadlines)?,
            notify_time: in_utc(self.notify_time),
            notify_due_time: in_utc(self.notify_due_time),
            cancellation_id: self.cancellation_id,
            order_id: self.order_id,
            marketplace_id: self.marketplace_id,
            buyer_id: self.buyer_id,
            revision: self.revision,
            explanation: self.explanation,
            decision_id: self.decision_id,
            frees_shipping: self.frees_shipping,
            decide_reason: self.decide_reason,
            dispute_id: self.dispute_id,
            is_escalated: self.is_escalated,
        })
    }
}
