//! GetDispute and ListDisputes.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{buyer, disputed, read, rule, ruling, seller};
use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn a_dispute_is_seen_by_its_parties_alone() {
    everywhere(async |world| {
        let (.., dispute) = disputed(&world).await;
        assert_eq!(read(&world, &dispute).await, dispute);
        let request = pb::GetDisputeRequest {
            dispute_id: dispute.dispute_id.clone(),
        };
        for mut party in [
            buyer(&world),
            seller(&world),
            world.bound("kajet", Role::Auditor, "aud"),
        ] {
            assert_eq!(
                party.get_dispute(request.clone()).await.unwrap().into_inner(),
                dispute
            );
        }
        for mut stranger in [
            world.bound("kajet", Role::Buyer, "byr_other"),
            world.bound("kajet", Role::Seller, "sel_b"),
            world.bound("kakaclo", Role::Operator, "ops"),
        ] {
            let foreign = stranger.get_dispute(request.clone()).await;
            assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
            let listed = stranger
                .list_disputes(pb::ListDisputesRequest::default())
                .await
                .unwrap()
                .into_inner();
            assert!(listed.disputes.is_empty());
        }
        assert_eq!(
            bad_fields(buyer(&world).get_dispute(pb::GetDisputeRequest::default()).await),
            ["dispute_id"]
        );
    })
    .await;
}

#[tokio::test]
async fn disputes_are_listed_newest_first_by_order_and_state_in_pages() {
    everywhere(async |world| {
        let (first_order, _, first) = disputed(&world).await;
        let (.., second) = disputed(&world).await;
        let (.., third) = disputed(&world).await;
        let ended = rule(&world, ruling(&second, pb::RulingFor::Seller, None))
            .await
            .unwrap();
        let mut seller = seller(&world);
        let list = async |client: &mut crate::world::Client, request: pb::ListDisputesRequest| {
            client.list_disputes(request).await.unwrap().into_inner()
        };
        let page = list(
            &mut seller,
            pb::ListDisputesRequest {
                page_size: 2,
                ..Default::default()
            },
        )
        .await;
        assert_eq!(page.disputes, [third, ended.clone()]);
        let next = pb::ListDisputesRequest {
            page_size: 2,
            page_token: page.next_page_token.clone(),
            ..Default::default()
        };
        let rest = list(&mut seller, next.clone()).await;
        assert_eq!(
            (rest.disputes.as_slice(), rest.next_page_token.as_str()),
            ([first.clone()].as_slice(), "")
        );
        let other = pb::ListDisputesRequest {
            state: pb::DisputeState::Ruled.into(),
            ..next
        };
        assert_eq!(bad_fields(seller.list_disputes(other).await), ["page_token"]);
        let ruled = pb::ListDisputesRequest {
            state: pb::DisputeState::Ruled.into(),
            ..Default::default()
        };
        assert_eq!(list(&mut seller, ruled).await.disputes, [ended]);
        let of_order = pb::ListDisputesRequest {
            order_id: first_order.order_id,
            ..Default::default()
        };
        assert_eq!(list(&mut seller, of_order).await.disputes, [first]);
    })
    .await;
}
