//! ProposeReturnSettlement.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{
    PAID, agent, bound, buyer, clocks, disputed, last_change, operator, proposal, read, rule, seller,
};
use crate::world::{bad_fields, code, days, everywhere, metadata, minor, money, rest, time};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn a_counter_offer_replaces_the_open_one_and_the_other_side_is_asked() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        let request = pb::ProposeReturnSettlementRequest {
            etag: dispute.etag.clone(),
            ..proposal(&dispute, Party::Seller, 1_500)
        };
        let other = pb::ProposeReturnSettlementRequest {
            text: "Otherwise.".into(),
            ..request.clone()
        };
        let proposed = check_replay!(seller(&world), propose_return_settlement, request, other);
        check_stale!(
            seller(&world),
            propose_return_settlement,
            proposal(&dispute, Party::Seller, 1)
        );
        let first = &proposed.proposals[0];
        assert_eq!((first.proposal_id.as_str(), minor(&first.amount)), ("p1", 1_500));
        assert!(first.keeps_goods && !first.is_closed);
        assert_eq!(first.accepted_by().collect::<Vec<_>>(), [Party::Seller]);
        let turn = world.found(&case).await;
        let answer = turn
            .deadlines
            .iter()
            .find(|clock| clock.kind == "dispute_answer")
            .unwrap();
        assert_eq!(answer.party(), Party::Buyer);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_proposal", Party::Seller)
        );
        let countered = buyer(&world)
            .propose_return_settlement(proposal(&dispute, Party::Buyer, 3_000))
            .await;
        let countered = countered.unwrap().into_inner();
        let are_closed: Vec<bool> = countered
            .proposals
            .iter()
            .map(|proposal| proposal.is_closed)
            .collect();
        assert_eq!(are_closed, [true, false]);
        let turn = world.found(&case).await;
        let answer = turn
            .deadlines
            .iter()
            .find(|clock| clock.kind == "dispute_answer")
            .unwrap();
        assert_eq!(answer.party(), Party::Seller);
        assert_eq!(clocks(&world, &case).await, ["dispute_answer", "judgement"]);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_told_to_the_platform_and_decides_nothing() {
    everywhere(async |mut world| {
        let running = world.start();
        let (case, dispute) = disputed(&world).await;
        agent(&world)
            .propose_return_settlement(proposal(&dispute, Party::Platform, 2_000))
            .await
            .unwrap();
        rest(&running).await;
        let due = time(&world.found(&case).await.deadlines[0].due_time);
        world.clock.set(due + days(1));
        rest(&running).await;
        let told = last_change(&world).await;
        assert_eq!(told.change, "deadline_passed");
        assert_eq!(told.deadline.unwrap().kind, "dispute_answer");
        let open = read(&world, &dispute).await;
        assert_eq!(
            (open.state(), open.is_escalated),
            (pb::ReturnDisputeState::Open, false)
        );
        assert!(!open.proposals[0].is_closed);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn no_more_than_was_paid_can_be_proposed() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let beyond = buyer(&world)
            .propose_return_settlement(proposal(&dispute, Party::Buyer, PAID + 1))
            .await;
        assert_eq!(metadata(&beyond, "remaining"), "44.00 USD");
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        let euros = pb::ProposeReturnSettlementRequest {
            amount: Some(money("EUR", 1)),
            ..proposal(&dispute, Party::Buyer, 1)
        };
        let outcome = buyer(&world).propose_return_settlement(euros).await;
        assert_eq!(bad_fields(outcome), ["amount"]);
        let empty = operator(&world)
            .propose_return_settlement(pb::ProposeReturnSettlementRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "party", "amount"]);
        let most = buyer(&world)
            .propose_return_settlement(proposal(&dispute, Party::Buyer, PAID))
            .await;
        assert!(most.is_ok());
    })
    .await;
}

#[tokio::test]
async fn only_those_of_the_dispute_propose_and_only_while_it_is_open() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let request = proposal(&dispute, Party::Seller, 100);
        let mut foreign = bound(&world, "kakaclo", Role::Seller, "sel_z");
        let outcome = foreign.propose_return_settlement(request.clone()).await;
        assert_eq!(code(outcome).0, Code::NotFound);
        let mut auditor = bound(&world, "kakaclo", Role::Auditor, "aud");
        let outcome = auditor.propose_return_settlement(request.clone()).await;
        assert_eq!(code(outcome).0, Code::PermissionDenied);
        rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        let late = seller(&world).propose_return_settlement(request).await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}
