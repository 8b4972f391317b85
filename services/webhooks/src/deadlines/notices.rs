//! The clocks of notices: one applies a notice, or tries again; one forgets what it said.
//!
//! The notice is committed before its context is called, and what came of it is recorded after. A crash in between leaves the
//! clock open; the next start calls again, and the contexts know what they were told before.

use chrono::TimeDelta;
use redress_db::{Apply, Db, DeadlineRow, HandlerError, NewDeadline, Tx, nothing_to_do};

use crate::applying::Contexts;
use crate::config::Config;
use crate::domain::notice::{Notice, Outcome, State};
use crate::domain::owner::Sight;
use crate::store::notices;

/// The kind of the clock that applies a notice.
pub(super) const APPLY: &str = "apply_notice";
/// The kind of the clock that forgets what a notice said.
pub(super) const FORGET: &str = "forget_notice";

/// The clock that applies a notice, if it is to be applied.
pub fn apply_at(notice: &Notice) -> Option<NewDeadline> {
    let due_time = notice.next_attempt_time?;
    Some(NewDeadline {
        id: format!("{APPLY}:{}", notice.notice_id),
        kind: APPLY,
        aggregate: notice.notice_id.to_string(),
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    })
}

/// Stops the clock that forgets what a notice said.
pub fn never_forget(tx: &mut Tx, notice: &Notice) {
    tx.cancel_deadlines(notice.notice_id.as_str(), &[FORGET]);
}

/// Applies what is due.
pub struct Applying {
    db: Db,
    contexts: Contexts,
    keep: TimeDelta,
}

impl Applying {
    /// From the database to the contexts that what is told is for.
    pub fn new(db: Db, contexts: Contexts, config: &Config) -> Self {
        Self {
            db,
            contexts,
            keep: config.keep_notice(),
        }
    }

    /// Calls the context that the notice is for, and plans to record what came of it.
    pub(super) async fn plan(&self, deadline: &DeadlineRow) -> Result<Apply, HandlerError> {
        let id = deadline.aggregate.clone();
        let found = self
            .db
            .read(move |conn| notices::notice_fetch(conn, &Sight::default(), &id))
            .await?;
        let pending = found.filter(|notice| notice.state == State::Pending);
        let Some((notice, facts)) = pending.and_then(|notice| {
            let facts = notice.facts.clone()?;
            Some((notice, facts))
        }) else {
            return Ok(nothing_to_do());
        };
        let now = self.db.environment().clock.now();
        let outcome = self.contexts.apply(&notice, facts, now).await;
        let (id, keep) = (notice.notice_id.to_string(), self.keep);
        Ok(Box::new(move |tx| record(tx, &id, outcome, keep)))
    }
}

/// Writes what came of an attempt, and sets the clock that follows.
fn record(tx: &mut Tx, notice_id: &str, outcome: Outcome, keep: TimeDelta) -> Result<(), HandlerError> {
    let now = tx.now();
    let found = notices::notice_lock(tx.conn(), &Sight::default(), notice_id)?;
    let Some(mut notice) = found.filter(|notice| notice.state == State::Pending) else {
        return Ok(());
    };
    notice.record(outcome, now);
    notices::notice_update(tx.conn(), &notice)?;
    if notice.state != State::Applied {
        let (state, reason) = (notice.state.as_str(), notice.why.reason.as_str());
        tracing::info!(notice = %notice.notice_id, state, reason, "a notice was not applied");
    }
    let forget = notice.forget_time(keep).map(|due_time| NewDeadline {
        id: format!("{FORGET}:{}", notice.notice_id),
        kind: FORGET,
        aggregate: notice.notice_id.to_string(),
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    });
    apply_at(&notice)
        .into_iter()
        .chain(forget)
        .for_each(|clock| tx.set_deadline(clock));
    Ok(())
}

/// Plans to forget what a notice said.
pub(super) fn forgetting(deadline: &DeadlineRow) -> Apply {
    let id = deadline.aggregate.clone();
    Box::new(move |tx| {
        if let Some(mut notice) = notices::notice_lock(tx.conn(), &Sight::default(), &id)? {
            notice.forget();
            notices::notice_update(tx.conn(), &notice)?;
        }
        Ok(())
    })
}
