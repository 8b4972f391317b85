//! ReverseEffect: what was paid comes back.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState, ReverseEffectRequest};
use tonic::Code;

use crate::world::{World, assert_state, create_request, on_each_backend};

async fn reverse(world: &World) {
    let effect_id = world.effects().await.remove(0).effect_id;
    let request = ReverseEffectRequest { effect_id };
    let effect = world
        .sandbox()
        .reverse_effect(request)
        .await
        .unwrap()
        .into_inner();
    assert!(effect.is_reversed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reversed_refund_frees_its_money_tells_the_platform_and_can_be_paid_anew() {
    on_each_backend(async |world| {
        let refund = world.create(create_request("r1", 6_000)).await.unwrap();
        world.settle().await;
        reverse(world).await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Reversed);
        assert_eq!(world.held_and_refunded().await, (0, 0));
        world.settle().await;
        let told = world.changes_of(&refund.refund_id);
        assert_eq!(told.last(), Some(&("reversed".to_owned(), vec![Party::Platform])));
        // Reported again, it changes nothing.
        reverse(world).await;
        assert_eq!(world.changes_of(&refund.refund_id).len(), told.len());
        world.create(create_request("r2", 6_000)).await.unwrap();
        world.settle().await;
        assert_eq!(world.held_and_refunded().await, (0, 6_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_came_back_before_anybody_knew_it_was_paid_ends_as_reversed() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::TimeoutAfter, 1).await;
        let refund = world.create(create_request("r1", 6_000)).await.unwrap();
        world.settle().await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Unknown);
        reverse(world).await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Reversed);
        world.advance(TimeDelta::hours(5)).await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Reversed);
        assert_eq!(world.held_and_refunded().await, (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_effect_that_never_was_is_not_found() {
    on_each_backend(async |world| {
        let request = ReverseEffectRequest {
            effect_id: "eff_none".into(),
        };
        assert_eq!(
            world.sandbox().reverse_effect(request).await.unwrap_err().code(),
            Code::NotFound
        );
    })
    .await;
}
