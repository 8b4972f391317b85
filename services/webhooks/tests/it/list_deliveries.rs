//! ListDeliveries: newest first, by endpoint, event and state, in pages.

use redress_contracts::redress::webhooks::v1 as pb;

use crate::refused::{bad_fields, refused};
use crate::world::{Client, everywhere};

async fn ids(client: &mut Client, request: pb::ListDeliveriesRequest) -> (Vec<String>, String) {
    let page = client.list_deliveries(request).await.unwrap().into_inner();
    let ids = page.deliveries.into_iter().map(|delivery| delivery.delivery_id);
    (ids.collect(), page.next_page_token)
}

#[tokio::test]
async fn deliveries_are_filtered_and_paged() {
    everywhere(async |world, receiver| {
        let anas = world.endpoint(&receiver.url(), "ana").await;
        let bens = world.endpoint(&receiver.url(), "ben").await;
        let first = world.test_event(&anas).await;
        receiver.answer("500 Oops");
        let second = world.test_event(&anas).await;
        let third = world.test_event(&bens).await;
        let newest_first = [&third, &second, &first].map(|delivery| delivery.delivery_id.clone());
        let all = pb::ListDeliveriesRequest::default();
        let mut agent = world.agent();
        assert_eq!(ids(&mut agent, all.clone()).await.0, newest_first);
        let page = pb::ListDeliveriesRequest {
            page_size: 2,
            ..all.clone()
        };
        let (listed, token) = ids(&mut agent, page.clone()).await;
        assert_eq!(listed, newest_first[..2]);
        let rest = pb::ListDeliveriesRequest {
            page_token: token.clone(),
            ..page
        };
        assert_eq!(
            ids(&mut agent, rest).await,
            (newest_first[2..].to_vec(), String::new())
        );
        assert_eq!(
            ids(&mut world.seller("ana"), all.clone()).await.0,
            newest_first[1..]
        );
        let to_bens = pb::ListDeliveriesRequest {
            endpoint_id: bens.endpoint_id,
            ..all.clone()
        };
        assert_eq!(ids(&mut agent, to_bens).await.0, newest_first[..1]);
        let of_event = pb::ListDeliveriesRequest {
            event_id: first.event_id,
            ..all.clone()
        };
        assert_eq!(ids(&mut agent, of_event).await.0, newest_first[2..]);
        let pending = pb::ListDeliveriesRequest {
            state: pb::DeliveryState::Pending.into(),
            ..all.clone()
        };
        assert_eq!(ids(&mut agent, pending).await.0, newest_first[1..2]);
        let mixed = pb::ListDeliveriesRequest {
            page_token: token,
            state: pb::DeliveryState::Failed.into(),
            ..all.clone()
        };
        assert_eq!(
            refused(agent.list_deliveries(mixed).await).1,
            "INVALID_PAGE_TOKEN"
        );
        let bad = pb::ListDeliveriesRequest {
            endpoint_id: "1".to_owned(),
            event_id: "2".to_owned(),
            state: 99,
            ..all
        };
        let bad = bad_fields(agent.list_deliveries(bad).await);
        assert_eq!(bad, ["endpoint_id", "event_id", "state"]);
    })
    .await;
}
