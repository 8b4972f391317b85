//! The way of a parcel reaches logistics, in the words that it knows.

use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::convert::time_to_wire;
use serde_json::json;

use crate::others::Others;
use crate::sources::{NUMBER, way};
use crate::world::everywhere;

#[tokio::test]
async fn a_word_that_is_not_known_gives_way_to_a_plainer_one() {
    everywhere(async |world, _| {
        let others = Others::default();
        {
            let mut book = others.book();
            book.numbers.insert(NUMBER.to_owned());
            let unknown = ["InTransit_Teleported", "Levitating"];
            book.unknown_words.extend(unknown.map(str::to_owned));
        }
        others.join(world);
        let source = world.source(pb::Provider::SeventeenTrack).await;
        let mut body = way(
            NUMBER,
            &[
                ("Delivered_Other", "2026-05-04T07:30:00Z"),
                ("InTransit_Teleported", "2026-05-04T07:00:00Z"),
                ("Levitating", "2026-05-04T06:00:00+02:00"),
            ],
        );
        let events = &mut body["data"]["track_info"]["tracking"]["providers"][0]["events"];
        events[1]["stage"] = json!("Departure");
        let told = world.tell(&source, &body).await;
        assert_eq!(told.detail, "3 events recorded, 0 known before");
        let book = others.book();
        let words: Vec<(&str, TrackingStatus)> = book
            .reports
            .iter()
            .map(|report| (report.carrier_code.as_str(), report.status()))
            .collect();
        assert_eq!(
            words,
            [
                ("Delivered_Other", TrackingStatus::Unspecified),
                ("Levitating", TrackingStatus::InTransit),
                ("InTransit_Departure", TrackingStatus::Unspecified),
            ]
        );
        let report = &book.reports[1];
        let time = "2026-05-04T04:00:00Z".parse().unwrap();
        assert_eq!(report.event_time, Some(time_to_wire(time)));
        assert_eq!(
            [
                &*report.source,
                &*report.carrier,
                &*report.location,
                &*report.carrier_status
            ],
            ["17track", "UPS", "Reno, NV", "Scanned"]
        );
        assert_eq!(
            book.callers.iter().collect::<Vec<_>>(),
            ["kwoking/service/webhooks"]
        );
    })
    .await;
}
