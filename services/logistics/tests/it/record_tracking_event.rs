//! RecordTrackingEvent: once, in the order of the carrier's own time, and never back.

use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::check_replay;
use crate::world::{MARKETPLACE, NUMBER, OTHER_NUMBER, at, bad_fields, code, due, everywhere, start, wire};

fn request(id: &str, report: pb::TrackingReport) -> pb::RecordTrackingEventRequest {
    pb::RecordTrackingEventRequest {
        request_id: id.to_owned(),
        marketplace_id: MARKETPLACE.to_owned(),
        report: Some(report),
    }
}

#[tokio::test]
async fn a_report_moves_a_parcel_and_starts_its_clock_again() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.at(at(3, 18, 10)).await;
        let report = pb::TrackingReport {
            location: "Shenzhen".to_owned(),
            carrier_code: "I".to_owned(),
            carrier_status: "Departed from facility".to_owned(),
            ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
        };
        let parcel = check_replay!(
            world.operator(),
            record_tracking_event,
            request("once", report.clone()),
            request(
                "once",
                pb::TrackingReport {
                    location: "Hong Kong".to_owned(),
                    ..report.clone()
                }
            )
        );
        assert_eq!(
            (parcel.status(), parcel.status_time),
            (TrackingStatus::InTransit, wire(at(3, 18, 10)))
        );
        assert_eq!((&*parcel.location, &*parcel.carrier_code), ("Shenzhen", "I"));
        assert_eq!(parcel.carrier_status, "Departed from facility");
        assert_eq!(due(&parcel, "stall"), Some(at(4, 1, 16)));
        let told = world.last_told("moved").await;
        assert_eq!(
            (told.change_time, told.actor()),
            (wire(at(3, 18, 10)), Party::System)
        );
        assert_eq!(told.parcel, Some(parcel));
        assert!(told.audience.is_empty());
        assert_eq!(
            world.shipment(&shipment.shipment_id).await.state(),
            pb::ShipmentState::InTransit
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_told_twice_counts_once_and_what_comes_late_is_kept() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let parcel = &shipment.parcels[0];
        world.at(at(3, 20, 10)).await;
        let told = |status, hour| pb::TrackingReport {
            event_time: wire(at(3, 18, hour)),
            ..world.report(parcel, status)
        };
        world
            .record(told(TrackingStatus::OutForDelivery, 9))
            .await
            .unwrap();
        let before = world.changes().await.len();
        // The same again, from the same source.
        world
            .record(told(TrackingStatus::OutForDelivery, 9))
            .await
            .unwrap();
        // Older, from another source.
        let late = pb::TrackingReport {
            source: "17track".to_owned(),
            ..told(TrackingStatus::InTransit, 3)
        };
        let moved = world.record(late).await.unwrap();
        assert_eq!(
            (moved.status(), moved.move_time),
            (TrackingStatus::OutForDelivery, wire(at(3, 18, 9)))
        );
        assert_eq!(world.changes().await.len(), before);
        let named = |status, hour| pb::TrackingReport {
            source_event_id: "e7".to_owned(),
            ..told(status, hour)
        };
        world
            .record(named(TrackingStatus::DeliveryAttemptFailed, 12))
            .await
            .unwrap();
        // The source says something else under the same id: it is the same event.
        let parcel = world.record(named(TrackingStatus::Delivered, 13)).await.unwrap();
        assert_eq!(parcel.status(), TrackingStatus::DeliveryAttemptFailed);
        assert_eq!(parcel.failed_attempt_count, 1);
        let history = world.history(&parcel).await;
        let seen: Vec<_> = history
            .iter()
            .map(|it| (it.status(), it.is_out_of_order))
            .collect();
        assert_eq!(
            seen,
            [
                (TrackingStatus::DeliveryAttemptFailed, false),
                (TrackingStatus::OutForDelivery, false),
                (TrackingStatus::InTransit, true),
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_parcel_that_arrived_stays_where_it_is() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.at(at(3, 20, 10)).await;
        let delivered = world.track(&shipment, TrackingStatus::Delivered).await;
        assert!(delivered.is_ended && delivered.deadlines.is_empty());
        assert_eq!(delivered.deliver_time, wire(at(3, 20, 10)));
        let told = world.last_told("delivered").await;
        assert_eq!(told.shipment.unwrap().state(), pb::ShipmentState::Delivered);
        world.at(at(3, 21, 10)).await;
        let later = world.track(&shipment, TrackingStatus::InTransit).await;
        assert_eq!(
            (later.status(), later.status_time),
            (TrackingStatus::Delivered, delivered.status_time)
        );
        world.at(at(6, 1, 0)).await;
        assert!(
            !world
                .changes()
                .await
                .iter()
                .any(|change| change == "stalled" || change == "overdue")
        );
    })
    .await;
}

