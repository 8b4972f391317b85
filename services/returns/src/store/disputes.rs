//! Statements on disputes.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::scope::Scope;
use super::text::{from_json, to_json};
use crate::domain::dispute::{Dispute, DisputeState};
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

/// A row of `disputes`.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = disputes, primary_key(dispute_id))]
struct DisputeRow {
    dispute_id: String,
    return_id: String,
    order_id: String,
    marketplace_id: String,
    buyer_id: String,
    seller_id: String,
    state: &'static str,
    revision: i64,
    body: String,
}

impl DisputeRow {
    fn of(dispute: &Dispute) -> Self {
        Self {
            dispute_id: dispute.dispute_id.clone(),
            return_id: dispute.return_id.clone(),
            order_id: dispute.order_id.clone(),
            marketplace_id: dispute.marketplace_id.clone(),
            buyer_id: dispute.buyer_id.clone(),
            seller_id: dispute.seller_id.clone(),
            state: dispute.state.as_str(),
            revision: dispute.revision,
            body: to_json(dispute),
        }
    }
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

/// A dispute; `None` when it is out of scope. Whoever changes it holds its return, see [`super::return_lock`].
pub(crate) fn dispute_fetch(conn: &mut Conn, scope: &Scope, id: &str) -> Result<Option<Dispute>, Error> {
    let body: Option<String> = on_conn!(conn, |c| disputes::table
        .find(id)
        .select(disputes::body)
        .first(c)
        .optional())?;
    let dispute: Option<Dispute> = body.map(|body| from_json("disputes.body", &body)).transpose()?;
    let is_inside = |dispute: &Dispute| {
        scope.holds(
            &dispute.order_id,
            (&dispute.marketplace_id, &dispute.buyer_id, &dispute.seller_id),
        )
    };
    Ok(dispute.filter(is_inside))
}

/// At most `limit` disputes, newest first.
pub(crate) fn dispute_list(
    conn: &mut Conn,
    filter: &DisputeFilter,
    limit: i64,
) -> Result<Vec<Dispute>, Error> {
    let bodies: Vec<String> = on_conn!(conn, |c| {
        let mut query = disputes::table.select(disputes::body).into_boxed();
        if let Some(id) = &filter.scope.marketplace_id {
            query = query.filter(disputes::marketplace_id.eq(id));
        }
        if let Some(id) = &filter.scope.buyer_id {
            query = query.filter(disputes::buyer_id.eq(id));
        }
        if let Some(id) = &filter.scope.seller_id {
            query = query.filter(disputes::seller_id.eq(id));
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
    bodies
        .iter()
        .map(|body| from_json("disputes.body", body))
        .collect()
}
