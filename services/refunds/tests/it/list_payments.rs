//! ListPayments: captured, held, refunded and what is left.

use redress_contracts::redress::refunds::v1::{ListPaymentsRequest, ProviderBehaviour};
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::world::{MARKETPLACE, ORDER, buyer, cents, create_request, finance, on_each_backend, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn the_facts_of_a_payment_follow_its_refunds() {
    on_each_backend(async |world| {
        world.create(create_request("r1", 1_000)).await.unwrap();
        world.settle().await;
        world.script(ProviderBehaviour::Late, 1).await;
        world.create(create_request("r2", 500)).await.unwrap();
        world.settle().await;
        let payment = world.payments_of(ORDER).await.remove(0);
        let facts = [
            &payment.captured,
            &payment.held,
            &payment.refunded,
            &payment.remaining,
        ]
        .map(cents);
        assert_eq!(facts, [10_000, 500, 1_000, 8_500]);
        assert_eq!(
            (payment.payment_id.as_str(), payment.kind.as_str()),
            ("p1", "card")
        );
        assert_eq!(
            world.taken().await,
            [("".into(), 0), ("1".into(), 1_500), ("2".into(), 0)]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_listed_page_by_page_in_the_order_of_their_confirmation() {
    on_each_backend(async |world| {
        world.pay(ORDER, "p2", &[("1", 100)], 0).await;
        world.pay(ORDER, "p3", &[("1", 100)], 0).await;
        let mut request = ListPaymentsRequest {
            order_id: ORDER.into(),
            page_size: 2,
            ..Default::default()
        };
        let mut listed = Vec::new();
        for size in [2, 1] {
            let page = world
                .client(finance())
                .list_payments(request.clone())
                .await
                .unwrap()
                .into_inner();
            assert_eq!(page.payments.len(), size);
            listed.extend(page.payments.into_iter().map(|payment| payment.payment_id));
            request.page_token = page.next_page_token;
        }
        assert!(request.page_token.is_empty());
        assert_eq!(listed, ["p1", "p2", "p3"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_shown_to_the_buyer_and_the_marketplace_only() {
    on_each_backend(async |world| {
        let count = async |caller: Caller| {
            let request = ListPaymentsRequest {
                order_id: ORDER.into(),
                ..Default::default()
            };
            let listed = world.client(caller).list_payments(request).await;
            listed
                .map(|reply| reply.into_inner().payments.len())
                .map_err(|status| status.code())
        };
        assert_eq!(count(buyer()).await, Ok(1));
        assert_eq!(count(stranger()).await, Ok(0));
        assert_eq!(
            count(Caller::new(Some(MARKETPLACE), Role::Buyer, "buyer-2")).await,
            Ok(0)
        );
        let seller = Caller::new(Some(MARKETPLACE), Role::Seller, "seller-1");
        assert_eq!(count(seller).await, Err(Code::PermissionDenied));
    })
    .await;
}
