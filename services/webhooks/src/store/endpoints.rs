//! Endpoints. A deleted one is found by nobody.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::{from_json, in_utc, naive, to_json, word};
use crate::domain::endpoint::{Endpoint, OldSecret, Reason, Settings, State};
use crate::domain::owner::{Owner, Sight};
use crate::domain::secret::Secret;
use crate::schema::endpoints;

/// Which endpoints a list shows, newest first.
#[derive(Clone, Debug)]
pub struct EndpointFilter {
    pub sight: Sight,
    /// Only those older than this one.
    pub before: Option<String>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = endpoints, treat_none_as_null = true)]
struct Row {
    endpoint_id: String,
    marketplace_id: String,
    seller_id: String,
    url: String,
    description: String,
    event_types: String,
    state: String,
    disable_reason: String,
    secret: String,
    old_secret: String,
    old_secret_end_time: Option<NaiveDateTime>,
    failing_since_time: Option<NaiveDateTime>,
    revision: i64,
    create_time: NaiveDateTime,
    update_time: NaiveDateTime,
}

impl From<&Endpoint> for Row {
    fn from(endpoint: &Endpoint) -> Self {
        let disable_reason = match endpoint.state {
            State::Disabled(reason) => reason.as_str(),
            State::Active | State::Deleted => "",
        };
        let old = endpoint.old_secret.as_ref();
        Self {
            endpoint_id: endpoint.endpoint_id.to_string(),
            marketplace_id: endpoint.owner.marketplace_id.clone(),
            seller_id: endpoint.owner.seller_id.clone(),
            url: endpoint.settings.url.clone(),
            description: endpoint.settings.description.clone(),
            event_types: to_json(&endpoint.settings.event_types),
            state: endpoint.state.as_str().to_owned(),
            disable_reason: disable_reason.to_owned(),
            secret: endpoint.secret.as_ref().map(Secret::reveal).unwrap_or_default(),
            old_secret: old.map(|old| old.secret.reveal()).unwrap_or_default(),
            old_secret_end_time: naive(old.map(|old| old.end_time)),
            failing_since_time: naive(endpoint.failing_since_time),
            revision: endpoint.revision,
            create_time: endpoint.create_time.naive_utc(),
            update_time: endpoint.update_time.naive_utc(),
        }
    }
}

impl TryFrom<Row> for Endpoint {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let reasons = (
            Reason::ALL.as_slice(),
            Reason::as_str as fn(Reason) -> &'static str,
        );
        let state = match row.state.as_str() {
            "active" => State::Active,
            "deleted" => State::Deleted,
            "disabled" => State::Disabled(word("endpoints.disable_reason", &row.disable_reason, reasons)?),
            other => return Err(Error::corrupt(format!("endpoints.state: unknown word {other}"))),
        };
        let old_secret = match in_utc(row.old_secret_end_time) {
            None => None,
            Some(end_time) => secret(&row.old_secret)?.map(|secret| OldSecret { secret, end_time }),
        };
        Ok(Self {
            endpoint_id: row.endpoint_id.parse().map_err(Error::corrupt)?,
            owner: Owner {
                marketplace_id: row.marketplace_id,
                seller_id: row.seller_id,
            },
            settings: Settings {
                url: row.url,
                description: row.description,
                event_types: from_json("endpoints.event_types", &row.event_types)?,
            },
            state,
            secret: secret(&row.secret)?,
            old_secret,
            failing_since_time: in_utc(row.failing_since_time),
            revision: row.revision,
            create_time: row.create_time.and_utc(),
            update_time: row.update_time.and_utc(),
        })
    }
}

fn secret(text: &str) -> Result<Option<Secret>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(Error::corrupt)
}

/// A new endpoint.
pub fn endpoint_insert(conn: &mut Conn, endpoint: &Endpoint) -> Result<(), Error> {
    let row = Row::from(endpoint);
    on_conn!(conn, |c| diesel::insert_into(endpoints::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// Writes an endpoint that was locked.
pub fn endpoint_update(conn: &mut Conn, endpoint: &Endpoint) -> Result<(), Error> {
    let row = Row::from(endpoint);
    on_conn!(conn, |c| diesel::update(endpoints::table.find(&row.endpoint_id))
        .set(&row)
        .execute(c))
    .map(drop)
}

/// One endpoint; `None` when it is out of sight.
pub fn endpoint_fetch(conn: &mut Conn, sight: &Sight, endpoint_id: &str) -> Result<Option<Endpoint>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| endpoints::table
        .find(endpoint_id)
        .filter(endpoints::state.ne("deleted"))
        .select(Row::as_select())
        .first(c)
        .optional())?;
    in_sight(row, sight)
}

/// The same, held against every other change until the transaction ends.
pub fn endpoint_lock(conn: &mut Conn, sight: &Sight, endpoint_id: &str) -> Result<Option<Endpoint>, Error> {
    let row: Option<Row> = match conn {
        Conn::Pg(c) => endpoints::table
            .find(endpoint_id)
            .filter(endpoints::state.ne("deleted"))
            .select(Row::as_select())
            .for_update()
            .first(c)
            .optional()?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => endpoints::table
            .find(endpoint_id)
            .filter(endpoints::state.ne("deleted"))
            .select(Row::as_select())
            .first(c)
            .optional()?,
    };
    in_sight(row, sight)
}

fn in_sight(row: Option<Row>, sight: &Sight) -> Result<Option<Endpoint>, Error> {
    let endpoint = row.map(Endpoint::try_from).transpose()?;
    Ok(endpoint.filter(|endpoint| sight.holds(&endpoint.owner)))
}

/// At most `limit` endpoints, newest first.
pub fn endpoint_list(conn: &mut Conn, filter: &EndpointFilter, limit: i64) -> Result<Vec<Endpoint>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = endpoints::table
            .filter(endpoints::state.ne("deleted"))
            .order(endpoints::endpoint_id.desc())
            .limit(limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(id) = &filter.sight.marketplace_id {
            query = query.filter(endpoints::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.sight.seller_id {
            query = query.filter(endpoints::seller_id.eq(id));
        }
        if let Some(before) = &filter.before {
            query = query.filter(endpoints::endpoint_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The active endpoints of these sellers of a marketplace; the marketplace's own are those of the seller without a name.
pub fn endpoint_list_active(
    conn: &mut Conn,
    marketplace_id: &str,
    seller_ids: &[&str],
) -> Result<Vec<Endpoint>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| endpoints::table
        .filter(endpoints::marketplace_id.eq(marketplace_id))
        .filter(endpoints::seller_id.eq_any(seller_ids))
        .filter(endpoints::state.eq("active"))
        .order(endpoints::endpoint_id)
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many endpoints an owner has.
pub fn endpoint_count(conn: &mut Conn, owner: &Owner) -> Result<i64, Error> {
    on_conn!(conn, |c| endpoints::table
        .filter(endpoints::marketplace_id.eq(&owner.marketplace_id))
        .filter(endpoints::seller_id.eq(&owner.seller_id))
        .filter(endpoints::state.ne("deleted"))
        .count()
        .get_result(c))
}
