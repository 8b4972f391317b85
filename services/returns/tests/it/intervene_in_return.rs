//! InterveneInReturn.

use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::refunds::v1::RefundState;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::{Code, Status};

use crate::disputed::{
    FULL, PAID, agent, bound, buyer, disputed, last_change, open, operator, refused, rule, seller, told,
    waiting,
};
use crate::world::{World, ask, bad_fields, camera, code, everywhere, minor, money};
use crate::{check_replay, check_stale};

use pb::ReturnInterventionKind as Kind;

fn step(case: &pb::Return, kind: Kind, minor: Option<i64>) -> pb::InterveneInReturnRequest {
    pb::InterveneInReturnRequest {
        return_id: case.return_id.clone(),
        kind: kind.into(),
        reason: "The rules were not kept.".to_owned(),
        amount: minor.map(|minor| money("USD", minor)),
        ..pb::InterveneInReturnRequest::default()
    }
}

async fn intervene(
    world: &World,
    case: &pb::Return,
    (kind, minor): (Kind, Option<i64>),
) -> Result<pb::ReturnIntervention, Status> {
    let done = operator(world)
        .intervene_in_return(step(case, kind, minor))
        .await?;
    Ok(done.into_inner())
}

#[tokio::test]
async fn a_refused_return_is_approved_over_the_refusal_and_goes_its_way() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        let request = pb::InterveneInReturnRequest {
            etag: case.etag.clone(),
            ..step(&case, Kind::Approve, None)
        };
        check_stale!(agent(&world), intervene_in_return, request.clone());
        let other = pb::InterveneInReturnRequest {
            reason: "Otherwise.".into(),
            ..request.clone()
        };
        let done = check_replay!(agent(&world), intervene_in_return, request, other);
        assert!(done.intervention_id.starts_with("int_"));
        assert_eq!(
            (done.kind(), done.reason.as_str()),
            (Kind::Approve, "The rules were not kept.")
        );
        assert_eq!((done.principal.as_str(), done.amount.clone()), ("agt", None));
        assert_eq!(done.clause_ids, ["KC-12", "KC-16"]);
        let now = world.found(&case).await;
        assert_eq!(
            (now.state(), now.decided_by()),
            (pb::ReturnState::AwaitingParcel, Party::Platform)
        );
        assert!(!now.rma_number.is_empty() || now.destination.is_some());
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("intervened", Party::Platform)
        );
        assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer, Party::Seller]);
        assert_eq!(told.intervention, Some(done));
        assert_eq!(world.count("return_approved").await, 1);
        // Its units are held again.
        let twice = world
            .operator()
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)]))
            .await;
        assert_eq!(bad_fields(twice), ["lines[0].quantity"]);
    })
    .await;
}

#[tokio::test]
async fn units_that_were_asked_for_again_cannot_be_approved_twice() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        world.asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])).await;
        let twice = intervene(&world, &case, (Kind::Approve, None)).await;
        assert_eq!(
            code(twice),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let forced = intervene(&world, &case, (Kind::ForceRefund, Some(100))).await;
        assert_eq!(code(forced).0, Code::FailedPrecondition);
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Refused);
    })
    .await;
}

