//! A message as its row.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::Error;

use crate::domain::language::Language;
use crate::domain::message::{Bounce, Fault, Message, State};
use crate::schema::messages;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages)]
pub(super) struct Row {
    message_id: String,
    marketplace_id: String,
    order_id: String,
    case_id: String,
    change: String,
    party: String,
    party_id: String,
    recipient: String,
    sender_name: String,
    reply_to: String,
    subject: String,
    body: String,
    language: String,
    create_time: NaiveDateTime,
    notify_due_time: Option<NaiveDateTime>,
    clause_ids: String,
    trace_parent: Option<String>,
    #[diesel(embed)]
    standing: Standing,
}

/// What changes of a message after it was written.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = messages, treat_none_as_null = true)]
pub(super) struct Standing {
    state: String,
    send_time: Option<NaiveDateTime>,
    failure: String,
    attempts: i64,
    last_error: String,
    last_error_code: String,
    next_attempt_time: Option<NaiveDateTime>,
    provider_reference: String,
    bounce_code: String,
    bounce_time: Option<NaiveDateTime>,
    bounce_is_reported: bool,
    revision: i64,
}

fn naive(time: Option<DateTime<Utc>>) -> Option<NaiveDateTime> {
    time.map(|time| time.naive_utc())
}

fn utc(time: Option<NaiveDateTime>) -> Option<DateTime<Utc>> {
    time.map(|time| time.and_utc())
}

impl From<&Message> for Standing {
    fn from(message: &Message) -> Self {
        let bounce = message.bounce.as_ref();
        Self {
            state: message.state.as_str().to_owned(),
            send_time: naive(message.send_time),
            failure: message.failure.clone(),
            attempts: message.attempts,
            last_error: message.last_error.map_or("", Fault::as_str).to_owned(),
            last_error_code: message.last_error_code.clone(),
            next_attempt_time: naive(message.next_attempt_time),
            provider_reference: message.provider_reference.clone(),
            bounce_code: bounce.map(|bounce| bounce.code.clone()).unwrap_or_default(),
            bounce_time: naive(bounce.map(|bounce| bounce.time)),
            bounce_is_reported: bounce.is_some_and(|bounce| bounce.is_reported),
            revision: message.revision,
        }
    }
}

impl From<&Message> for Row {
    fn from(message: &Message) -> Self {
        let clause_ids = serde_json::to_string(&message.clause_ids);
        Self {
            message_id: message.message_id.to_string(),
            marketplace_id: message.marketplace_id.clone(),
            order_id: message.order_id.clone(),
            case_id: message.case_id.clone(),
            change: message.change.clone(),
            party: message.party.to_string(),
            party_id: message.party_id.clone(),
            recipient: message.recipient.clone(),
            sender_name: message.sender_name.clone(),
            reply_to: message.reply_to.clone(),
            subject: message.subject.clone(),
            body: message.body.clone(),
            language: message.language.tag().to_owned(),
            create_time: message.create_time.naive_utc(),
            notify_due_time: naive(message.notify_due_time),
            clause_ids: clause_ids.expect("invariant: a list of texts is JSON"),
            trace_parent: message.trace_parent.clone(),
            standing: message.into(),
        }
    }
}

impl TryFrom<Row> for Message {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let standing = row.standing;
        let state = State::find(&standing.state);
        let language = Language::of_tag(&row.language);
        let last_error = match standing.last_error.as_str() {
            "" => None,
            word => Some(
                Fault::find(word).ok_or_else(|| Error::corrupt("a message failed for no known reason"))?,
            ),
        };
        let bounce = standing.bounce_time.map(|time| Bounce {
            code: standing.bounce_code,
            time: time.and_utc(),
            is_reported: standing.bounce_is_reported,
        });
        Ok(Self {
            message_id: row.message_id.parse().map_err(Error::corrupt)?,
            marketplace_id: row.marketplace_id,
            order_id: row.order_id,
            case_id: row.case_id,
            change: row.change,
            party: row.party.parse().map_err(Error::corrupt)?,
            party_id: row.party_id,
            recipient: row.recipient,
            sender_name: row.sender_name,
            reply_to: row.reply_to,
            subject: row.subject,
            body: row.body,
            language: language.ok_or_else(|| Error::corrupt("a message is in no known language"))?,
            state: state.ok_or_else(|| Error::corrupt("a message is in no known state"))?,
            create_time: row.create_time.and_utc(),
            send_time: utc(standing.send_time),
            notify_due_time: utc(row.notify_due_time),
            clause_ids: serde_json::from_str(&row.clause_ids).map_err(Error::corrupt)?,
            failure: standing.failure,
            attempts: standing.attempts,
            last_error,
            last_error_code: standing.last_error_code,
            next_attempt_time: utc(standing.next_attempt_time),
            provider_reference: standing.provider_reference,
            bounce,
            trace_parent: row.trace_parent,
            revision: standing.revision,
        })
    }
}
