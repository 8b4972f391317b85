//! Commands that a client may send twice. The reply is stored with the effect, in the same transaction; a repetition
//! gets the stored reply, and the same request id with another body is refused.
//!
//! Optimistic: the happy path has no extra round trip. Only when a command fails, for whatever reason, is the stored
//! reply looked for, because the failure may be due to the very same request having succeeded.

pub(crate) mod caller;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::conn::Conn;
use crate::database::Db;
use crate::error::Error;
use crate::on_conn;
use crate::schema::idempotency;
use crate::tx::Tx;

/// Which request it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The RPC, e.g. `orders.CancelOrder`.
    pub scope: &'static str,
    /// Whose request id it is: the caller, so that two of them do not meet. Stored as a hash, because it may name a person.
    pub caller: String,
    /// Chosen by the client. Empty: the command is not idempotent and nothing is stored.
    pub request_id: String,
    /// Hash of the request without its request id.
    pub body_hash: [u8; 32],
}

/// How a reply is stored.
pub struct Codec<R> {
    /// Reply to bytes.
    pub encode: fn(&R) -> Vec<u8>,
    /// Bytes to reply; the text says what is wrong with them.
    pub decode: fn(&[u8]) -> Result<R, String>,
}

/// The reply of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<R> {
    /// The reply, new or stored.
    pub reply: R,
    /// Whether it was stored by an earlier request and nothing was done now.
    pub is_replay: bool,
}

pub(crate) struct IdempotencyRow {
    key: Idempotency,
    reply: Vec<u8>,
}

impl IdempotencyRow {
    pub(crate) fn insert(&self, conn: &mut Conn, now: NaiveDateTime) -> Result<(), Error> {
        use idempotency::dsl as col;
        on_conn!(conn, |c| diesel::insert_into(idempotency::table)
            .values((
                col::scope.eq(self.key.scope),
                col::caller.eq(caller::sealed(&self.key.caller)),
                col::request_id.eq(&self.key.request_id),
                col::body_hash.eq(&self.key.body_hash[..]),
                col::reply.eq(&self.reply),
                col::create_time.eq(now),
            ))
            .execute(c))
        .map(drop)
    }
}

impl Db {
    /// Runs `closure` like [`write`](Db::write), at most once per request id.
    ///
    /// # Errors
    /// [`Error::RequestIdReused`] if the request id was used for another body, [`Error::ReplyErased`] if the reply is gone;
    /// otherwise as `write`.
    pub async fn command<R, E, F>(&self, key: Idempotency, codec: Codec<R>, closure: F) -> Result<Done<R>, E>
    where
        F: FnOnce(&mut Tx) -> Result<R, E> + Send + 'static,
        R: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if key.request_id.is_empty() {
            let reply = self.write(closure).await?;
            return Ok(Done {
                reply,
                is_replay: false,
            });
        }
        let sought = key.clone();
        let encode = codec.encode;
        let written = self.write(move |tx| {
            let reply = closure(tx)?;
            tx.remember_reply(IdempotencyRow {
                key,
                reply: encode(&reply),
            });
            Ok::<R, E>(reply)
        });
        let failure = match written.await {
            Ok(reply) => {
                return Ok(Done {
                    reply,
                    is_replay: false,
                });
            }
            Err(failure) => failure,
        };
        match self.stored_reply(sought).await {
            Ok(Some(Stored::SameBody(bytes))) => {
                let reply = (codec.decode)(&bytes).map_err(Error::corrupt)?;
                Ok(Done {
                    reply,
                    is_replay: true,
                })
            }
            Ok(Some(Stored::OtherBody)) => Err(Error::RequestIdReused.into()),
            Ok(Some(Stored::Erased)) => Err(Error::ReplyErased.into()),
            // Without a stored reply, or without an answer, the closure's own failure is what there is to say.
            Ok(None) | Err(_) => Err(failure),
        }
    }

    async fn stored_reply(&self, key: Idempotency) -> Result<Option<Stored>, Error> {
        use idempotency::dsl as col;
        let body_hash = key.body_hash;
        let row: Option<StoredRow> = self
            .read(move |conn| {
                on_conn!(conn, |c| idempotency::table
                    .filter(col::scope.eq(key.scope))
                    .filter(col::caller.eq(caller::sealed(&key.caller)))
                    .filter(col::request_id.eq(&key.request_id))
                    .select((col::body_hash, col::reply, col::erase_time))
                    .first(c)
                    .optional())
            })
            .await?;
        Ok(row.map(|(stored_hash, reply, erase_time)| match erase_time {
            _ if stored_hash != body_hash => Stored::OtherBody,
            Some(_) => Stored::Erased,
            None => Stored::SameBody(reply),
        }))
    }

    /// Forgets the replies stored before `before`; their request ids may be used again. Returns how many.
    ///
    /// # Errors
    /// As [`write`](Db::write).
    pub async fn purge_idempotency(&self, before: DateTime<Utc>) -> Result<usize, Error> {
        let is_old = idempotency::create_time.lt(before.naive_utc());
        self.write(move |tx| {
            on_conn!(tx.conn(), |c| diesel::delete(idempotency::table.filter(is_old))
                .execute(c))
        })
        .await
    }
}

/// The hash of a request's body, its reply, and when that was erased.
type StoredRow = (Vec<u8>, Vec<u8>, Option<NaiveDateTime>);

enum Stored {
    SameBody(Vec<u8>),
    OtherBody,
    Erased,
}
