//! What the worker that hands messages over does before and after an attempt.

use chrono::TimeDelta;
use prost::Message as _;
use redress_contracts::redress::notifications::v1 as pb;
use redress_db::{Event, Tx};

use super::App;
use crate::convert;
use crate::domain::message::{Answer, Message, Patience, State};
use crate::error::Error;
use crate::store::messages;

/// How much longer than an attempt's limit it counts as under way.
const GRACE: TimeDelta = TimeDelta::seconds(5);

impl App {
    /// Commits that these messages are being handed over: they are this process's own until an attempt is over for sure.
    /// Those that somebody else took up are left out.
    ///
    /// # Errors
    ///
    /// The database's; then none of the messages may be handed over.
    pub async fn take_up(&self, due: Vec<Message>) -> Result<Vec<Message>, Error> {
        let limit = TimeDelta::from_std(self.mail.limit());
        let length = limit.expect("invariant: a time limit is not centuries") + GRACE;
        let taken = self.db.write(move |tx| {
            let until = tx.now() + length;
            let mut taken = Vec::with_capacity(due.len());
            for message in due {
                let message = message.taken_up(until);
                if messages::message_update(tx.conn(), &message)? {
                    taken.push(message);
                }
            }
            Ok::<_, Error>(taken)
        });
        taken.await
    }

    /// Records what became of attempts, all or none. When a message was taken up again meanwhile, only that it was sent
    /// counts; when it is not being handed over any more, nothing does.
    ///
    /// # Errors
    ///
    /// The database's, or that a message was changed at the same time.
    pub async fn record_answers(&self, answers: Vec<(Message, Answer)>) -> Result<(), Error> {
        let patience = self.config.patience();
        let recorded = self.db.write(move |tx| {
            for (attempt, answer) in answers {
                record_answer(tx, &attempt, answer, &patience)?;
            }
            Ok(())
        });
        recorded.await
    }
}

fn record_answer(tx: &mut Tx, attempt: &Message, answer: Answer, patience: &Patience) -> Result<(), Error> {
    let message_id = attempt.message_id.as_str();
    let found = messages::message_fetch(tx.conn(), message_id)?;
    let message = found.ok_or_else(|| Error::UnknownMessage(message_id.to_owned()))?;
    let is_sent = matches!(answer, Answer::Taken { .. });
    if message.state != State::Sending || (message.attempts != attempt.attempts && !is_sent) {
        return Ok(());
    }
    let answered = message.answered(answer, patience, tx.now());
    if !messages::message_update(tx.conn(), &answered)? {
        return Err(Error::Conflict);
    }
    if answered.state == State::Sent {
        tx.emit(sent_event(&answered));
    }
    Ok(())
}

/// Announces that a message went out, without its text.
fn sent_event(message: &Message) -> Event {
    let message = convert::message_without_text(message);
    Event {
        aggregate: message.message_id.clone(),
        kind: "notifications.message_sent",
        payload: pb::MessageSent {
            message: Some(message),
        }
        .encode_to_vec(),
    }
}
