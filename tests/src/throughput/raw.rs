//! The same work without the service: a tape's statements, prepared, on SQLite connections with the service's settings.
//!
//! One writing connection for each context behind a lock, as fast as SQLite allows; every worker reads on connections of its own.

use super::tape::{IdNumbers, Piece, Transaction, Value, replayed};
use anyhow::Context as _;
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, Value as SqlValue};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A call's tape, ready for replays.
pub struct Script(Vec<Step>);

struct Step {
    context: usize,
    is_write: bool,
    statements: Vec<Prepared>,
}

struct Prepared {
    sql: String,
    values: Vec<Slot>,
    /// How many rows it inserts into the outbox.
    outbox_rows: usize,
}

enum Slot {
    Same(SqlValue),
    Text(Vec<Piece>),
    /// The sequence number of the outbox row that this replay inserted as its n-th.
    Seq(usize),
}

/// The contexts' files.
pub struct Files {
    names: Vec<String>,
    folder: PathBuf,
    writers: Vec<Mutex<Connection>>,
}

impl Files {
    /// The files in a folder, which were made by the service.
    ///
    /// # Errors
    /// One cannot be opened.
    pub fn open(folder: &Path, names: &[&str]) -> anyhow::Result<Files> {
        let writers = names
            .iter()
            .map(|name| Ok(Mutex::new(open(folder, name, false)?)));
        Ok(Files {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            folder: folder.to_owned(),
            writers: writers.collect::<anyhow::Result<_>>()?,
        })
    }

    /// Each context's sequence number of the first outbox row of some tapes, which were the last to insert any.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn first_seqs<'a>(
        &self,
        tapes: impl Iterator<Item = &'a Transaction>,
    ) -> anyhow::Result<BTreeMap<String, i64>> {
        let mut seqs = BTreeMap::new();
        for (name, writer) in self.names.iter().zip(&self.writers) {
            let writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            let last: i64 =
                writer.query_row("SELECT coalesce(max(seq), 0) FROM outbox", [], |row| row.get(0))?;
            seqs.insert(name.clone(), last + 1);
        }
        for transaction in tapes {
            *seqs.entry(transaction.context.clone()).or_insert(1) -= transaction.outbox_rows() as i64;
        }
        Ok(seqs)
    }

    /// Makes a script of a tape. `ids` is shared by the tapes of one story, so that a cancellation finds its order; `seqs` has
    /// each context's next sequence number of the outbox when the tape was taken.
    ///
    /// # Errors
    /// The tape is about a context without a file.
    pub fn script(
        &self,
        tape: &[Transaction],
        ids: &mut IdNumbers,
        seqs: &BTreeMap<String, i64>,
    ) -> anyhow::Result<Script> {
        let mut steps = Vec::new();
        for transaction in tape {
            let context = self.names.iter().position(|name| *name == transaction.context);
            let base = seqs.get(&transaction.context).copied().unwrap_or(1);
            let statements = transaction.statements.iter().map(|statement| {
                let is_mark = statement.is_outbox("UPDATE");
                let slot = |value: &Value| match value {
                    Value::Integer(seq) if is_mark => Slot::Seq((seq - base).max(0).unsigned_abs() as usize),
                    Value::Integer(number) => Slot::Same(SqlValue::Integer(*number)),
                    Value::Null => Slot::Same(SqlValue::Null),
                    Value::Blob(bytes) => Slot::Same(SqlValue::Blob(bytes.clone())),
                    Value::Text(text) => match ids.pieces(text) {
                        pieces if matches!(pieces[..], [Piece::Same(_)]) => {
                            Slot::Same(SqlValue::Text(text.clone()))
                        }
                        pieces => Slot::Text(pieces),
                    },
                };
                Prepared {
                    sql: statement.sql.clone(),
                    values: statement.values.iter().map(slot).collect(),
                    outbox_rows: statement.outbox_rows(),
                }
            });
            steps.push(Step {
                context: context.with_context(|| format!("no file of {}", transaction.context))?,
                is_write: transaction.is_write,
                statements: statements.collect(),
            });
        }
        Ok(Script(steps))
    }

    /// Replays a script for so many numbers from `first` on, so many at once, and returns how long it took.
    ///
    /// # Errors
    /// A statement failed.
    pub fn replay(
        &self,
        script: &Script,
        first: u64,
        count: u64,
        at_once: usize,
    ) -> anyhow::Result<Duration> {
        let next = AtomicU64::new(0);
        let begin = Instant::now();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..at_once)
                .map(|_| {
                    scope.spawn(|| {
                        let readers = self.names.iter().map(|name| open(&self.folder, name, true));
                        let readers: Vec<Connection> = readers.collect::<anyhow::Result<_>>()?;
                        loop {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            if number >= count {
                                return anyhow::Ok(());
                            }
                            self.replay_one(script, first + number, &readers)?;
                        }
                    })
                })
                .collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().expect("invariant: a worker does not panic"))
        })?;
        Ok(begin.elapsed())
    }

    fn replay_one(&self, script: &Script, number: u64, readers: &[Connection]) -> anyhow::Result<()> {
        let mut seqs: Vec<Vec<i64>> = vec![Vec::new(); self.names.len()];
        for step in &script.0 {
            if step.is_write {
                let writer = self.writers[step.context]
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                run(&writer, "BEGIN IMMEDIATE", step, number, &mut seqs[step.context])?;
            } else {
                run(
                    &readers[step.context],
                    "BEGIN",
                    step,
                    number,
                    &mut seqs[step.context],
                )?;
            }
        }
        Ok(())
    }
}

fn run(conn: &Connection, begin: &str, step: &Step, number: u64, seqs: &mut Vec<i64>) -> anyhow::Result<()> {
    conn.prepare_cached(begin)?.execute([])?;
    for statement in &step.statements {
        let mut prepared = conn.prepare_cached(&statement.sql)?;
        for (at, slot) in statement.values.iter().enumerate() {
            match slot {
                Slot::Same(value) => {
                    prepared.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(value.into()))?
                }
                Slot::Text(pieces) => prepared.raw_bind_parameter(at + 1, replayed(pieces, number))?,
                Slot::Seq(n) => prepared.raw_bind_parameter(at + 1, seqs.get(*n).copied().unwrap_or(0))?,
            }
        }
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next()? {
            // Read every column, as whoever asked for the row does.
            for column in 0..row.as_ref().column_count() {
                std::hint::black_box(row.get_ref(column)?);
            }
        }
        drop(rows);
        let last = conn.last_insert_rowid();
        seqs.extend(
            (0..statement.outbox_rows)
                .rev()
                .map(|before| last - before as i64),
        );
    }
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Counts the outbox rows of a tape in.
pub fn pass(tape: &[Transaction], seqs: &mut BTreeMap<String, i64>) {
    for transaction in tape {
        *seqs.entry(transaction.context.clone()).or_insert(1) += transaction.outbox_rows() as i64;
    }
}

/// A connection with the settings of the service's.
fn open(folder: &Path, name: &str, is_reader: bool) -> anyhow::Result<Connection> {
    let conn = Connection::open(folder.join(format!("{name}.db")))?;
    conn.set_prepared_statement_cache_capacity(256);
    conn.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY;",
    )?;
    if is_reader {
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -512")?;
    }
    Ok(conn)
}
