//! Calls to the provider: bounded in number and in time.

use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState};
use redress_refunds::Config;

use crate::world::{ORDER, assert_state, create_request, with_config};

#[tokio::test(flavor = "multi_thread")]
async fn no_more_calls_are_under_way_than_configured() {
    let config = Config {
        max_in_flight: 2,
        sandbox_timeout_ms: 20,
        ..Config::default()
    };
    with_config(config, async |world| {
        world.script(ProviderBehaviour::TimeoutAfter, 0).await;
        for number in 0..12 {
            world
                .create(create_request(&format!("r{number}"), 100))
                .await
                .unwrap();
        }
        let mut called = 0;
        while called < 12 {
            let refunds = world.refunds_of(ORDER).await;
            let count = |state: RefundState| refunds.iter().filter(|refund| refund.state() == state).count();
            assert!(count(RefundState::Submitting) <= 2);
            called = count(RefundState::Unknown);
        }
        world.advance(chrono::TimeDelta::hours(1)).await;
        assert_eq!(world.effects().await.len(), 12);
        assert_eq!(world.held_and_refunded().await, (0, 1_200));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_takes_too_long_has_not_answered() {
    let config = Config {
        provider_time_limit_ms: 200,
        sandbox_timeout_ms: 3_600_000,
        ..Config::default()
    };
    with_config(config, async |world| {
        world.script(ProviderBehaviour::TimeoutAfter, 1).await;
        let refund = world.create(create_request("r1", 100)).await.unwrap();
        world.until_called(1).await;
        world.settle().await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Unknown);
        assert_eq!(world.held_and_refunded().await, (100, 0));
        // A question can take too long as well, on a busy machine.
        for _ in 0..5 {
            world.advance(chrono::TimeDelta::hours(1)).await;
        }
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Succeeded);
        assert_eq!(world.effects().await.len(), 1);
    })
    .await;
}
