//! ListTrackingEvents: by event time, the newest first, in pages.

use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{NUMBER, bad_fields, code, everywhere, start, wire};

#[tokio::test]
async fn the_history_is_read_page_by_page_by_event_time() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let parcel = &shipment.parcels[0];
        // Two of the same instant, and one that comes in late.
        for minutes in [1, 2, 2, 4, 3] {
            let report = pb::TrackingReport {
                event_time: wire(start() + TimeDelta::minutes(minutes)),
                source_event_id: world.request_id(),
                description: "Somewhere".to_owned(),
                ..world.report(parcel, TrackingStatus::InTransit)
            };
            world.record(report).await.unwrap();
        }
        let mut request = pb::ListTrackingEventsRequest {
            parcel_id: parcel.parcel_id.clone(),
            page_size: 2,
            ..pb::ListTrackingEventsRequest::default()
        };
        let mut client = world.bound(Role::Buyer, "byr_mara");
        let mut seen = Vec::new();
        loop {
            let page = client
                .list_tracking_events(request.clone())
                .await
                .unwrap()
                .into_inner();
            seen.extend(page.tracking_events);
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        let minutes: Vec<i64> = seen
            .iter()
            .map(|event| (event.event_time.unwrap().seconds - start().timestamp()) / 60)
            .collect();
        assert_eq!(minutes, [4, 3, 2, 2, 1]);
        let late: Vec<bool> = seen.iter().map(|event| event.is_out_of_order).collect();
        assert_eq!(late, [false, true, true, false, false]);
        assert!(seen.iter().all(|event| event.record_time == wire(start())));
        let mut stranger = world.bound(Role::Buyer, "byr_other");
        request.page_token.clear();
        assert_eq!(
            code(stranger.list_tracking_events(request.clone()).await).0,
            Code::NotFound
        );
        let bad = pb::ListTrackingEventsRequest {
            page_token: "x".to_owned(),
            ..pb::ListTrackingEventsRequest::default()
        };
        let mut bad = bad_fields(client.list_tracking_events(bad).await);
        bad.sort();
        assert_eq!(bad, ["page_token", "parcel_id"]);
    })
    .await;
}
