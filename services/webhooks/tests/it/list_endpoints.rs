//! ListEndpoints: newest first, in pages, each owner's own.

use redress_contracts::redress::webhooks::v1 as pb;
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::world::{Client, everywhere};

async fn ids(client: &mut Client, request: pb::ListEndpointsRequest) -> (Vec<String>, String) {
    let page = client.list_endpoints(request).await.unwrap().into_inner();
    let ids = page.endpoints.into_iter().map(|endpoint| endpoint.endpoint_id);
    (ids.collect(), page.next_page_token)
}

#[tokio::test]
async fn pages_follow_each_other_and_sellers_see_their_own() {
    everywhere(async |world, receiver| {
        let mut made = Vec::new();
        for seller_id in ["", "ana", "ben", "ana"] {
            made.push(world.endpoint(&receiver.url(), seller_id).await.endpoint_id);
        }
        made.reverse();
        let first = pb::ListEndpointsRequest {
            page_size: 3,
            ..Default::default()
        };
        let mut agent = world.agent();
        let (page, token) = ids(&mut agent, first.clone()).await;
        assert_eq!(page, made[..3]);
        let second = pb::ListEndpointsRequest {
            page_token: token.clone(),
            ..first
        };
        assert_eq!(ids(&mut agent, second).await, (made[3..].to_vec(), String::new()));
        let (anas, _) = ids(&mut world.seller("ana"), pb::ListEndpointsRequest::default()).await;
        assert_eq!(anas, [made[0].clone(), made[2].clone()]);
        let asking_for_bens = pb::ListEndpointsRequest {
            seller_id: "ben".to_owned(),
            ..Default::default()
        };
        let (of_bens, _) = ids(&mut world.seller("ana"), asking_for_bens.clone()).await;
        assert_eq!(of_bens, Vec::<String>::new());
        assert_eq!(ids(&mut agent, asking_for_bens.clone()).await.0, made[1..2]);
        let mixed = pb::ListEndpointsRequest {
            page_token: token,
            ..asking_for_bens
        };
        let other_list = (Code::InvalidArgument, "INVALID_PAGE_TOKEN".to_owned());
        assert_eq!(refused(agent.list_endpoints(mixed).await), other_list);
        let bad = pb::ListEndpointsRequest {
            seller_id: "a b".to_owned(),
            page_size: -1,
            ..Default::default()
        };
        assert_eq!(
            bad_fields(agent.list_endpoints(bad).await),
            ["seller_id", "page_size"]
        );
    })
    .await;
}
