//! Fresh databases for tests: always SQLite in a temporary folder, and PostgreSQL in a schema of its own when
//! `REDRESS_TEST_POSTGRES` names a server. Nothing here is part of a release.

use std::ops::Deref;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use redress_core::{Clock, Ids};
use tempfile::TempDir;

use crate::config::{DbConfig, Environment};
use crate::database::{Backend, Db, Migrations};
use crate::error::OpenError;
use crate::migrate;

/// The variable that names the PostgreSQL server for tests: a `postgresql://` address.
pub const POSTGRES_VARIABLE: &str = "REDRESS_TEST_POSTGRES";

/// The databases to run a test on.
pub fn backends() -> Vec<Backend> {
    match postgres_url() {
        Some(_) => vec![Backend::Sqlite, Backend::Postgres],
        None => vec![Backend::Sqlite],
    }
}

/// The test server's address, if there is one.
pub fn postgres_url() -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's server is no setting of the program"
    )]
    std::env::var(POSTGRES_VARIABLE)
        .ok()
        .filter(|url| !url.is_empty())
}

/// Fails unless both trees have the same migrations.
///
/// # Panics
/// When a name is in one tree only.
pub fn assert_twins(migrations: &Migrations) {
    assert_eq!(
        migrate::names(&migrations.sqlite),
        migrate::names(&migrations.postgres)
    );
}

/// A place for a database that nobody else uses; it is removed when this is dropped.
pub struct Place {
    config: DbConfig,
    folder: Option<TempDir>,
}

impl Place {
    /// An empty place for `backend`.
    ///
    /// # Panics
    /// When there is none to be had.
    pub fn new(backend: Backend) -> Place {
        match backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = format!("sqlite:{}", folder.path().join("test.db").display());
                Place {
                    config: DbConfig::new(url, "test"),
                    folder: Some(folder),
                }
            }
            Backend::Postgres => {
                let url = postgres_url().expect("a PostgreSQL server for tests");
                let schema = Ids::system().text("test", Clock::system().now());
                Place {
                    config: DbConfig::new(url, schema),
                    folder: None,
                }
            }
        }
    }

    /// How to open it.
    pub fn config(&self) -> DbConfig {
        self.config.clone()
    }

    /// Opens it, again after a simulated restart if need be.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open(&self, migrations: Migrations, environment: Environment) -> Result<Db, OpenError> {
        Db::open(self.config(), migrations, environment).await
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.folder.is_some() {
            return;
        }
        let dropped = PgConnection::establish(&self.config.url).map(|mut conn| {
            conn.batch_execute(&format!(
                "SET lock_timeout TO '5s'; SET client_min_messages TO warning; DROP SCHEMA IF EXISTS {} CASCADE",
                self.config.schema
            ))
        });
        if !matches!(dropped, Ok(Ok(()))) {
            tracing::warn!(schema = self.config.schema, "a test's schema stays behind");
        }
    }
}

/// An open database in a place of its own. Used like a [`Db`].
pub struct TestDb {
    db: Db,
    place: Place,
}

impl TestDb {
    /// A fresh, migrated database.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(backend: Backend, migrations: Migrations, environment: Environment) -> TestDb {
        let place = Place::new(backend);
        let db = place
            .open(migrations, environment)
            .await
            .expect("a test database opens");
        TestDb { db, place }
    }

    /// Where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}
