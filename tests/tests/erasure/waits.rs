//! An order with an open case keeps its data until the case has closed; the request goes on by itself then.

use anyhow::ensure;
use redress_contracts::redress::privacy::v1 as pb;
use redress_tests::scene::{SHOP, Scene, Seat};

use crate::canary::Canary;
use crate::life::{arrives, buys, order};
use crate::{erase, raw, request};

pub async fn open_cases(scene: &mut Scene) -> anyhow::Result<()> {
    let who = Canary::new("wtlena", "9988776");
    scene.seat = Seat {
        prefix: who.tag,
        buyer: who.buyer.clone(),
        ..Seat::default()
    };
    let arrived = buys(scene, &who, order(scene, &who, "one")).await?;
    arrives(scene, "wtlena-one", &arrived).await?;
    let open = buys(scene, &who, order(scene, &who, "two")).await?;

    let waiting = erase(scene, SHOP, &who, "waits").await?;
    ensure!(waiting.state() == pb::DataRequestState::Waiting, "{waiting:?}");
    ensure!(
        (waiting.order_count, waiting.done_order_count) == (2, 1),
        "{waiting:?}"
    );
    ensure!(waiting.next_try_time.is_some(), "{waiting:?}");
    let cases: Vec<_> = waiting
        .open_cases
        .iter()
        .map(|case| (case.kind.as_str(), &case.order_id))
        .collect();
    ensure!(cases.contains(&("order", &open.order_id)), "{cases:?}");
    ensure!(!cases.iter().any(|(_, id)| **id == arrived.order_id), "{cases:?}");
    // What is open is as it was, what is not is gone.
    let kept = scene.clients.order(&open.order_id).await?;
    ensure!(
        kept.buyer_email == who.email && kept.buyer_id == who.buyer,
        "{kept:?}"
    );
    let erased = scene.clients.order(&arrived.order_id).await?;
    ensure!(erased.buyer_id == waiting.pseudonym, "{erased:?}");

    // After forty hours it looks again by itself, and finds the same.
    scene.days(2).await?;
    let still = request(scene, &waiting.data_request_id).await?;
    ensure!(still.state() == pb::DataRequestState::Waiting, "{still:?}");
    ensure!(still.done_order_count == 1, "{still:?}");

    // The parcel arrives, which wakes it long before it would look again. Nobody has to ask; what the arrival still leads to,
    // such as a message, is waited for.
    arrives(scene, "wtlena-two", &open).await?;
    scene.days(1).await?;
    let done = request(scene, &waiting.data_request_id).await?;
    ensure!(done.state() == pb::DataRequestState::Done, "{done:?}");
    ensure!(
        (done.done_order_count, done.open_cases.len()) == (2, 0),
        "{done:?}"
    );
    let found = raw::find(scene, &who)?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
