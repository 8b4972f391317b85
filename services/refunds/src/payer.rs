//! The worker that calls the payment provider: for refunds that are to be sent and for those to be asked about.
//!
//! The order is always: commit the intent, call outside any transaction, record the answer. The queue is rows (`calls`),
//! not deadlines, because a call takes long, runs beside others and must not hold a transaction. A process that dies in
//! between leaves a question behind: what was being sent is asked about, never sent again unasked.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use redress_db::CancellationToken;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use crate::app::{App, Call};
use crate::domain::transition::Answer;
use crate::domain::words::CallKind;
use crate::error::Error;
use crate::provider::{Payment, Provider};
use crate::store;

/// How often the queue is looked at without being told, for what another replica left behind; also the wait after a
/// failure of the database.
const POLL: Duration = Duration::from_secs(2);

/// How often recording one answer is tried. Afterwards the provider is asked again when the call counts as over.
const RECORD_TRIES: u32 = 5;

/// The wait before recording is tried again; doubled each time.
const RECORD_WAIT: Duration = Duration::from_millis(20);

/// Calls the provider, several refunds at a time.
pub struct Payer {
    app: App,
    provider: Arc<dyn Provider>,
}

impl Payer {
    /// A worker for the use cases' queue.
    pub fn new(app: App, provider: Arc<dyn Provider>) -> Payer {
        Payer { app, provider }
    }

    /// Works until `stop`; calls under way are finished first.
    pub async fn run(self, stop: CancellationToken) {
        let clock = self.app.db.environment().clock.clone();
        let mut under_way = JoinSet::new();
        self.release().await;
        while !stop.is_cancelled() {
            let next_due = match self.pass(&mut under_way).await {
                Ok(next_due) => next_due,
                Err(error) => {
                    tracing::error!(
                        error = &error as &dyn std::error::Error,
                        "due provider calls could not be taken up"
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
                Some(ended) = under_way.join_next() => report(ended),
                () = due => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        while let Some(ended) = under_way.join_next().await {
            report(ended);
        }
    }

    /// After a crash, what was being sent is asked about at once. While another replica is in the middle of such a call
    /// this asks one question too many, which changes nothing: both use the same key.
    async fn release(&self) {
        let released = self.app.db.write(|tx| {
            let now = tx.now();
            store::call_release(tx.conn(), now)
        });
        if let Err(error) = released.await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "unfinished provider calls wait for their time"
            );
        }
    }

    /// Starts as many due calls as there is room for. Returns when the next one is due, unless there is no room for it.
    async fn pass(&self, under_way: &mut JoinSet<()>) -> Result<Option<DateTime<Utc>>, Error> {
        loop {
            let room = self
                .app
                .config
                .max_in_flight
                .max(1)
                .saturating_sub(under_way.len());
            if room == 0 {
                return Ok(None);
            }
            let now = self.app.db.environment().clock.now();
            let (due, next) = self
                .app
                .db
                .read(move |conn| {
                    let due = store::call_list_due(conn, now, room)?;
                    let next = store::call_next_due_time(conn)?;
                    Ok::<_, Error>((due, next))
                })
                .await?;
            if due.is_empty() {
                return Ok(next);
            }
            for call in self.app.take_up(due).await? {
                let caused = self.app.db.environment().tracing.caused;
                let span = caused(call.trace_parent.as_deref(), "call payment provider");
                let (app, provider) = (self.app.clone(), self.provider.clone());
                under_way.spawn(async move { make(&app, &*provider, call).await }.instrument(span));
            }
        }
    }
}

/// One call and its record.
async fn make(app: &App, provider: &dyn Provider, call: Call) {
    let payment = Payment {
        idempotency_key: call.idempotency_key.clone(),
        payment_reference: call.payment_reference.clone(),
        amount: call.amount,
    };
    let answering = async {
        match call.kind {
            CallKind::Send => provider.refund(&payment).await,
            CallKind::Ask => provider.status(&payment.idempotency_key).await,
        }
    };
    let answered = tokio::time::timeout(app.config.provider_time_limit(), answering).await;
    let answer = answered.unwrap_or(Answer::Unknown);
    tracing::info!(refund_id = %call.refund_id, call = %call.kind, "provider called");
    record(app, &call, answer).await;
}

async fn record(app: &App, call: &Call, answer: Answer) {
    let mut wait = RECORD_WAIT;
    for _ in 0..RECORD_TRIES {
        match app.record_answer(call, answer.clone()).await {
            Ok(()) => return,
            Err(error) => {
                let refund_id = &call.refund_id;
                tracing::warn!(%refund_id, error = &error as &dyn std::error::Error, "answer not recorded yet");
            }
        }
        tokio::time::sleep(wait).await;
        wait *= 2;
    }
    tracing::error!(refund_id = %call.refund_id, "answer not recorded; the provider is asked again");
}

fn report(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a provider call broke off; it is asked about later"
        );
    }
}
