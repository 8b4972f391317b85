//! RuleDispute.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::disputed::{
    approved, buyer, clocks, disputed, last_change, opening, proposal, read, rule, ruling, seller,
};
use crate::draft::minor;
use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn a_ruling_for_the_buyer_owes_what_the_decision_gives_without_the_sellers_consent() {
    everywhere(async |world| {
        let (order, cancellation, dispute) = disputed(&world).await;
        seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 100))
            .await
            .unwrap();
        let mut agent = world.bound("kajet", Role::Agent, "agt");
        let request = pb::RuleDisputeRequest {
            request_id: "r1".into(),
            etag: read(&world, &dispute).await.etag,
            ..ruling(&dispute, pb::RulingFor::Buyer, None)
        };
        let other = pb::RuleDisputeRequest {
            reason: "Otherwise.".into(),
            ..request.clone()
        };
        let ruled = check_replay!(agent, rule_dispute, request, other);
        assert_eq!(
            (ruled.state(), ruled.ruling_for()),
            (pb::DisputeState::Ruled, pb::RulingFor::Buyer)
        );
        assert_eq!(
            (minor(&ruled.amount), ruled.ruling_reason.as_str()),
            (3_200, "The request came in time.")
        );
        assert!(ruled.proposals[0].is_closed);
        let debts = world.debts().await;
        let [debt] = debts.as_slice() else {
            panic!("{debts:?}")
        };
        assert_eq!(
            (debt.cause.as_str(), &debt.cause_id),
            ("ruling", &cancellation.cancellation_id)
        );
        assert_eq!(debt.breakdown, cancellation.decision.unwrap().breakdown);
        let now = world.order(&order).await;
        assert_eq!(
            (now.state(), now.lines[0].cancelled_quantity),
            (pb::OrderState::Cancelled, 2)
        );
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_ruled", Party::Platform)
        );
        let audience: Vec<Party> = told.audience().collect();
        assert!(audience.contains(&Party::Buyer) && audience.contains(&Party::Seller));
        assert!(clocks(&world, &cancellation.cancellation_id).await.is_empty());
        let again = rule(&world, ruling(&dispute, pb::RulingFor::Seller, None)).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_ruling_in_part_owes_its_own_amount_on_its_own_clauses() {
    everywhere(async |world| {
        let (_, cancellation, dispute) = disputed(&world).await;
        let ruled = rule(&world, ruling(&dispute, pb::RulingFor::BuyerInPart, Some(3_000)))
            .await
            .unwrap();
        assert_eq!(minor(&ruled.amount), 3_000);
        let debt = world.debts().await.remove(0);
        let breakdown = debt.breakdown.unwrap();
        assert_eq!((minor(&breakdown.amount), breakdown.lines.len()), (3_000, 1));
        assert_eq!(breakdown.lines[0].clause_ids, ["KJ-07", "KJ-06"]);
        let now = world.cancellation(&cancellation).await;
        assert_eq!(now.decide_reason, "platform: The request came in time.");
    })
    .await;
}

#[tokio::test]
async fn a_ruling_for_the_seller_frees_the_goods_and_owes_nothing() {
    everywhere(async |world| {
        let (order, cancellation, dispute) = disputed(&world).await;
        let ruled = rule(&world, ruling(&dispute, pb::RulingFor::Seller, None))
            .await
            .unwrap();
        assert_eq!(
            (ruled.state(), minor(&ruled.amount)),
            (pb::DisputeState::Ruled, 0)
        );
        assert_eq!(
            world.cancellation(&cancellation).await.state(),
            pb::CancellationState::Refused
        );
        assert!(world.debts().await.is_empty());
        assert_eq!(
            world.ship(&order, &[]).await.unwrap().state(),
            pb::OrderState::Shipped
        );
    })
    .await;
}

#[tokio::test]
async fn a_dispute_over_the_amount_is_ruled_for_what_was_withheld_or_leaves_all_as_it_was() {
    everywhere(async |world| {
        for (ruling_for, owed) in [(pb::RulingFor::Buyer, 1_300), (pb::RulingFor::Seller, 0)] {
            let (_, cancellation) = approved(&world).await;
            let before = world.debts().await.len();
            let dispute = buyer(&world)
                .open_dispute(opening(&cancellation, Party::Buyer))
                .await
                .unwrap()
                .into_inner();
            assert_eq!(
                minor(
                    &rule(&world, ruling(&dispute, ruling_for, None))
                        .await
                        .unwrap()
                        .amount
                ),
                owed
            );
            let now = world.cancellation(&cancellation).await;
            assert_eq!(now.state(), pb::CancellationState::Approved);
            assert_eq!(minor(&now.refund.unwrap().amount), 3_200 + owed);
            assert_eq!(world.debts().await.len() - before, usize::from(owed > 0));
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_platform_rules_and_only_amounts_that_fit() {
    everywhere(async |world| {
        let (.., dispute) = disputed(&world).await;
        for mut party in [buyer(&world), seller(&world)] {
            let outcome = party
                .rule_dispute(ruling(&dispute, pb::RulingFor::Buyer, None))
                .await;
            assert_eq!(
                code(outcome),
                (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
            );
        }
        let mut elsewhere = world.bound("kakaclo", Role::Agent, "agt");
        let foreign = elsewhere
            .rule_dispute(ruling(&dispute, pb::RulingFor::Buyer, None))
            .await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        let empty = world
            .operator()
            .rule_dispute(pb::RuleDisputeRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "ruling_for", "reason"]);
        let part = rule(&world, ruling(&dispute, pb::RulingFor::BuyerInPart, None)).await;
        assert_eq!(bad_fields(part), ["amount"]);
        let full = rule(&world, ruling(&dispute, pb::RulingFor::Buyer, Some(3_201))).await;
        assert_eq!(bad_fields(full), ["amount"]);
        let beyond = rule(&world, ruling(&dispute, pb::RulingFor::BuyerInPart, Some(4_501))).await;
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        let stale = pb::RuleDisputeRequest {
            etag: "old".into(),
            ..ruling(&dispute, pb::RulingFor::Seller, None)
        };
        assert_eq!(
            code(rule(&world, stale).await),
            (Code::Aborted, "STALE_ETAG".to_owned())
        );
        assert_eq!(read(&world, &dispute).await, dispute);
    })
    .await;
}
