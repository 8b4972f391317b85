//! EscalateReturnDispute.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{
    agent, bound, clocks, disputed, escalation, fan_disputed, last_change, operator, outcome, read, rule,
    statement,
};
use crate::world::{bad_fields, code, everywhere};
use crate::{check_replay, check_stale};

const MINISTRY: &str = "Department of Trade and Industry";

#[tokio::test]
async fn a_body_that_the_policy_names_takes_the_case_and_clocks_stand_still() {
    everywhere(async |world| {
        let (case, dispute) = fan_disputed(&world).await;
        assert_eq!(clocks(&world, &case).await, ["judgement"]);
        let request = pb::EscalateReturnDisputeRequest {
            etag: dispute.etag.clone(),
            ..escalation(&dispute, MINISTRY)
        };
        check_stale!(operator(&world), escalate_return_dispute, request.clone());
        let other = pb::EscalateReturnDisputeRequest {
            reference: "other".into(),
            ..request.clone()
        };
        let escalated = check_replay!(operator(&world), escalate_return_dispute, request, other);
        assert_eq!(escalated.state(), pb::ReturnDisputeState::External);
        let external = escalated.external.as_ref().unwrap();
        assert_eq!(
            (external.body.as_str(), external.reference.as_str()),
            (MINISTRY, "2026-0815")
        );
        assert!(external.pauses_clocks && external.outcome.is_empty());
        assert_eq!(external.clause_ids, ["KV-09"]);
        assert_eq!(escalated.judgement_due_time, None);
        let held = world.found(&case).await;
        assert_eq!((held.state(), held.is_paused), (pb::ReturnState::Disputed, true));
        assert!(held.deadlines.is_empty());
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_escalated", Party::Platform)
        );
        let silent = operator(&world)
            .add_return_statement(statement(&dispute, Party::Buyer))
            .await;
        assert_eq!(
            code(silent),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_ruling_can_be_taken_outside_but_what_was_decided_there_is_final() {
    everywhere(async |world| {
        let (case, dispute) = fan_disputed(&world).await;
        rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::AwaitingParcel);
        operator(&world)
            .escalate_return_dispute(escalation(&dispute, MINISTRY))
            .await
            .unwrap();
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Disputed);
        operator(&world)
            .record_return_outcome(outcome(&dispute, None))
            .await
            .unwrap();
        let again = operator(&world)
            .escalate_return_dispute(escalation(&dispute, MINISTRY))
            .await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn only_the_platform_records_it_and_only_bodies_that_the_policy_names() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let unknown = operator(&world)
            .escalate_return_dispute(escalation(&dispute, MINISTRY))
            .await;
        assert_eq!(bad_fields(unknown), ["body"]);
        let mut buyer = bound(&world, "kakaclo", Role::Buyer, "byr_mara");
        let outcome = buyer
            .escalate_return_dispute(escalation(&dispute, MINISTRY))
            .await;
        assert_eq!(
            code(outcome),
            (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
        );
        let mut elsewhere = bound(&world, "kwoking", Role::Agent, "agt");
        let outcome = elsewhere
            .escalate_return_dispute(escalation(&dispute, MINISTRY))
            .await;
        assert_eq!(code(outcome).0, Code::NotFound);
        let empty = agent(&world)
            .escalate_return_dispute(pb::EscalateReturnDisputeRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "body", "reference"]);
        assert_eq!(read(&world, &dispute).await, dispute);
    })
    .await;
}
