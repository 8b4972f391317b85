//! Messages.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};
use redress_policy::Party;

use crate::domain::message::{Message, State};
use crate::schema::messages;

/// Which messages a list shows, newest first.
#[derive(Clone, Debug)]
pub struct MessageFilter {
    pub marketplace_id: String,
    pub order_id: Option<String>,
    /// Only those about this order, whichever is asked for.
    pub only_order: Option<String>,
    pub party: Option<Party>,
    /// Only those to this buyer or seller.
    pub reader: Option<(Party, String)>,
    /// Go on with messages older than this one.
    pub before: Option<String>,
    pub limit: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = messages)]
struct Row {
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
    state: String,
    create_time: NaiveDateTime,
    send_time: Option<NaiveDateTime>,
    notify_due_time: Option<NaiveDateTime>,
    clause_ids: String,
    failure: String,
    attempts: i64,
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
            state: message.state.as_str().to_owned(),
            create_time: message.create_time.naive_utc(),
            send_time: message.send_time.map(|time| time.naive_utc()),
            notify_due_time: message.notify_due_time.map(|time| time.naive_utc()),
            clause_ids: clause_ids.expect("invariant: a list of texts is JSON"),
            failure: message.failure.clone(),
            attempts: message.attempts,
        }
    }
}

impl TryFrom<Row> for Message {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let state = State::ALL.into_iter().find(|state| state.as_str() == row.state);
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
            state: state.ok_or_else(|| Error::corrupt("a message is in no known state"))?,
            create_time: row.create_time.and_utc(),
            send_time: row.send_time.map(|time| time.and_utc()),
            notify_due_time: row.notify_due_time.map(|time| time.and_utc()),
            clause_ids: serde_json::from_str(&row.clause_ids).map_err(Error::corrupt)?,
            failure: row.failure,
            attempts: row.attempts,
        })
    }
}

/// Writes new messages.
pub fn message_insert_all(conn: &mut Conn, new: &[Message]) -> Result<(), Error> {
    let rows: Vec<Row> = new.iter().map(Row::from).collect();
    on_conn!(conn, |c| diesel::insert_into(messages::table)
        .values(&rows)
        .execute(c))
    .map(drop)
}

/// One message.
pub fn message_fetch(conn: &mut Conn, message_id: &str) -> Result<Option<Message>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| messages::table
        .find(message_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(TryInto::try_into).transpose()
}

/// Writes where a message stands.
pub fn message_update(conn: &mut Conn, message: &Message) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::update(
        messages::table.find(message.message_id.as_str())
    )
    .set((
        messages::state.eq(message.state.as_str()),
        messages::send_time.eq(message.send_time.map(|time| time.naive_utc())),
        messages::failure.eq(&message.failure),
        messages::attempts.eq(message.attempts),
    ))
    .execute(c))
    .map(drop)
}

/// The messages that the filter shows.
pub fn message_list(conn: &mut Conn, filter: &MessageFilter) -> Result<Vec<Message>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = messages::table
            .filter(messages::marketplace_id.eq(&filter.marketplace_id))
            .order(messages::message_id.desc())
            .limit(filter.limit)
            .select(Row::as_select())
            .into_boxed();
        for order_id in [&filter.order_id, &filter.only_order].into_iter().flatten() {
            query = query.filter(messages::order_id.eq(order_id));
        }
        if let Some(party) = filter.party {
            query = query.filter(messages::party.eq(party.as_str()));
        }
        if let Some((party, party_id)) = &filter.reader {
            query = query.filter(
                messages::party
                    .eq(party.as_str())
                    .and(messages::party_id.eq(party_id)),
            );
        }
        if let Some(before) = &filter.before {
            query = query.filter(messages::message_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}
