//! ListSources: newest first, in pages.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Role};

use crate::refused::{bad_fields, refused};
use crate::world::everywhere;

#[tokio::test]
async fn sources_are_listed_newest_first_in_pages() {
    everywhere(async |world, _| {
        let mut made = Vec::new();
        for provider in [
            pb::Provider::Easypost,
            pb::Provider::Stripe,
            pb::Provider::Easypost,
        ] {
            made.insert(0, world.source(provider).await);
        }
        let mut operator = world.operator();
        let mut list = pb::ListSourcesRequest {
            page_size: 2,
            ..Default::default()
        };
        let first = operator.list_sources(list.clone()).await.unwrap().into_inner();
        list.page_token = first.next_page_token.clone();
        let second = operator.list_sources(list.clone()).await.unwrap().into_inner();
        assert_eq!([first.sources, second.sources].concat(), made);
        assert!(second.next_page_token.is_empty());
        list.provider = pb::Provider::Stripe.into();
        assert_eq!(
            refused(operator.list_sources(list.clone()).await).1,
            "INVALID_PAGE_TOKEN"
        );
        list.page_token.clear();
        let stripe = operator.list_sources(list).await.unwrap().into_inner().sources;
        assert_eq!(stripe, made[1..2]);
        let elsewhere = Caller::new(Some("elsewhere"), Role::Operator, "somebody");
        let none = world
            .sources_of(elsewhere)
            .list_sources(pb::ListSourcesRequest::default())
            .await;
        assert!(none.unwrap().into_inner().sources.is_empty());
        let bad = pb::ListSourcesRequest {
            provider: 99,
            page_size: -1,
            ..Default::default()
        };
        assert_eq!(
            bad_fields(operator.list_sources(bad).await),
            ["provider", "page_size"]
        );
    })
    .await;
}
