//! AnswerProposal.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{BreakdownPart, Party};
use redress_contracts::redress::refunds::v1::{Refund, RefundChanged, RefundState};
use tonic::Code;

use crate::check_replay;
use crate::disputed::{
    answer, approved, buyer, clocks, disputed, last_change, opening, proposal, read, seller,
};
use crate::draft::{minor, money};
use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn what_both_sides_accept_is_owed_and_cancels_the_goods() {
    everywhere(async |world| {
        let (order, cancellation, dispute) = disputed(&world).await;
        let mut buyer = buyer(&world);
        let proposed = buyer
            .propose_settlement(proposal(&dispute, Party::Buyer, 2_500))
            .await
            .unwrap()
            .into_inner();
        let own = buyer
            .answer_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(code(own).0, Code::PermissionDenied);
        let request = pb::AnswerProposalRequest {
            request_id: "a1".into(),
            etag: proposed.etag.clone(),
            ..answer(&dispute, "p1", Party::Seller, true)
        };
        let stale = pb::AnswerProposalRequest {
            request_id: String::new(),
            etag: dispute.etag.clone(),
            ..request.clone()
        };
        assert_eq!(code(seller(&world).answer_proposal(stale).await).0, Code::Aborted);
        let other = pb::AnswerProposalRequest {
            accept: false,
            ..request.clone()
        };
        let settled = check_replay!(seller(&world), answer_proposal, request, other);
        assert_eq!(
            (settled.state(), minor(&settled.amount)),
            (pb::DisputeState::Settled, 2_500)
        );
        assert!(settled.close_time.is_some() && settled.ruling_for() == pb::RulingFor::Unspecified);
        let debts = world.debts().await;
        let [debt] = debts.as_slice() else {
            panic!("{debts:?}")
        };
        assert_eq!(
            (debt.cause.as_str(), &debt.cause_id),
            ("settlement", &cancellation.cancellation_id)
        );
        assert_eq!((debt.debtor(), debt.seller_id.as_str()), (Party::Seller, "sel_a"));
        let breakdown = debt.breakdown.as_ref().unwrap();
        assert_eq!(
            (breakdown.lines[0].part(), breakdown.lines[0].line_id.as_str()),
            (BreakdownPart::Ruling, "")
        );
        assert_eq!(breakdown.lines[0].clause_ids, dispute.clause_ids);
        assert!(debt.due_time.is_some() && debt.method.is_some() && !debt.clause_ids.is_empty());
        let now = world.cancellation(&cancellation).await;
        assert_eq!(
            (now.state(), minor(&now.refund.clone().unwrap().amount)),
            (pb::CancellationState::Approved, 2_500)
        );
        assert_eq!(world.order(&order).await.state(), pb::OrderState::Cancelled);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.cancellation.unwrap().state()),
            ("dispute_settled", now.state())
        );
        assert!(clocks(&world, &cancellation.cancellation_id).await.is_empty());
        let late = seller(&world)
            .answer_proposal(answer(&dispute, "p1", Party::Seller, true))
            .await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        paid(&world, debt, "ref_1", 2_500).await;
        assert_eq!(
            world.cancellation(&cancellation).await.state(),
            pb::CancellationState::Refunded
        );
    })
    .await;
}

async fn paid(world: &crate::world::World, debt: &pb::RefundOwed, refund_id: &str, minor: i64) {
    let refund = Refund {
        refund_id: refund_id.into(),
        order_id: debt.order_id.clone(),
        cause_id: debt.cause_id.clone(),
        amount: Some(money("GBP", minor)),
        state: RefundState::Succeeded.into(),
        ..Refund::default()
    };
    let event = RefundChanged {
        refund: Some(refund),
        ..RefundChanged::default()
    };
    world.publish(refund_id, "refunds.refund_changed", &event).await;
}

#[tokio::test]
async fn a_rejected_proposal_is_closed_and_another_may_follow() {
    everywhere(async |world| {
        let (_, cancellation, dispute) = disputed(&world).await;
        seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 100))
            .await
            .unwrap();
        let rejected = buyer(&world)
            .answer_proposal(answer(&dispute, "p1", Party::Buyer, false))
            .await;
        let rejected = rejected.unwrap().into_inner();
        assert_eq!(
            (rejected.state(), rejected.proposals[0].is_closed),
            (pb::DisputeState::Open, true)
        );
        assert_eq!(
            rejected.proposals[0].rejected_by().collect::<Vec<_>>(),
            [Party::Buyer]
        );
        assert_eq!(
            world
                .cancellation(&cancellation)
                .await
                .next_deadline
                .unwrap()
                .kind,
            "judgement"
        );
        let again = buyer(&world)
            .answer_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let unknown = buyer(&world)
            .answer_proposal(answer(&dispute, "p9", Party::Buyer, true))
            .await;
        assert_eq!(code(unknown), (Code::NotFound, "NOT_FOUND".to_owned()));
        let empty = buyer(&world)
            .answer_proposal(pb::AnswerProposalRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "proposal_id"]);
    })
    .await;
}

#[tokio::test]
async fn the_platform_mediates_and_both_sides_have_to_accept() {
    everywhere(async |world| {
        let (.., dispute) = disputed(&world).await;
        world
            .operator()
            .propose_settlement(proposal(&dispute, Party::Platform, 2_000))
            .await
            .unwrap();
        let first = seller(&world)
            .answer_proposal(answer(&dispute, "p1", Party::Seller, true))
            .await;
        assert_eq!(first.unwrap().into_inner().state(), pb::DisputeState::Open);
        assert!(world.debts().await.is_empty());
        let second = buyer(&world)
            .answer_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(second.unwrap().into_inner().state(), pb::DisputeState::Settled);
        assert_eq!(world.debts().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_approved_before_stays_and_the_settlement_comes_on_top() {
    everywhere(async |world| {
        let (_, cancellation) = approved(&world).await;
        let first = world.debts().await.remove(0);
        paid(&world, &first, "ref_1", 3_200).await;
        assert_eq!(
            world.cancellation(&cancellation).await.state(),
            pb::CancellationState::Refunded
        );
        let dispute = buyer(&world)
            .open_dispute(opening(&cancellation, Party::Buyer))
            .await
            .unwrap()
            .into_inner();
        let beyond = seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 1_301))
            .await;
        assert_eq!(code(beyond).1, "AMOUNT_EXCEEDS_REFUNDABLE");
        seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 1_000))
            .await
            .unwrap();
        buyer(&world)
            .answer_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await
            .unwrap();
        assert_eq!(minor(&read(&world, &dispute).await.amount), 1_000);
        let now = world.cancellation(&cancellation).await;
        assert_eq!(
            (now.state(), minor(&now.refund.unwrap().amount)),
            (pb::CancellationState::Approved, 4_200)
        );
        let second = world.debts().await.remove(1);
        assert_eq!(minor(&second.breakdown.as_ref().unwrap().amount), 1_000);
        paid(&world, &second, "ref_2", 1_000).await;
        assert_eq!(
            world.cancellation(&cancellation).await.state(),
            pb::CancellationState::Refunded
        );
    })
    .await;
}
