//! A payment provider for development and tests, with books of its own that survive a restart.
//!
//! It behaves as scripted ([`Behaviour`]), per payment or for all, and lists what it really did, so that a doubled
//! payment shows. Its transactions are never those of a refund; a time-out is answered at once, or after a short delay.

mod books;
mod script;

use std::time::Duration;

use async_trait::async_trait;
use redress_db::{Db, Error, Tx};

use super::{Payment, Provider};
use crate::domain::transition::Answer;

pub use books::{Effect, effect_list};
pub use script::{Behaviour, Script};

use books::{Request, Standing};

/// The provider. Cheap to clone.
#[derive(Clone)]
pub struct Sandbox {
    db: Db,
    timeout_delay: Duration,
}

impl Sandbox {
    /// A sandbox whose books are in `db`; time-outs take `timeout_delay`.
    pub fn new(db: Db, timeout_delay: Duration) -> Sandbox {
        Sandbox { db, timeout_delay }
    }

    /// Says how the next calls are answered.
    ///
    /// # Errors
    /// The database's.
    pub async fn script(&self, script: Script) -> Result<(), Error> {
        self.db.write(move |tx| script::set(tx.conn(), &script)).await
    }

    /// What was really done, oldest first, after the effect `after`; for one payment, or for all when the reference is
    /// empty.
    ///
    /// # Errors
    /// The database's.
    pub async fn effects(
        &self,
        reference: String,
        after: Option<String>,
        limit: i64,
    ) -> Result<Vec<Effect>, Error> {
        self.db
            .read(move |conn| effect_list(conn, &reference, after.as_deref(), limit))
            .await
    }

    /// Reverses an effect; again changes nothing. `None` when there is no such effect.
    ///
    /// # Errors
    /// The database's.
    pub async fn reverse(&self, effect_id: String) -> Result<Option<Effect>, Error> {
        self.db
            .write(move |tx| books::effect_reverse(tx.conn(), &effect_id))
            .await
    }

    async fn answer(&self, outcome: Result<Answer, Error>) -> Answer {
        let answer = outcome.unwrap_or_else(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the sandbox provider could not answer"
            );
            Answer::Unknown
        });
        if answer == Answer::Unknown {
            tokio::time::sleep(self.timeout_delay).await;
        }
        answer
    }
}

#[async_trait]
impl Provider for Sandbox {
    async fn refund(&self, payment: &Payment) -> Answer {
        let payment = payment.clone();
        self.answer(self.db.write(move |tx| pay(tx, &payment)).await)
            .await
    }

    async fn status(&self, idempotency_key: &str) -> Answer {
        let key = idempotency_key.to_owned();
        self.answer(self.db.write(move |tx| tell(tx, &key)).await).await
    }
}

fn pay(tx: &mut Tx, payment: &Payment) -> Result<Answer, Error> {
    let new = Request {
        idempotency_key: payment.idempotency_key.clone(),
        payment_reference: payment.payment_reference.clone(),
        amount: payment.amount,
        standing: Standing::Lost,
        questions_left: 0,
        call_count: 1,
    };
    let request = books::request_call(tx.conn(), &new)?;
    // What was never taken in is decided now; everything else is said again.
    match request.standing {
        Standing::Lost | Standing::Silent => first_answer(tx, request),
        _ => standing_answer(tx, &request),
    }
}

/// Decides by the script what becomes of a request.
fn first_answer(tx: &mut Tx, mut request: Request) -> Result<Answer, Error> {
    let script = script::next(tx.conn(), &request.payment_reference)?;
    request.questions_left = script.late_after;
    let (standing, answer) = match script.behaviour {
        Behaviour::Succeed => (Standing::Applied, None),
        Behaviour::Decline => (Standing::Declined, None),
        Behaviour::TimeoutBefore => (Standing::Lost, Some(Answer::Unknown)),
        Behaviour::TimeoutAfter => (Standing::Applied, Some(Answer::Unknown)),
        Behaviour::Late => (Standing::Late, None),
        Behaviour::LateDecline => (Standing::LateDecline, None),
        Behaviour::Silent => (Standing::Silent, None),
    };
    request.standing = standing;
    if standing == Standing::Applied {
        books::effect_insert(tx, &request)?;
    }
    books::request_update(tx.conn(), &request)?;
    match answer {
        Some(answer) => Ok(answer),
        None => standing_answer(tx, &request),
    }
}

fn standing_answer(tx: &mut Tx, request: &Request) -> Result<Answer, Error> {
    Ok(match request.standing {
        Standing::Applied => match books::effect_of_key(tx.conn(), &request.idempotency_key)? {
            Some(effect) if effect.is_reversed => Answer::Reversed { reference: effect.id },
            Some(effect) => Answer::Applied { reference: effect.id },
            None => return Err(Error::corrupt("an applied request has no effect")),
        },
        Standing::Declined => Answer::NotApplied {
            reason: "declined by the buyer's bank".to_owned(),
        },
        Standing::Late | Standing::LateDecline => Answer::Pending,
        Standing::Lost => Answer::NeverSeen,
        Standing::Silent => Answer::Unknown,
    })
}

/// Answers a question; a late answer comes after as many questions as scripted.
fn tell(tx: &mut Tx, key: &str) -> Result<Answer, Error> {
    let Some(mut request) = books::request_ask(tx.conn(), key)? else {
        return Ok(Answer::NeverSeen);
    };
    if matches!(request.standing, Standing::Late | Standing::LateDecline) {
        request.questions_left -= 1;
        if request.questions_left <= 0 {
            if request.standing == Standing::Late {
                request.standing = Standing::Applied;
                books::effect_insert(tx, &request)?;
            } else {
                request.standing = Standing::Declined;
            }
        }
        books::request_update(tx.conn(), &request)?;
    }
    standing_answer(tx, &request)
}
