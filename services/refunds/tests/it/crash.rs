//! A process that dies between the intent and the answer, and what the next one makes of it.

use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState};
use redress_refunds::Config;

use crate::world::{ORDER, World, assert_state, create_request, on_each_backend, with_config};

/// How many refunds are under way when the process dies.
const REFUNDS: u8 = 20;

/// A sandbox that is slow to time out keeps calls under way until the process is killed.
fn slow() -> Config {
    Config {
        sandbox_timeout_ms: 30_000,
        provider_time_limit_ms: 60_000,
        ..Config::default()
    }
}

async fn die_during_calls(world: &mut World, behaviour: ProviderBehaviour) {
    world.script(behaviour, REFUNDS.into()).await;
    for number in 0..REFUNDS {
        world
            .create(create_request(&format!("r{number}"), 100))
            .await
            .unwrap();
    }
    world.until_called(REFUNDS.into()).await;
    world.kill().await;
    world.start().await;
    world.settle().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_applied_before_the_crash_is_found_and_not_paid_again() {
    with_config(slow(), async |world| {
        die_during_calls(world, ProviderBehaviour::TimeoutAfter).await;
        for refund in world.refunds_of(ORDER).await {
            assert_state(&refund, RefundState::Succeeded);
        }
        assert_eq!(world.effects().await.len(), usize::from(REFUNDS));
        assert!(world.effects().await.iter().all(|effect| effect.call_count == 1));
        assert_eq!(world.held_and_refunded().await, (0, 2_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_applied_before_the_crash_is_sent_again_under_the_same_key() {
    with_config(slow(), async |world| {
        die_during_calls(world, ProviderBehaviour::TimeoutBefore).await;
        for refund in world.refunds_of(ORDER).await {
            assert_state(&refund, RefundState::Succeeded);
            assert_eq!(refund.attempt_count, 3);
        }
        let mut keys: Vec<_> = world
            .effects()
            .await
            .into_iter()
            .map(|effect| effect.idempotency_key)
            .collect();
        assert_eq!(keys.len(), usize::from(REFUNDS));
        keys.dedup();
        assert_eq!(keys.len(), usize::from(REFUNDS));
        assert_eq!(world.held_and_refunded().await, (0, 2_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_moment_pays_each_refund_once() {
    on_each_backend(async |world| {
        for round in 0..10 {
            for number in 0..10 {
                world
                    .create(create_request(&format!("r{round}-{number}"), 10))
                    .await
                    .unwrap();
            }
            world.kill().await;
            world.start().await;
        }
        world.settle().await;
        let refunds = world.refunds_of(ORDER).await;
        assert_eq!(refunds.len(), 100);
        assert!(
            refunds
                .iter()
                .all(|refund| refund.state() == RefundState::Succeeded)
        );
        assert_eq!(world.effects().await.len(), 100);
        assert_eq!(world.held_and_refunded().await, (0, 1_000));
    })
    .await;
}
