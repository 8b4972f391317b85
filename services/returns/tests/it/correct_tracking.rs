//! CorrectTracking: the right number beside the wrong one, which is kept.

use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{announcement, bad_fields, code, everywhere, receipt};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn the_right_number_takes_the_place_of_the_wrong_one_and_both_are_kept() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let wrong = pb::AnnounceParcelRequest {
            tracking_number: "1Z999AA10123456785".to_owned(),
            ..announcement(&approved, &[])
        };
        let sent = world
            .operator()
            .announce_parcel(wrong)
            .await
            .unwrap()
            .into_inner();
        let request = pb::CorrectTrackingRequest {
            return_id: sent.return_id.clone(),
            parcel_id: sent.parcels[0].parcel_id.clone(),
            tracking_number: "1Z999AA10123456784".to_owned(),
            ..pb::CorrectTrackingRequest::default()
        };
        check_stale!(world.operator(), correct_tracking, request.clone());
        let other = pb::CorrectTrackingRequest {
            carrier: "dhl".to_owned(),
            ..request.clone()
        };
        let corrected = check_replay!(world.operator(), correct_tracking, request.clone(), other);
        let parcel = &corrected.parcels[0];
        assert_eq!(parcel.tracking_number, "1Z999AA10123456784");
        assert_eq!(parcel.earlier_numbers, ["1Z999AA10123456785"]);
        let same = world.operator().correct_tracking(request.clone()).await;
        assert_eq!(bad_fields(same), ["tracking_number"]);
        let unknown = pb::CorrectTrackingRequest {
            parcel_id: "rpc_none".to_owned(),
            ..request.clone()
        };
        assert_eq!(
            bad_fields(world.operator().correct_tracking(unknown).await),
            ["parcel_id"]
        );
        world
            .operator()
            .receive_parcel(receipt(&sent, &[]))
            .await
            .unwrap();
        let late = world.operator().correct_tracking(request).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}
