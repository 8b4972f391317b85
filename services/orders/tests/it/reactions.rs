//! What becomes of a cancellation by the events of other contexts.

use redress_contracts::redress::notifications::v1 as mail;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::refunds::v1 as refunds;

use crate::draft::{Draft, money};
use crate::world::{ask, everywhere, hours, start, wire};

fn refund(
    cancellation: &pb::Cancellation,
    id: &str,
    minor: i64,
    state: refunds::RefundState,
) -> refunds::RefundChanged {
    refunds::RefundChanged {
        refund: Some(refunds::Refund {
            refund_id: id.to_owned(),
            order_id: cancellation.order_id.clone(),
            cause_id: cancellation.cancellation_id.clone(),
            amount: Some(money("EUR", minor)),
            state: state.into(),
            ..refunds::Refund::default()
        }),
        ..refunds::RefundChanged::default()
    }
}

#[tokio::test]
async fn a_cancellation_is_refunded_once_all_its_refunds_are_paid() {
    everywhere(async |world| {
        use refunds::RefundState::{Requested, Reversed, Succeeded};
        let order = world.paid(Draft::kwoking()).await;
        let cancelled = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let steps = [
            ("ref_a", 4_000, Requested, pb::CancellationState::Approved),
            ("ref_a", 4_000, Succeeded, pb::CancellationState::Approved),
            ("ref_b", 6_000, Succeeded, pb::CancellationState::Refunded),
            ("ref_b", 6_000, Reversed, pb::CancellationState::Approved),
        ];
        for (step, (id, minor, state, expected)) in steps.into_iter().enumerate() {
            let event = refund(&cancelled, id, minor, state);
            for _ in 0..2 {
                world
                    .publish(&format!("evt_{step}"), "refunds.refund_changed", &event)
                    .await;
            }
            assert_eq!(
                world.cancellation(&cancelled).await.state(),
                expected,
                "step {step}"
            );
        }
        assert_eq!(
            world.cancellation(&cancelled).await.refund_ids,
            ["ref_a", "ref_b"]
        );
        let other = refund(&pb::Cancellation::default(), "ref_c", 1, Succeeded);
        world.publish("evt_other", "refunds.refund_changed", &other).await;
    })
    .await;
}

#[tokio::test]
async fn the_time_at_which_the_other_party_was_told_is_recorded_once() {
    everywhere(async |mut world| {
        let running = world.start();
        let order = world.paid(Draft::kajet()).await;
        let request = ask(&order, Party::Seller, Ground::OutOfStock, &[("1", 1)]);
        let cancelled = world.cancel(request).await.unwrap();
        assert!(cancelled.notify_due_time.is_some() && cancelled.notify_time.is_none());
        let sent = |party: Party, at| mail::MessageSent {
            message: Some(mail::Message {
                order_id: cancelled.order_id.clone(),
                case_id: cancelled.cancellation_id.clone(),
                party: party.into(),
                send_time: wire(at),
                ..mail::Message::default()
            }),
        };
        world
            .publish(
                "evt_1",
                "notifications.message_sent",
                &sent(Party::Seller, start()),
            )
            .await;
        assert_eq!(world.cancellation(&cancelled).await.notify_time, None);
        world
            .publish(
                "evt_2",
                "notifications.message_sent",
                &sent(Party::Buyer, start() + hours(1)),
            )
            .await;
        world
            .publish(
                "evt_3",
                "notifications.message_sent",
                &sent(Party::Buyer, start() + hours(2)),
            )
            .await;
        let told = world.cancellation(&cancelled).await;
        assert_eq!(
            (told.notify_time, told.next_deadline),
            (wire(start() + hours(1)), None)
        );
        world.clock.advance(hours(24 * 60));
        crate::world::rest(&running).await;
        assert!(!world.cancellation(&cancelled).await.is_escalated);
        running.stop().await;
    })
    .await;
}
