//! What there is of an order, before anything is done: whether it is the buyer's, what is open, and which ids tell of it.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::privacy::v1 as pb;
use redress_db::{Conn, Error, under_way};

use crate::map::{Map, Table};
use crate::request::Asked;
use crate::sql::{Values, rows};

/// What nothing has happened to for so long is not under way any more.
const STALE_DAYS: i64 = 180;
/// How both databases write a time.
const TIME: &str = "%Y-%m-%d %H:%M:%S";
/// The kind of an open case that is an event on its way.
const EVENT: &str = "event";

/// The orders of a question that are the buyer's and have something here.
pub(crate) fn owned(conn: &mut Conn, map: &Map, asked: &Asked) -> Result<Vec<String>, Error> {
    let mut own = Vec::new();
    for order_id in &asked.order_ids {
        for select in map.owned {
            let sql = format!("SELECT {{order}} AS key, {{order}} AS content WHERE EXISTS ({select})");
            if !rows(conn, &sql, asked.values(order_id))?.is_empty() {
                own.push(order_id.clone());
                break;
            }
        }
    }
    Ok(own)
}

/// What keeps orders as they are.
pub(crate) fn open_cases(
    conn: &mut Conn,
    map: &Map,
    asked: &Asked,
    (order_ids, now): (&[String], DateTime<Utc>),
) -> Result<Vec<pb::OpenCase>, Error> {
    let stale = (now - TimeDelta::days(STALE_DAYS)).format(TIME).to_string();
    let mut open = Vec::new();
    let case = |kind: &str, order_id: &str, case_id: String, state: String| pb::OpenCase {
        context: map.context.to_owned(),
        kind: kind.to_owned(),
        case_id,
        state,
        order_id: order_id.to_owned(),
    };
    for order_id in order_ids {
        for rule in map.open {
            let sql = format!(
                "SELECT {} AS key, {} AS content FROM {} WHERE {}",
                rule.id, rule.state, rule.table, rule.rows
            );
            let values = Values {
                stale: &stale,
                ..asked.values(order_id)
            };
            for row in rows(conn, &sql, values)? {
                open.push(case(
                    rule.kind,
                    order_id,
                    row.key,
                    row.content.unwrap_or_default(),
                ));
            }
        }
    }
    for order_id in under_way(conn, &order_ids.iter().cloned().collect())? {
        open.push(case(EVENT, &order_id, order_id.clone(), "on its way".to_owned()));
    }
    Ok(open)
}

/// The ids of an order and of everything that is its.
pub(crate) fn ids(
    conn: &mut Conn,
    map: &Map,
    asked: &Asked,
    order_id: &str,
) -> Result<BTreeSet<String>, Error> {
    let mut ids = BTreeSet::from([order_id.to_owned()]);
    for table in map.tables {
        let keys = rows(conn, &keys_of(table), asked.values(order_id))?;
        ids.extend(keys.into_iter().map(|row| row.key).filter(|key| is_id(key)));
    }
    Ok(ids)
}

/// The rows of a table, by their keys.
pub(crate) fn keys_of(table: &Table) -> String {
    let Table { key, name, rows, .. } = table;
    format!("SELECT {key} AS key, NULL AS content FROM {name} WHERE {rows}")
}

/// Whether a key is an id that nothing else has: not a number, and not made of several.
fn is_id(key: &str) -> bool {
    key.len() > 20 && key.contains('_') && !key.contains('/')
}
