//! What happens when a clock runs out.

use chrono::TimeDelta;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::convert::time_from_wire;

use crate::decide_cancellation::late;
use crate::draft::Draft;
use crate::mark_out_of_stock::{devices, mark};
use crate::world::{World, ask, everywhere, rest};

async fn count(world: &World, what: &str) -> usize {
    world
        .changes()
        .await
        .iter()
        .filter(|(change, _)| change == what)
        .count()
}

#[tokio::test]
async fn a_decision_that_nobody_makes_is_escalated_once_and_stays_open() {
    everywhere(async |mut world| {
        let running = world.start();
        let (_, waiting) = late(&world).await;
        let due = time_from_wire(waiting.next_deadline.as_ref().unwrap().due_time.as_ref().unwrap()).unwrap();
        world.clock.set(due - TimeDelta::seconds(1));
        rest(&running).await;
        assert_eq!(count(&world, "deadline_passed").await, 0);
        world.clock.set(due);
        rest(&running).await;
        let late = world.cancellation(&waiting).await;
        assert!(late.is_escalated);
        assert_eq!(
            (late.state(), late.next_deadline),
            (pb::CancellationState::AwaitingPlatform, None)
        );
        world.clock.advance(TimeDelta::days(100));
        rest(&running).await;
        let events: Vec<pb::OrderChanged> = world.events("orders.order_changed").await;
        let passed: Vec<_> = events
            .iter()
            .filter(|event| event.change == "deadline_passed")
            .collect();
        assert_eq!(passed.len(), 1);
        assert!(passed[0].audience().any(|party| party == Party::Platform));
        assert_eq!(passed[0].deadline.as_ref().unwrap().kind, "platform_decision");
        assert!(!passed[0].clause_ids.is_empty());
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_decided_in_time_escalates_nothing() {
    everywhere(async |mut world| {
        let running = world.start();
        let (_, waiting) = late(&world).await;
        let request = pb::WithdrawCancellationRequest {
            cancellation_id: waiting.cancellation_id.clone(),
            requested_by: Party::Buyer.into(),
            ..pb::WithdrawCancellationRequest::default()
        };
        world.operator().withdraw_cancellation(request).await.unwrap();
        world.clock.advance(TimeDelta::days(100));
        rest(&running).await;
        assert_eq!(
            count(&world, "deadline_passed").await + count(&world, "deadline_warning").await,
            0
        );
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_buyer_who_is_not_told_in_time_is_reported_to_the_platform() {
    everywhere(async |mut world| {
        let running = world.start();
        let order = world.paid(Draft::kajet()).await;
        let cancelled = world
            .cancel(ask(&order, Party::Seller, Ground::OutOfStock, &[]))
            .await
            .unwrap();
        let due = time_from_wire(cancelled.notify_due_time.as_ref().unwrap()).unwrap();
        world.clock.set(due);
        rest(&running).await;
        let cancelled = world.cancellation(&cancelled).await;
        assert!(cancelled.is_escalated);
        assert_eq!(cancelled.state(), pb::CancellationState::Approved);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_buyer_who_does_not_choose_is_reminded_again_and_again() {
    everywhere(async |mut world| {
        let running = world.start();
        let order = world.paid(devices()).await;
        let marked = world
            .operator()
            .mark_out_of_stock(mark(&order, &["2"]))
            .await
            .unwrap()
            .into_inner();
        let mut due = time_from_wire(marked.lines[1].choice_due_time.as_ref().unwrap()).unwrap();
        for reminders in 1..=3 {
            world.clock.set(due);
            rest(&running).await;
            assert_eq!(count(&world, "out_of_stock_reminder").await, reminders);
            let asked = world.order(&order).await;
            let next = time_from_wire(asked.lines[1].choice_due_time.as_ref().unwrap()).unwrap();
            assert!(next > due);
            due = next;
        }
        let choice = pb::ChooseOutOfStockRequest {
            order_id: order.order_id.clone(),
            choice: pb::StockChoice::Wait.into(),
            ..pb::ChooseOutOfStockRequest::default()
        };
        world.operator().choose_out_of_stock(choice).await.unwrap();
        world.clock.advance(TimeDelta::days(100));
        rest(&running).await;
        assert_eq!(count(&world, "out_of_stock_reminder").await, 3);
        running.stop().await;
    })
    .await;
}
