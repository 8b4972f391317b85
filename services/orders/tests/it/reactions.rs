//! What becomes of orders and cancellations by the events of other contexts.

use redress_contracts::redress::logistics::v1 as logistics;
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

/// A parcel of a shipment of one parcel arrived, `after` so many hours.
fn arrived(order: &pb::Order, source_id: &str, after: i64) -> logistics::ParcelChanged {
    let parcel = logistics::Parcel {
        status: logistics::TrackingStatus::Delivered.into(),
        deliver_time: wire(start() + hours(after)),
        ..logistics::Parcel::default()
    };
    logistics::ParcelChanged {
        shipment: Some(logistics::Shipment {
            order_id: order.order_id.clone(),
            purpose: logistics::ShipmentPurpose::Outbound.into(),
            source_id: source_id.to_owned(),
            parcels: vec![parcel.clone()],
            ..logistics::Shipment::default()
        }),
        parcel: Some(parcel),
        change: "delivered".to_owned(),
        change_time: wire(start() + hours(after)),
        ..logistics::ParcelChanged::default()
    }
}

const PARCEL_CHANGED: &str = "logistics.parcel_changed";

#[tokio::test]
async fn a_parcel_that_its_carrier_delivered_is_delivered_in_the_order_once() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        world.ship(&order, &[("1", 2)]).await.unwrap();
        world.ship(&order, &[]).await.unwrap();
        world.clock.advance(hours(48));
        for _ in 0..2 {
            world
                .publish("evt_1", PARCEL_CHANGED, &arrived(&order, "1", 24))
                .await;
        }
        // Told again under another id, and at another time: whoever says it first counts.
        world
            .publish("evt_2", PARCEL_CHANGED, &arrived(&order, "1", 25))
            .await;
        let partly = world.order(&order).await;
        assert_eq!(
            (partly.parcels[0].deliver_time, partly.parcels[1].deliver_time),
            (wire(start() + hours(24)), None)
        );
        assert_eq!(partly.lines[0].delivered_quantity, 2);
        // The seller said it before the carrier did.
        let all = world.deliver(&order, "2").await.unwrap();
        world
            .publish("evt_3", PARCEL_CHANGED, &arrived(&order, "2", 30))
            .await;
        assert_eq!(world.order(&order).await.etag, all.etag);
        assert_eq!(all.state(), pb::OrderState::Delivered);
        let told = world.changes().await;
        let delivered = told.iter().filter(|(change, _)| change == "delivered");
        assert_eq!(
            delivered
                .map(|(_, audience)| audience.clone())
                .collect::<Vec<_>>(),
            [[Party::Buyer, Party::Seller], [Party::Buyer, Party::Seller]]
        );
        let events: Vec<pb::OrderChanged> = world.events("orders.order_changed").await;
        let actors = events.iter().filter(|event| event.change == "delivered");
        assert_eq!(
            actors.map(pb::OrderChanged::actor).collect::<Vec<_>>(),
            [Party::System, Party::Platform]
        );
    })
    .await;
}

#[tokio::test]
async fn only_the_arrival_of_all_of_an_orders_own_parcel_counts() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let shipped = world.ship(&order, &[]).await.unwrap();
        let moved = |change: &dyn Fn(&mut logistics::ParcelChanged)| {
            let mut event = arrived(&order, "1", 1);
            change(&mut event);
            event
        };
        let others = [
            moved(&|event| event.change = "moved".to_owned()),
            moved(&|event| {
                let shipment = event.shipment.as_mut().unwrap();
                shipment.purpose = logistics::ShipmentPurpose::Return.into();
            }),
            moved(&|event| event.shipment.as_mut().unwrap().source_id = "7".to_owned()),
            moved(&|event| event.shipment.as_mut().unwrap().order_id = "ord_none".to_owned()),
            moved(&|event| {
                let shipment = event.shipment.as_mut().unwrap();
                shipment.parcels.push(logistics::Parcel::default());
            }),
        ];
        for (at, event) in others.iter().enumerate() {
            world.publish(&format!("evt_{at}"), PARCEL_CHANGED, event).await;
            assert_eq!(world.order(&order).await.etag, shipped.etag, "event {at}");
        }
        // A carrier whose clock runs ahead delivers now, one whose clock runs behind not before the parcel left.
        world
            .publish("evt_late", PARCEL_CHANGED, &arrived(&order, "1", 9))
            .await;
        let delivered = world.order(&order).await;
        assert_eq!(delivered.parcels[0].deliver_time, wire(start()));
        assert_eq!(delivered.state(), pb::OrderState::Delivered);
    })
    .await;
}
