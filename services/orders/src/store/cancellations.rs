//! Statements on cancellations.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::cancellation_row::CancellationRow;
use super::scope::Scope;
use crate::domain::cancellation::Cancellation;
use crate::domain::words::CancellationState;
use crate::schema::cancellations;

/// Which cancellations are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct CancellationFilter {
    pub scope: Scope,
    pub order_id: Option<String>,
    pub state: Option<CancellationState>,
    /// Only cancellations with an id below this one.
    pub before: Option<String>,
}

/// A new cancellation.
pub(crate) fn cancellation_insert(conn: &mut Conn, cancellation: &Cancellation) -> Result<(), Error> {
    let row = CancellationRow::of(cancellation);
    on_conn!(conn, |c| diesel::insert_into(cancellations::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// Writes a changed cancellation.
pub(crate) fn cancellation_update(conn: &mut Conn, cancellation: &Cancellation) -> Result<(), Error> {
    let row = CancellationRow::of(cancellation);
    on_conn!(conn, |c| diesel::update(
        cancellations::table.find(&row.cancellation_id)
    )
    .set(&row)
    .execute(c))
    .map(drop)
}

/// A cancellation; `None` when it is out of scope. Whoever changes it holds its order, see [`super::order_lock`].
pub(crate) fn cancellation_fetch(
    conn: &mut Conn,
    scope: &Scope,
    id: &str,
) -> Result<Option<Cancellation>, Error> {
    let row: Option<CancellationRow> = on_conn!(conn, |c| cancellations::table
        .find(id)
        .select(CancellationRow::as_select())
        .first(c)
        .optional())?;
    let Some(cancellation) = row.map(CancellationRow::into_cancellation).transpose()? else {
        return Ok(None);
    };
    Ok(is_inside(scope, &cancellation).then_some(cancellation))
}

/// Every cancellation of an order, oldest first.
pub(crate) fn cancellation_list_by_order(
    conn: &mut Conn,
    order_ids: &[&str],
) -> Result<Vec<Cancellation>, Error> {
    let rows: Vec<CancellationRow> = on_conn!(conn, |c| cancellations::table
        .filter(cancellations::order_id.eq_any(order_ids))
        .order(cancellations::cancellation_id)
        .select(CancellationRow::as_select())
        .load(c))?;
    rows.into_iter().map(CancellationRow::into_cancellation).collect()
}

/// At most `limit` cancellations, newest first. Sellers' ids are compared without regard to case on SQLite.
pub(crate) fn cancellation_list(
    conn: &mut Conn,
    filter: &CancellationFilter,
    limit: i64,
) -> Result<Vec<Cancellation>, Error> {
    let seller = filter.scope.seller_id.as_ref().map(|id| {
        let escaped = id.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("% {escaped} %")
    });
    let rows: Vec<CancellationRow> = on_conn!(conn, |c| {
        let mut query = cancellations::table
            .select(CancellationRow::as_select())
            .into_boxed();
        if let Some(id) = &filter.scope.marketplace_id {
            query = query.filter(cancellations::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.scope.buyer_id {
            query = query.filter(cancellations::buyer_id.eq(id));
        }
        if let Some(pattern) = &seller {
            query = query.filter(cancellations::seller_ids.like(pattern).escape('\\'));
        }
        for id in [&filter.scope.order_id, &filter.order_id].into_iter().flatten() {
            query = query.filter(cancellations::order_id.eq(id));
        }
        if let Some(state) = filter.state {
            query = query.filter(cancellations::state.eq(state.as_str()));
        }
        if let Some(before) = &filter.before {
            query = query.filter(cancellations::cancellation_id.lt(before));
        }
        query
            .order(cancellations::cancellation_id.desc())
            .limit(limit)
            .load(c)
    })?;
    rows.into_iter().map(CancellationRow::into_cancellation).collect()
}

/// Whether a cancellation is inside the scope.
fn is_inside(scope: &Scope, cancellation: &Cancellation) -> bool {
    scope.holds(
        &cancellation.order_id,
        (&cancellation.marketplace_id, &cancellation.buyer_id),
        &cancellation.seller_ids,
    )
}
