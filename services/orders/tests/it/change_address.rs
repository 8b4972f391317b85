//! `ChangeAddress` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, address};
use crate::world::{bad_fields, code, everywhere, metadata};

#[tokio::test]
async fn the_address_changes_until_the_order_ships() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let request = pb::ChangeAddressRequest {
            request_id: "a1".to_owned(),
            order_id: order.order_id.clone(),
            requested_by: Party::Buyer.into(),
            shipping_address: Some(address("PH")),
            etag: order.etag.clone(),
        };
        let other = pb::ChangeAddressRequest {
            shipping_address: Some(address("CH")),
            ..request.clone()
        };
        let changed = check_replay!(world.operator(), change_address, request.clone(), other);
        assert_eq!(changed.shipping_address, Some(address("PH")));
        assert_eq!(changed.billing_address, Some(address("CH")));
        let (what, audience) = world.changes().await.pop().unwrap();
        assert_eq!(what, "address_changed");
        assert!(audience.contains(&Party::Seller));
        let stale = pb::ChangeAddressRequest {
            request_id: String::new(),
            ..request.clone()
        };
        assert_eq!(
            code(world.operator().change_address(stale).await).0,
            Code::Aborted
        );
        let nowhere = pb::ChangeAddressRequest {
            shipping_address: Some(address("")),
            ..request.clone()
        };
        assert_eq!(
            bad_fields(world.operator().change_address(nowhere).await),
            ["shipping_address.region_code"]
        );

        world.ship(&order, &[("1", 1)]).await.unwrap();
        let late = pb::ChangeAddressRequest {
            request_id: String::new(),
            etag: String::new(),
            ..request
        };
        let refused = world.operator().change_address(late).await;
        assert!(metadata(&refused, "clauses").contains("KW-17"));
        assert_eq!(
            code(refused),
            (Code::FailedPrecondition, "LINE_SHIPPED".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn another_country_brings_another_law() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let law_of = async |country: &str| -> Vec<String> {
            let order = world
                .paid(Draft::kajet().with(|draft| draft.shipping_address = Some(address(country))))
                .await;
            let request = pb::PreviewCancellationRequest {
                order_id: order.order_id,
                requested_by: Party::Buyer.into(),
                ..pb::PreviewCancellationRequest::default()
            };
            world
                .operator()
                .preview_cancellation(request)
                .await
                .unwrap()
                .into_inner()
                .layers
        };
        assert!(!law_of("GB").await.iter().any(|layer| layer.starts_with("law:")));
        assert!(law_of("FR").await.iter().any(|layer| layer.starts_with("law:")));
        let request = pb::ChangeAddressRequest {
            order_id: order.order_id.clone(),
            requested_by: Party::Buyer.into(),
            shipping_address: Some(address("FR")),
            ..pb::ChangeAddressRequest::default()
        };
        // Kajet's document is about cancelling only: it gives no rule for changes.
        let refused = world.operator().change_address(request).await;
        assert_eq!(code(refused), (Code::FailedPrecondition, "NO_RULE".to_owned()));
    })
    .await;
}
