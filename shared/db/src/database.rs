//! A context's database: opened and migrated once, then read and written through closures that run on a thread where
//! blocking is allowed.
//!
//! A write closure runs in one transaction and is undone on `Err` and on panic. A read closure sees one snapshot and
//! cannot write. Neither is ever retried: whether to try again is the caller's decision.

use std::panic::resume_unwind;
use std::sync::Arc;

use diesel_migrations::EmbeddedMigrations;
use tokio::sync::watch;

use crate::config::{DbConfig, Environment, Target};
use crate::conn::{Begin, Conn};
use crate::error::{Error, OpenError};
use crate::migrate;
use crate::on_conn;
use crate::pool::Pool;
use crate::tx::{Signals, Tx, TxSeed};
use crate::work::{Unit, Work, run_alone};
use crate::writer::Writer;

/// A context's own migrations, one tree per database, with the same names in both. Versions beginning with `shared`
/// are reserved for the tables of this crate.
pub struct Migrations {
    /// For SQLite.
    pub sqlite: EmbeddedMigrations,
    /// For PostgreSQL.
    pub postgres: EmbeddedMigrations,
}

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, one process, one writer.
    Sqlite,
    /// A server that several replicas may share.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    backend: Backend,
    readers: Pool,
    writers: Writers,
    environment: Arc<Environment>,
    signals: Arc<Signals>,
}

enum Writers {
    Thread(Writer),
    Pool(Pool),
}

impl Db {
    /// Opens the database, creates what is missing and brings it to the newest schema.
    ///
    /// # Errors
    /// A wrong address, an unreachable database, a failed migration, or a schema newer than this program.
    pub async fn open(
        config: DbConfig,
        migrations: Migrations,
        environment: Environment,
    ) -> Result<Db, OpenError> {
        let opening =
            tokio::task::spawn_blocking(move || Db::open_blocking(&config, &migrations, environment));
        opening.await.map_err(Error::unavailable)?
    }

    fn open_blocking(
        config: &DbConfig,
        migrations: &Migrations,
        environment: Environment,
    ) -> Result<Db, OpenError> {
        let target = config.target()?;
        migrate::run(&target, migrations)?;
        let (backend, writers) = match target {
            Target::Sqlite(_) => (Backend::Sqlite, Writers::Thread(Writer::start(target.clone())?)),
            Target::Postgres(_) => {
                let pool = Pool::new(
                    target.clone(),
                    Begin::Write,
                    config.write_connections,
                    config.wait_limit(),
                );
                (Backend::Postgres, Writers::Pool(pool))
            }
        };
        let readers = Pool::new(target, Begin::Read, config.read_connections, config.wait_limit());
        let inner = Inner {
            backend,
            readers,
            writers,
            environment: Arc::new(environment),
            signals: Arc::new(Signals::default()),
        };
        Ok(Db(Arc::new(inner)))
    }

    /// Runs `closure` on one consistent snapshot; it cannot write.
    ///
    /// # Errors
    /// The closure's own, or that no connection could be had.
    pub async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let turn = self.0.readers.turn().await?;
        let reading = tokio::task::spawn_blocking(move || {
            let mut conn = turn.begin()?;
            // A panic drops the connection, and with it the transaction.
            let outcome = closure(&mut conn);
            // Nothing was written: how the transaction ends only decides whether the connection is used again.
            let _ = conn.commit();
            turn.give_back(conn);
            outcome
        });
        reading
            .await
            .unwrap_or_else(|failure| match failure.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(failure) => Err(Error::unavailable(failure).into()),
            })
    }

    /// Runs `closure` in one write transaction and commits it; the reply comes after the commit.
    ///
    /// Once started it runs to its end even if the caller stops waiting.
    ///
    /// # Errors
    /// The closure's own, or that the transaction could not be begun or committed: then nothing of it stands (see
    /// [`Error`] for the one exception).
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let seed = TxSeed {
            environment: self.0.environment.clone(),
            signals: self.0.signals.clone(),
            trace_parent: (self.0.environment.tracing.parent)(),
        };
        let (unit, reply) = Unit::new(seed, closure);
        match &self.0.writers {
            Writers::Thread(writer) => writer.enqueue(Box::new(unit)),
            Writers::Pool(pool) => {
                let turn = pool.turn().await?;
                let work: Box<dyn Work> = Box::new(unit);
                tokio::task::spawn_blocking(move || match turn.begin() {
                    Ok(conn) => turn.give_back(run_alone(conn, work)),
                    Err(error) => work.settle(Err(error)),
                });
            }
        }
        match reply.await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(gone) => Err(Error::unavailable(gone).into()),
        }
    }

    /// Whether the database answers: for readiness, never for liveness.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        use diesel::RunQueryDsl;
        self.read(|conn| on_conn!(conn, |c| diesel::sql_query("SELECT 1").execute(c)).map(drop))
            .await
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// The clock, ids and tracing it was opened with.
    pub fn environment(&self) -> &Environment {
        &self.0.environment
    }

    /// Changes whenever this process has committed outbox rows.
    pub(crate) fn outbox_signal(&self) -> watch::Receiver<()> {
        self.0.signals.outbox.subscribe()
    }

    /// Changes whenever this process has set deadlines.
    pub(crate) fn deadline_signal(&self) -> watch::Receiver<()> {
        self.0.signals.deadlines.subscribe()
    }
}
