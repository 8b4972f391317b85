//! Where a suite under test keeps its data: a temporary folder, and a PostgreSQL database when that is what is tested.
//!
//! Databases are looked into only after what the contracts cannot say: whether an outbox is drained.

use crate::postgres::Database;
use anyhow::Context as _;
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types,
};
use redress_db::Backend;
use std::path::Path;
use tempfile::TempDir;

/// The contexts that keep data.
pub const CONTEXTS: [&str; 11] = [
    "policies",
    "orders",
    "logistics",
    "returns",
    "evidence",
    "refunds",
    "notifications",
    "status",
    "gateway",
    "webhooks",
    "privacy",
];

/// A place for the data of one suite; removed with this value.
pub struct Place {
    folder: TempDir,
    database: Option<Database>,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = sql_types::BigInt)]
    count: i64,
}

impl Place {
    /// An empty place.
    ///
    /// # Errors
    /// There is no room for it, or no PostgreSQL server.
    pub fn new(backend: Backend) -> anyhow::Result<Place> {
        let database = match backend {
            Backend::Sqlite => None,
            Backend::Postgres => Some(Database::create()?),
        };
        Ok(Place {
            folder: tempfile::tempdir()?,
            database,
        })
    }

    /// An empty place on a given PostgreSQL server.
    ///
    /// # Errors
    /// There is no room for it, or the server refuses.
    pub fn on_server(url: &str) -> anyhow::Result<Place> {
        Ok(Place {
            folder: tempfile::tempdir()?,
            database: Some(Database::create_on(url.to_owned())?),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The PostgreSQL database, unless it is SQLite.
    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// How many rows of all contexts a condition holds for, such as `outbox WHERE publish_time IS NULL`.
    ///
    /// # Errors
    /// A context's database cannot be read.
    pub fn count(&self, condition: &str) -> anyhow::Result<i64> {
        let mut sum = 0;
        for context in CONTEXTS {
            sum += self.count_in(context, condition)?;
        }
        Ok(sum)
    }

    /// How many rows of one context a condition holds for.
    ///
    /// # Errors
    /// Its database cannot be read.
    pub fn count_in(&self, context: &str, condition: &str) -> anyhow::Result<i64> {
        let query = |table: &str| sql_query(format!("SELECT count(*) AS count FROM {table}{condition}"));
        let counted: Count = match &self.database {
            Some(database) => {
                let mut conn = PgConnection::establish(&database.url())?;
                query(&format!("{context}.")).get_result(&mut conn)
            }
            None => {
                let file = self.folder().join(format!("{context}.db"));
                anyhow::ensure!(file.exists(), "there is no {}", file.display());
                let mut conn = SqliteConnection::establish(&file.to_string_lossy())?;
                query("").get_result(&mut conn)
            }
        }
        .with_context(|| format!("cannot count in {context}"))?;
        Ok(counted.count)
    }
}
