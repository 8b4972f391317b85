//! The timeline: entries are added and read, never changed.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_core::{Currency, Money};
use redress_db::{Conn, Error, on_conn};

use crate::domain::entry::{Entry, NewEntry, Sellers};
use crate::schema::{timeline, timeline_sellers};

/// Which entries a list shows, oldest first.
#[derive(Clone, Debug)]
pub struct EntryFilter {
    pub order_id: String,
    pub case_id: Option<String>,
    /// Only those that concern this seller.
    pub seller_id: Option<String>,
    /// Go on after the entry of this time and id.
    pub after: Option<(DateTime<Utc>, String)>,
    pub limit: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = timeline)]
struct Row {
    entry_id: String,
    marketplace_id: String,
    order_id: String,
    entry_time: NaiveDateTime,
    source: String,
    change: String,
    case_id: String,
    actor: Option<String>,
    text: String,
    clause_ids: String,
    amount_minor: Option<i64>,
    currency: Option<String>,
}

impl Row {
    fn of(entry_id: &str, new: &NewEntry) -> Self {
        let clause_ids = serde_json::to_string(&new.clause_ids);
        Self {
            entry_id: entry_id.to_owned(),
            marketplace_id: new.marketplace_id.clone(),
            order_id: new.order_id.clone(),
            entry_time: new.entry_time.naive_utc(),
            source: new.source.to_owned(),
            change: new.change.clone(),
            case_id: new.case_id.clone(),
            actor: new.actor.map(|actor| actor.to_string()),
            text: new.text.clone(),
            clause_ids: clause_ids.expect("invariant: a list of texts is JSON"),
            amount_minor: new.amount.map(|amount| amount.minor),
            currency: new.amount.map(|amount| amount.currency.to_string()),
        }
    }
}

impl TryFrom<Row> for Entry {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let currency: Option<Currency> = row
            .currency
            .map(|code| code.parse())
            .transpose()
            .map_err(Error::corrupt)?;
        let amount = row.amount_minor.zip(currency);
        Ok(Self {
            entry_id: row.entry_id,
            order_id: row.order_id,
            entry_time: row.entry_time.and_utc(),
            source: row.source,
            change: row.change,
            case_id: row.case_id,
            actor: row
                .actor
                .map(|actor| actor.parse())
                .transpose()
                .map_err(Error::corrupt)?,
            text: row.text,
            clause_ids: serde_json::from_str(&row.clause_ids).map_err(Error::corrupt)?,
            amount: amount.map(|(minor, currency)| Money::new(minor, currency)),
        })
    }
}

/// Adds an entry, with the sellers that it concerns.
pub fn entry_insert(conn: &mut Conn, entry_id: &str, new: &NewEntry) -> Result<(), Error> {
    let seller_ids = match &new.sellers {
        Sellers::Named(seller_ids) => seller_ids.clone(),
        Sellers::OfCase => sellers_of_case(conn, &new.order_id, &new.case_id)?,
    };
    let row = Row::of(entry_id, new);
    on_conn!(conn, |c| diesel::insert_into(timeline::table)
        .values(&row)
        .execute(c))?;
    let sellers: Vec<_> = seller_ids
        .iter()
        .map(|seller_id| {
            (
                timeline_sellers::entry_id.eq(entry_id),
                timeline_sellers::seller_id.eq(seller_id),
            )
        })
        .collect();
    if sellers.is_empty() {
        return Ok(());
    }
    on_conn!(conn, |c| diesel::insert_into(timeline_sellers::table)
        .values(&sellers)
        .execute(c))
    .map(drop)
}

/// The sellers that earlier entries of a case, or of the order as a whole, concern.
fn sellers_of_case(conn: &mut Conn, order_id: &str, case_id: &str) -> Result<Vec<String>, Error> {
    let is_order = case_id.is_empty() || case_id == order_id;
    on_conn!(conn, |c| {
        let mut query = timeline_sellers::table
            .inner_join(timeline::table.on(timeline::entry_id.eq(timeline_sellers::entry_id)))
            .filter(timeline::order_id.eq(order_id))
            .select(timeline_sellers::seller_id)
            .distinct()
            .into_boxed();
        if !is_order {
            query = query.filter(timeline::case_id.eq(case_id));
        }
        query.load(c)
    })
}

/// The entries that the filter shows.
pub fn entry_list(conn: &mut Conn, filter: &EntryFilter) -> Result<Vec<Entry>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = timeline::table
            .filter(timeline::order_id.eq(&filter.order_id))
            .order((timeline::entry_time.asc(), timeline::entry_id.asc()))
            .limit(filter.limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(case_id) = &filter.case_id {
            query = query.filter(timeline::case_id.eq(case_id));
        }
        if let Some(seller_id) = &filter.seller_id {
            let own = timeline_sellers::table
                .filter(timeline_sellers::seller_id.eq(seller_id))
                .select(timeline_sellers::entry_id);
            query = query.filter(timeline::entry_id.eq_any(own));
        }
        if let Some((time, entry_id)) = &filter.after {
            let time = time.naive_utc();
            query = query.filter(
                timeline::entry_time
                    .gt(time)
                    .or(timeline::entry_time.eq(time).and(timeline::entry_id.gt(entry_id))),
            );
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}
