//! The worker that hands messages over to the mail folder or the mail server, several at a time.
//!
//! The order is always: commit the intent, hand over outside any transaction, record the answer. The queue is the messages'
//! own rows, not deadlines, because an attempt takes long, runs beside others and must not hold a transaction. What a
//! process that died in between was handing over is handed over again once its time is over, with the same Message-ID.

use std::time::Duration;

use chrono::{DateTime, Utc};
use redress_db::CancellationToken;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use crate::app::App;
use crate::domain::message::{Answer, Message};
use crate::error::Error;
use crate::store::messages;

/// How often the queue is looked at without being told, for what another replica left behind; also the wait after a
/// failure of the database.
const POLL: Duration = Duration::from_secs(2);

/// How often recording one answer is tried. Afterwards the message is handed over again when its time is over.
const RECORD_TRIES: u32 = 5;

/// The wait before recording is tried again; doubled each time.
const RECORD_WAIT: Duration = Duration::from_millis(20);

/// An attempt that has ended, with its answer.
type Ended = Result<(Message, Answer), tokio::task::JoinError>;
/// The attempts under way.
type Attempts = JoinSet<(Message, Answer)>;

/// Hands messages over.
pub struct Mailer {
    app: App,
}

impl Mailer {
    /// A worker for the use cases' queue.
    pub fn new(app: App) -> Self {
        Self { app }
    }

    /// Works until `stop`; attempts under way are finished first.
    pub async fn run(self, stop: CancellationToken) {
        let clock = self.app.db.environment().clock.clone();
        let mut under_way: Attempts = JoinSet::new();
        while !stop.is_cancelled() {
            let next_due = match self.pass(&mut under_way).await {
                Ok(next_due) => next_due,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "due messages could not be taken up"
                    );
                    None
                }
            };
            let due = async {
                match next_due {
                    Some(time) => clock.sleep_until(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.app.wake.notified() => {}
                Some(ended) = under_way.join_next() => self.record(ended, &mut under_way).await,
                () = due => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        while let Some(ended) = under_way.join_next().await {
            self.record(ended, &mut under_way).await;
        }
    }

    /// Records the answer of an attempt, and in the same transaction of all others that have ended by now.
    async fn record(&self, ended: Ended, under_way: &mut Attempts) {
        let mut answers: Vec<_> = answer_of(ended).into_iter().collect();
        while let Some(ended) = under_way.try_join_next() {
            answers.extend(answer_of(ended));
        }
        let mut wait = RECORD_WAIT;
        for _ in 0..RECORD_TRIES {
            match self.app.record_answers(answers.clone()).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "answers not recorded yet"
                    );
                }
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        tracing::error!("answers not recorded; the messages will be handed over again");
    }

    /// Starts as many due attempts as there is room for. Returns when the next one is due, unless there is no room for it.
    async fn pass(&self, under_way: &mut Attempts) -> Result<Option<DateTime<Utc>>, Error> {
        loop {
            let room = self.app.config.max_in_flight.saturating_sub(under_way.len());
            if room == 0 {
                return Ok(None);
            }
            let now = self.app.db.environment().clock.now();
            let looking = self.app.db.read(move |conn| {
                let due = messages::message_list_due(conn, now, room)?;
                let next = messages::message_next_attempt_time(conn)?;
                Ok::<_, Error>((due, next))
            });
            let (due, next) = looking.await?;
            if due.is_empty() {
                return Ok(next);
            }
            for message in self.app.take_up(due).await? {
                let caused = self.app.db.environment().tracing.caused;
                let span = caused(message.trace_parent.as_deref(), "hand message over");
                let app = self.app.clone();
                under_way.spawn(async move { attempt(&app, message).await }.instrument(span));
            }
        }
    }
}

/// One attempt.
async fn attempt(app: &App, message: Message) -> (Message, Answer) {
    let answer = app.mail.hand_over(&message).await;
    match &answer {
        Answer::Taken { .. } => tracing::info!(message = %message.message_id, "message handed over"),
        Answer::NotTaken { fault, code } => {
            tracing::warn!(message = %message.message_id, fault = fault.as_str(), code, "message not taken");
        }
        Answer::Refused { code } => {
            tracing::warn!(message = %message.message_id, code, "message refused for good");
        }
        Answer::Unknown => {
            tracing::warn!(message = %message.message_id, "nobody said whether the message was taken");
        }
    }
    (message, answer)
}

/// What an attempt came to; one that broke off is made again later.
fn answer_of(ended: Ended) -> Option<(Message, Answer)> {
    ended
        .inspect_err(|error| {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "an attempt broke off; the message is handed over again later"
            );
        })
        .ok()
}
