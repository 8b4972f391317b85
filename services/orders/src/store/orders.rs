//! Statements on orders. Their lines are read and written with them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::line_row::LineRow;
use super::lines::{line_insert, line_list, line_upsert};
use super::order_row::{OrderChanges, OrderRow};
use super::scope::Scope;
use super::text::from_json;
use crate::domain::line::Line;
use crate::domain::order::Order;
use crate::domain::words::OrderState;
use crate::schema::{order_lines, orders};

/// What names the layers that bind an order; read before the transaction that decides by them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Binding {
    pub order_id: String,
    pub marketplace_id: String,
    pub place_time: DateTime<Utc>,
    pub buyer_country: String,
    pub seller_ids: Vec<String>,
    pub terms_source: Option<String>,
}

impl Binding {
    /// What names the layers of an order as it is now.
    pub(crate) fn of(order: &Order) -> Self {
        Self {
            order_id: order.order_id.clone(),
            marketplace_id: order.marketplace_id.clone(),
            place_time: order.place_time,
            buyer_country: order.shipping_address.region_code.clone(),
            seller_ids: order.seller_ids(),
            terms_source: order.terms_source.clone(),
        }
    }
}

/// Which orders are listed.
#[derive(Clone, Debug, Default)]
pub(crate) struct OrderFilter {
    pub scope: Scope,
    pub buyer_id: Option<String>,
    pub seller_id: Option<String>,
    pub state: Option<OrderState>,
    pub external_reference: Option<String>,
    /// Only orders with an id below this one.
    pub before: Option<String>,
}

type BindingRow = (
    String,
    String,
    String,
    NaiveDateTime,
    String,
    String,
    Option<String>,
);

/// The binding of an order; `None` when it is out of scope.
pub(crate) fn order_binding(
    conn: &mut Conn,
    scope: &Scope,
    order_id: &str,
) -> Result<Option<Binding>, Error> {
    use orders::dsl as col;
    let row: Option<BindingRow> = on_conn!(conn, |c| orders::table
        .find(order_id)
        .select((
            col::order_id,
            col::marketplace_id,
            col::buyer_id,
            col::place_time,
            col::buyer_country,
            col::seller_ids,
            col::terms_source,
        ))
        .first(c)
        .optional())?;
    let Some((order_id, marketplace_id, buyer_id, place_time, buyer_country, sellers, terms_source)) = row
    else {
        return Ok(None);
    };
    let seller_ids: Vec<String> = from_json("orders.seller_ids", &sellers)?;
    let is_inside = scope.holds(&order_id, (&marketplace_id, &buyer_id), &seller_ids);
    let place_time = place_time.and_utc();
    Ok(is_inside.then_some(Binding {
        order_id,
        marketplace_id,
        place_time,
        buyer_country,
        seller_ids,
        terms_source,
    }))
}

/// The order, held against every other change until the transaction ends; `None` when it is out of scope.
pub(crate) fn order_lock(conn: &mut Conn, scope: &Scope, order_id: &str) -> Result<Option<Order>, Error> {
    let row: Option<OrderRow> = match conn {
        Conn::Pg(c) => orders::table
            .find(order_id)
            .select(OrderRow::as_select())
            .for_update()
            .first(c)
            .optional()?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => orders::table
            .find(order_id)
            .select(OrderRow::as_select())
            .first(c)
            .optional()?,
    };
    with_lines(conn, scope, row)
}

/// The order; `None` when it is out of scope.
pub(crate) fn order_fetch(conn: &mut Conn, scope: &Scope, order_id: &str) -> Result<Option<Order>, Error> {
    let row = on_conn!(conn, |c| orders::table
        .find(order_id)
        .select(OrderRow::as_select())
        .first(c)
        .optional())?;
    with_lines(conn, scope, row)
}

fn with_lines(conn: &mut Conn, scope: &Scope, row: Option<OrderRow>) -> Result<Option<Order>, Error> {
    let Some(row) = row else { return Ok(None) };
    let lines = line_list(conn, &[&row.order_id])?
        .into_iter()
        .map(LineRow::into_line)
        .collect::<Result<_, _>>()?;
    let order = row.into_order(lines)?;
    let is_inside = scope.holds(
        &order.order_id,
        (&order.marketplace_id, &order.buyer_id),
        &order.seller_ids(),
    );
    Ok(is_inside.then_some(order))
}

/// A new order with its lines.
///
/// # Errors
///
/// `UniqueViolation` when the marketplace has an order of this external reference.
pub(crate) fn order_insert(conn: &mut Conn, order: &Order) -> Result<(), Error> {
    let row = OrderRow::of(order);
    on_conn!(conn, |c| diesel::insert_into(orders::table)
        .values(&row)
        .execute(c))?;
    line_insert(conn, &rows_of(order, order.lines.iter()))
}

/// Writes what changed of an order and its lines.
pub(crate) fn order_update(conn: &mut Conn, before: &[Line], order: &Order) -> Result<(), Error> {
    let changes = OrderChanges::of(order);
    on_conn!(conn, |c| diesel::update(orders::table.find(&order.order_id))
        .set(&changes)
        .execute(c))?;
    let changed = rows_of(order, order.lines.iter().filter(|line| !before.contains(line)));
    line_upsert(conn, &changed)
}

fn rows_of<'a>(order: &Order, lines: impl Iterator<Item = &'a Line>) -> Vec<LineRow> {
    let position = |line: &Line| order.lines.iter().position(|own| own.line_id == line.line_id);
    lines
        .map(|line| LineRow::of(&order.order_id, position(line).map_or(0, |at| at as i64), line))
        .collect()
}

/// At most `limit` orders, newest first.
pub(crate) fn order_list(conn: &mut Conn, filter: &OrderFilter, limit: i64) -> Result<Vec<Order>, Error> {
    let rows: Vec<OrderRow> = on_conn!(conn, |c| {
        let mut query = orders::table.select(OrderRow::as_select()).into_boxed();
        if let Some(id) = &filter.scope.marketplace_id {
            query = query.filter(orders::marketplace_id.eq(id));
        }
        for id in [&filter.scope.buyer_id, &filter.buyer_id].into_iter().flatten() {
            query = query.filter(orders::buyer_id.eq(id));
        }
        if let Some(id) = &filter.scope.order_id {
            query = query.filter(orders::order_id.eq(id));
        }
        for id in [&filter.scope.seller_id, &filter.seller_id].into_iter().flatten() {
            let own = order_lines::table
                .filter(order_lines::seller_id.eq(id))
                .select(order_lines::order_id);
            query = query.filter(orders::order_id.eq_any(own));
        }
        if let Some(state) = filter.state {
            query = query.filter(orders::state.eq(state.as_str()));
        }
        if let Some(reference) = &filter.external_reference {
            query = query.filter(orders::external_reference.eq(reference));
        }
        if let Some(before) = &filter.before {
            query = query.filter(orders::order_id.lt(before));
        }
        query.order(orders::order_id.desc()).limit(limit).load(c)
    })?;
    let ids: Vec<&str> = rows.iter().map(|row| row.order_id.as_str()).collect();
    let mut lines: std::collections::HashMap<String, Vec<Line>> = std::collections::HashMap::new();
    for row in line_list(conn, &ids)? {
        lines
            .entry(row.order_id.clone())
            .or_default()
            .push(row.into_line()?);
    }
    rows.into_iter()
        .map(|row| {
            let lines = lines.remove(&row.order_id).unwrap_or_default();
            row.into_order(lines)
        })
        .collect()
}
