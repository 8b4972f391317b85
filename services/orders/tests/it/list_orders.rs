//! `ListOrders` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::draft::Draft;
use crate::world::everywhere;

#[tokio::test]
async fn orders_come_newest_first_in_pages_bound_to_their_filter() {
    everywhere(async |world| {
        let mut placed = Vec::new();
        for number in 0..5 {
            let draft = Draft::kwoking().with(|order| order.external_reference = format!("A-{number}"));
            placed.push(world.place(draft).await.order_id);
        }
        world.place(Draft::kajet()).await;
        let first = pb::ListOrdersRequest {
            marketplace_id: "kwoking".to_owned(),
            page_size: 2,
            ..pb::ListOrdersRequest::default()
        };
        let (mut request, mut seen) = (first.clone(), Vec::new());
        loop {
            let page = world
                .operator()
                .list_orders(request.clone())
                .await
                .unwrap()
                .into_inner();
            seen.extend(page.orders.into_iter().map(|order| order.order_id));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
            let other = pb::ListOrdersRequest {
                buyer_id: "byr_otto".to_owned(),
                ..request.clone()
            };
            assert_eq!(
                world.operator().list_orders(other).await.unwrap_err().code(),
                Code::InvalidArgument
            );
        }
        placed.reverse();
        assert_eq!(seen, placed);
    })
    .await;
}

#[tokio::test]
async fn filters_and_tenants_narrow_the_list() {
    everywhere(async |world| {
        let kajet = world.paid(Draft::kajet()).await;
        let kwoking = world
            .place(Draft::kwoking().with(|order| order.external_reference = "A-1".to_owned()))
            .await;
        let ids = async |mut client: crate::world::Client, request: pb::ListOrdersRequest| -> Vec<String> {
            let orders = client.list_orders(request).await.unwrap().into_inner().orders;
            orders.into_iter().map(|order| order.order_id).collect()
        };
        let all = pb::ListOrdersRequest::default;
        let paid = pb::ListOrdersRequest {
            state: pb::OrderState::Paid.into(),
            ..all()
        };
        assert_eq!(ids(world.operator(), paid).await, [kajet.order_id.as_str()]);
        let by_reference = pb::ListOrdersRequest {
            external_reference: "A-1".to_owned(),
            ..all()
        };
        assert_eq!(
            ids(world.operator(), by_reference).await,
            [kwoking.order_id.as_str()]
        );
        let by_seller = pb::ListOrdersRequest {
            seller_id: "sel_b".to_owned(),
            ..all()
        };
        assert_eq!(ids(world.operator(), by_seller).await, [kajet.order_id.as_str()]);
        assert_eq!(
            ids(world.bound("kajet", Role::Seller, "sel_a"), all()).await,
            [kajet.order_id.as_str()]
        );
        assert!(
            ids(world.bound("kajet", Role::Seller, "SEL_A"), all())
                .await
                .is_empty()
        );
        assert!(
            ids(world.bound("kajet", Role::Buyer, "byr_otto"), all())
                .await
                .is_empty()
        );
        assert_eq!(
            ids(world.bound("kwoking", Role::Auditor, "ada"), all()).await,
            [kwoking.order_id.as_str()]
        );
        let foreign = pb::ListOrdersRequest {
            marketplace_id: "kajet".to_owned(),
            ..all()
        };
        let denied = world
            .bound("kwoking", Role::Auditor, "ada")
            .list_orders(foreign)
            .await;
        assert_eq!(denied.unwrap_err().code(), Code::NotFound);
    })
    .await;
}