#[tokio::test]
async fn a_return_that_waits_is_refused_and_guidance_changes_nothing() {
    everywhere(async |world| {
        let case = waiting(&world, "ord_1").await;
        let guided = intervene(&world, &case, (Kind::Guidance, None)).await.unwrap();
        assert_eq!(guided.kind(), Kind::Guidance);
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::UnderReview);
        intervene(&world, &case, (Kind::Refuse, None)).await.unwrap();
        let now = world.found(&case).await;
        assert_eq!(
            (now.state(), now.decide_reason.as_str()),
            (pb::ReturnState::Refused, "The rules were not kept.")
        );
        let again = intervene(&world, &case, (Kind::Refuse, None)).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_forced_refund_is_owed_and_never_beyond_what_was_paid() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        let beyond = intervene(&world, &case, (Kind::ForceRefund, Some(PAID + 1))).await;
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        let done = intervene(&world, &case, (Kind::ForceRefund, Some(FULL)))
            .await
            .unwrap();
        assert_eq!(minor(&done.amount), FULL);
        let debt = world.debts().await.remove(0);
        assert_eq!((debt.cause.as_str(), &debt.cause_id), ("return", &case.return_id));
        let breakdown = debt.breakdown.unwrap();
        assert_eq!(minor(&breakdown.amount), FULL);
        assert_eq!(breakdown.lines[0].clause_ids, ["KC-12", "KC-16"]);
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Remedied);
        world.refund(&case, FULL, RefundState::Succeeded).await;
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Closed);
        // What was withheld can still be given, and not a cent more.
        let more = intervene(&world, &case, (Kind::ForceRefund, Some(PAID - FULL + 1))).await;
        assert_eq!(code(more).1, "AMOUNT_EXCEEDS_REFUNDABLE");
        intervene(&world, &case, (Kind::ForceRefund, Some(PAID - FULL)))
            .await
            .unwrap();
        let now = world.found(&case).await;
        assert_eq!(now.state(), pb::ReturnState::Remedied);
        assert_eq!(minor(&now.remedy.unwrap().refund.unwrap().amount), PAID);
        assert_eq!(
            told(&world, "intervened").await.intervention.unwrap().kind(),
            Kind::ForceRefund
        );
    })
    .await;
}

#[tokio::test]
async fn a_disputed_return_is_ruled_and_only_guided_otherwise() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        for (kind, minor) in [
            (Kind::Approve, None),
            (Kind::Refuse, None),
            (Kind::ForceRefund, Some(100)),
        ] {
            let barred = intervene(&world, &case, (kind, minor)).await;
            assert_eq!(
                code(barred),
                (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
            );
        }
        intervene(&world, &case, (Kind::Guidance, None)).await.unwrap();
        // What the platform approved afterwards can be disputed anew, once the ruling cannot be appealed any more.
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        intervene(&world, &case, (Kind::Approve, None)).await.unwrap();
        let early = open(&world, &case, Party::Seller).await;
        assert_eq!(code(early).1, "PRECONDITION_FAILED");
        assert_eq!(ruled.state(), pb::ReturnDisputeState::Ruled);
    })
    .await;
}

#[tokio::test]
async fn only_the_platform_steps_in_and_only_with_what_the_step_needs() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        for mut party in [buyer(&world), seller(&world)] {
            let outcome = party.intervene_in_return(step(&case, Kind::Approve, None)).await;
            assert_eq!(
                code(outcome),
                (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
            );
        }
        let mut elsewhere = bound(&world, "kwoking", Role::Agent, "agt");
        let foreign = elsewhere
            .intervene_in_return(step(&case, Kind::Approve, None))
            .await;
        assert_eq!(code(foreign).0, Code::NotFound);
        let empty = operator(&world)
            .intervene_in_return(pb::InterveneInReturnRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["return_id", "kind", "reason"]);
        assert_eq!(
            bad_fields(intervene(&world, &case, (Kind::ForceRefund, None)).await),
            ["amount"]
        );
        assert_eq!(
            bad_fields(intervene(&world, &case, (Kind::Guidance, Some(1))).await),
            ["amount"]
        );
        assert_eq!(world.found(&case).await, case);
    })
    .await;
}

#[tokio::test]
async fn a_shop_without_disputes_still_lets_its_staff_step_in() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_k"));
        let case = world.asked(ask("ord_k", Ground::ChangeOfMind, &[("1", 1)])).await;
        let forced = pb::InterveneInReturnRequest {
            amount: Some(money("EUR", 1_000)),
            ..step(&case, Kind::ForceRefund, None)
        };
        let done = operator(&world)
            .intervene_in_return(forced)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(done.clause_ids, ["KW-17"]);
        let dollars = step(&case, Kind::ForceRefund, Some(1));
        assert_eq!(
            bad_fields(operator(&world).intervene_in_return(dollars).await),
            ["amount"]
        );
    })
    .await;
}
