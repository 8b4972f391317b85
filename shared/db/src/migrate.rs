//! Brings a database to the newest schema: the shared tables first, then the context's. Both trees share Diesel's
//! table of versions; the shared ones are told apart by their prefix. Never goes back, and refuses a database that a
//! newer program has migrated.

use std::collections::BTreeSet;

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::command::caller;
use crate::config::{PostgresTarget, Target};
use crate::conn::{Begin, Conn};
use crate::database::Migrations;
use crate::error::{Error, OpenError};

/// The tables of this crate.
pub(crate) const SHARED: Migrations = Migrations {
    sqlite: embed_migrations!("migrations/sqlite"),
    postgres: embed_migrations!("migrations/postgres"),
};

const SHARED_PREFIX: &str = "shared";

/// From this version on callers are stored as hashes.
const SEALS_CALLERS: &str = "shared0002";

/// Serialises replicas that start at the same time; any number that nothing else in the database uses.
const ADVISORY_LOCK: i64 = 0x7265_6472_6573_7301;

pub(crate) fn run(target: &Target, migrations: &Migrations) -> Result<(), OpenError> {
    match Conn::open(target, Begin::Write)? {
        Conn::Sqlite(mut c) => {
            let applied = apply(&mut c, &SHARED.sqlite, &migrations.sqlite)?;
            complete(&mut Conn::Sqlite(c), &applied)
        }
        Conn::Pg(mut c) => {
            lock_and_create_schema(&mut c, target)?;
            // The lock ends with the connection.
            let applied = apply(&mut c, &SHARED.postgres, &migrations.postgres)?;
            complete(&mut Conn::Pg(c), &applied)
        }
    }
}

/// Does what a migration asks for and SQL cannot say.
fn complete(conn: &mut Conn, applied: &[String]) -> Result<(), OpenError> {
    if applied.iter().any(|version| version == SEALS_CALLERS) {
        caller::seal_all(conn)?;
    }
    Ok(())
}

fn lock_and_create_schema(conn: &mut diesel::PgConnection, target: &Target) -> Result<(), OpenError> {
    if let Target::Postgres(PostgresTarget { schema, .. }) = target {
        // Waiting for another replica's migrations and the migrations themselves may take long.
        conn.batch_execute("SET statement_timeout TO 0")
            .map_err(Error::from)?;
        diesel::sql_query(format!("SELECT pg_advisory_lock({ADVISORY_LOCK})"))
            .execute(conn)
            .map_err(Error::from)?;
        conn.batch_execute(&format!(
            "SET client_min_messages TO warning; CREATE SCHEMA IF NOT EXISTS \"{schema}\""
        ))
        .map_err(Error::from)?;
    }
    Ok(())
}

/// Applies what is missing. Returns the versions that were.
fn apply<DB, C>(
    conn: &mut C,
    shared: &EmbeddedMigrations,
    own: &EmbeddedMigrations,
) -> Result<Vec<String>, OpenError>
where
    DB: Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let own_versions = versions::<DB>(own)?;
    if let Some(reserved) = own_versions
        .iter()
        .find(|version| version.starts_with(SHARED_PREFIX))
    {
        return Err(OpenError::ReservedVersion(reserved.clone()));
    }
    let known: BTreeSet<String> = versions::<DB>(shared)?.into_iter().chain(own_versions).collect();
    let applied = conn.applied_migrations().map_err(OpenError::Migration)?;
    let unknown = applied
        .iter()
        .map(ToString::to_string)
        .find(|version| !known.contains(version));
    if let Some(version) = unknown {
        return Err(OpenError::NewerSchema { version });
    }
    let mut newly_applied = Vec::new();
    for source in [shared, own] {
        let mut pending: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(OpenError::Migration)?;
        pending.retain(|migration| !applied.contains(&migration.name().version().as_owned()));
        pending.sort_by_key(|migration| migration.name().version().as_owned());
        let run = conn.run_migrations(&pending).map_err(OpenError::Migration)?;
        newly_applied.extend(run.iter().map(ToString::to_string));
    }
    Ok(newly_applied)
}

fn versions<DB: Backend>(source: &EmbeddedMigrations) -> Result<BTreeSet<String>, OpenError> {
    let migrations: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(OpenError::Migration)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect())
}

/// The full names of the migrations in a tree, in order.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn names(source: &EmbeddedMigrations) -> Vec<String> {
    let migrations: Vec<Box<dyn Migration<diesel::sqlite::Sqlite>>> = source
        .migrations()
        .expect("invariant: embedded migrations are listed without I/O");
    let mut names: Vec<String> = migrations
        .iter()
        .map(|migration| migration.name().to_string())
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_trees_have_the_same_names() {
        assert_eq!(names(&SHARED.sqlite), names(&SHARED.postgres));
        assert!(
            names(&SHARED.sqlite)
                .iter()
                .all(|name| name.starts_with(SHARED_PREFIX))
        );
    }
}
