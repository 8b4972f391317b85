//! What is stored, as it lies there: every value of every column of every table of every context, and every file of evidence and
//! mail. A new table or column is looked at unasked.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use diesel::sql_types::{Nullable, Text};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query};
use redress_tests::place::CONTEXTS;
use redress_tests::scene::Scene;
use rusqlite::types::ValueRef;

use crate::canary::Canary;

/// Where each word of a buyer was found, and how often there.
pub type Found = BTreeMap<String, BTreeMap<String, usize>>;

/// Looks for all that a buyer ever said.
pub fn find(scene: &Scene, who: &Canary) -> anyhow::Result<Found> {
    let server = scene.place().database().map(|database| database.url());
    find_in(&scene.data(), server.as_deref(), who)
}

/// The same in a data folder, and on the server that the databases are on.
pub fn find_in(data: &Path, server: Option<&str>, who: &Canary) -> anyhow::Result<Found> {
    let mut search = Search {
        words: who.all().into_iter().map(|(_, text)| text).collect(),
        found: Found::new(),
    };
    match server {
        Some(url) => search.server(url)?,
        None => {
            for context in CONTEXTS {
                search.file_database(&data.join(format!("{context}.db")), context)?;
            }
        }
    }
    for folder in ["mail", "evidence"] {
        search.folder(&data.join(folder), folder)?;
    }
    Ok(search.found)
}

struct Search {
    words: Vec<String>,
    found: Found,
}

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<Text>)]
    text: Option<String>,
}

impl Search {
    fn look(&mut self, bytes: &[u8], place: &str) {
        for word in &self.words {
            if has(bytes, word.as_bytes()) {
                let places = self.found.entry(word.clone()).or_default();
                *places.entry(place.to_owned()).or_default() += 1;
            }
        }
    }

    fn file_database(&mut self, path: &Path, context: &str) -> anyhow::Result<()> {
        let conn = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            .with_context(|| format!("cannot open {}", path.display()))?;
        let mut tables = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
        let tables: Vec<String> = tables
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for table in tables {
            let mut rows = conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns: Vec<String> = rows.column_names().into_iter().map(str::to_owned).collect();
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                for (at, column) in columns.iter().enumerate() {
                    if let ValueRef::Text(bytes) | ValueRef::Blob(bytes) = row.get_ref(at)? {
                        self.look(bytes, &format!("{context}.{table}.{column}"));
                    }
                }
            }
        }
        Ok(())
    }

    fn server(&mut self, url: &str) -> anyhow::Result<()> {
        let mut conn = PgConnection::establish(url)?;
        // Bytes are shown as they are, as far as they are letters.
        sql_query("SET bytea_output TO 'escape'").execute(&mut conn)?;
        for context in CONTEXTS {
            let tables: Vec<Table> = sql_query(
                "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = $1",
            )
            .bind::<Text, _>(context)
            .load(&mut conn)?;
            anyhow::ensure!(!tables.is_empty(), "{context} has no tables");
            for Table { name } in tables {
                let rows: Vec<Row> =
                    sql_query(format!("SELECT t::text AS text FROM \"{context}\".\"{name}\" t"))
                        .load(&mut conn)?;
                for row in rows {
                    let text = row.text.unwrap_or_default();
                    self.look(text.as_bytes(), &format!("{context}.{name}"));
                }
            }
        }
        Ok(())
    }

    fn folder(&mut self, path: &Path, name: &str) -> anyhow::Result<()> {
        if !path.exists() {
            return Ok(());
        }
        for entry in std::fs::read_dir(path)? {
            let path = entry?.path();
            if path.is_dir() {
                self.folder(&path, name)?;
            } else {
                self.look(&std::fs::read(&path)?, name);
            }
        }
        Ok(())
    }
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
