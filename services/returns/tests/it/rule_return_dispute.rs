//! RuleReturnDispute.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::refunds::v1::RefundState;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{
    FULL, PAID, agent, appeal, bound, buyer, clocks, disputed, in_days, open, operator, proposal, read, rule,
    ruling, seller, told, waiting,
};
use crate::world::{bad_fields, code, everywhere, minor, rest, time, wire};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn a_ruling_for_the_buyer_owes_what_the_policy_gives_without_the_sellers_consent() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        seller(&world)
            .propose_return_settlement(proposal(&dispute, Party::Seller, 100))
            .await
            .unwrap();
        let request = pb::RuleReturnDisputeRequest {
            etag: read(&world, &dispute).await.etag,
            ..ruling(&dispute, pb::ReturnRulingFor::Buyer, None)
        };
        check_stale!(agent(&world), rule_return_dispute, request.clone());
        let other = pb::RuleReturnDisputeRequest {
            reason: "Otherwise.".into(),
            ..request.clone()
        };
        let ruled = check_replay!(agent(&world), rule_return_dispute, request, other);
        assert_eq!(
            (ruled.state(), minor(&ruled.amount)),
            (pb::ReturnDisputeState::Ruled, FULL)
        );
        let given = &ruled.rulings[0];
        assert_eq!(
            (given.ruling_for(), minor(&given.amount)),
            (pb::ReturnRulingFor::Buyer, FULL)
        );
        assert!(!given.is_final && ruled.proposals[0].is_closed);
        assert_eq!(given.clause_ids, ["KC-12", "KC-05", "KC-16"]);
        assert_eq!(ruled.appeal_due_time, wire(in_days(time(&given.rule_time), 7)));
        assert_eq!(ruled.judgement_due_time, None);
        let debts = world.debts().await;
        let [debt] = debts.as_slice() else {
            panic!("{debts:?}")
        };
        let breakdown = debt.breakdown.as_ref().unwrap();
        assert_eq!(minor(&breakdown.amount), FULL);
        assert!(breakdown.lines.len() > 1, "{breakdown:?}");
        assert!(debt.due_time.is_some() && debt.method.is_some());
        let now = world.found(&case).await;
        assert_eq!(
            (now.state(), now.decided_by()),
            (pb::ReturnState::Remedied, Party::Platform)
        );
        assert_eq!(clocks(&world, &case).await, ["appeal"]);
        let told = told(&world, "dispute_ruled").await;
        assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer, Party::Seller]);
        let again = rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None)).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        world.refund(&case, FULL, RefundState::Succeeded).await;
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Closed);
        assert_eq!(clocks(&world, &case).await, ["appeal"]);
    })
    .await;
}

#[tokio::test]
async fn a_ruling_in_part_owes_its_own_amount_and_one_for_the_seller_nothing() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::BuyerInPart, Some(3_000)))
            .await
            .unwrap();
        assert_eq!(minor(&ruled.amount), 3_000);
        let debt = world.debts().await.remove(0);
        let breakdown = debt.breakdown.unwrap();
        assert_eq!((minor(&breakdown.amount), breakdown.lines.len()), (3_000, 1));
        assert_eq!(
            world.found(&case).await.decide_reason,
            "By what both sides showed."
        );

        let case = waiting(&world, "ord_2").await;
        let dispute = open(&world, &case, Party::Buyer).await.unwrap();
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        assert_eq!(minor(&ruled.amount), 0);
        assert_eq!(world.debts().await.len(), 1);
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Refused);
    })
    .await;
}

#[tokio::test]
async fn a_second_ruling_is_final_and_takes_nothing_back() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        rule(&world, &dispute, (pb::ReturnRulingFor::Buyer, None))
            .await
            .unwrap();
        world.refund(&case, FULL, RefundState::Succeeded).await;
        appeal(&world, &dispute, Party::Seller).await.unwrap();
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Disputed);
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        assert_eq!(
            (ruled.state(), minor(&ruled.amount)),
            (pb::ReturnDisputeState::Closed, 0)
        );
        assert!(ruled.rulings[1].is_final && ruled.close_time.is_some());
        assert_eq!(world.debts().await.len(), 1);
        assert_eq!(world.found(&case).await.state(), pb::ReturnState::Closed);
        let told = told(&world, "dispute_ruled").await;
        assert!(told.audience().any(|party| party == Party::Platform));
        assert!(told.explanation.contains("37.40 USD"), "{}", told.explanation);
        let again = appeal(&world, &dispute, Party::Buyer).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_second_ruling_that_gives_more_owes_the_difference() {
    everywhere(async |world| {
        let (case, dispute) = disputed(&world).await;
        rule(&world, &dispute, (pb::ReturnRulingFor::BuyerInPart, Some(1_000)))
            .await
            .unwrap();
        appeal(&world, &dispute, Party::Buyer).await.unwrap();
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Buyer, None))
            .await
            .unwrap();
        assert_eq!(minor(&ruled.amount), FULL);
        let second = world.debts().await.remove(1);
        assert_eq!(minor(&second.breakdown.unwrap().amount), FULL - 1_000);
        assert_eq!(
            minor(&world.found(&case).await.remedy.unwrap().refund.unwrap().amount),
            FULL
        );
    })
    .await;
}

#[tokio::test]
async fn a_ruling_that_nobody_appeals_in_time_is_final() {
    everywhere(async |mut world| {
        let running = world.start();
        let (case, dispute) = disputed(&world).await;
        let ruled = rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        rest(&running).await;
        world.clock.set(time(&ruled.appeal_due_time));
        rest(&running).await;
        let closed = read(&world, &dispute).await;
        assert_eq!(closed.state(), pb::ReturnDisputeState::Closed);
        assert!(closed.rulings[0].is_final && closed.appeal_due_time.is_none());
        assert_eq!(world.count("dispute_closed").await, 1);
        let now = world.found(&case).await;
        assert_eq!((now.state(), now.deadlines.len()), (pb::ReturnState::Refused, 0));
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn only_the_platform_rules_and_only_amounts_that_fit() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        for mut party in [buyer(&world), seller(&world)] {
            let outcome = party
                .rule_return_dispute(ruling(&dispute, pb::ReturnRulingFor::Buyer, None))
                .await;
            assert_eq!(
                code(outcome),
                (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
            );
        }
        let mut elsewhere = bound(&world, "kwoking", Role::Agent, "agt");
        let foreign = elsewhere
            .rule_return_dispute(ruling(&dispute, pb::ReturnRulingFor::Buyer, None))
            .await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        let empty = operator(&world)
            .rule_return_dispute(pb::RuleReturnDisputeRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "ruling_for", "reason"]);
        for (ruling_for, minor) in [
            (pb::ReturnRulingFor::BuyerInPart, None),
            (pb::ReturnRulingFor::Buyer, Some(FULL + 1)),
            (pb::ReturnRulingFor::Seller, Some(1)),
        ] {
            assert_eq!(
                bad_fields(rule(&world, &dispute, (ruling_for, minor)).await),
                ["amount"]
            );
        }
        let beyond = rule(
            &world,
            &dispute,
            (pb::ReturnRulingFor::BuyerInPart, Some(PAID + 1)),
        )
        .await;
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        assert_eq!(read(&world, &dispute).await, dispute);
    })
    .await;
}
