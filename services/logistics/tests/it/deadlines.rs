//! What happens when a clock of a parcel runs out.

use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::policies::v1::Party;

use crate::world::{NUMBER, WRONG_NUMBER, World, at, due, everywhere};

async fn count(world: &World, change: &str) -> usize {
    let changes = world.changes().await;
    changes.iter().filter(|own| *own == change).count()
}

#[tokio::test]
async fn a_parcel_without_news_for_ten_business_days_is_stalled_until_it_moves_again() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.at(at(3, 30, 16) - TimeDelta::seconds(1)).await;
        assert_eq!(count(world, "stalled").await, 0);
        world.at(at(3, 30, 16)).await;
        let told = world.last_told("stalled").await;
        assert_eq!(told.clause_ids, ["KC-14"]);
        assert_eq!(told.deadline.as_ref().unwrap().kind, "stall");
        assert_eq!(
            told.audience().collect::<Vec<_>>(),
            [Party::Buyer, Party::Seller, Party::Platform]
        );
        let stalled = world.parcel(&shipment).await;
        assert!(stalled.is_stalled && due(&stalled, "stall").is_none());
        world.at(at(3, 31, 10)).await;
        assert_eq!(count(world, "stalled").await, 1);
        let moving = world.track(&shipment, TrackingStatus::InTransit).await;
        assert!(!moving.is_stalled);
        // Qingming lies between, and its Monday is no working day.
        assert_eq!(due(&moving, "stall"), Some(at(4, 15, 16)));
        world.at(at(4, 15, 16)).await;
        assert_eq!(count(world, "stalled").await, 2);
    })
    .await;
}

#[tokio::test]
async fn a_parcel_ten_days_beyond_its_estimate_is_overdue() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.at(at(3, 26, 10)).await;
        world.track(&shipment, TrackingStatus::InTransit).await;
        world.at(at(4, 5, 16) - TimeDelta::seconds(1)).await;
        assert_eq!(count(world, "overdue").await, 0);
        world.at(at(4, 5, 16)).await;
        let told = world.last_told("overdue").await;
        assert_eq!(told.clause_ids, ["KC-15"]);
        let late = world.parcel(&shipment).await;
        assert!(late.is_overdue && !late.is_stalled);
        let listed = pb::ListShipmentsRequest {
            late_only: true,
            ..pb::ListShipmentsRequest::default()
        };
        assert_eq!(world.list(listed).await.len(), 1);
        let delivered = world.track(&shipment, TrackingStatus::Delivered).await;
        assert!(!delivered.is_overdue && delivered.deadlines.is_empty());
        world.at(at(6, 1, 0)).await;
        assert_eq!(
            (count(world, "overdue").await, count(world, "stalled").await),
            (1, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn nobody_waits_for_a_parcel_that_was_refused_or_is_lost() {
    everywhere(async |world| {
        for status in [
            TrackingStatus::RefusedByRecipient,
            TrackingStatus::RefusedAtCustoms,
            TrackingStatus::Returning,
            TrackingStatus::Lost,
        ] {
            let shipment = world.sent(NUMBER).await;
            let parcel = world.track(&shipment, status).await;
            assert!(parcel.deadlines.is_empty(), "{status:?}");
        }
        world.at(at(6, 1, 0)).await;
        assert_eq!(
            (count(world, "overdue").await, count(world, "stalled").await),
            (0, 0)
        );
    })
    .await;
}

#[tokio::test]
async fn who_gave_a_wrong_number_is_reminded_until_the_right_one_is_there() {
    everywhere(async |world| {
        let shipment = world.create(world.way_back(WRONG_NUMBER)).await.unwrap();
        let mut next = due(&shipment.parcels[0], "tracking_correction").unwrap();
        for reminders in 1..=3 {
            world.at(next).await;
            assert_eq!(count(world, "tracking_invalid").await, 1 + reminders);
            let told = world.told().await.pop().unwrap();
            assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer]);
            assert_eq!(
                (told.clause_ids, told.change.as_str()),
                (vec!["KC-13".to_owned()], "tracking_invalid")
            );
            let again = due(&world.parcel(&shipment).await, "tracking_correction").unwrap();
            assert!(again > next);
            next = again;
        }
        let request = pb::CorrectTrackingNumberRequest {
            request_id: world.request_id(),
            shipment_id: shipment.shipment_id.clone(),
            tracking_number: NUMBER.to_owned(),
            ..pb::CorrectTrackingNumberRequest::default()
        };
        world.operator().correct_tracking_number(request).await.unwrap();
        world.at(next + TimeDelta::days(30)).await;
        assert_eq!(count(world, "tracking_invalid").await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_shop_that_says_nothing_of_stalls_has_no_such_clocks() {
    everywhere(async |world| {
        let request = pb::CreateShipmentRequest {
            marketplace_id: "kajet".to_owned(),
            ..world.outbound(&[WRONG_NUMBER])
        };
        let shipment = world.create(request).await.unwrap();
        let parcel = &shipment.parcels[0];
        assert!(parcel.deadlines.is_empty(), "{parcel:?}");
        assert_eq!(parcel.number_state(), pb::NumberState::Invalid);
        assert_eq!(count(world, "tracking_invalid").await, 1);
    })
    .await;
}
