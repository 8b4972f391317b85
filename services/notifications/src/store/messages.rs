//! Messages.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};
use redress_policy::Party;

use super::message_row::{Row, Standing};
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
    pub state: Option<State>,
    /// Only those to this buyer or seller.
    pub reader: Option<(Party, String)>,
    /// Go on with messages older than this one.
    pub before: Option<String>,
    pub limit: i64,
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

/// The ids of an order's messages.
pub fn message_ids_of_order(conn: &mut Conn, order_id: &str) -> Result<Vec<String>, Error> {
    on_conn!(conn, |c| messages::table
        .filter(messages::order_id.eq(order_id))
        .select(messages::message_id)
        .load(c))
}

/// A marketplace's message by the mail server's own name for it.
pub fn message_fetch_by_reference(
    conn: &mut Conn,
    marketplace_id: &str,
    reference: &str,
) -> Result<Option<Message>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| messages::table
        .filter(messages::marketplace_id.eq(marketplace_id))
        .filter(messages::provider_reference.eq(reference))
        .order(messages::message_id.desc())
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(TryInto::try_into).transpose()
}

/// Writes where a message stands. Returns false when somebody else changed it since it was read.
pub fn message_update(conn: &mut Conn, message: &Message) -> Result<bool, Error> {
    let as_read = messages::table
        .find(message.message_id.as_str())
        .filter(messages::revision.eq(message.revision - 1));
    let standing = Standing::from(message);
    on_conn!(conn, |c| diesel::update(as_read).set(&standing).execute(c)).map(|count| count == 1)
}

/// Messages that are to be taken up now, the longest waiting first.
pub fn message_list_due(conn: &mut Conn, now: DateTime<Utc>, limit: usize) -> Result<Vec<Message>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<Row> = on_conn!(conn, |c| messages::table
        .filter(messages::next_attempt_time.le(now.naive_utc()))
        .order((messages::next_attempt_time, messages::message_id))
        .limit(limit)
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// When the next message is to be taken up.
pub fn message_next_attempt_time(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, Error> {
    let time: Option<NaiveDateTime> = on_conn!(conn, |c| messages::table
        .select(diesel::dsl::min(messages::next_attempt_time))
        .first(c))?;
    Ok(time.map(|time| time.and_utc()))
}

/// How many messages are to be taken up at `time` or before, or are being handed over.
pub fn message_count_outstanding(conn: &mut Conn, time: DateTime<Utc>) -> Result<i64, Error> {
    let is_due = messages::next_attempt_time
        .le(time.naive_utc())
        .or(messages::state.eq(State::Sending.as_str()));
    on_conn!(conn, |c| messages::table
        .filter(messages::next_attempt_time.is_not_null())
        .filter(is_due)
        .count()
        .get_result(c))
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
        if let Some(state) = filter.state {
            query = query.filter(messages::state.eq(state.as_str()));
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
