//! Disputes as rows, and back.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::Error;

use super::text::{from_json, in_utc, to_json, word};
use crate::domain::dispute::Dispute;
use crate::domain::words::{CancellationState, DisputeState, RulingFor};
use crate::schema::disputes;

/// A row of `disputes`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = disputes, primary_key(dispute_id), treat_none_as_null = true, treat_none_as_default_value = false)]
pub(in crate::store) struct DisputeRow {
    pub(super) dispute_id: String,
    pub(super) cancellation_id: String,
    pub(super) order_id: String,
    pub(super) marketplace_id: String,
    pub(super) buyer_id: String,
    pub(super) seller_ids: String,
    pub(super) currency: String,
    pub(super) state: String,
    pub(super) revision: i64,
    pub(super) opened_by: String,
    pub(super) open_time: NaiveDateTime,
    pub(super) statements: String,
    pub(super) proposals: String,
    pub(super) ruling_for: Option<String>,
    pub(super) ruling_reason: String,
    pub(super) amount_minor: Option<i64>,
    pub(super) judgement_due_time: Option<NaiveDateTime>,
    pub(super) clauses: String,
    pub(super) is_escalated: bool,
    pub(super) close_time: Option<NaiveDateTime>,
    pub(super) disputed_state: String,
    pub(super) held: String,
}

impl DisputeRow {
    pub(in crate::store) fn of(dispute: &Dispute) -> Self {
        Self {
            dispute_id: dispute.dispute_id.clone(),
            cancellation_id: dispute.cancellation_id.clone(),
            order_id: dispute.order_id.clone(),
            marketplace_id: dispute.marketplace_id.clone(),
            buyer_id: dispute.buyer_id.clone(),
            seller_ids: format!(" {} ", dispute.seller_ids.join(" ")),
            currency: dispute.currency.to_string(),
            state: dispute.state.as_str().to_owned(),
            revision: dispute.revision,
            opened_by: dispute.opened_by.as_str().to_owned(),
            open_time: dispute.open_time.naive_utc(),
            statements: to_json(&dispute.statements),
            proposals: to_json(&dispute.proposals),
            ruling_for: dispute.ruling_for.map(|ruling| ruling.as_str().to_owned()),
            ruling_reason: dispute.ruling_reason.clone(),
            amount_minor: dispute.amount_minor,
            judgement_due_time: dispute.judgement_due_time.map(|time| time.naive_utc()),
            clauses: to_json(&dispute.clauses),
            is_escalated: dispute.is_escalated,
            close_time: dispute.close_time.map(|time| time.naive_utc()),
            disputed_state: dispute.disputed_state.as_str().to_owned(),
            held: to_json(&dispute.held),
        }
    }

    pub(in crate::store) fn into_dispute(self) -> Result<Dispute, Error> {
        let ruling_for = self.ruling_for.as_deref();
        Ok(Dispute {
            seller_ids: self.seller_ids.split_whitespace().map(str::to_owned).collect(),
            currency: self.currency.parse().map_err(Error::corrupt)?,
            state: word("disputes.state", &self.state, DisputeState::parse)?,
            opened_by: word("disputes.opened_by", &self.opened_by, |text| text.parse().ok())?,
            open_time: self.open_time.and_utc(),
            statements: from_json("disputes.statements", &self.statements)?,
            proposals: from_json("disputes.proposals", &self.proposals)?,
            ruling_for: ruling_for
                .map(|text| word("disputes.ruling_for", text, RulingFor::parse))
                .transpose()?,
            judgement_due_time: in_utc(self.judgement_due_time),
            clauses: from_json("disputes.clauses", &self.clauses)?,
            close_time: in_utc(self.close_time),
            disputed_state: word(
                "disputes.disputed_state",
                &self.disputed_state,
                CancellationState::parse,
            )?,
            held: from_json("disputes.held", &self.held)?,
            dispute_id: self.dispute_id,
            cancellation_id: self.cancellation_id,
            order_id: self.order_id,
            marketplace_id: self.marketplace_id,
            buyer_id: self.buyer_id,
            revision: self.revision,
            ruling_reason: self.ruling_reason,
            amount_minor: self.amount_minor,
            is_escalated: self.is_escalated,
        })
    }
}
