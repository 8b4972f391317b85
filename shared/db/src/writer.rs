//! The one writer of an SQLite file: a thread with its connection and a queue in front of it. Work is done in the
//! order of arrival, and nobody ever waits for SQLite's lock.
//!
//! Group commit: what waits in the queue while the last commit goes to the disk is run in one transaction, each unit
//! in a savepoint of its own, and committed with one sync. Replies are sent after that commit, so a reply still means
//! that the work is durable.

use std::sync::mpsc::{Receiver, Sender, channel};

use crate::config::Target;
use crate::conn::{Begin, Conn};
use crate::error::Error;
use crate::work::{Verdict, Work, run_alone};

/// How many units share one commit at most.
const BATCH_MAX: usize = 64;

/// The way into the queue. The thread ends when the last one is dropped.
pub(crate) struct Writer {
    queue: Sender<Box<dyn Work>>,
}

impl Writer {
    pub(crate) fn start(target: Target) -> Result<Writer, Error> {
        let conn = Conn::open(&target, Begin::Write)?;
        let (queue, waiting) = channel();
        let thread = WriterThread {
            target,
            conn: Some(conn),
        };
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || thread.run(&waiting))
            .map_err(Error::unavailable)?;
        Ok(Writer { queue })
    }

    pub(crate) fn enqueue(&self, work: Box<dyn Work>) {
        // A thread that is gone drops the work and with it the reply's sender, which the caller sees.
        let _ = self.queue.send(work);
    }
}

struct WriterThread {
    target: Target,
    /// `None` after a failure that left the last one unusable.
    conn: Option<Conn>,
}

impl WriterThread {
    fn run(mut self, waiting: &Receiver<Box<dyn Work>>) {
        while let Ok(first) = waiting.recv() {
            let batch: Vec<_> = std::iter::once(first)
                .chain(waiting.try_iter().take(BATCH_MAX - 1))
                .filter(|work| !work.is_abandoned())
                .collect();
            self.run_batch(batch);
        }
    }

    fn run_batch(&mut self, batch: Vec<Box<dyn Work>>) {
        let mut rest = batch.into_iter();
        while rest.len() > 0 {
            match self.begin() {
                Ok(conn) if rest.len() == 1 => {
                    let conn = rest.next().map(|work| run_alone(conn, work));
                    self.keep(conn.expect("invariant: one is left"));
                }
                Ok(conn) => self.run_group(conn, &mut rest),
                Err(error) => rest.by_ref().for_each(|work| work.settle(Err(error.clone()))),
            }
        }
    }

    /// Runs units until none is left or the transaction breaks, then commits and settles what was run.
    fn run_group(&mut self, mut conn: Conn, rest: &mut impl Iterator<Item = Box<dyn Work>>) {
        let mut done = Vec::new();
        let mut state = Ok(());
        while state.is_ok() {
            let Some(mut work) = rest.next() else { break };
            state = conn.savepoint();
            if state.is_ok() {
                let verdict;
                (conn, verdict) = work.run(conn);
                // SQLite undoes the whole transaction by itself when the disk is full; the savepoint is gone then.
                state = match verdict {
                    Verdict::Keep => conn.commit(),
                    Verdict::Undo => conn.rollback(),
                };
            }
            done.push(work);
        }
        let ended = state.and_then(|()| conn.commit());
        if ended.is_err() {
            let _ = conn.rollback();
        }
        done.into_iter().for_each(|work| work.settle(ended.clone()));
        self.keep(conn);
    }

    fn begin(&mut self) -> Result<Conn, Error> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => Conn::open(&self.target, Begin::Write)?,
        };
        let begun = conn.begin(Begin::Write);
        match begun {
            Ok(()) => Ok(conn),
            Err(error) => {
                self.keep(conn);
                Err(error)
            }
        }
    }

    fn keep(&mut self, mut conn: Conn) {
        self.conn = conn.is_clean().then_some(conn);
    }
}
