//! AnnounceParcel: a parcel on its way back, with carrier, number, insurance and receipt.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{announcement, bad_fields, code, everywhere, money};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn the_return_is_on_its_way_then_and_its_clocks_stop() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let request = pb::AnnounceParcelRequest {
            insured_value: Some(money("EUR", 19_900)),
            tracking_site: "https://track.example".to_owned(),
            ..announcement(&approved, &[])
        };
        check_stale!(world.operator(), announce_parcel, request.clone());
        let other = announcement(&approved, &[]);
        let sent = check_replay!(world.operator(), announce_parcel, request, other);
        assert_eq!(sent.state(), pb::ReturnState::InTransit);
        assert!(sent.deadlines.is_empty(), "{:?}", sent.deadlines);
        let parcel = &sent.parcels[0];
        assert_eq!(parcel.purpose(), pb::ParcelPurpose::Return);
        assert_eq!(parcel.insured_value, Some(money("EUR", 19_900)));
        assert_eq!(parcel.lines[0].quantity, 1);
        assert!(parcel.parcel_id.starts_with("rpc_"));
        let nothing_left = world.operator().announce_parcel(announcement(&sent, &[])).await;
        assert_eq!(
            code(nothing_left),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let more = world
            .operator()
            .announce_parcel(announcement(&sent, &[("1", 1)]))
            .await;
        assert_eq!(bad_fields(more), ["lines[0].quantity"]);
    })
    .await;
}

#[tokio::test]
async fn without_a_number_the_case_waits_for_the_warehouse() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let request = pb::AnnounceParcelRequest {
            tracking_number: String::new(),
            ..announcement(&approved, &[])
        };
        let sent = world
            .operator()
            .announce_parcel(request)
            .await
            .unwrap()
            .into_inner();
        let kinds: Vec<&str> = sent.deadlines.iter().map(|clock| clock.kind.as_str()).collect();
        assert_eq!(kinds, ["return_tracking"]);
    })
    .await;
}

#[tokio::test]
async fn a_seller_announces_nothing_and_postage_is_in_the_orders_currency() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let seller = world
            .bound("kwoking", Role::Seller, "kwoking")
            .announce_parcel(announcement(&approved, &[]))
            .await;
        assert_eq!(code(seller).0, Code::PermissionDenied);
        let request = pb::AnnounceParcelRequest {
            postage: Some(money("USD", 690)),
            ..announcement(&approved, &[])
        };
        assert_eq!(
            bad_fields(world.operator().announce_parcel(request).await),
            ["postage"]
        );
    })
    .await;
}