#[tokio::test]
async fn each_status_is_told_to_whom_it_concerns() {
    everywhere(async |world| {
        use Party::{Buyer, Platform, Seller};
        let cases: [(TrackingStatus, bool, &str, &[Party]); 8] = [
            (
                TrackingStatus::DeliveryAttemptFailed,
                false,
                "attempt_failed",
                &[Buyer],
            ),
            (
                TrackingStatus::RefusedByRecipient,
                false,
                "refused_by_recipient",
                &[Buyer, Seller],
            ),
            (
                TrackingStatus::RefusedAtCustoms,
                false,
                "refused_at_customs",
                &[Buyer, Seller],
            ),
            (
                TrackingStatus::ReturnedToSender,
                false,
                "returned_to_sender",
                &[Buyer, Seller],
            ),
            (TrackingStatus::Damaged, false, "damaged", &[Buyer, Seller]),
            (TrackingStatus::Lost, false, "lost", &[Buyer, Seller, Platform]),
            (
                TrackingStatus::Lost,
                true,
                "return_lost",
                &[Buyer, Seller, Platform],
            ),
            (TrackingStatus::Delivered, true, "delivered", &[Buyer, Seller]),
        ];
        for (status, is_return, change, audience) in cases {
            let request = if is_return {
                world.way_back(NUMBER)
            } else {
                world.outbound(&[NUMBER])
            };
            let shipment = world.create(request).await.unwrap();
            world.track(&shipment, status).await;
            let told = world.last_told(change).await;
            assert_eq!(told.audience().collect::<Vec<_>>(), audience, "{change}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_starts_a_claim_cites_the_packs_clause() {
    everywhere(async |world| {
        let cases = [
            (
                "kwoking",
                TrackingStatus::RefusedByRecipient,
                false,
                vec!["KW-12"],
            ),
            ("kwoking", TrackingStatus::Lost, false, vec!["KW-06"]),
            (
                "kwoking",
                TrackingStatus::DeliveryAttemptFailed,
                false,
                vec!["KW-17"],
            ),
            (
                "rma-shop",
                TrackingStatus::RefusedByRecipient,
                false,
                vec!["RM-04"],
            ),
            ("rma-shop", TrackingStatus::Lost, true, vec!["RM-13"]),
        ];
        for (marketplace, status, is_return, clauses) in cases {
            let request = if is_return {
                world.way_back(NUMBER)
            } else {
                world.outbound(&[NUMBER])
            };
            let request = pb::CreateShipmentRequest {
                marketplace_id: marketplace.to_owned(),
                ..request
            };
            let shipment = world.create(request).await.unwrap();
            world.track(&shipment, status).await;
            let told = world.told().await.pop().unwrap();
            assert_eq!(told.clause_ids, clauses, "{marketplace} {status:?}");
            assert_eq!((&*told.policy_id, told.policy_version), (marketplace, 1));
        }
    })
    .await;
}

#[tokio::test]
async fn a_parcel_is_found_by_its_number_and_a_code_by_the_carriers_own_words() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let report = pb::TrackingReport {
            tracking_number: "1z999aa1 0123456784".to_owned(),
            carrier_code: "Exception_Returning".to_owned(),
            event_time: wire(start()),
            source: "17track".to_owned(),
            ..pb::TrackingReport::default()
        };
        let parcel = world.record(report.clone()).await.unwrap();
        assert_eq!(parcel.status(), TrackingStatus::Returning);
        let strange = pb::TrackingReport {
            carrier_code: "??".to_owned(),
            ..report.clone()
        };
        assert_eq!(bad_fields(world.record(strange).await), ["report.status"]);
        let second = world.sent(NUMBER).await;
        let ambiguous = (Code::FailedPrecondition, "PARCEL_AMBIGUOUS".to_owned());
        assert_eq!(code(world.record(report.clone()).await), ambiguous);
        // Once the first is back, only the second is still under way.
        world.track(&shipment, TrackingStatus::ReturnedToSender).await;
        let found = world.record(report.clone()).await.unwrap();
        assert_eq!(found.shipment_id, second.shipment_id);
        let other = pb::TrackingReport {
            tracking_number: OTHER_NUMBER.to_owned(),
            ..report
        };
        assert_eq!(code(world.record(other).await).0, Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn what_has_not_happened_yet_or_names_nothing_is_refused() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let report = world.report(&shipment.parcels[0], TrackingStatus::InTransit);
        let ahead = |seconds| pb::TrackingReport {
            event_time: wire(start() + TimeDelta::seconds(seconds)),
            ..report.clone()
        };
        let future = (Code::InvalidArgument, "EVENT_IN_FUTURE".to_owned());
        assert_eq!(code(world.record(ahead(15 * 60 + 1)).await), future);
        world.record(ahead(15 * 60)).await.unwrap();
        let nobody = pb::TrackingReport {
            parcel_id: "prc_none".to_owned(),
            ..report.clone()
        };
        assert_eq!(
            code(world.record(nobody).await),
            (Code::NotFound, "NOT_FOUND".to_owned())
        );
        let mut bad = bad_fields(world.record(pb::TrackingReport::default()).await);
        bad.sort();
        assert_eq!(
            bad,
            ["report.event_time", "report.status", "report.tracking_number"]
        );
        for role in [Role::Buyer, Role::Seller, Role::Auditor] {
            let refused = world
                .bound(role, "byr_mara")
                .record_tracking_event(request(&world.request_id(), report.clone()))
                .await;
            assert_eq!(code(refused).0, Code::PermissionDenied, "{role}");
        }
        let foreign = world.client(Caller::new(Some("kwoking"), Role::Agent, "ann"));
        let elsewhere = pb::RecordTrackingEventRequest {
            marketplace_id: String::new(),
            ..request(&world.request_id(), report)
        };
        assert_eq!(
            code(foreign.clone().record_tracking_event(elsewhere).await).0,
            Code::NotFound
        );
    })
    .await;
}

#[tokio::test]
async fn a_report_from_before_any_calendar_costs_the_clock_and_not_the_report() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let ancient = pb::TrackingReport {
            event_time: Some(prost_types::Timestamp { seconds: 0, nanos: 0 }),
            ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
        };
        let parcel = world.record(ancient).await.unwrap();
        assert_eq!(parcel.status(), TrackingStatus::InTransit);
        assert_eq!(due(&parcel, "stall"), None);
        let parcel = world.track(&shipment, TrackingStatus::InTransit).await;
        assert_eq!(due(&parcel, "stall"), Some(at(3, 30, 16)));
    })
    .await;
}

#[tokio::test]
async fn a_process_that_has_served_nothing_yet_finds_the_packs_that_bind() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let report = world.report(&shipment.parcels[0], TrackingStatus::InTransit);
        let recorded = world
            .replica()
            .record_tracking_event(request("fresh", report))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(due(&recorded, "stall"), Some(at(3, 30, 16)));
        let other = world.create(world.outbound(&[OTHER_NUMBER])).await.unwrap();
        let reports = [&shipment, &other].map(|shipment| pb::StreamTrackingEventsRequest {
            marketplace_id: MARKETPLACE.to_owned(),
            report: Some(world.report(&shipment.parcels[0], TrackingStatus::OutForDelivery)),
        });
        let summary = world
            .replica()
            .stream_tracking_events(futures::stream::iter(reports))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(summary.applied_count, 2);
    })
    .await;
}
