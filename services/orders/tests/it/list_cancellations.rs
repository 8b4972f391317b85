//! `ListCancellations` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;

use crate::draft::Draft;
use crate::world::{ask, everywhere};

#[tokio::test]
async fn cancellations_are_listed_with_their_decisions_to_those_concerned() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let mut made = Vec::new();
        for line in ["1", "2"] {
            let request = ask(&order, Party::Buyer, Ground::ChangeOfMind, &[(line, 1)]);
            made.push(world.cancel(request).await.unwrap().cancellation_id);
        }
        let ids =
            async |mut client: crate::world::Client, request: pb::ListCancellationsRequest| -> Vec<String> {
                let list = client
                    .list_cancellations(request)
                    .await
                    .unwrap()
                    .into_inner()
                    .cancellations;
                assert!(list.iter().all(|cancellation| cancellation.decision.is_some()));
                list.into_iter()
                    .map(|cancellation| cancellation.cancellation_id)
                    .collect()
            };
        let all = pb::ListCancellationsRequest::default;
        let newest_first = [made[1].clone(), made[0].clone()];
        assert_eq!(ids(world.operator(), all()).await, newest_first);
        let of_order = pb::ListCancellationsRequest {
            order_id: order.order_id.clone(),
            ..all()
        };
        assert_eq!(
            ids(world.bound("kajet", Role::Buyer, "byr_mara"), of_order).await,
            newest_first
        );
        assert_eq!(
            ids(world.bound("kajet", Role::Seller, "sel_a"), all()).await,
            [made[0].clone()]
        );
        for stranger in ["sel_", "sel%", "SEL_A"] {
            assert!(
                ids(world.bound("kajet", Role::Seller, stranger), all())
                    .await
                    .is_empty(),
                "{stranger}"
            );
        }
        let refused = pb::ListCancellationsRequest {
            state: pb::CancellationState::Refused.into(),
            ..all()
        };
        assert!(ids(world.operator(), refused).await.is_empty());
        let first = pb::ListCancellationsRequest {
            page_size: 1,
            ..all()
        };
        let page = world
            .operator()
            .list_cancellations(first.clone())
            .await
            .unwrap()
            .into_inner();
        let second = pb::ListCancellationsRequest {
            page_token: page.next_page_token,
            ..first
        };
        assert_eq!(ids(world.operator(), second).await, [made[0].clone()]);
    })
    .await;
}
