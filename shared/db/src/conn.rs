//! One connection to either database, and the macro that writes a Diesel query once for both.
//!
//! Transactions are opened, committed and rolled back here and nowhere else. Diesel's own bookkeeping of the
//! transaction depth is kept up, so that whatever Diesel nests inside becomes a savepoint.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::{Connection, ConnectionError, PgConnection, SqliteConnection};

use crate::config::{PostgresTarget, Target};
use crate::error::Error;

/// A connection inside an open transaction. Use it with [`on_conn!`](crate::on_conn).
pub enum Conn {
    /// To a PostgreSQL server.
    Pg(PgConnection),
    /// To an SQLite file.
    Sqlite(SqliteConnection),
}

/// Runs one Diesel body on whichever connection it is: `on_conn!(conn, |c| orders::table.load::<OrderRow>(c))`.
///
/// The body is compiled once per database, so it may use what both support: ON CONFLICT, RETURNING, batch inserts.
/// It yields `Result<T, diesel::result::Error>` (`?` inside stays inside); the macro yields `Result<T, redress_db::Error>`.
#[macro_export]
macro_rules! on_conn {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::Conn::Pg($c) => $crate::body_result(|| $body),
            $crate::Conn::Sqlite($c) => $crate::body_result(|| $body),
        }
    };
}

#[doc(hidden)]
pub fn body_result<T>(body: impl FnOnce() -> diesel::QueryResult<T>) -> Result<T, Error> {
    body().map_err(Error::from)
}

/// How a transaction is opened.
#[derive(Clone, Copy)]
pub(crate) enum Begin {
    /// A consistent snapshot that cannot write.
    Read,
    /// The write lock at once on SQLite, READ COMMITTED on PostgreSQL.
    Write,
}

impl Conn {
    pub(crate) fn open(target: &Target, begin: Begin) -> Result<Conn, Error> {
        match target {
            Target::Sqlite(path) => {
                let path = path
                    .to_str()
                    .ok_or_else(|| Error::unavailable("the path is not UTF-8"))?;
                let mut conn = SqliteConnection::establish(path).map_err(from_connection_error)?;
                // WAL lets readers go on beside the writer; FULL makes each commit durable before it is answered.
                conn.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
                )?;
                if matches!(begin, Begin::Read) {
                    // Many readers with a full cache each would be most of a small server's memory; the system caches
                    // the file anyway.
                    conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -512")?;
                }
                Ok(Conn::Sqlite(conn))
            }
            Target::Postgres(PostgresTarget {
                url,
                schema,
                statement_limit_ms,
            }) => {
                let mut conn = PgConnection::establish(url).map_err(from_connection_error)?;
                conn.batch_execute(&format!(
                    "SET search_path TO \"{schema}\"; SET statement_timeout TO {statement_limit_ms}; \
                     SET idle_in_transaction_session_timeout TO '60s'"
                ))?;
                Ok(Conn::Pg(conn))
            }
        }
    }

    pub(crate) fn begin(&mut self, begin: Begin) -> Result<(), Error> {
        let done = match (self, begin) {
            (Conn::Sqlite(c), Begin::Write) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
            }
            (Conn::Sqlite(c), Begin::Read) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            (Conn::Pg(c), Begin::Write) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            (Conn::Pg(c), Begin::Read) => AnsiTransactionManager::begin_transaction_sql(
                c,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
        };
        done.map_err(Error::from)
    }

    /// Opens a savepoint inside the transaction; [`commit`](Self::commit) or [`rollback`](Self::rollback) ends it.
    pub(crate) fn savepoint(&mut self) -> Result<(), Error> {
        on_conn!(self, |c| AnsiTransactionManager::begin_transaction(c))
    }

    /// Commits the innermost savepoint or the transaction; savepoints are only opened on SQLite.
    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        let done = match self {
            Conn::Sqlite(c) => AnsiTransactionManager::commit_transaction(c),
            // After a failed statement PostgreSQL answers COMMIT by undoing everything, and reports success. The empty
            // SELECT before it fails in that case, without a round trip of its own.
            Conn::Pg(c) => c.batch_execute("SELECT; COMMIT"),
        };
        done.map_err(Error::from)
    }

    /// Undoes the innermost savepoint or the transaction. After an error the connection must be dropped.
    pub(crate) fn rollback(&mut self) -> Result<(), Error> {
        on_conn!(self, |c| AnsiTransactionManager::rollback_transaction(c))
    }

    /// Whether no transaction is open and the bookkeeping is sound: the connection may be used again.
    pub(crate) fn is_clean(&mut self) -> bool {
        let depth = match self {
            Conn::Sqlite(c) => AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth(),
            Conn::Pg(c) => AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth(),
        };
        matches!(depth, Ok(None))
    }
}

fn from_connection_error(error: ConnectionError) -> Error {
    match error {
        ConnectionError::CouldntSetupConfiguration(error) => Error::from(error),
        other => Error::unavailable(other),
    }
}
