//! Replies and events that tell of somebody, before and after they are erased.

use std::collections::BTreeSet;

use diesel::prelude::*;
use redress_db::schema::{idempotency, outbox};
use redress_db::testing::backends;
use redress_db::{Codec, Db, Error, Event, Idempotency, on_conn, under_way};

use crate::ledger::{ledger, step};

fn ids(id: &str) -> BTreeSet<String> {
    BTreeSet::from([id.to_owned()])
}

fn request(request_id: &str) -> Idempotency {
    Idempotency {
        scope: "test.Tell",
        caller: "shop/buyer/mara".to_owned(),
        request_id: request_id.to_owned(),
        body_hash: [1; 32],
    }
}

/// A command whose reply and event tell of a thing.
async fn tell(db: &Db, request_id: &str, id: &'static str) -> Result<String, Error> {
    let codec = Codec {
        encode: |reply: &String| reply.clone().into_bytes(),
        decode: |bytes| String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string()),
    };
    let label = request_id.to_owned();
    let done = db.command(request(request_id), codec, move |tx| {
        tx.emit(Event {
            aggregate: id.to_owned(),
            kind: "test.Told",
            payload: format!("\x0a\x05{id} lives in Rue Secrète").into_bytes(),
        });
        step(tx, "a", 1, &label)?;
        Ok::<_, Error>(format!("{id} lives in Rue Secrète"))
    });
    Ok(done.await?.reply)
}

/// As if the bus had taken every event.
async fn publish(db: &Db) {
    db.write(|tx| {
        let now = tx.now().naive_utc();
        on_conn!(tx.conn(), |c| diesel::update(outbox::table)
            .set(outbox::publish_time.eq(now))
            .execute(c))
    })
    .await
    .unwrap();
}

async fn texts(db: &Db) -> Vec<String> {
    let (payloads, replies, callers) = db
        .read(|conn| {
            on_conn!(conn, |c| {
                let payloads: Vec<Vec<u8>> =
                    outbox::table.order(outbox::seq).select(outbox::payload).load(c)?;
                let replies: Vec<Vec<u8>> = idempotency::table.select(idempotency::reply).load(c)?;
                let callers: Vec<String> = idempotency::table.select(idempotency::caller).load(c)?;
                Ok((payloads, replies, callers))
            })
        })
        .await
        .unwrap();
    let bytes = payloads.into_iter().chain(replies);
    let texts = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    texts.chain(callers).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_tells_of_somebody_is_emptied_and_nothing_else() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        tell(&db, "r1", "ord_1").await.unwrap();
        tell(&db, "r2", "ord_2").await.unwrap();
        publish(&db).await;
        let records = db.records_about(ids("ord_1")).await.unwrap();
        assert_eq!(records.count(), 2);
        // What comes between the reading and the erasing is erased as well.
        tell(&db, "r3", "ord_1").await.unwrap();
        publish(&db).await;
        let erased = db.write(move |tx| tx.erase_records(records)).await.unwrap();
        assert_eq!(erased, 4);
        let texts = texts(&db).await;
        assert!(!texts.iter().any(|text| text.contains("ord_1")), "{texts:?}");
        assert_eq!(texts.iter().filter(|text| text.contains("ord_2")).count(), 2);
        assert!(!texts.iter().any(|text| text.contains("mara")), "{texts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_reply_was_erased_is_not_carried_out_again() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        tell(&db, "r1", "ord_1").await.unwrap();
        publish(&db).await;
        let records = db.records_about(ids("ord_1")).await.unwrap();
        db.write(move |tx| tx.erase_records(records)).await.unwrap();
        let again = tell(&db, "r1", "ord_1").await;
        assert!(matches!(again, Err(Error::ReplyErased)), "{again:?}");
        assert_eq!(db.unpublished_events().await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_on_its_way_is_known_and_left_alone() {
    for backend in backends() {
        let (db, _) = ledger(backend).await;
        tell(&db, "r1", "ord_1").await.unwrap();
        let on_its_way = db.read(|conn| under_way(conn, &ids("ord_1"))).await.unwrap();
        assert_eq!(on_its_way, ids("ord_1"));
        let records = db.records_about(ids("ord_1")).await.unwrap();
        assert_eq!(records.count(), 1, "the reply alone");
        publish(&db).await;
        let on_its_way = db.read(|conn| under_way(conn, &ids("ord_1"))).await.unwrap();
        assert!(on_its_way.is_empty());
    }
}
