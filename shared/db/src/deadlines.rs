//! Timers as rows: set, moved and cancelled in the transactions of their owner, fired once, kept for the record.
//! A restart loses none and fires none twice.

pub(crate) mod store;
mod worker;

use chrono::{DateTime, Utc};

pub use store::{DeadlineRow, open_of};
pub use worker::{DeadlineWorker, OnDeadline};

use crate::database::Db;
use crate::error::Error;

/// A deadline to be set with [`Tx::set_deadline`](crate::Tx::set_deadline).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDeadline {
    /// Names the timer, e.g. the aggregate's id and the kind: setting it again moves it.
    pub id: String,
    /// What runs out.
    pub kind: &'static str,
    /// The id of the aggregate it belongs to.
    pub aggregate: String,
    /// The first instant that is too late.
    pub due_time: DateTime<Utc>,
    /// JSON for the handler.
    pub payload: String,
    /// The version of the calendar it was reckoned with, if one was needed.
    pub calendar: Option<String>,
}

impl Db {
    /// How many open deadlines are due at `time` or before: 0 when all that should have fired has.
    ///
    /// # Errors
    /// As [`read`](Db::read).
    pub async fn due_deadlines(&self, time: DateTime<Utc>) -> Result<i64, Error> {
        self.read(move |conn| store::count_due(conn, time.naive_utc()))
            .await
    }
}
