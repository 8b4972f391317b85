//! ListJournals: what the ledger booked.

use redress_contracts::redress::refunds::v1::{Journal, ListJournalsRequest, ProviderBehaviour};
use tonic::Code;

use crate::world::{ORDER, World, buyer, cents, create_request, fields, finance, on_each_backend, stranger};

async fn journals(world: &World, request: ListJournalsRequest) -> Vec<Journal> {
    world
        .client(finance())
        .list_journals(request)
        .await
        .unwrap()
        .into_inner()
        .journals
}

#[tokio::test(flavor = "multi_thread")]
async fn every_movement_of_an_orders_money_is_a_balanced_journal() {
    on_each_backend(async |world| {
        let paid = world.create(create_request("r1", 1_000)).await.unwrap();
        world.settle().await;
        world.script(ProviderBehaviour::Decline, 1).await;
        world.create(create_request("r2", 500)).await.unwrap();
        world.settle().await;
        let all = journals(
            world,
            ListJournalsRequest {
                order_id: ORDER.into(),
                ..Default::default()
            },
        )
        .await;
        let kinds: Vec<_> = all.iter().rev().map(|journal| journal.kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "payment_captured",
                "refund_held",
                "refund_paid",
                "refund_held",
                "refund_failed"
            ]
        );
        for journal in &all {
            assert_eq!(
                journal
                    .postings
                    .iter()
                    .map(|posting| cents(&posting.amount))
                    .sum::<i64>(),
                0
            );
        }
        let request = ListJournalsRequest {
            refund_id: paid.refund_id.clone(),
            ..Default::default()
        };
        let own = journals(world, request).await;
        let postings: Vec<_> = own[0]
            .postings
            .iter()
            .map(|posting| (posting.account.as_str(), cents(&posting.amount)))
            .collect();
        assert_eq!(
            postings,
            [("refunds_payable", 1_000), ("provider_clearing", -1_000)]
        );
        assert!(own.iter().all(|journal| journal.refund_id == paid.refund_id));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journals_are_paged_and_bound_to_an_order_or_a_refund_of_the_marketplace() {
    on_each_backend(async |world| {
        world.create(create_request("r1", 1_000)).await.unwrap();
        world.settle().await;
        let mut request = ListJournalsRequest {
            order_id: ORDER.into(),
            page_size: 2,
            ..Default::default()
        };
        let first = world
            .client(finance())
            .list_journals(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(first.journals.len(), 2);
        request.page_token = first.next_page_token;
        let last = world
            .client(finance())
            .list_journals(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!((last.journals.len(), last.next_page_token.as_str()), (1, ""));

        let unbound = world
            .client(finance())
            .list_journals(ListJournalsRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&unbound), ["order_id"]);
        let request = ListJournalsRequest {
            order_id: ORDER.into(),
            ..Default::default()
        };
        let foreign = world
            .client(stranger())
            .list_journals(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(foreign.journals.is_empty());
        assert_eq!(
            world
                .client(buyer())
                .list_journals(request)
                .await
                .unwrap_err()
                .code(),
            Code::PermissionDenied
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_is_never_changed_not_even_by_hand() {
    on_each_backend(async |world| {
        for statement in [
            "UPDATE transfers SET amount_minor = 1",
            "DELETE FROM transfers",
            "UPDATE journals SET kind = 'refund_paid'",
            "DELETE FROM journals",
        ] {
            assert!(world.execute(statement).await.is_err(), "{statement}");
        }
    })
    .await;
}
