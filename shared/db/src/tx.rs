//! What a use case writes with: the connection inside the transaction, the transaction's time, and buffers for events
//! and deadlines that are flushed in few statements just before the commit.
//!
//! Whatever is written through a `Tx` stands or falls together with the rows beside it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use redress_core::Ids;
use tokio::sync::watch;

use crate::command::IdempotencyRow;
use crate::config::Environment;
use crate::conn::Conn;
use crate::deadlines::{NewDeadline, store as deadlines};
use crate::error::Error;
use crate::outbox::{NewOutboxRow, store as outbox};

/// Something that happened to an aggregate, to be told to other contexts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The aggregate's id; events of one aggregate arrive in the order in which they were committed, given that each
    /// transaction changes the aggregate's row before it commits.
    pub aggregate: String,
    /// What happened, e.g. `orders.v1.OrderCancelled`.
    pub kind: &'static str,
    /// The encoded event message of that kind.
    pub payload: Vec<u8>,
}

/// An open write transaction.
pub struct Tx {
    conn: Conn,
    now: DateTime<Utc>,
    seed: TxSeed,
    events: Vec<NewOutboxRow>,
    deadlines: Vec<NewDeadline>,
    cancelled: Vec<Cancellation>,
    idempotency: Option<IdempotencyRow>,
    wakes: Wakes,
}

/// What a transaction takes from the database and from the caller; gathered before it starts.
#[derive(Clone)]
pub(crate) struct TxSeed {
    pub environment: Arc<Environment>,
    pub signals: Arc<Signals>,
    /// Captured where the caller's span is the current one.
    pub trace_parent: Option<String>,
}

impl TxSeed {
    pub(crate) fn wake(&self, wakes: Wakes) {
        if wakes.outbox {
            self.signals.outbox.send_replace(());
        }
        if wakes.deadlines {
            self.signals.deadlines.send_replace(());
        }
    }
}

/// Tell the workers of this process that a commit has work for them.
#[derive(Default)]
pub(crate) struct Signals {
    pub outbox: watch::Sender<()>,
    pub deadlines: watch::Sender<()>,
}

/// Which workers a transaction has work for, once it is committed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Wakes {
    outbox: bool,
    deadlines: bool,
}

pub(crate) struct Cancellation {
    pub aggregate: String,
    pub kinds: Vec<String>,
}

impl Tx {
    pub(crate) fn new(conn: Conn, seed: TxSeed) -> Tx {
        Tx {
            conn,
            now: seed.environment.clock.now(),
            seed,
            events: Vec::new(),
            deadlines: Vec::new(),
            cancelled: Vec::new(),
            idempotency: None,
            wakes: Wakes::default(),
        }
    }

    /// The connection, for [`on_conn!`](crate::on_conn).
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// The one time of this transaction.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Where new ids come from.
    pub fn ids(&self) -> &Ids {
        &self.seed.environment.ids
    }

    /// Announces an event once this transaction is committed.
    pub fn emit(&mut self, event: Event) {
        self.events.push(NewOutboxRow {
            id: self.ids().text("evt", self.now),
            aggregate: event.aggregate,
            kind: event.kind,
            payload: event.payload,
            trace_parent: self.seed.trace_parent.clone(),
            create_time: self.now.naive_utc(),
        });
    }

    /// Sets a deadline. One with this id that is open is moved; one that has fired or was cancelled opens again,
    /// so a handler may set its own deadline anew.
    pub fn set_deadline(&mut self, deadline: NewDeadline) {
        self.deadlines.retain(|other| other.id != deadline.id);
        self.deadlines.push(deadline);
    }

    /// Cancels the open deadlines of `aggregate` that are of one of `kinds`, those set earlier in this transaction
    /// included.
    pub fn cancel_deadlines(&mut self, aggregate: &str, kinds: &[&str]) {
        self.deadlines
            .retain(|set| set.aggregate != aggregate || !kinds.contains(&set.kind));
        let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        self.cancelled.push(Cancellation {
            aggregate: aggregate.to_owned(),
            kinds,
        });
    }

    pub(crate) fn remember_reply(&mut self, row: IdempotencyRow) {
        self.idempotency = Some(row);
    }

    /// Writes what was buffered. The idempotency row comes last, so that a competing request waits at it for as short
    /// a time as possible.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        let now = self.now.naive_utc();
        for Cancellation { aggregate, kinds } in &self.cancelled {
            deadlines::cancel(&mut self.conn, aggregate, kinds, now)?;
        }
        if !self.deadlines.is_empty() {
            let trace_parent = self.seed.trace_parent.as_deref();
            deadlines::set(&mut self.conn, &self.deadlines, trace_parent, now)?;
            self.wakes.deadlines = true;
        }
        if !self.events.is_empty() {
            outbox::insert(&mut self.conn, &self.events)?;
            self.wakes.outbox = true;
        }
        match &self.idempotency {
            Some(row) => row.insert(&mut self.conn, now),
            None => Ok(()),
        }
    }

    pub(crate) fn finish(self) -> (Conn, Wakes) {
        (self.conn, self.wakes)
    }
}
