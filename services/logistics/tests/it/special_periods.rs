//! Special periods stop the clocks of parcels, also of those that are under way when they are declared.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::policies::v1 as policies;

use crate::world::{NUMBER, World, at, due, everywhere, wire};

async fn stall(world: &World, shipment: &pb::Shipment) -> Option<chrono::DateTime<chrono::Utc>> {
    due(&world.parcel(shipment).await, "stall")
}

#[tokio::test]
async fn a_period_that_is_declared_later_moves_the_clock_of_a_parcel_under_way() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.at(at(3, 19, 10)).await;
        assert_eq!(stall(world, &shipment).await, Some(at(3, 30, 16)));
        let before = world.shipment(&shipment.shipment_id).await;
        // Five working days, from the 20th to the 26th in Shanghai.
        let period = world.special_period("CN", (at(3, 19, 16), at(3, 26, 16))).await;
        let after = world.shipment(&shipment.shipment_id).await;
        // Five working days more, with Qingming between.
        assert_eq!(due(&after.parcels[0], "stall"), Some(at(4, 7, 16)));
        assert_eq!(
            due(&after.parcels[0], "overdue"),
            Some(at(4, 5, 16)),
            "the pack lets nothing stop this one"
        );
        assert_ne!(after.etag, before.etag);
        world.at(at(3, 30, 16)).await;
        assert!(!world.parcel(&shipment).await.is_stalled);
        // A parcel that moves within it is counted with it too.
        world.at(at(3, 31, 10)).await;
        let late = world.sent(NUMBER).await;
        assert_eq!(stall(world, &late).await, Some(at(4, 15, 16)));
        world.at(at(4, 7, 16)).await;
        assert!(world.parcel(&shipment).await.is_stalled);
        let listed = world
            .policies()
            .list_special_periods(policies::ListSpecialPeriodsRequest {
                marketplace_id: period.marketplace_id,
                ..policies::ListSpecialPeriodsRequest::default()
            })
            .await;
        assert_eq!(listed.unwrap().into_inner().special_periods.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_period_that_ends_early_gives_back_what_it_took() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let period = world.special_period("", (at(3, 17, 16), at(3, 26, 16))).await;
        assert_eq!(stall(world, &shipment).await, Some(at(4, 9, 16)));
        world.at(at(3, 19, 10)).await;
        let end = policies::EndSpecialPeriodRequest {
            request_id: world.request_id(),
            special_period_id: period.special_period_id,
            end_time: wire(at(3, 19, 16)),
            ..policies::EndSpecialPeriodRequest::default()
        };
        world.policies().end_special_period(end).await.unwrap();
        world.rest().await;
        // Two days remain: the 18th and the 19th.
        assert_eq!(stall(world, &shipment).await, Some(at(4, 1, 16)));
    })
    .await;
}

#[tokio::test]
async fn a_period_stops_the_clocks_of_its_region_only() {
    everywhere(async |world| {
        let to_us = world.sent(NUMBER).await;
        let back = world.create(world.way_back(NUMBER)).await.unwrap();
        let elsewhere = pb::CreateShipmentRequest {
            marketplace_id: "kwoking".to_owned(),
            ..world.outbound(&[NUMBER])
        };
        let elsewhere = world.create(elsewhere).await.unwrap();
        world.special_period("DE", (at(3, 17, 16), at(3, 26, 16))).await;
        assert_eq!(stall(world, &to_us).await, Some(at(3, 30, 16)));
        world.special_period("US", (at(3, 17, 16), at(3, 26, 16))).await;
        assert_eq!(stall(world, &to_us).await, Some(at(4, 9, 16)), "where it goes");
        assert_eq!(
            stall(world, &back).await,
            Some(at(4, 9, 16)),
            "where it comes from"
        );
        assert_eq!(stall(world, &elsewhere).await, None);
        // What comes to be known afterwards knows of the period, and what moves on does too.
        world.at(at(3, 18, 10)).await;
        let later = world.sent(NUMBER).await;
        let moving = world.track(&to_us, TrackingStatus::InTransit).await;
        assert_eq!(due(&moving, "stall"), stall(world, &later).await);
        assert_eq!(due(&moving, "stall"), Some(at(4, 10, 16)));
    })
    .await;
}

#[tokio::test]
async fn many_parcels_under_way_are_gone_through_page_by_page() {
    everywhere(async |world| {
        let mut shipments = Vec::new();
        for _ in 0..21 {
            shipments.push(world.create(world.outbound(&[NUMBER; 10])).await.unwrap());
        }
        world.special_period("CN", (at(3, 19, 16), at(3, 26, 16))).await;
        for shipment in &shipments {
            let now = world.shipment(&shipment.shipment_id).await;
            let moved = now
                .parcels
                .iter()
                .all(|parcel| due(parcel, "stall") == Some(at(4, 7, 16)));
            assert!(moved, "{now:?}");
        }
    })
    .await;
}
