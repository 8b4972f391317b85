//! ListReturnDisputes.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{bound, buyer, open, operator, refused, rule, seller};
use crate::world::{World, bad_fields, code, everywhere};

async fn three(world: &World) -> Vec<pb::ReturnDispute> {
    let mut all = Vec::new();
    for order_id in ["ord_1", "ord_2", "ord_3"] {
        let case = refused(world, order_id).await;
        all.push(open(world, &case, Party::Buyer).await.unwrap());
    }
    all
}

fn ids(page: &pb::ListReturnDisputesResponse) -> Vec<&str> {
    page.disputes
        .iter()
        .map(|dispute| dispute.dispute_id.as_str())
        .collect()
}

#[tokio::test]
async fn pages_run_from_the_newest_to_the_oldest() {
    everywhere(async |world| {
        let all = three(&world).await;
        let request = pb::ListReturnDisputesRequest {
            page_size: 2,
            ..pb::ListReturnDisputesRequest::default()
        };
        let first = buyer(&world)
            .list_return_disputes(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            ids(&first),
            [all[2].dispute_id.as_str(), all[1].dispute_id.as_str()]
        );
        let next = pb::ListReturnDisputesRequest {
            page_token: first.next_page_token.clone(),
            ..request.clone()
        };
        let second = buyer(&world)
            .list_return_disputes(next.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(ids(&second), [all[0].dispute_id.as_str()]);
        assert!(second.next_page_token.is_empty());
        // A token is bound to its list, and to who reads it.
        let other = pb::ListReturnDisputesRequest {
            order_id: "ord_1".into(),
            ..next.clone()
        };
        assert_eq!(
            bad_fields(buyer(&world).list_return_disputes(other).await),
            ["page_token"]
        );
        assert_eq!(
            bad_fields(seller(&world).list_return_disputes(next).await),
            ["page_token"]
        );
    })
    .await;
}

#[tokio::test]
async fn it_filters_by_order_and_state_and_shows_only_what_is_the_callers() {
    everywhere(async |world| {
        let all = three(&world).await;
        rule(&world, &all[1], (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        let by_state = pb::ListReturnDisputesRequest {
            state: pb::ReturnDisputeState::Ruled.into(),
            ..pb::ListReturnDisputesRequest::default()
        };
        let listed = operator(&world)
            .list_return_disputes(by_state)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(ids(&listed), [all[1].dispute_id.as_str()]);
        let by_order = pb::ListReturnDisputesRequest {
            marketplace_id: "kakaclo".into(),
            order_id: "ord_3".into(),
            ..pb::ListReturnDisputesRequest::default()
        };
        let listed = operator(&world)
            .list_return_disputes(by_order)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(ids(&listed), [all[2].dispute_id.as_str()]);
        let plain = pb::ListReturnDisputesRequest::default();
        assert_eq!(
            seller(&world)
                .list_return_disputes(plain.clone())
                .await
                .unwrap()
                .into_inner()
                .disputes
                .len(),
            3
        );
        for mut foreign in [
            bound(&world, "kakaclo", Role::Seller, "sel_z"),
            bound(&world, "kwoking", Role::Agent, "agt"),
        ] {
            let listed = foreign
                .list_return_disputes(plain.clone())
                .await
                .unwrap()
                .into_inner();
            assert!(listed.disputes.is_empty());
        }
        let mut elsewhere = bound(&world, "kwoking", Role::Agent, "agt");
        let other = pb::ListReturnDisputesRequest {
            marketplace_id: "kakaclo".into(),
            ..plain
        };
        assert_ne!(code(elsewhere.list_return_disputes(other).await).0, Code::Ok);
        let bad = pb::ListReturnDisputesRequest {
            state: 99,
            page_size: -1,
            page_token: "x".into(),
            ..pb::ListReturnDisputesRequest::default()
        };
        assert_eq!(
            bad_fields(operator(&world).list_return_disputes(bad).await),
            ["state", "page_size", "page_token"]
        );
    })
    .await;
}
