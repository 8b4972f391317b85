//! MatchParcel: a parcel that nobody announced finds its return by hand.

use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::check_replay;
use crate::world::{bad_fields, code, everywhere, quantities};

#[tokio::test]
async fn a_parcel_is_matched_once_and_the_return_counts_as_received() {
    everywhere(async |world| {
        let record = pb::RecordUnmatchedParcelRequest {
            request_id: "box".to_owned(),
            marketplace_id: "kwoking".to_owned(),
            carrier: "ups".to_owned(),
            description: "A camera, sender not readable".to_owned(),
            ..pb::RecordUnmatchedParcelRequest::default()
        };
        let kept = world
            .operator()
            .record_unmatched_parcel(record)
            .await
            .unwrap()
            .into_inner();
        let approved = world.approved().await;
        let request = pb::MatchParcelRequest {
            unmatched_parcel_id: kept.unmatched_parcel_id.clone(),
            return_id: approved.return_id.clone(),
            lines: quantities(&[("1", 1)]),
            reason: "The serial number is the order's.".to_owned(),
            ..pb::MatchParcelRequest::default()
        };
        let stale = pb::MatchParcelRequest {
            etag: "stale".to_owned(),
            ..request.clone()
        };
        assert_eq!(code(world.operator().match_parcel(stale).await).1, "STALE_ETAG");
        let mute = pb::MatchParcelRequest {
            reason: String::new(),
            ..request.clone()
        };
        assert_eq!(
            bad_fields(world.operator().match_parcel(mute.clone()).await),
            ["reason"]
        );
        let other = pb::MatchParcelRequest {
            reason: "Else.".to_owned(),
            ..request.clone()
        };
        let matched = check_replay!(world.operator(), match_parcel, request.clone(), other);
        assert_eq!(matched.state(), pb::ReturnState::Received);
        assert!(matched.parcels[0].is_unannounced);
        assert_eq!(matched.parcels[0].carrier, "ups");
        assert!(matched.clause_ids.contains(&"KW-09".to_owned()));
        let second = world.operator().match_parcel(request).await;
        assert_eq!(
            code(second),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        let open = pb::ListUnmatchedParcelsRequest {
            open_only: true,
            ..pb::ListUnmatchedParcelsRequest::default()
        };
        let left = world
            .operator()
            .list_unmatched_parcels(open)
            .await
            .unwrap()
            .into_inner();
        assert!(left.unmatched_parcels.is_empty());
    })
    .await;
}
