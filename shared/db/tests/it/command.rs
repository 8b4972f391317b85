//! Commands that are sent twice: one effect, one reply.

use chrono::TimeDelta;
use futures::future::join_all;
use redress_db::testing::backends;
use redress_db::{Codec, Db, Done, Error, Event, Idempotency};

use crate::ledger::{labels, ledger, start, step, value};

fn codec() -> Codec<i64> {
    Codec {
        encode: |reply| reply.to_string().into_bytes(),
        decode: |bytes| {
            String::from_utf8_lossy(bytes)
                .parse()
                .map_err(|error| format!("{error}"))
        },
    }
}

fn request(request_id: &str, body: u8) -> Idempotency {
    Idempotency {
        scope: "test.Step",
        caller: "shop".to_owned(),
        request_id: request_id.to_owned(),
        body_hash: [body; 32],
    }
}

/// Steps counter `a`. Nothing but the request id keeps it from stepping twice: the labels differ.
async fn command(db: &Db, key: Idempotency, label: &str) -> Result<Done<i64>, Error> {
    let label = label.to_owned();
    db.command(key, codec(), move |tx| {
        tx.emit(Event {
            aggregate: "a".to_owned(),
            kind: "test.Stepped",
            payload: Vec::new(),
        });
        step(tx, "a", 1, &label)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_gets_the_stored_reply_and_does_nothing() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        let first = command(&db, request("r1", 1), "one").await.unwrap();
        assert_eq!(
            first,
            Done {
                reply: 1,
                is_replay: false
            }
        );
        command(&db, request("r2", 1), "two").await.unwrap();
        hand.advance(TimeDelta::hours(1));
        let replay = command(&db, request("r1", 1), "three").await.unwrap();
        assert_eq!(
            replay,
            Done {
                reply: 1,
                is_replay: true
            }
        );
        assert_eq!(labels(&db, "a").await, ["one", "two"]);
        assert_eq!(db.unpublished_events().await.unwrap(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_id_serves_one_body_of_one_caller_and_scope() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        command(&db, request("r1", 1), "one").await.unwrap();
        let reused = command(&db, request("r1", 2), "two").await;
        assert!(matches!(reused, Err(Error::RequestIdReused)));
        let other_caller = Idempotency {
            caller: "other".to_owned(),
            ..request("r1", 2)
        };
        assert_eq!(command(&db, other_caller, "three").await.unwrap().reply, 2);
        let other_scope = Idempotency {
            scope: "test.Other",
            ..request("r1", 2)
        };
        assert_eq!(command(&db, other_scope, "four").await.unwrap().reply, 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_stores_no_reply() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let refused = db
            .command(request("r1", 1), codec(), |_| Err(Error::NotFound))
            .await;
        assert!(matches!(refused, Err(Error::NotFound)));
        assert!(!command(&db, request("r1", 1), "one").await.unwrap().is_replay);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_request_id_is_no_request_id() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        command(&db, request("", 1), "one").await.unwrap();
        assert!(!command(&db, request("", 1), "two").await.unwrap().is_replay);
        assert_eq!(value(&db, "a").await, Some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_concurrent_calls_with_one_request_id_one_has_an_effect() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        let calls = (0..64).map(|n| {
            let db = db.clone();
            // On tasks of their own, so that they really meet.
            tokio::spawn(async move { command(&db, request("r1", 1), &format!("call {n}")).await })
        });
        let replies: Vec<Done<i64>> = join_all(calls)
            .await
            .into_iter()
            .map(|call| call.unwrap().unwrap())
            .collect();
        assert!(replies.iter().all(|done| done.reply == 1));
        assert_eq!(replies.iter().filter(|done| !done.is_replay).count(), 1);
        assert_eq!(labels(&db, "a").await.len(), 1);
        assert_eq!(db.unpublished_events().await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purged_reply_is_forgotten() {
    for backend in backends() {
        let (db, hand) = ledger(backend).await;
        command(&db, request("old", 1), "one").await.unwrap();
        hand.advance(TimeDelta::days(2));
        command(&db, request("new", 1), "two").await.unwrap();
        assert_eq!(
            db.purge_idempotency(start() + TimeDelta::days(1)).await.unwrap(),
            1
        );
        assert!(!command(&db, request("old", 1), "three").await.unwrap().is_replay);
        assert!(command(&db, request("new", 1), "four").await.unwrap().is_replay);
    }
}
