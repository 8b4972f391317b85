//! A unit of work: one closure in one transaction, with the reply to whoever waits for it. Who runs it opens and
//! ends the transaction and settles it afterwards; a unit replies only after its commit.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::conn::Conn;
use crate::error::Error;
use crate::tx::{Tx, TxSeed, Wakes};

/// What a caller gets: the closure's result, or its panic to go on with.
pub(crate) type Outcome<T, E> = Result<Result<T, E>, Box<dyn Any + Send>>;

/// Whether what a unit did is to be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Undo,
}

pub(crate) trait Work: Send {
    /// Whether nobody waits for it any more.
    fn is_abandoned(&self) -> bool;

    /// Runs the closure; the transaction is open before and after.
    fn run(&mut self, conn: Conn) -> (Conn, Verdict);

    /// Replies. `commit` is what became of the transaction; it matters only to work that was to be kept.
    fn settle(self: Box<Self>, commit: Result<(), Error>);
}

pub(crate) struct Unit<T, E, F> {
    closure: Option<F>,
    seed: TxSeed,
    outcome: Option<Outcome<T, E>>,
    wakes: Wakes,
    reply: oneshot::Sender<Outcome<T, E>>,
}

impl<T, E, F> Unit<T, E, F>
where
    F: FnOnce(&mut Tx) -> Result<T, E>,
    E: From<Error>,
{
    pub(crate) fn new(seed: TxSeed, closure: F) -> (Unit<T, E, F>, oneshot::Receiver<Outcome<T, E>>) {
        let (reply, receiver) = oneshot::channel();
        let unit = Unit {
            closure: Some(closure),
            seed,
            outcome: None,
            wakes: Wakes::default(),
            reply,
        };
        (unit, receiver)
    }
}

impl<T, E, F> Work for Unit<T, E, F>
where
    F: FnOnce(&mut Tx) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn is_abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, conn: Conn) -> (Conn, Verdict) {
        let closure = self.closure.take().expect("invariant: a unit runs once");
        let mut tx = Tx::new(conn, self.seed.clone());
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let value = closure(&mut tx)?;
            tx.flush()?;
            Ok(value)
        }));
        let verdict = if matches!(outcome, Ok(Ok(_))) {
            Verdict::Keep
        } else {
            Verdict::Undo
        };
        self.outcome = Some(outcome);
        let (conn, wakes) = tx.finish();
        self.wakes = wakes;
        (conn, verdict)
    }

    fn settle(self: Box<Self>, commit: Result<(), Error>) {
        let outcome = match (self.outcome, commit) {
            (Some(Ok(Ok(value))), Ok(())) => {
                self.seed.wake(self.wakes);
                Ok(Ok(value))
            }
            // Never run, or run and not committed.
            (None | Some(Ok(Ok(_))), Err(error)) => Ok(Err(E::from(error))),
            (None, Ok(())) => unreachable!("invariant: only work that ran is committed"),
            (Some(failed), _) => failed,
        };
        // Nobody waits any more: the work stands nevertheless, as after a lost connection.
        let _ = self.reply.send(outcome);
    }
}

/// Runs one unit in a transaction of its own, which is open already, and ends it.
pub(crate) fn run_alone(conn: Conn, mut work: Box<dyn Work>) -> Conn {
    let (mut conn, verdict) = work.run(conn);
    let ended = match verdict {
        Verdict::Keep => conn.commit(),
        Verdict::Undo => conn.rollback(),
    };
    if verdict == Verdict::Keep && ended.is_err() {
        // A connection on which neither works is dropped by its owner, which undoes the rest.
        let _ = conn.rollback();
    }
    work.settle(ended);
    conn
}
