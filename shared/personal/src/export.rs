//! What is kept about a buyer, row by row.

use redress_contracts::redress::privacy::v1 as pb;
use redress_db::{Conn, Error};
use serde_json::{Map as Object, Value};

use crate::map::{Fate, Map, Table};
use crate::request::Asked;
use crate::sql::{Values, object, rows};

/// Where a page begins: at an order and a table, after a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub order: usize,
    pub table: usize,
    /// Empty before the first row.
    pub after: String,
}

impl Place {
    /// As it stands in a page token.
    pub(crate) fn to_text(&self) -> String {
        format!("{}/{}/{}", self.order, self.table, self.after)
    }

    /// The place that a token names.
    pub(crate) fn parse(text: &str) -> Option<Place> {
        let mut parts = text.splitn(3, '/');
        Some(Place {
            order: parts.next()?.parse().ok()?,
            table: parts.next()?.parse().ok()?,
            after: parts.next()?.to_owned(),
        })
    }
}

/// A page of records, and where the next one begins.
pub(crate) fn page(
    conn: &mut Conn,
    map: &Map,
    (asked, order_ids): (&Asked, &[String]),
    mut place: Place,
    size: usize,
) -> Result<(Vec<pb::ExportRecord>, Option<Place>), Error> {
    let tables: Vec<&Table> = map.tables.iter().filter(|table| table.is_told).collect();
    let mut records = Vec::new();
    while let Some(order_id) = order_ids.get(place.order) {
        let Some(table) = tables.get(place.table) else {
            place = Place {
                order: place.order + 1,
                ..Place::default()
            };
            continue;
        };
        if records.len() == size {
            return Ok((records, Some(place)));
        }
        let values = Values {
            key: &place.after,
            ..asked.values(order_id)
        };
        let room = size - records.len();
        let found = rows(conn, &after(conn, table, room), values)?;
        let next = found.last().filter(|_| found.len() == room);
        place = match next {
            Some(last) => Place {
                after: last.key.clone(),
                ..place
            },
            None => Place {
                table: place.table + 1,
                after: String::new(),
                ..place
            },
        };
        for row in found {
            let told = told(table, row.content.as_deref().unwrap_or("{}"))?;
            records.push(pb::ExportRecord {
                context: map.context.to_owned(),
                kind: table.name.to_owned(),
                record_id: row.key,
                order_id: order_id.clone(),
                content: Value::Object(told).to_string(),
            });
        }
    }
    Ok((records, None))
}

/// How many records there are in all.
pub(crate) fn total(conn: &mut Conn, map: &Map, asked: &Asked, order_ids: &[String]) -> Result<i64, Error> {
    let mut total = 0;
    for order_id in order_ids {
        for table in map.tables.iter().filter(|table| table.is_told) {
            total += count(conn, table, asked.values(order_id))?;
        }
    }
    Ok(total)
}

/// How many rows a table has of an order.
pub(crate) fn count(conn: &mut Conn, table: &Table, values: Values<'_>) -> Result<i64, Error> {
    let sql = format!(
        "SELECT CAST(count(*) AS TEXT) AS key, NULL AS content FROM {} WHERE {}",
        table.name, table.rows
    );
    let counted = rows(conn, &sql, values)?;
    let text = counted.first().map_or("0", |row| row.key.as_str());
    text.parse().map_err(Error::corrupt)
}

fn after(conn: &Conn, table: &Table, limit: usize) -> String {
    let Table { key, name, rows, .. } = table;
    let content = object(conn, table.columns.iter().map(|column| column.name));
    format!(
        "SELECT {key} AS key, {content} AS content FROM {name} WHERE ({rows}) AND ({key}) > {{key}} \
         ORDER BY ({key}) LIMIT {limit}"
    )
}

/// What a row says: what is empty is left out, and JSON in a column is part of the whole.
fn told(table: &Table, content: &str) -> Result<Object<String, Value>, Error> {
    let mut row: Object<String, Value> = serde_json::from_str(content).map_err(Error::corrupt)?;
    for column in table.columns {
        let Some(Value::String(text)) = row.get(column.name) else {
            continue;
        };
        if matches!(column.fate, Fate::Words(_))
            && let Ok(inner) = serde_json::from_str(text)
        {
            row.insert(column.name.to_owned(), inner);
        }
    }
    row.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    Ok(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        let place = Place {
            order: 3,
            table: 1,
            after: "ord_1/2".to_owned(),
        };
        assert_eq!(Place::parse(&place.to_text()), Some(place));
        assert_eq!(Place::parse("3/x/"), None);
    }
}
