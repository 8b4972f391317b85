//! Holds a context's statement against the tables that it has.

use std::collections::BTreeSet;

use redress_db::{Conn, Db, Error};

use crate::map::{Map, Table};
use crate::sql::{Values, rows};

/// Tables of every context, which the database's own crate erases.
const SHARED: [&str; 6] = [
    "__diesel_schema_migrations",
    "deadlines",
    "idempotency",
    "inbox",
    "leases",
    "outbox",
];

/// Fails unless the map states every column of every table, and no other.
///
/// # Panics
/// When it does not.
pub async fn assert_complete(db: &Db, map: &'static Map) {
    let found = db.read(columns).await.expect("the tables are read");
    let shared = |table: &str| SHARED.contains(&table);
    let apart = |table: &str| map.apart.contains(&table);
    let there: BTreeSet<String> = found
        .into_iter()
        .filter(|(table, _)| !shared(table) && !apart(table))
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    let name = |table: &Table| {
        let name = table.name;
        let columns = table.columns.iter();
        columns.map(move |column| format!("{name}.{}", column.name))
    };
    let stated: BTreeSet<String> = map.tables.iter().flat_map(name).collect();
    let unstated: Vec<_> = there.difference(&stated).collect();
    assert!(
        unstated.is_empty(),
        "say what these are to a buyer's data: {unstated:?}"
    );
    let gone: Vec<_> = stated.difference(&there).collect();
    assert!(gone.is_empty(), "there are no such columns: {gone:?}");
}

/// Every column with its table.
fn columns(conn: &mut Conn) -> Result<Vec<(String, String)>, Error> {
    let sql = match conn {
        Conn::Pg(_) => {
            "SELECT table_name::text AS key, column_name::text AS content FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        }
        Conn::Sqlite(_) => {
            "SELECT m.name AS key, c.name AS content FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table'"
        }
    };
    let found = rows(conn, sql, Values::default())?;
    let pairs = found.into_iter();
    Ok(pairs
        .map(|row| (row.key, row.content.unwrap_or_default()))
        .collect())
}
