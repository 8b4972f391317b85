//! CorrectRefund: what an earlier refund lacked.

use redress_contracts::redress::policies::v1::BreakdownPart as Part;
use redress_contracts::redress::refunds::v1::{
    CorrectRefundRequest, CreateRefundRequest, ProviderBehaviour, Refund, RefundKind, RefundState,
};
use tonic::{Code, Status};

use crate::world::{
    ORDER, World, assert_state, breakdown, cents, create_request, fields, finance, on_each_backend, reason,
    stranger, usd,
};

fn request(first: &Refund, request_id: &str, cents: i64) -> CorrectRefundRequest {
    CorrectRefundRequest {
        request_id: request_id.to_owned(),
        refund_id: first.refund_id.clone(),
        amount: usd(cents),
        reason: "the price difference was wrong".to_owned(),
        etag: String::new(),
    }
}

async fn correct(world: &World, request: CorrectRefundRequest) -> Result<Refund, Status> {
    world
        .client(finance())
        .correct_refund(request)
        .await
        .map(|reply| reply.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_a_refund_of_its_own_on_the_same_payment() {
    on_each_backend(async |world| {
        let first = world.create(create_request("r1", 5_000)).await.unwrap();
        let correction = correct(world, request(&first, "c1", 700)).await.unwrap();
        assert_eq!(correction.kind(), RefundKind::Correction);
        assert_eq!(correction.corrects_refund_id, first.refund_id);
        assert_eq!(correction.payment_id, first.payment_id);
        world.settle().await;
        assert_state(&world.refund(&correction.refund_id).await, RefundState::Succeeded);
        assert_eq!(world.held_and_refunded().await, (0, 5_700));
        let stored = correct(world, request(&first, "c1", 700)).await.unwrap();
        assert_eq!(stored, correction);
        let reused = correct(world, request(&first, "c1", 701)).await.unwrap_err();
        assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
        assert_eq!(world.refunds_of(ORDER).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_cannot_go_beyond_what_is_left_nor_change_the_currency() {
    on_each_backend(async |world| {
        let first = world.create(create_request("r1", 5_000)).await.unwrap();
        let beyond = correct(world, request(&first, "c1", 5_001)).await.unwrap_err();
        assert_eq!(reason(&beyond), "AMOUNT_EXCEEDS_REFUNDABLE");
        assert_eq!(fields(&beyond), ["amount"]);
        let mut euro = request(&first, "c1", 1);
        euro.amount.as_mut().unwrap().currency_code = "EUR".to_owned();
        assert_eq!(
            reason(&correct(world, euro).await.unwrap_err()),
            "CURRENCY_MISMATCH"
        );
        let nothing = CorrectRefundRequest {
            reason: String::new(),
            ..request(&first, "", 0)
        };
        let nothing = correct(world, nothing).await.unwrap_err();
        assert_eq!(fields(&nothing), ["request_id", "amount", "reason"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_etag_a_failed_refund_and_a_foreign_one_are_refused() {
    on_each_backend(async |world| {
        world.script(ProviderBehaviour::Decline, 1).await;
        let first = world.create(create_request("r1", 5_000)).await.unwrap();
        world.settle().await;
        let stale = CorrectRefundRequest {
            etag: first.etag.clone(),
            ..request(&first, "c1", 1)
        };
        assert_eq!(correct(world, stale).await.unwrap_err().code(), Code::Aborted);
        let failed = correct(world, request(&first, "c1", 1)).await.unwrap_err();
        assert_eq!(
            (failed.code(), reason(&failed).as_str()),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
        );
        let foreign = world
            .client(stranger())
            .correct_refund(request(&first, "c1", 1))
            .await
            .unwrap_err();
        assert_eq!(foreign.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_goodwill_is_goodwill() {
    on_each_backend(async |world| {
        let goodwill = CreateRefundRequest {
            kind: RefundKind::Goodwill.into(),
            breakdown: breakdown(&[(Part::Goodwill, "", 300)]),
            ..create_request("r1", 1)
        };
        let first = world.create(goodwill).await.unwrap();
        let correction = correct(world, request(&first, "c1", 50)).await.unwrap();
        let line = &correction.breakdown.unwrap().lines[0];
        assert_eq!((line.part(), cents(&line.amount)), (Part::Goodwill, 50));
    })
    .await;
}
