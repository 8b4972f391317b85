//! The log of events. What is in it never changes.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::domain::event::Event;
use crate::domain::owner::{Owner, Sight};
use crate::schema::events;

/// Which events a list shows, newest first.
#[derive(Clone, Debug)]
pub struct EventFilter {
    pub owner: Owner,
    pub event_type: Option<String>,
    pub order_id: Option<String>,
    /// Only those older than this one.
    pub before: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
struct Row {
    event_id: String,
    marketplace_id: String,
    seller_id: String,
    kind: String,
    order_id: String,
    payload: String,
    event_time: NaiveDateTime,
    create_time: NaiveDateTime,
}

impl From<&Event> for Row {
    fn from(event: &Event) -> Self {
        Self {
            event_id: event.event_id.to_string(),
            marketplace_id: event.owner.marketplace_id.clone(),
            seller_id: event.owner.seller_id.clone(),
            kind: event.event_type.clone(),
            order_id: event.order_id.clone(),
            payload: event.payload.clone(),
            event_time: event.event_time.naive_utc(),
            create_time: event.create_time.naive_utc(),
        }
    }
}

impl TryFrom<Row> for Event {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            event_id: row.event_id.parse().map_err(Error::corrupt)?,
            owner: Owner {
                marketplace_id: row.marketplace_id,
                seller_id: row.seller_id,
            },
            event_type: row.kind,
            order_id: row.order_id,
            payload: row.payload,
            event_time: row.event_time.and_utc(),
            create_time: row.create_time.and_utc(),
        })
    }
}

/// Writes new events.
pub fn event_insert_all(conn: &mut Conn, new: &[Event]) -> Result<(), Error> {
    let rows: Vec<Row> = new.iter().map(Row::from).collect();
    on_conn!(conn, |c| diesel::insert_into(events::table)
        .values(&rows)
        .execute(c))
    .map(drop)
}

/// One event; `None` when it is out of sight.
pub fn event_fetch(conn: &mut Conn, sight: &Sight, event_id: &str) -> Result<Option<Event>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| events::table
        .find(event_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    let event = row.map(Event::try_from).transpose()?;
    Ok(event.filter(|event| sight.holds(&event.owner)))
}

/// At most `limit` events, newest first.
pub fn event_list(conn: &mut Conn, filter: &EventFilter, limit: i64) -> Result<Vec<Event>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = events::table
            .filter(events::marketplace_id.eq(&filter.owner.marketplace_id))
            .filter(events::seller_id.eq(&filter.owner.seller_id))
            .order(events::event_id.desc())
            .limit(limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(event_type) = &filter.event_type {
            query = query.filter(events::kind.eq(event_type));
        }
        if let Some(order_id) = &filter.order_id {
            query = query.filter(events::order_id.eq(order_id));
        }
        if let Some(before) = &filter.before {
            query = query.filter(events::event_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}
