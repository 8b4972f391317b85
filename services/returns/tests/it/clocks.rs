//! What clocks do by themselves.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{
    World, announcement, ask, camera, code, days, dresses, everywhere, inspection, receipt, rest, router,
    start, time,
};

/// A router that awaits its parcel.
async fn router_awaited(world: &World) -> pb::Return {
    world.neighbours.keep_order(router("ord_1", true));
    let asked = world.asked(ask("ord_1", Ground::Defective, &[])).await;
    world
        .evidence(&asked, ("evd_1", "product_photo"), Party::Buyer, "added")
        .await;
    world.approve(&asked, Remedy::Refund).await
}

#[tokio::test]
async fn a_number_that_runs_out_closes_the_return_after_a_warning() {
    everywhere(async |mut world| {
        let running = world.start();
        let approved = router_awaited(&world).await;
        let expiry = time(&approved.rma_expire_time);
        assert!(expiry > start() + days(29));
        world.clock.set(expiry - days(7));
        rest(&running).await;
        let changes = world.changes().await;
        let warned = changes
            .iter()
            .filter(|(what, to)| what == "deadline_warning" && to.contains(&Party::Buyer));
        assert!(warned.count() > 0);
        world.clock.set(expiry);
        rest(&running).await;
        let gone = world.found(&approved).await;
        assert_eq!((gone.state(), gone.is_closed), (pb::ReturnState::Expired, true));
        assert!(gone.clause_ids.contains(&"RM-06".to_owned()));
        let late = world.operator().receive_parcel(receipt(&gone, &[])).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        let again = world.asked(ask("ord_1", Ground::Defective, &[])).await;
        assert_eq!(again.lines[0].quantity, 1, "its units are free again");
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn goods_that_are_not_sent_in_time_close_the_return() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        world.clock.advance(days(20));
        rest(&running).await;
        assert_eq!(world.found(&approved).await.state(), pb::ReturnState::Expired);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_not_given_goes_to_the_platform_and_the_goods_can_still_arrive() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        let silent = pb::AnnounceParcelRequest {
            tracking_number: String::new(),
            ..announcement(&approved, &[])
        };
        world.operator().announce_parcel(silent).await.unwrap();
        world.clock.advance(days(20));
        rest(&running).await;
        let reviewed = world.found(&approved).await;
        assert_eq!(reviewed.state(), pb::ReturnState::UnderReview);
        assert!(reviewed.clause_ids.contains(&"KC-10".to_owned()));
        let received = world
            .operator()
            .receive_parcel(receipt(&approved, &[]))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(received.state(), pb::ReturnState::Received);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_buyer_who_does_not_send_is_reminded_again_and_again() {
    everywhere(async |mut world| {
        let running = world.start();
        let approved = world.approved().await;
        for _ in 0..3 {
            world.clock.advance(days(16));
            rest(&running).await;
        }
        assert_eq!(
            world.found(&approved).await.state(),
            pb::ReturnState::AwaitingParcel
        );
        let changes = world.changes().await;
        let reminders = changes
            .iter()
            .filter(|(what, to)| what == "deadline_passed" && to.contains(&Party::Buyer));
        assert!(reminders.count() >= 3);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn goods_that_are_held_are_held_no_longer_than_the_policy_says() {
    everywhere(async |mut world| {
        let running = world.start();
        let received = world.received().await;
        let look = inspection(&received, &["unused"]);
        let refused = world.operator().inspect_return(look).await.unwrap().into_inner();
        world.clock.set(time(&refused.held_until_time));
        rest(&running).await;
        let gone = world.found(&refused).await;
        assert_eq!((gone.state(), gone.is_closed), (pb::ReturnState::Closed, true));
        assert!(gone.held_until_time.is_none());
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_partly_back_when_the_number_runs_out_goes_on_with_that() {
    everywhere(async |mut world| {
        let running = world.start();
        let mut order = router("ord_1", true);
        order.lines[0].quantity = 2;
        order.lines[0].shipped_quantity = 2;
        order.lines[0].delivered_quantity = 2;
        order.parcels[0].lines[0].quantity = 2;
        world.neighbours.keep_order(order);
        let asked = world.asked(ask("ord_1", Ground::OrderedWrongItem, &[])).await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        world
            .operator()
            .receive_parcel(receipt(&approved, &[("1", 1)]))
            .await
            .unwrap();
        world.clock.advance(days(40));
        rest(&running).await;
        let received = world.found(&approved).await;
        assert_eq!(received.state(), pb::ReturnState::Received);
        world.asked(ask("ord_1", Ground::Warranty, &[("1", 1)])).await;
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_nobody_gives_after_the_goods_are_back_is_escalated() {
    everywhere(async |mut world| {
        let running = world.start();
        let inspected = world.inspected().await;
        world.clock.advance(days(15));
        rest(&running).await;
        assert!(world.found(&inspected).await.is_escalated);
        assert!(world.count("deadline_warning").await > 0);
        world.neighbours.keep_order(camera("ord_2"));
        running.stop().await;
    })
    .await;
}
