//! Statements on disputes.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::dispute_row::DisputeRow;
use super::scope::Scope;
use crate::domain::dispute::Dispute;
use crate::domain::words::DisputeState;
use crate::schema::disputes;

/// Which disputes are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct DisputeFilter {
    pub scope: Scope,
    pub order_id: Option<String>,
    pub state: Option<DisputeState>,
    /// Only disputes with an id below this one.
    pub before: Option<String>,
}

/// A new dispute.
pub(crate) fn dispute_insert(conn: &mut Conn, dispute: &Dispute) -> Result<(), Error> {
    let row = DisputeRow::of(dispute);
    on_conn!(conn, |c| diesel::insert_into(disputes::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// Writes a changed dispute.
pub(crate) fn dispute_update(conn: &mut Conn, dispute: &Dispute) -> Result<(), Error> {
    let row = DisputeRow::of(dispute);
    on_conn!(conn, |c| diesel::update(disputes::table.find(&row.dispute_id))
        .set(&row)
        .execute(c))
    .map(drop)
}

/// A dispute; `None` when it is out of scope. Whoever changes it holds its order, see [`super::order_lock`].
pub(crate) fn dispute_fetch(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Option<Dispute>, Error> {
    let row: Option<DisputeRow> = on_conn!(conn, |c| disputes::table
        .find(id)
        .select(DisputeRow::as_select())
        .first(c)
        .optional())?;
    let dispute = row.map(DisputeRow::into_dispute).transpose()?;
    Ok(dispute.filter(|dispute| is_inside(scope, dispute)))
}

/// At most `limit` disputes, newest first.
pub(crate) fn dispute_list(
    conn: &mut Conn,
    filter: &DisputeFilter,
    limit: i64,
) -> Result<Vec<Dispute>, Error> {
    let seller = filter.scope.seller_id.as_ref().map(|id| {
        let escaped = id.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("% {escaped} %")
    });
    let rows: Vec<DisputeRow> = on_conn!(conn, |c| {
        let mut query = disputes::table.select(DisputeRow::as_select()).into_boxed();
        if let Some(id) = &filter.scope.marketplace_id {
            query = query.filter(disputes::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.scope.buyer_id {
            query = query.filter(disputes::buyer_id.eq(id));
        }
        if let Some(pattern) = &seller {
            query = query.filter(disputes::seller_ids.like(pattern).escape('\\'));
        }
        for id in [&filter.scope.order_id, &filter.order_id].into_iter().flatten() {
            query = query.filter(disputes::order_id.eq(id));
        }
        if let Some(state) = filter.state {
            query = query.filter(disputes::state.eq(state.as_str()));
        }
        if let Some(before) = &filter.before {
            query = query.filter(disputes::dispute_id.lt(before));
        }
        query.order(disputes::dispute_id.desc()).limit(limit).load(c)
    })?;
    rows.into_iter().map(DisputeRow::into_dispute).collect()
}

fn is_inside(scope: &Scope, dispute: &Dispute) -> bool {
    scope.holds(
        &dispute.order_id,
        (&dispute.marketplace_id, &dispute.buyer_id),
        &dispute.seller_ids,
    )
}
