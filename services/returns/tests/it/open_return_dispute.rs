//! OpenReturnDispute.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::disputed::{
    agent, bound, buyer, clocks, disputed, in_days, last_change, open, opening, read, refused, rule, seller,
    waiting,
};
use crate::world::{ask, bad_fields, camera, code, days, everywhere, rest, start, time, wire};

#[tokio::test]
async fn a_refused_return_is_disputed_and_the_platform_gets_two_weeks() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        let request = opening(&case, Party::Buyer);
        let other = pb::OpenReturnDisputeRequest {
            statement: "Otherwise.".into(),
            ..request.clone()
        };
        let dispute = check_replay!(buyer(&world), open_return_dispute, request, other);
        assert!(dispute.dispute_id.starts_with("rdp_"));
        assert_eq!(dispute.state(), pb::ReturnDisputeState::Open);
        assert_eq!(
            dispute.judgement_due_time,
            wire(in_days(time(&dispute.open_time), 14))
        );
        assert_eq!(dispute.clause_ids, ["KC-12", "KC-05", "KC-16"]);
        assert_eq!(dispute.statements[0].evidence_ids, ["evd_1"]);
        let now = world.found(&case).await;
        assert_eq!(
            (now.state(), &now.dispute_id),
            (pb::ReturnState::Disputed, &dispute.dispute_id)
        );
        assert_eq!(clocks(&world, &case).await, ["judgement"]);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_opened", Party::Buyer)
        );
        assert_eq!(
            told.audience().collect::<Vec<_>>(),
            [Party::Seller, Party::Platform]
        );
        assert_eq!(told.dispute.as_ref(), Some(&dispute));
        assert_eq!(told.explanation, "The picture shows it.");
        let again = open(&world, &case, Party::Seller).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        // Its units are held: nobody asks for them again meanwhile.
        let twice = world
            .operator()
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)]))
            .await;
        assert_eq!(bad_fields(twice), ["lines[0].quantity"]);
    })
    .await;
}

#[tokio::test]
async fn either_side_may_dispute_while_it_is_under_review_and_a_seller_what_others_approved() {
    everywhere(async |world| {
        for party in [Party::Buyer, Party::Seller] {
            let case = waiting(&world, &format!("ord_{}", party.as_str_name())).await;
            assert!(open(&world, &case, party).await.is_ok());
        }
        let case = waiting(&world, "ord_3").await;
        let approved = world.approve(&case, Remedy::PartialRefund).await;
        assert_eq!(approved.state(), pb::ReturnState::AwaitingParcel);
        let opened = seller(&world)
            .open_return_dispute(opening(&approved, Party::Seller))
            .await;
        assert_eq!(opened.unwrap().into_inner().opened_by(), Party::Seller);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_disputed_says_why() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_k"));
        let kwoking = world.asked(ask("ord_k", Ground::ChangeOfMind, &[("1", 1)])).await;
        let outcome = open(&world, &kwoking, Party::Buyer).await;
        assert_eq!(
            code(outcome),
            (Code::FailedPrecondition, "DISPUTES_NOT_OFFERED".to_owned())
        );
        let case = waiting(&world, "ord_1").await;
        let platform = open(&world, &case, Party::Platform).await;
        assert_eq!(code(platform).0, Code::PermissionDenied);
        let withdrawn = pb::WithdrawReturnRequest {
            return_id: case.return_id.clone(),
            ..pb::WithdrawReturnRequest::default()
        };
        world.operator().withdraw_return(withdrawn).await.unwrap();
        let outcome = open(&world, &case, Party::Buyer).await;
        assert_eq!(
            code(outcome),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn only_those_of_the_return_open_one_and_speak_for_themselves() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        let other = buyer(&world)
            .open_return_dispute(opening(&case, Party::Seller))
            .await;
        assert_eq!(bad_fields(other), ["opened_by"]);
        let empty = agent(&world)
            .open_return_dispute(pb::OpenReturnDisputeRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["return_id", "opened_by", "statement"]);
        let many = pb::OpenReturnDisputeRequest {
            evidence_ids: vec!["evd".to_owned(); 21],
            ..opening(&case, Party::Buyer)
        };
        assert_eq!(
            bad_fields(buyer(&world).open_return_dispute(many).await),
            ["evidence_ids"]
        );
        let mut foreign = bound(&world, "kakaclo", Role::Seller, "sel_z");
        let outcome = foreign.open_return_dispute(opening(&case, Party::Seller)).await;
        assert_eq!(code(outcome), (Code::NotFound, "NOT_FOUND".to_owned()));
        let mut elsewhere = bound(&world, "kwoking", Role::Agent, "agt");
        let outcome = elsewhere.open_return_dispute(opening(&case, Party::Buyer)).await;
        assert_eq!(code(outcome).0, Code::NotFound);
        let mut auditor = bound(&world, "kakaclo", Role::Auditor, "aud");
        let outcome = auditor.open_return_dispute(opening(&case, Party::Buyer)).await;
        assert_eq!(
            code(outcome),
            (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_judgement_is_warned_of_and_told_to_be_late_and_can_still_be_given() {
    everywhere(async |mut world| {
        let running = world.start();
        let (case, dispute) = disputed(&world).await;
        let due = time(&dispute.judgement_due_time);
        assert_eq!(due, in_days(start(), 14));
        rest(&running).await;
        world.clock.set(due - days(1));
        rest(&running).await;
        let warned = last_change(&world).await;
        assert_eq!(
            (warned.change.as_str(), warned.actor()),
            ("deadline_warning", Party::System)
        );
        assert_eq!(warned.audience().collect::<Vec<_>>(), [Party::Platform]);
        assert_eq!(warned.deadline.as_ref().unwrap().due_time, wire(due));
        assert!(warned.clause_ids.contains(&"KC-16".to_owned()));
        assert!(read(&world, &dispute).await.is_escalated);
        world.clock.set(due + days(30));
        rest(&running).await;
        assert_eq!(last_change(&world).await.change, "deadline_passed");
        let late = read(&world, &dispute).await;
        assert_eq!(
            (late.state(), late.is_escalated),
            (pb::ReturnDisputeState::Open, true)
        );
        assert!(clocks(&world, &case).await.is_empty());
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Buyer, None)).await;
        assert_eq!(ruled.unwrap().state(), pb::ReturnDisputeState::Ruled);
        running.stop().await;
    })
    .await;
}
