//! ListEvents: newest first, by type and order, in pages, also without any endpoint.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::Role;

use crate::events::{ORDER, order_changed, return_changed};
use crate::refused::{bad_fields, refused};
use crate::world::{Client, everywhere};

async fn types(client: &mut Client, request: pb::ListEventsRequest) -> (Vec<String>, String) {
    let page = client.list_events(request).await.unwrap().into_inner();
    let types = page.events.into_iter().map(|event| event.r#type);
    (types.collect(), page.next_page_token)
}

#[tokio::test]
async fn events_are_filtered_and_paged() {
    everywhere(async |world, _| {
        world.hear(order_changed("evt_a", "placed", &[])).await;
        world.hear(order_changed("evt_b", "paid", &["2"])).await;
        world.hear(return_changed("evt_c", "return_requested")).await;
        let mut agent = world.agent();
        let all = pb::ListEventsRequest::default();
        let (listed, _) = types(&mut agent, all.clone()).await;
        assert_eq!(listed, ["return.requested", "order.paid", "order.placed"]);
        let first = pb::ListEventsRequest {
            page_size: 2,
            order_id: ORDER.to_owned(),
            ..all.clone()
        };
        let (page, token) = types(&mut agent, first.clone()).await;
        assert_eq!(page.len(), 2);
        let rest = pb::ListEventsRequest {
            page_token: token.clone(),
            ..first
        };
        assert_eq!(
            types(&mut agent, rest).await,
            (vec!["order.placed".to_owned()], String::new())
        );
        let paid = pb::ListEventsRequest {
            r#type: "order.paid".to_owned(),
            ..all.clone()
        };
        assert_eq!(types(&mut agent, paid).await.0, ["order.paid"]);
        let (anas, _) = types(&mut world.seller("ana"), all.clone()).await;
        assert_eq!(anas, ["return.requested", "order.placed"]);
        let other = pb::ListEventsRequest {
            order_id: "ord_2".to_owned(),
            ..all.clone()
        };
        assert!(types(&mut agent, other).await.0.is_empty());
        let mixed = pb::ListEventsRequest {
            page_token: token,
            ..all.clone()
        };
        assert_eq!(refused(agent.list_events(mixed).await).1, "INVALID_PAGE_TOKEN");
        let bad = pb::ListEventsRequest {
            r#type: "nothing".to_owned(),
            order_id: "a b".to_owned(),
            ..all.clone()
        };
        assert_eq!(bad_fields(agent.list_events(bad).await), ["order_id", "type"]);
        let finance = world.client(Role::Finance, "fay").list_events(all).await;
        assert_eq!(refused(finance).1, "CALLER_FORBIDDEN");
    })
    .await;
}
