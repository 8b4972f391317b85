//! AnswerReturnProposal.

use redress_contracts::redress::policies::v1::{BreakdownPart, Party, Remedy};
use redress_contracts::redress::refunds::v1::RefundState;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{
    answer, appeal, bound, buyer, clocks, disputed, open, operator, proposal, read, rule, seller, told,
    waiting,
};
use crate::world::{bad_fields, checked, code, everywhere, minor, receipt};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn what_both_sides_accept_is_owed_at_once_where_the_buyer_keeps_the_goods() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        let mut buyer = buyer(&world);
        let proposed = buyer
            .propose_return_settlement(proposal(&dispute, Party::Buyer, 2_500))
            .await
            .unwrap()
            .into_inner();
        let own = buyer
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(code(own).0, Code::PermissionDenied);
        let request = pb::AnswerReturnProposalRequest {
            etag: proposed.etag.clone(),
            ..answer(&dispute, "p1", Party::Seller, true)
        };
        check_stale!(seller(&world), answer_return_proposal, request.clone());
        let other = pb::AnswerReturnProposalRequest {
            accept: false,
            ..request.clone()
        };
        let settled = check_replay!(seller(&world), answer_return_proposal, request, other);
        assert_eq!(
            (settled.state(), minor(&settled.amount)),
            (pb::ReturnDisputeState::Settled, 2_500)
        );
        let debts = world.debts().await;
        let [debt] = debts.as_slice() else {
            panic!("{debts:?}")
        };
        assert_eq!((debt.cause.as_str(), &debt.cause_id), ("return", &case.return_id));
        let breakdown = debt.breakdown.as_ref().unwrap();
        assert_eq!((minor(&breakdown.amount), breakdown.lines.len()), (2_500, 1));
        assert_eq!(breakdown.lines[0].part(), BreakdownPart::Ruling);
        let now = world.found(&case).await;
        assert_eq!(now.state(), pb::ReturnState::Remedied);
        assert_eq!(minor(&now.remedy.unwrap().refund.unwrap().amount), 2_500);
        assert!(clocks(&world, &case).await.is_empty());
        let told = told(&world, "dispute_settled").await;
        assert_eq!(
            told.audience().collect::<Vec<_>>(),
            [Party::Buyer, Party::Platform]
        );
        world.refund(&case, 2_500, RefundState::Succeeded).await;
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Closed);
    })
    .await;
}

