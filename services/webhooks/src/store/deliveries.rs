//! Deliveries, with what was tried.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::{from_json, in_utc, naive, to_json, word};
use crate::domain::delivery::{Delivery, State};
use crate::domain::owner::{Owner, Sight};
use crate::schema::deliveries;

/// Which deliveries a list shows, newest first.
#[derive(Clone, Debug)]
pub struct DeliveryFilter {
    pub sight: Sight,
    pub endpoint_id: Option<String>,
    pub event_id: Option<String>,
    pub state: Option<State>,
    /// Only those older than this one.
    pub before: Option<String>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = deliveries, treat_none_as_null = true)]
struct Row {
    delivery_id: String,
    event_id: String,
    endpoint_id: String,
    marketplace_id: String,
    seller_id: String,
    event_type: String,
    state: String,
    attempts: String,
    next_attempt_time: Option<NaiveDateTime>,
    create_time: NaiveDateTime,
    end_time: Option<NaiveDateTime>,
}

impl From<&Delivery> for Row {
    fn from(delivery: &Delivery) -> Self {
        Self {
            delivery_id: delivery.delivery_id.to_string(),
            event_id: delivery.event_id.to_string(),
            endpoint_id: delivery.endpoint_id.to_string(),
            marketplace_id: delivery.owner.marketplace_id.clone(),
            seller_id: delivery.owner.seller_id.clone(),
            event_type: delivery.event_type.clone(),
            state: delivery.state.as_str().to_owned(),
            attempts: to_json(&delivery.attempts),
            next_attempt_time: naive(delivery.next_attempt_time),
            create_time: delivery.create_time.naive_utc(),
            end_time: naive(delivery.end_time),
        }
    }
}

impl TryFrom<Row> for Delivery {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let states = (State::ALL.as_slice(), State::as_str as fn(State) -> &'static str);
        Ok(Self {
            delivery_id: row.delivery_id.parse().map_err(Error::corrupt)?,
            event_id: row.event_id.parse().map_err(Error::corrupt)?,
            endpoint_id: row.endpoint_id.parse().map_err(Error::corrupt)?,
            owner: Owner {
                marketplace_id: row.marketplace_id,
                seller_id: row.seller_id,
            },
            event_type: row.event_type,
            state: word("deliveries.state", &row.state, states)?,
            attempts: from_json("deliveries.attempts", &row.attempts)?,
            next_attempt_time: in_utc(row.next_attempt_time),
            create_time: row.create_time.and_utc(),
            end_time: in_utc(row.end_time),
        })
    }
}

/// Writes new deliveries.
pub fn delivery_insert_all(conn: &mut Conn, new: &[Delivery]) -> Result<(), Error> {
    let rows: Vec<Row> = new.iter().map(Row::from).collect();
    on_conn!(conn, |c| diesel::insert_into(deliveries::table)
        .values(&rows)
        .execute(c))
    .map(drop)
}

/// Writes where a delivery stands.
pub fn delivery_update(conn: &mut Conn, delivery: &Delivery) -> Result<(), Error> {
    let row = Row::from(delivery);
    on_conn!(conn, |c| diesel::update(deliveries::table.find(&row.delivery_id))
        .set(&row)
        .execute(c))
    .map(drop)
}

/// One delivery; `None` when it is out of sight.
pub fn delivery_fetch(conn: &mut Conn, sight: &Sight, delivery_id: &str) -> Result<Option<Delivery>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| deliveries::table
        .find(delivery_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    let delivery = row.map(Delivery::try_from).transpose()?;
    Ok(delivery.filter(|delivery| sight.holds(&delivery.owner)))
}

/// At most `limit` deliveries, newest first.
pub fn delivery_list(conn: &mut Conn, filter: &DeliveryFilter, limit: i64) -> Result<Vec<Delivery>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = deliveries::table
            .order(deliveries::delivery_id.desc())
            .limit(limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(id) = &filter.sight.marketplace_id {
            query = query.filter(deliveries::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.sight.seller_id {
            query = query.filter(deliveries::seller_id.eq(id));
        }
        if let Some(id) = &filter.endpoint_id {
            query = query.filter(deliveries::endpoint_id.eq(id));
        }
        if let Some(id) = &filter.event_id {
            query = query.filter(deliveries::event_id.eq(id));
        }
        if let Some(state) = filter.state {
            query = query.filter(deliveries::state.eq(state.as_str()));
        }
        if let Some(before) = &filter.before {
            query = query.filter(deliveries::delivery_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// Gives up what is still to be sent to an endpoint. Its clocks then find nothing to do.
pub fn delivery_cancel_pending(conn: &mut Conn, endpoint_id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    on_conn!(conn, |c| diesel::update(
        deliveries::table
            .filter(deliveries::endpoint_id.eq(endpoint_id))
            .filter(deliveries::state.eq(State::Pending.as_str()))
    )
    .set((
        deliveries::state.eq(State::Cancelled.as_str()),
        deliveries::next_attempt_time.eq(None::<NaiveDateTime>),
        deliveries::end_time.eq(Some(now.naive_utc())),
    ))
    .execute(c))
    .map(drop)
}
