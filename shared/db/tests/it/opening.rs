//! Opening a database: addresses, migrations, and databases that cannot be used.

use diesel::prelude::*;
use diesel_migrations::EmbeddedMigrations;
use redress_core::{Clock, Ids};
use redress_db::testing::{Place, assert_twins, backends};
use redress_db::{Backend, Db, DbConfig, Environment, Error, Migrations, OpenError, on_conn};

use crate::ledger::{MIGRATIONS, step, value};

fn environment() -> Environment {
    Environment::new(Clock::system(), Ids::system())
}

const NO_MIGRATIONS: Migrations = Migrations {
    sqlite: EmbeddedMigrations::new(&[]),
    postgres: EmbeddedMigrations::new(&[]),
};

#[tokio::test]
async fn a_mistyped_address_is_refused_and_creates_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    for wrong in [
        format!("postgress:{path}/a.db"),
        format!("{path}/a.db"),
        format!("sqlite:{path}/missing/a.db"),
        format!("Sqlite:{path}/a.db"),
    ] {
        let opened = Db::open(DbConfig::new(&wrong, "test"), MIGRATIONS, environment()).await;
        assert!(opened.is_err(), "{wrong}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn an_unreachable_server_is_an_error_that_hides_the_password() {
    let config = DbConfig::new("postgresql://me:secret@127.0.0.1:1/none", "test");
    let error = Db::open(config, MIGRATIONS, environment()).await.err().unwrap();
    assert!(
        matches!(error, OpenError::Database(Error::Unavailable(_))),
        "{error:?}"
    );
    assert!(!format!("{error:?}").contains("secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_migrated_once_and_survives_a_restart() {
    for backend in backends() {
        let place = Place::new(backend);
        let db = place.open(MIGRATIONS, environment()).await.unwrap();
        let stepped: Result<i64, Error> = db.write(|tx| step(tx, "a", 3, "before")).await;
        stepped.unwrap();
        drop(db);
        let db = place.open(MIGRATIONS, environment()).await.unwrap();
        assert_eq!(value(&db, "a").await, Some(3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_together_do_not_migrate_twice() {
    for backend in backends()
        .into_iter()
        .filter(|backend| *backend == Backend::Postgres)
    {
        let place = Place::new(backend);
        let replicas = (0..6).map(|_| place.open(MIGRATIONS, environment()));
        for replica in futures::future::join_all(replicas).await {
            replica.unwrap().ping().await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_refused() {
    for backend in backends() {
        let place = Place::new(backend);
        drop(place.open(MIGRATIONS, environment()).await.unwrap());
        let error = place.open(NO_MIGRATIONS, environment()).await.err().unwrap();
        assert!(
            matches!(&error, OpenError::NewerSchema { version } if version == "0001"),
            "{error:?}"
        );
    }
}

#[test]
fn both_trees_of_the_test_context_have_the_same_names() {
    assert_twins(&MIGRATIONS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_undoes_the_transaction_and_is_told() {
    let (db, _) = crate::ledger::ledger(Backend::Sqlite).await;
    let stepped: Result<i64, Error> = db.write(|tx| step(tx, "a", 1, "fits")).await;
    stepped.unwrap();
    let full: Result<(), Error> = db
        .write(|tx| {
            // SQLite's own limit on the size of the file behaves as a full disk does.
            on_conn!(tx.conn(), |c| diesel::sql_query("PRAGMA max_page_count = 1")
                .execute(c))?;
            for n in 0..10_000 {
                step(tx, "a", 1, &format!("too much {n}"))?;
            }
            Ok(())
        })
        .await;
    assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
    assert_eq!(value(&db, "a").await, Some(1));
    let after: Result<i64, Error> = db.write(|tx| step(tx, "a", 1, "in place")).await;
    assert_eq!(after.unwrap(), 2);
}
