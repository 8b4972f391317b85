//! RecordUnmatchedParcel: what nobody announced is on record with its clauses.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::world::{bad_fields, code, everywhere};

fn parcel(description: &str) -> pb::RecordUnmatchedParcelRequest {
    pb::RecordUnmatchedParcelRequest {
        request_id: "box".to_owned(),
        marketplace_id: "rma-shop".to_owned(),
        description: description.to_owned(),
        ..pb::RecordUnmatchedParcelRequest::default()
    }
}

#[tokio::test]
async fn it_is_recorded_by_the_clauses_of_the_pack_with_what_becomes_of_it() {
    everywhere(async |world| {
        let kept = check_replay!(
            world.operator(),
            record_unmatched_parcel,
            parcel("A router, no number"),
            parcel("Another")
        );
        assert!(kept.clause_ids.contains(&"RM-12".to_owned()) && !kept.consequence.is_empty());
        assert!(kept.return_id.is_empty());
        assert_eq!(
            bad_fields(world.operator().record_unmatched_parcel(parcel(" ")).await),
            ["description"]
        );
        let seller = world
            .bound("rma-shop", Role::Seller, "factory")
            .record_unmatched_parcel(parcel("Mine"))
            .await;
        assert_eq!(code(seller).0, Code::PermissionDenied);
        let foreign = world
            .bound("kajet", Role::Agent, "ann")
            .record_unmatched_parcel(parcel("Theirs"))
            .await;
        assert_eq!(code(foreign).0, Code::NotFound);
        let list = pb::ListUnmatchedParcelsRequest {
            marketplace_id: "rma-shop".to_owned(),
            open_only: true,
            ..pb::ListUnmatchedParcelsRequest::default()
        };
        let listed = world
            .operator()
            .list_unmatched_parcels(list)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(listed.unmatched_parcels, [kept]);
    })
    .await;
}
