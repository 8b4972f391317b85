//! What was sent before the erasure and is sent again, and what goes on with an erased order.

use anyhow::ensure;
use redress_contracts::redress::privacy::v1 as pb;
use redress_contracts::redress::refunds::v1::RefundState;
use redress_rpc::error::reason_of;
use redress_tests::scene::{SHOP, Scene, Seat, dollars};
use redress_tests::shop;

use crate::canary::Canary;
use crate::life::{arrives, buys, order};
use crate::{erase, raw};

pub async fn repetitions(scene: &mut Scene) -> anyhow::Result<()> {
    let who = Canary::new("rpnoor", "5544332");
    scene.seat = Seat {
        prefix: who.tag,
        buyer: who.buyer.clone(),
        ..Seat::default()
    };
    let place = order(scene, &who, "one");
    let bought = buys(scene, &who, place.clone()).await?;
    arrives(scene, "rpnoor-one", &bought).await?;
    let first = erase(scene, SHOP, &who, "again-1").await?;
    ensure!(first.state() == pb::DataRequestState::Done, "{first:?}");

    // The buyer's own request, sent again: it was carried out, and what it brought is gone.
    let mut orders = scene.clients.orders.clone();
    let replayed = orders.place_order(who.calls(SHOP, place)).await;
    let reason = replayed.err().and_then(|status| reason_of(&status));
    ensure!(reason.as_deref() == Some("REPLY_ERASED"), "{reason:?}");

    // The same erasure again is the same request; another one finds nothing left.
    let replayed = erase(scene, SHOP, &who, "again-1").await?;
    ensure!(replayed == first, "{replayed:?}");
    let second = erase(scene, SHOP, &who, "again-2").await?;
    ensure!(second.pseudonym == first.pseudonym, "{second:?}");
    ensure!(second.order_count == 0, "{second:?}");

    // Money still moves, and everybody who hears of it still understands.
    let mut refund = shop::goodwill("rpnoor-goodwill", &bought.order_id, 100);
    if let Some(breakdown) = &mut refund.breakdown {
        breakdown.amount = Some(dollars(100));
        breakdown
            .lines
            .iter_mut()
            .for_each(|line| line.amount = Some(dollars(100)));
    }
    scene.clients.refunds.clone().create_refund(refund).await?;
    scene.rest().await?;
    let refunds = scene.clients.refunds_of(&bought.order_id).await?;
    ensure!(refunds.len() == 1, "{refunds:?}");
    ensure!(refunds[0].state() == RefundState::Succeeded, "{refunds:?}");
    scene.clients.audit_ledger(SHOP).await?;
    let found = raw::find(scene, &who)?;
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}
