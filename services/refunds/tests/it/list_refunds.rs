//! ListRefunds: pages, filters, and sight.

use redress_contracts::redress::refunds::v1::{ListRefundsRequest, ProviderBehaviour, RefundState};
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::world::{MARKETPLACE, ORDER, create_request, fields, finance, on_each_backend, reason, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn refunds_are_listed_page_by_page_newest_first() {
    on_each_backend(async |world| {
        let mut made = Vec::new();
        for number in 0..5 {
            made.push(
                world
                    .create(create_request(&format!("r{number}"), 100))
                    .await
                    .unwrap()
                    .refund_id,
            );
        }
        made.reverse();
        world.settle().await;
        let mut request = ListRefundsRequest {
            page_size: 2,
            order_id: ORDER.into(),
            ..Default::default()
        };
        let mut listed = Vec::new();
        for size in [2, 2, 1] {
            let page = world
                .client(finance())
                .list_refunds(request.clone())
                .await
                .unwrap()
                .into_inner();
            assert_eq!(page.refunds.len(), size);
            listed.extend(page.refunds.into_iter().map(|refund| refund.refund_id));
            request.page_token = page.next_page_token;
        }
        assert!(request.page_token.is_empty());
        assert_eq!(listed, made);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_shows_only_what_it_says_and_a_token_serves_only_its_filter() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::Decline, 1).await;
        world.create(create_request("r1", 100)).await.unwrap();
        world.settle().await;
        for number in 2..4 {
            world
                .create(create_request(&format!("r{number}"), 100))
                .await
                .unwrap();
        }
        world.settle().await;
        let list = async |request: ListRefundsRequest| {
            world
                .client(finance())
                .list_refunds(request)
                .await
                .map(|reply| reply.into_inner())
        };
        let all = ListRefundsRequest::default();
        let count = async |request| list(request).await.unwrap().refunds.len();
        assert_eq!(
            count(ListRefundsRequest {
                state: RefundState::Failed.into(),
                ..all.clone()
            })
            .await,
            1
        );
        assert_eq!(
            count(ListRefundsRequest {
                state: RefundState::Succeeded.into(),
                ..all.clone()
            })
            .await,
            2
        );
        assert_eq!(
            count(ListRefundsRequest {
                overdue_only: true,
                ..all.clone()
            })
            .await,
            0
        );
        assert_eq!(
            count(ListRefundsRequest {
                cause_id: "can_9".into(),
                ..all.clone()
            })
            .await,
            0
        );
        assert_eq!(
            count(ListRefundsRequest {
                order_id: "ord_9".into(),
                ..all.clone()
            })
            .await,
            0
        );

        let first = list(ListRefundsRequest {
            page_size: 1,
            ..all.clone()
        })
        .await
        .unwrap();
        let other = ListRefundsRequest {
            page_token: first.next_page_token,
            order_id: ORDER.into(),
            ..all.clone()
        };
        assert_eq!(reason(&list(other).await.unwrap_err()), "INVALID_PAGE_TOKEN");
        let negative = list(ListRefundsRequest { page_size: -1, ..all })
            .await
            .unwrap_err();
        assert_eq!(fields(&negative), ["page_size"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_bound_to_the_callers_marketplace_and_lines() {
    on_each_backend(async |world| {
        world.create(create_request("r1", 100)).await.unwrap();
        let list = async |caller: Caller, marketplace_id: &str| {
            let request = ListRefundsRequest {
                marketplace_id: marketplace_id.into(),
                ..Default::default()
            };
            let listed = world.client(caller).list_refunds(request).await;
            listed
                .map(|reply| reply.into_inner().refunds.len())
                .map_err(|status| status.code())
        };
        let seller = |name| Caller::new(Some(MARKETPLACE), Role::Seller, name);
        assert_eq!(list(seller("seller-1"), "").await, Ok(1));
        assert_eq!(list(seller("seller-2"), "").await, Ok(0));
        assert_eq!(list(stranger(), "").await, Ok(0));
        assert_eq!(list(stranger(), MARKETPLACE).await, Err(Code::NotFound));
        assert_eq!(
            list(Caller::local_operator(), "").await,
            Err(Code::InvalidArgument)
        );
        assert_eq!(list(Caller::local_operator(), MARKETPLACE).await, Ok(1));
    })
    .await;
}
