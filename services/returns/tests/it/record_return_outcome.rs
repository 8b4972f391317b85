//! RecordReturnOutcome.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{bound, escalation, fan_disputed, last_change, operator, outcome, read, rule};
use crate::world::{World, bad_fields, code, days, everywhere, minor, rest, time, wire};
use crate::{check_replay, check_stale};

const MINISTRY: &str = "Department of Trade and Industry";
const FAN: i64 = 180_000;

async fn outside(world: &World) -> (pb::Return, pb::ReturnDispute) {
    let (case, dispute) = fan_disputed(world).await;
    let escalated = operator(world)
        .escalate_return_dispute(escalation(&dispute, MINISTRY))
        .await;
    (case, escalated.unwrap().into_inner())
}

#[tokio::test]
async fn what_is_awarded_is_owed_at_once_and_ends_the_dispute() {
    everywhere(async |world| {
        let (case, dispute) = outside(&world).await;
        world.clock.advance(days(60));
        let request = pb::RecordReturnOutcomeRequest {
            etag: dispute.etag.clone(),
            ..outcome(&dispute, Some(FAN))
        };
        check_stale!(operator(&world), record_return_outcome, request.clone());
        let other = pb::RecordReturnOutcomeRequest {
            outcome: "Otherwise.".into(),
            ..request.clone()
        };
        let closed = check_replay!(operator(&world), record_return_outcome, request, other);
        assert_eq!(
            (closed.state(), minor(&closed.amount)),
            (pb::ReturnDisputeState::Closed, FAN)
        );
        let external = closed.external.as_ref().unwrap();
        assert_eq!(
            (external.outcome.as_str(), minor(&external.amount)),
            ("Mediated.", FAN)
        );
        assert!(external.outcome_time.is_some() && closed.close_time.is_some());
        let debt = world.debts().await.remove(0);
        let breakdown = debt.breakdown.unwrap();
        assert_eq!(minor(&breakdown.amount), FAN);
        assert!(breakdown.lines[0].clause_ids.contains(&"KV-09".to_owned()));
        let now = world.found(&case).await;
        assert_eq!((now.state(), now.is_paused), (pb::ReturnState::Remedied, false));
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_outcome", Party::Platform)
        );
        let again = operator(&world)
            .record_return_outcome(outcome(&dispute, None))
            .await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn clocks_go_on_with_the_time_that_they_had_left() {
    everywhere(async |mut world| {
        let running = world.start();
        let (case, dispute) = fan_disputed(&world).await;
        let due = |case: &pb::Return| {
            let clock = case.deadlines.iter().find(|clock| clock.kind == "return_parcel");
            clock.map(|clock| time(&clock.due_time))
        };
        let before = due(&case).unwrap();
        rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        assert_eq!(due(&world.found(&case).await), Some(before));
        world.clock.advance(days(2));
        rest(&running).await;
        operator(&world)
            .escalate_return_dispute(escalation(&dispute, MINISTRY))
            .await
            .unwrap();
        world.clock.advance(days(90));
        rest(&running).await;
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Disputed);
        let closed = operator(&world)
            .record_return_outcome(outcome(&dispute, None))
            .await;
        assert_eq!(
            closed.unwrap().into_inner().state(),
            pb::ReturnDisputeState::Closed
        );
        let now = world.found(&case).await;
        assert_eq!(
            (now.state(), now.is_paused),
            (pb::ReturnState::AwaitingParcel, false)
        );
        assert_eq!(due(&now), Some(before + days(90)));
        assert!(now.deadlines.iter().all(|clock| clock.kind != "appeal"));
        world.clock.set(before + days(90) - TimeDelta::seconds(1));
        rest(&running).await;
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::AwaitingParcel);
        world.clock.set(before + days(90));
        rest(&running).await;
        let expired = world.found(&case).await;
        assert_eq!(expired.state(), pb::ReturnState::Expired);
        assert_eq!(expired.decide_time, wire(before + days(90)));
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn no_more_than_is_left_of_what_was_paid_is_awarded() {
    everywhere(async |world| {
        let (_, dispute) = outside(&world).await;
        let beyond = operator(&world)
            .record_return_outcome(outcome(&dispute, Some(FAN + 1)))
            .await;
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        let mut seller = bound(&world, "kajivap", Role::Seller, "sel_k");
        let forbidden = seller.record_return_outcome(outcome(&dispute, None)).await;
        assert_eq!(
            code(forbidden),
            (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
        );
        let mut elsewhere = bound(&world, "kwoking", Role::Agent, "agt");
        let foreign = elsewhere.record_return_outcome(outcome(&dispute, None)).await;
        assert_eq!(code(foreign).0, Code::NotFound);
        let empty = operator(&world)
            .record_return_outcome(pb::RecordReturnOutcomeRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "outcome"]);
        assert_eq!(read(&world, &dispute).await, dispute);
    })
    .await;
}
