//! Statements on returns.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::scope::Scope;
use super::text::{from_json, to_json};
use crate::domain::return_case::Return;
use crate::domain::words::ReturnState;
use crate::schema::returns;

/// Which returns are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReturnFilter {
    pub scope: Scope,
    pub order_id: Option<String>,
    pub state: Option<ReturnState>,
    /// Only returns with an id below this one.
    pub before: Option<String>,
}

/// A row of `returns`.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = returns, primary_key(return_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct ReturnRow {
    return_id: String,
    order_id: String,
    marketplace_id: String,
    buyer_id: String,
    seller_id: String,
    state: &'static str,
    revision: i64,
    decision_id: String,
    rma_number: Option<String>,
    body: String,
    update_time: NaiveDateTime,
}

impl ReturnRow {
    fn of(case: &Return) -> Self {
        Self {
            return_id: case.return_id.clone(),
            order_id: case.order_id.clone(),
            marketplace_id: case.marketplace_id.clone(),
            buyer_id: case.buyer_id.clone(),
            seller_id: case.seller_id.clone(),
            state: case.state.as_str(),
            revision: case.revision,
            decision_id: case.decision_id.clone(),
            rma_number: case.rma_number().map(str::to_owned),
            body: to_json(case),
            update_time: case.update_time.naive_utc(),
        }
    }
}

fn parsed(scope: &Scope, body: Option<String>) -> Result<Option<Return>, Error> {
    let case: Option<Return> = body.map(|body| from_json("returns.body", &body)).transpose()?;
    Ok(case.filter(|case| {
        scope.holds(
            &case.order_id,
            (&case.marketplace_id, &case.buyer_id, &case.seller_id),
        )
    }))
}

/// A new return; `opened_for` names the parcel and ground of one that a parcel's status opened.
///
/// # Errors
///
/// `UniqueViolation` when such a claim was opened before.
pub(crate) fn return_insert(conn: &mut Conn, case: &Return, opened_for: Option<&str>) -> Result<(), Error> {
    let row = ReturnRow::of(case);
    on_conn!(conn, |c| diesel::insert_into(returns::table)
        .values((&row, returns::opened_for.eq(opened_for)))
        .execute(c))
    .map(drop)
}

/// Writes a changed return.
pub(crate) fn return_update(conn: &mut Conn, case: &Return) -> Result<(), Error> {
    let row = ReturnRow::of(case);
    on_conn!(conn, |c| diesel::update(returns::table.find(&row.return_id))
        .set(&row)
        .execute(c))
    .map(drop)
}

/// The return, held against every other change until the transaction ends; `None` when it is out of scope.
pub(crate) fn return_lock(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Option<Return>, Error> {
    let body: Option<String> = match conn {
        Conn::Pg(c) => returns::table
            .find(id)
            .select(returns::body)
            .for_update()
            .first(c)
            .optional()?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => returns::table
            .find(id)
            .select(returns::body)
            .first(c)
            .optional()?,
    };
    parsed(scope, body)
}

/// A return; `None` when it is out of scope.
pub(crate) fn return_fetch(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Option<Return>, Error> {
    let body: Option<String> = on_conn!(conn, |c| returns::table
        .find(id)
        .select(returns::body)
        .first(c)
        .optional())?;
    parsed(scope, body)
}

/// The return with a return number; the newest when marketplaces outside the caller's bounds share the number.
pub(crate) fn rma_number_find(conn: &mut Conn, scope: &Scope, number: &str) -> Result<Option<Return>, Error> {
    let bodies: Vec<String> = on_conn!(conn, |c| returns::table
        .filter(returns::rma_number.eq(number))
        .order(returns::return_id.desc())
        .select(returns::body)
        .load(c))?;
    for body in bodies {
        if let Some(case) = parsed(scope, Some(body))? {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// Whether a marketplace has given out a return number.
pub(crate) fn rma_number_exists(conn: &mut Conn, marketplace_id: &str, number: &str) -> Result<bool, Error> {
    on_conn!(conn, |c| diesel::select(diesel::dsl::exists(
        returns::table
            .filter(returns::marketplace_id.eq(marketplace_id))
            .filter(returns::rma_number.eq(number))
    ))
    .get_result(c))
}

/// Whether a parcel's status opened a claim on this ground before.
pub(crate) fn return_exists_for(conn: &mut Conn, opened_for: &str) -> Result<bool, Error> {
    on_conn!(conn, |c| diesel::select(diesel::dsl::exists(
        returns::table.filter(returns::opened_for.eq(opened_for))
    ))
    .get_result(c))
}

/// Every return of an order, oldest first.
pub(crate) fn return_list_by_order(conn: &mut Conn, order_id: &str) -> Result<Vec<Return>, Error> {
    let bodies: Vec<String> = on_conn!(conn, |c| returns::table
        .filter(returns::order_id.eq(order_id))
        .order(returns::return_id)
        .select(returns::body)
        .load(c))?;
    bodies
        .iter()
        .map(|body| from_json("returns.body", body))
        .collect()
}

/// At most `limit` returns, newest first.
pub(crate) fn return_list(conn: &mut Conn, filter: &ReturnFilter, limit: i64) -> Result<Vec<Return>, Error> {
    let bodies: Vec<String> = on_conn!(conn, |c| {
        let mut query = returns::table.select(returns::body).into_boxed();
        if let Some(id) = &filter.scope.marketplace_id {
            query = query.filter(returns::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.scope.buyer_id {
            query = query.filter(returns::buyer_id.eq(id));
        }
        if let Some(id) = &filter.scope.seller_id {
            query = query.filter(returns::seller_id.eq(id));
        }
        for id in [&filter.scope.order_id, &filter.order_id].into_iter().flatten() {
            query = query.filter(returns::order_id.eq(id));
        }
        if let Some(state) = filter.state {
            query = query.filter(returns::state.eq(state.as_str()));
        }
        if let Some(before) = &filter.before {
            query = query.filter(returns::return_id.lt(before));
        }
        query.order(returns::return_id.desc()).limit(limit).load(c)
    })?;
    bodies
        .iter()
        .map(|body| from_json("returns.body", body))
        .collect()
}