#[tokio::test]
async fn what_is_agreed_for_goods_that_come_back_is_refunded_when_they_are_back() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        let request = pb::ProposeReturnSettlementRequest {
            keeps_goods: false,
            ..proposal(&dispute, Party::Seller, 4_000)
        };
        seller(&world).propose_return_settlement(request).await.unwrap();
        let settled = buyer(&world)
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        let settled = settled.unwrap().into_inner();
        assert_eq!(
            (settled.state(), minor(&settled.amount)),
            (pb::ReturnDisputeState::Settled, 4_000)
        );
        assert!(world.debts().await.is_empty());
        let approved = world.found(&case).await;
        assert_eq!(approved.state(), pb::ReturnState::AwaitingParcel);
        assert_eq!(approved.approved_remedy(), Remedy::PartialRefund);
        world
            .operator()
            .receive_parcel(receipt(&approved, &[]))
            .await
            .unwrap();
        let points = [
            "good condition",
            "original box or packaging",
            "manufacturer tags",
            "parts",
            "accessories",
        ];
        let inspected = world
            .operator()
            .inspect_return(checked(&approved, &points, &[]))
            .await;
        assert_eq!(
            inspected.unwrap().into_inner().state(),
            pb::ReturnState::Inspected
        );
        let apply = pb::ApplyRemedyRequest {
            return_id: case.return_id.clone(),
            ..pb::ApplyRemedyRequest::default()
        };
        let applied = world.operator().apply_remedy(apply).await.unwrap().into_inner();
        assert_eq!(minor(&applied.remedy.unwrap().refund.unwrap().amount), 4_000);
        let debts = world.debts().await;
        let [debt] = debts.as_slice() else {
            panic!("{debts:?}")
        };
        let breakdown = debt.breakdown.as_ref().unwrap();
        assert_eq!(breakdown.lines[0].part(), BreakdownPart::Ruling);
        assert!(breakdown.lines[0].clause_ids.contains(&"KC-12".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn goods_that_are_back_are_not_kept_by_the_buyer() {
    everywhere(async |world| {
        let case = waiting(&world, "ord_1").await;
        let approved = world.approve(&case, Remedy::PartialRefund).await;
        world
            .operator()
            .receive_parcel(receipt(&approved, &[]))
            .await
            .unwrap();
        let dispute = open(&world, &case, Party::Seller).await.unwrap();
        let kept = seller(&world)
            .propose_return_settlement(proposal(&dispute, Party::Seller, 1_000))
            .await;
        assert_eq!(bad_fields(kept), ["keeps_goods"]);
        let request = pb::ProposeReturnSettlementRequest {
            keeps_goods: false,
            ..proposal(&dispute, Party::Seller, 1_000)
        };
        seller(&world).propose_return_settlement(request).await.unwrap();
        buyer(&world)
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await
            .unwrap();
        assert_eq!(world.debts().await.len(), 1);
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Remedied);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_proposal_is_closed_and_another_may_follow() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        seller(&world)
            .propose_return_settlement(proposal(&dispute, Party::Seller, 100))
            .await
            .unwrap();
        let rejected = buyer(&world)
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, false))
            .await;
        let rejected = rejected.unwrap().into_inner();
        assert_eq!(
            (rejected.state(), rejected.proposals[0].is_closed),
            (pb::ReturnDisputeState::Open, true)
        );
        assert_eq!(
            rejected.proposals[0].rejected_by().collect::<Vec<_>>(),
            [Party::Buyer]
        );
        assert_eq!(clocks(&world, &case).await, ["judgement"]);
        let again = buyer(&world)
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let unknown = buyer(&world)
            .answer_return_proposal(answer(&dispute, "p9", Party::Buyer, true))
            .await;
        assert_eq!(code(unknown), (Code::NotFound, "NOT_FOUND".to_owned()));
        let empty = operator(&world)
            .answer_return_proposal(pb::AnswerReturnProposalRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "proposal_id", "party"]);
        let mut auditor = bound(&world, "kakaclo", Role::Auditor, "aud");
        let forbidden = auditor
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(code(forbidden).0, Code::PermissionDenied);
    })
    .await;
}

#[tokio::test]
async fn the_platform_mediates_and_both_sides_have_to_accept_also_after_an_appeal() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        rule(&world, &dispute, (pb::ReturnRulingFor::BuyerInPart, Some(1_000)))
            .await
            .unwrap();
        appeal(&world, &dispute, Party::Buyer).await.unwrap();
        operator(&world)
            .propose_return_settlement(proposal(&dispute, Party::Platform, 2_000))
            .await
            .unwrap();
        let first = seller(&world)
            .answer_return_proposal(answer(&dispute, "p1", Party::Seller, true))
            .await;
        assert_eq!(
            first.unwrap().into_inner().state(),
            pb::ReturnDisputeState::Appealed
        );
        let second = buyer(&world)
            .answer_return_proposal(answer(&dispute, "p1", Party::Buyer, true))
            .await;
        assert_eq!(
            second.unwrap().into_inner().state(),
            pb::ReturnDisputeState::Settled
        );
        let owed: Vec<i64> = world
            .debts()
            .await
            .iter()
            .map(|debt| minor(&debt.breakdown.as_ref().unwrap().amount))
            .collect();
        assert_eq!(owed, [1_000, 1_000]);
        assert_eq!(minor(&read(&world, &dispute).await.amount), 2_000);
        assert_eq!(
            minor(&world.found(&case).await.remedy.unwrap().refund.unwrap().amount),
            2_000
        );
    })
    .await;
}
