//! StreamTrackingEvents: many reports, each with its own fate, and what was committed stays.

use chrono::TimeDelta;
use futures::StreamExt as _;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{MARKETPLACE, NUMBER, OTHER_NUMBER, code, everywhere, start, wire};

#[tokio::test]
async fn each_report_of_a_stream_has_its_own_fate() {
    everywhere(async |world| {
        let shipment = world
            .create(world.outbound(&[NUMBER, OTHER_NUMBER]))
            .await
            .unwrap();
        let told = |parcel: usize, status, minutes| pb::TrackingReport {
            event_time: wire(start() + TimeDelta::minutes(minutes)),
            ..world.report(&shipment.parcels[parcel], status)
        };
        let by_number = pb::TrackingReport {
            parcel_id: String::new(),
            tracking_number: OTHER_NUMBER.to_owned(),
            ..told(1, TrackingStatus::Delivered, 9)
        };
        let unknown = pb::TrackingReport {
            parcel_id: "prc_none".to_owned(),
            source_event_id: "e9".to_owned(),
            ..told(0, TrackingStatus::Delivered, 1)
        };
        let reports = vec![
            told(0, TrackingStatus::PickedUp, 1),
            told(0, TrackingStatus::InTransit, 5),
            told(0, TrackingStatus::InTransit, 5),
            unknown,
            told(0, TrackingStatus::ArrivedAtFacility, 3),
            told(0, TrackingStatus::InTransit, 16),
            by_number,
            pb::TrackingReport::default(),
        ];
        let summary = world.stream(reports).await;
        let counts = (
            summary.applied_count,
            summary.duplicate_count,
            summary.out_of_order_count,
        );
        assert_eq!((counts, summary.rejected_count), ((3, 1, 1), 3));
        let why: Vec<_> = summary
            .rejected
            .iter()
            .map(|it| (it.index, &*it.reason))
            .collect();
        assert_eq!(
            why,
            [(3, "NOT_FOUND"), (5, "EVENT_IN_FUTURE"), (7, "INVALID_FIELD")]
        );
        assert_eq!(summary.rejected[0].source_event_id, "e9");
        let now = world.shipment(&shipment.shipment_id).await;
        assert_eq!(now.parcels[0].status(), TrackingStatus::InTransit);
        assert_eq!(now.parcels[1].status(), TrackingStatus::Delivered);
        assert_eq!(now.state(), pb::ShipmentState::PartlyDelivered);
        assert_eq!(
            world.changes().await,
            ["created", "created", "moved", "moved", "delivered"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_long_stream_is_counted_to_its_end_and_told_again_counts_nothing() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let reports: Vec<_> = (0..500)
            .map(|at| pb::TrackingReport {
                event_time: wire(start() - TimeDelta::seconds(500 - at)),
                source_event_id: format!("e{at}"),
                ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
            })
            .collect();
        assert_eq!(world.stream(reports.clone()).await.applied_count, 500);
        assert_eq!(world.stream(reports).await.duplicate_count, 500);
        let unknown = (0..1_200).map(|_| pb::TrackingReport {
            parcel_id: "prc_none".to_owned(),
            ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
        });
        let summary = world.stream(unknown.collect()).await;
        assert_eq!((summary.rejected_count, summary.rejected.len()), (1_200, 1_000));
        assert_eq!(
            world.stream(Vec::new()).await,
            pb::StreamTrackingEventsResponse::default()
        );
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_breaks_midway_keeps_what_was_committed() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let (send, reports) = tokio::sync::mpsc::channel(1);
        let mut client = world.operator();
        let reports = tokio_stream::wrappers::ReceiverStream::new(reports);
        let call = tokio::spawn(async move { client.stream_tracking_events(reports).await });
        for at in 0..10 {
            let report = pb::TrackingReport {
                event_time: wire(start() + TimeDelta::seconds(at)),
                ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
            };
            let message = pb::StreamTrackingEventsRequest {
                marketplace_id: MARKETPLACE.to_owned(),
                report: Some(report),
            };
            send.send(message).await.unwrap();
        }
        while world.history(&shipment.parcels[0]).await.len() < 8 {
            tokio::task::yield_now().await;
        }
        call.abort();
        let _ = call.await;
        let kept = world.history(&shipment.parcels[0]).await.len();
        assert!((8..=10).contains(&kept));
        // Sent again from the beginning, it ends where it would have.
        let again = (0..10).map(|at| pb::TrackingReport {
            event_time: wire(start() + TimeDelta::seconds(at)),
            ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
        });
        let summary = world.stream(again.collect()).await;
        assert_eq!(summary.applied_count + summary.duplicate_count, 10);
        assert_eq!(world.history(&shipment.parcels[0]).await.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn only_those_who_speak_for_carriers_may_stream() {
    everywhere(async |world| {
        for role in [Role::Buyer, Role::Seller, Role::Finance] {
            let nothing = futures::stream::empty().boxed();
            let refused = world
                .bound(role, "somebody")
                .stream_tracking_events(nothing)
                .await;
            assert_eq!(code(refused).0, Code::PermissionDenied, "{role}");
        }
    })
    .await;
}
