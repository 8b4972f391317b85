//! Erasing an order's rows, or only counting what would be.

use std::collections::{BTreeMap, BTreeSet};

use redress_db::{Conn, Error};

use crate::map::{Column, Fate, Map, Table};
use crate::request::Asked;
use crate::sql::{Values, change, literal, rows};
use crate::words::{Names, empty};

/// Rows with something to erase, and how many of their fields it was in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub rows: i64,
    pub fields: i64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.fields += other.fields;
    }
}

/// Whether anything changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Count,
    Erase,
}

/// Erases what an order's rows have of its buyer.
pub(crate) fn order(
    conn: &mut Conn,
    map: &Map,
    asked: &Asked,
    order_id: &str,
    mode: Mode,
) -> Result<Count, Error> {
    let mut count = Count::default();
    for table in map.tables {
        count += of_table(conn, table, asked.values(order_id), mode)?;
    }
    Ok(count)
}

fn of_table(conn: &mut Conn, table: &Table, values: Values<'_>, mode: Mode) -> Result<Count, Error> {
    let mut fields: BTreeMap<String, i64> = BTreeMap::new();
    for column in table.columns {
        if let Fate::Words(members) = column.fate {
            for (key, count) in of_words(conn, table, (column.name, members), values, mode)? {
                *fields.entry(key).or_default() += count;
            }
        }
    }
    for (key, count) in of_plain(conn, table, values, mode)? {
        *fields.entry(key).or_default() += count;
    }
    if mode == Mode::Erase {
        count_change(conn, table, &fields.keys().cloned().collect(), values)?;
    }
    Ok(Count {
        rows: fields.len() as i64,
        fields: fields.values().sum(),
    })
}

/// Empties the personal members of a JSON column; how many, by row.
fn of_words(
    conn: &mut Conn,
    table: &Table,
    (column, members): (&str, &[&str]),
    values: Values<'_>,
    mode: Mode,
) -> Result<Vec<(String, i64)>, Error> {
    let Table {
        key,
        name,
        rows: of_order,
        ..
    } = table;
    let lock = match conn {
        Conn::Pg(_) if mode == Mode::Erase => " FOR UPDATE",
        Conn::Pg(_) | Conn::Sqlite(_) => "",
    };
    let select = format!(
        "SELECT {key} AS key, {column} AS content FROM {name} WHERE ({of_order}) AND {column} IS NOT NULL{lock}"
    );
    let names = Names {
        buyer: values.buyer,
        pseudonym: values.pseudonym,
    };
    let mut changed = Vec::new();
    for row in rows(conn, &select, values)? {
        let text = row.content.unwrap_or_default();
        let mut value = serde_json::from_str(&text).map_err(Error::corrupt)?;
        let count = empty(&mut value, members, names);
        if count == 0 {
            continue;
        }
        if mode == Mode::Erase {
            let content = value.to_string();
            let update =
                format!("UPDATE {name} SET {column} = {{content}} WHERE ({of_order}) AND ({key}) = {{key}}");
            let values = Values {
                key: &row.key,
                content: &content,
                ..values
            };
            change(conn, &update, values)?;
        }
        changed.push((row.key, count));
    }
    Ok(changed)
}

/// Erases columns that a statement can; how many, by row.
fn of_plain(
    conn: &mut Conn,
    table: &Table,
    values: Values<'_>,
    mode: Mode,
) -> Result<Vec<(String, i64)>, Error> {
    let Table {
        key,
        name,
        rows: of_order,
        ..
    } = table;
    let fates: Vec<(&str, String)> = table.columns.iter().filter_map(becomes).collect();
    if fates.is_empty() {
        return Ok(Vec::new());
    }
    let differs: Vec<String> = fates
        .iter()
        .map(|(column, to)| format!("{column} IS DISTINCT FROM {to}"))
        .collect();
    let some = differs.join(" OR ");
    let counted: Vec<String> = differs
        .iter()
        .map(|differs| format!("CASE WHEN {differs} THEN 1 ELSE 0 END"))
        .collect();
    let select = format!(
        "SELECT {key} AS key, CAST({} AS TEXT) AS content FROM {name} WHERE ({of_order}) AND ({some})",
        counted.join(" + ")
    );
    let mut changed = Vec::new();
    for row in rows(conn, &select, values)? {
        let count = row.content.unwrap_or_default();
        changed.push((row.key, count.parse().map_err(Error::corrupt)?));
    }
    if mode == Mode::Erase && !changed.is_empty() {
        let sets: Vec<String> = fates
            .iter()
            .map(|(column, to)| format!("{column} = {to}"))
            .collect();
        let update = format!(
            "UPDATE {name} SET {} WHERE ({of_order}) AND ({some})",
            sets.join(", ")
        );
        change(conn, &update, values)?;
    }
    Ok(changed)
}

/// What a column's value becomes, as an expression; `None` when it stays, or is erased otherwise.
fn becomes(column: &Column) -> Option<(&'static str, String)> {
    let name = column.name;
    let to = match column.fate {
        Fate::Stays | Fate::Words(_) | Fate::Counts => return None,
        Fate::Buyer => format!("CASE WHEN {name} = {{buyer}} THEN {{pseudonym}} ELSE {name} END"),
        Fate::Caller => format!(
            "rtrim(replace({name} || '/', '/buyer/' || {{buyer}} || '/', '/buyer/' || {{pseudonym}} || '/'), '/')"
        ),
        Fate::Becomes(text) => literal(text),
        Fate::Gone => "NULL".to_owned(),
    };
    Some((name, to))
}

/// Counts the erasure in the revisions of the rows that had something to erase.
fn count_change(
    conn: &mut Conn,
    table: &Table,
    keys: &BTreeSet<String>,
    values: Values<'_>,
) -> Result<(), Error> {
    let Table {
        key,
        name,
        rows: of_order,
        ..
    } = table;
    let counted = table
        .columns
        .iter()
        .filter(|column| matches!(column.fate, Fate::Counts));
    for column in counted {
        let column = column.name;
        for row in keys {
            let update =
                format!("UPDATE {name} SET {column} = {column} + 1 WHERE ({of_order}) AND ({key}) = {{key}}");
            change(conn, &update, Values { key: row, ..values })?;
        }
    }
    Ok(())
}
