//! ScriptProvider: however the provider behaves, a refund ends where it should, with exactly the right effects.

use chrono::TimeDelta;
use redress_contracts::redress::refunds::v1::{ProviderBehaviour, RefundState, ScriptProviderRequest};
use redress_refunds::Config;
use redress_rpc::Caller;
use tonic::Code;

use crate::world::{
    ORDER, World, assert_state, create_request, fields, finance, on_each_backend, with_config,
};

/// Lets time pass until nothing is asked any more.
async fn outlast(world: &World) {
    for _ in 0..20 {
        world.advance(TimeDelta::hours(2)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_behaviour_ends_in_its_state_with_as_many_effects_as_it_should() {
    use ProviderBehaviour::*;
    // Behaviour, for how many calls, the state right after the first call, the last state, effects, changes told.
    let cases = [
        (
            Succeed,
            1,
            RefundState::Succeeded,
            RefundState::Succeeded,
            1,
            "created succeeded",
        ),
        (
            Decline,
            1,
            RefundState::Failed,
            RefundState::Failed,
            0,
            "created failed",
        ),
        (
            TimeoutBefore,
            1,
            RefundState::Unknown,
            RefundState::Succeeded,
            1,
            "created unknown succeeded",
        ),
        (
            TimeoutAfter,
            1,
            RefundState::Unknown,
            RefundState::Succeeded,
            1,
            "created unknown succeeded",
        ),
        (
            Late,
            1,
            RefundState::Pending,
            RefundState::Succeeded,
            1,
            "created pending succeeded",
        ),
        (
            LateDecline,
            1,
            RefundState::Pending,
            RefundState::Failed,
            0,
            "created pending failed",
        ),
        (
            Silent,
            1,
            RefundState::Unknown,
            RefundState::ManualReview,
            0,
            "created unknown manual_review",
        ),
    ];
    for (behaviour, calls, first, last, effects, told) in cases {
        on_each_backend(async |world| {
            world.script(behaviour, calls).await;
            let refund = world.create(create_request("r1", 2_000)).await.unwrap();
            world.settle().await;
            assert_state(&world.refund(&refund.refund_id).await, first);
            outlast(world).await;
            assert_state(&world.refund(&refund.refund_id).await, last);
            assert_eq!(world.effects().await.len(), effects, "{behaviour:?}");
            let changes: Vec<_> = world
                .changes_of(&refund.refund_id)
                .into_iter()
                .map(|(change, _)| change)
                .collect();
            assert_eq!(changes.join(" "), told);
            let money = match last {
                RefundState::Succeeded => (0, 2_000),
                RefundState::Failed => (0, 0),
                _ => (2_000, 0),
            };
            assert_eq!(world.held_and_refunded().await, money, "{behaviour:?}");
            let taken = world.taken().await[1].1;
            assert_eq!(taken, money.0 + money.1, "{behaviour:?}");
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_takes_it_in_is_not_called_for_ever() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::TimeoutBefore, 0).await;
        let refund = world.create(create_request("r1", 2_000)).await.unwrap();
        outlast(world).await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::ManualReview);
        assert!(world.effects().await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_wait_longer_each_time() {
    let config = Config {
        ask_base_ms: 1_000,
        ask_factor: 10.0,
        ask_longest_ms: 50_000,
        ask_max: 3,
        ..Config::default()
    };
    with_config(config, async |world| {
        world.script(ProviderBehaviour::Silent, 1).await;
        let refund = world.create(create_request("r1", 2_000)).await.unwrap();
        world.settle().await;
        let attempts = async || world.refund(&refund.refund_id).await.attempt_count;
        for (seconds, attempt_count) in [(0, 1), (1, 2), (9, 2), (1, 3), (49, 3), (1, 4), (1_000, 4)] {
            world.advance(TimeDelta::seconds(seconds)).await;
            assert_eq!(attempts().await, attempt_count, "after another {seconds} s");
        }
        assert_state(&world.refund(&refund.refund_id).await, RefundState::ManualReview);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_comes_after_as_many_questions_as_scripted() {
    on_each_backend(async |world| {
        let script = ScriptProviderRequest {
            payment_reference: format!("ch_{ORDER}_p1"),
            behaviour: ProviderBehaviour::Late.into(),
            call_count: 1,
            late_after: 3,
        };
        world.sandbox().script_provider(script).await.unwrap();
        world.script(ProviderBehaviour::Decline, 0).await;
        let refund = world.create(create_request("r1", 2_000)).await.unwrap();
        outlast(world).await;
        let refund = world.refund(&refund.refund_id).await;
        assert_state(&refund, RefundState::Succeeded);
        assert_eq!(refund.attempt_count, 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_operators_script_the_provider() {
    on_each_backend(async |world| {
        let refused = world
            .sandbox()
            .script_provider(ScriptProviderRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), ["behaviour"]);
        let request = finance().request(ScriptProviderRequest::default());
        assert_eq!(
            world.sandbox().script_provider(request).await.unwrap_err().code(),
            Code::PermissionDenied
        );
        let request = Caller::service("suite").request(ScriptProviderRequest {
            behaviour: ProviderBehaviour::Succeed.into(),
            ..Default::default()
        });
        world.sandbox().script_provider(request).await.unwrap();
    })
    .await;
}
