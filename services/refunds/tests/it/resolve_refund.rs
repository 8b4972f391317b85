//! ResolveRefund: finance settles what nobody could get an answer about.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1::{
    ProviderBehaviour, Refund, RefundState, Resolution, ResolveRefundRequest,
};
use tonic::{Code, Status};

use crate::world::{
    World, assert_state, buyer, create_request, fields, finance, on_each_backend, reason, stranger,
};

fn request(refund: &Refund, request_id: &str, resolution: Resolution) -> ResolveRefundRequest {
    ResolveRefundRequest {
        request_id: request_id.to_owned(),
        refund_id: refund.refund_id.clone(),
        resolution: resolution.into(),
        reason: "asked the bank by telephone".to_owned(),
        etag: String::new(),
    }
}

async fn resolve(world: &World, request: ResolveRefundRequest) -> Result<Refund, Status> {
    world
        .client(finance())
        .resolve_refund(request)
        .await
        .map(|reply| reply.into_inner())
}

/// A refund that the provider stays silent about until a person has to look.
async fn in_review(world: &World) -> Refund {
    world.script(ProviderBehaviour::Silent, 1).await;
    let refund = world.create(create_request("r1", 2_000)).await.unwrap();
    for _ in 0..20 {
        world.advance(TimeDelta::hours(2)).await;
    }
    let refund = world.refund(&refund.refund_id).await;
    assert_state(&refund, RefundState::ManualReview);
    refund
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_settled_as_paid_or_as_not_paid() {
    for (resolution, state, money) in [
        (Resolution::Paid, RefundState::Succeeded, (0, 2_000)),
        (Resolution::NotPaid, RefundState::Failed, (0, 0)),
    ] {
        on_each_backend(async |world| {
            let refund = in_review(world).await;
            assert_eq!(world.held_and_refunded().await, (2_000, 0));
            let told = world.changes_of(&refund.refund_id);
            assert_eq!(
                told.last(),
                Some(&("manual_review".to_owned(), vec![Party::Platform]))
            );
            let done = resolve(world, request(&refund, "s1", resolution)).await.unwrap();
            assert_state(&done, state);
            assert_eq!(done.reason, "asked the bank by telephone");
            assert_eq!(world.held_and_refunded().await, money);
            assert_eq!(
                resolve(world, request(&refund, "s1", resolution)).await.unwrap(),
                done
            );
            let reused = resolve(world, request(&refund, "s1", Resolution::Retry))
                .await
                .unwrap_err();
            assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
            let again = resolve(world, request(&refund, "s2", resolution))
                .await
                .unwrap_err();
            assert_eq!(
                (again.code(), reason(&again).as_str()),
                (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
            );
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_is_sent_with_the_same_key() {
    on_each_backend(async |world| {
        let refund = in_review(world).await;
        assert!(world.effects().await.is_empty());
        resolve(world, request(&refund, "s1", Resolution::Retry))
            .await
            .unwrap();
        world.settle().await;
        assert_state(&world.refund(&refund.refund_id).await, RefundState::Succeeded);
        let effects = world.effects().await;
        assert_eq!((effects.len(), effects[0].call_count), (1, 2));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_etag_a_missing_reason_and_others_are_refused() {
    on_each_backend(async |world| {
        let refund = in_review(world).await;
        let stale = ResolveRefundRequest {
            etag: "stale".into(),
            ..request(&refund, "s1", Resolution::Paid)
        };
        assert_eq!(resolve(world, stale).await.unwrap_err().code(), Code::Aborted);
        let empty = ResolveRefundRequest {
            refund_id: refund.refund_id.clone(),
            ..Default::default()
        };
        assert_eq!(
            fields(&resolve(world, empty).await.unwrap_err()),
            ["request_id", "resolution", "reason"]
        );
        let by = async |caller| {
            world
                .client(caller)
                .resolve_refund(request(&refund, "s1", Resolution::Paid))
                .await
        };
        assert_eq!(by(buyer()).await.unwrap_err().code(), Code::PermissionDenied);
        assert_eq!(by(stranger()).await.unwrap_err().code(), Code::NotFound);
        let etag = ResolveRefundRequest {
            etag: refund.etag.clone(),
            ..request(&refund, "s1", Resolution::Paid)
        };
        assert_state(&resolve(world, etag).await.unwrap(), RefundState::Succeeded);
    })
    .await;
}
