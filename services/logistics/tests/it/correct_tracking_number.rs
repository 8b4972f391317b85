//! CorrectTrackingNumber: by who gave the wrong one; both stay on record.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::world::{
    NUMBER, OTHER_NUMBER, WRONG_NUMBER, World, at, bad_fields, code, due, everywhere, start, wire,
};

fn correction(world: &World, shipment: &pb::Shipment, number: &str) -> pb::CorrectTrackingNumberRequest {
    pb::CorrectTrackingNumberRequest {
        request_id: world.request_id(),
        shipment_id: shipment.shipment_id.clone(),
        tracking_number: number.to_owned(),
        ..pb::CorrectTrackingNumberRequest::default()
    }
}

#[tokio::test]
async fn the_right_number_takes_the_place_of_the_wrong_one_and_both_are_kept() {
    everywhere(async |world| {
        let shipment = world.sent(WRONG_NUMBER).await;
        world.at(at(3, 18, 10)).await;
        let request = pb::CorrectTrackingNumberRequest {
            etag: shipment.etag.clone(),
            parcel_id: shipment.parcels[0].parcel_id.clone(),
            ..correction(world, &shipment, NUMBER)
        };
        let other = pb::CorrectTrackingNumberRequest {
            tracking_number: OTHER_NUMBER.to_owned(),
            ..request.clone()
        };
        let mut seller = world.bound(Role::Seller, "sel_a");
        let corrected = check_replay!(seller, correct_tracking_number, request.clone(), other);
        let parcel = &corrected.parcels[0];
        assert_eq!(
            (&*parcel.tracking_number, parcel.number_state()),
            (NUMBER, pb::NumberState::Valid)
        );
        let [before, now] = parcel.numbers.as_slice() else {
            panic!("{parcel:?}");
        };
        assert_eq!(
            (&*before.tracking_number, before.state()),
            (WRONG_NUMBER, pb::NumberState::Replaced)
        );
        assert_eq!(
            (before.give_time, before.replace_time),
            (wire(start()), wire(at(3, 18, 10)))
        );
        assert_eq!(
            (&*before.flaw, now.give_time, now.replace_time),
            ("wrong_check_digit", wire(at(3, 18, 10)), None)
        );
        // The question is answered, and the stall is counted from the new number.
        assert_eq!(due(parcel, "tracking_correction"), None);
        assert_eq!(due(parcel, "stall"), Some(at(4, 1, 16)));
        let told = world.last_told("tracking_corrected").await;
        assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer]);
        assert_eq!(
            (told.clause_ids, told.actor),
            (
                vec!["KC-13".to_owned(), "KC-14".to_owned(), "KC-15".to_owned()],
                Party::Seller.into()
            )
        );
        let stale = pb::CorrectTrackingNumberRequest {
            request_id: world.request_id(),
            ..request
        };
        let refused = seller.correct_tracking_number(stale).await;
        assert_eq!(code(refused), (Code::Aborted, "STALE_ETAG".to_owned()));
        let same = seller
            .correct_tracking_number(correction(world, &shipment, NUMBER))
            .await;
        assert_eq!(same.unwrap().into_inner().etag, corrected.etag);
    })
    .await;
}

#[tokio::test]
async fn a_second_wrong_number_is_asked_for_again_from_then_on() {
    everywhere(async |world| {
        let shipment = world.create(world.way_back(WRONG_NUMBER)).await.unwrap();
        world.at(at(3, 18, 10)).await;
        let mut buyer = world.bound(Role::Buyer, "byr_mara");
        let again = buyer.correct_tracking_number(correction(world, &shipment, "1Z999AA10123456786"));
        let again = again.await.unwrap().into_inner();
        assert_eq!(again.parcels[0].number_state(), pb::NumberState::Invalid);
        assert_eq!(due(&again.parcels[0], "tracking_correction"), Some(at(3, 23, 16)));
        let changes = world.changes().await;
        assert_eq!(
            changes[changes.len() - 2..],
            ["tracking_corrected", "tracking_invalid"]
        );
    })
    .await;
}

#[tokio::test]
async fn only_who_sent_a_parcel_numbers_it_and_only_while_it_is_under_way() {
    everywhere(async |world| {
        let outbound = world.sent(WRONG_NUMBER).await;
        let back = world.create(world.way_back(WRONG_NUMBER)).await.unwrap();
        let cases = [
            (Role::Buyer, "byr_mara", &outbound, Code::PermissionDenied),
            (Role::Seller, "sel_a", &back, Code::PermissionDenied),
            (Role::Buyer, "byr_other", &back, Code::NotFound),
            (Role::Finance, "fay", &outbound, Code::PermissionDenied),
        ];
        for (role, principal, shipment, expected) in cases {
            let request = correction(world, shipment, NUMBER);
            let refused = world
                .bound(role, principal)
                .correct_tracking_number(request)
                .await;
            assert_eq!(code(refused).0, expected, "{role} {principal}");
        }
        world.track(&outbound, TrackingStatus::Delivered).await;
        let request = correction(world, &outbound, NUMBER);
        let ended = world.operator().correct_tracking_number(request).await;
        assert_eq!(
            code(ended),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        let two = world
            .create(world.outbound(&[NUMBER, WRONG_NUMBER]))
            .await
            .unwrap();
        let request = correction(world, &two, OTHER_NUMBER);
        let unnamed = world.operator().correct_tracking_number(request).await;
        assert_eq!(bad_fields(unnamed), ["parcel_id"]);
        let empty = pb::CorrectTrackingNumberRequest::default();
        let mut bad = bad_fields(world.operator().correct_tracking_number(empty).await);
        bad.sort();
        assert_eq!(bad, ["request_id", "shipment_id", "tracking_number"]);
    })
    .await;
}

#[tokio::test]
async fn reports_follow_the_number_that_holds() {
    everywhere(async |world| {
        let shipment = world.sent(OTHER_NUMBER).await;
        let request = correction(world, &shipment, NUMBER);
        world.operator().correct_tracking_number(request).await.unwrap();
        let report = |number: &str| pb::TrackingReport {
            parcel_id: String::new(),
            tracking_number: number.to_owned(),
            ..world.report(&shipment.parcels[0], TrackingStatus::InTransit)
        };
        assert_eq!(code(world.record(report(OTHER_NUMBER)).await).0, Code::NotFound);
        let parcel = world.record(report(NUMBER)).await.unwrap();
        assert_eq!(parcel.status(), TrackingStatus::InTransit);
    })
    .await;
}
