//! ProposeSettlement.

use chrono::TimeDelta;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::disputed::{buyer, clocks, disputed, last_change, opening, proposal, read, rule, ruling, seller};
use crate::draft::{Draft, money};
use crate::world::{ask, bad_fields, code, everywhere, metadata, rest};

#[tokio::test]
async fn a_newer_proposal_replaces_the_open_one_and_starts_the_others_clock() {
    everywhere(async |world| {
        let (_, cancellation, dispute) = disputed(&world).await;
        let request = pb::ProposeSettlementRequest {
            request_id: "p1".into(),
            etag: dispute.etag.clone(),
            ..proposal(&dispute, Party::Seller, 1_500)
        };
        let other = pb::ProposeSettlementRequest {
            amount: Some(money("GBP", 1_600)),
            ..request.clone()
        };
        let first = check_replay!(seller(&world), propose_settlement, request.clone(), other);
        assert_eq!((first.proposals.len(), first.proposals[0].is_closed), (1, false));
        assert_eq!(
            first.proposals[0].accepted_by().collect::<Vec<_>>(),
            [Party::Seller]
        );
        let next = world.cancellation(&cancellation).await.next_deadline.unwrap();
        assert_eq!(
            (next.kind.as_str(), next.party()),
            ("dispute_answer", Party::Buyer)
        );
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_proposal", Party::Seller)
        );
        let stale = pb::ProposeSettlementRequest {
            request_id: String::new(),
            ..request
        };
        assert_eq!(
            code(seller(&world).propose_settlement(stale).await).0,
            Code::Aborted
        );
        world.clock.advance(TimeDelta::days(2));
        let mut buyer = buyer(&world);
        let second = buyer
            .propose_settlement(proposal(&dispute, Party::Buyer, 2_500))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            second.proposals.iter().map(|p| p.is_closed).collect::<Vec<_>>(),
            [true, false]
        );
        let moved = world.cancellation(&cancellation).await.next_deadline.unwrap();
        assert_eq!(
            (moved.kind.as_str(), moved.party()),
            ("dispute_answer", Party::Seller)
        );
        assert!(moved.due_time.unwrap().seconds >= next.due_time.unwrap().seconds + 2 * 86_400);
        assert_eq!(clocks(&world, &cancellation.cancellation_id).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_proposed_beyond_what_the_lines_cost() {
    everywhere(async |world| {
        let (.., dispute) = disputed(&world).await;
        let beyond = seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 4_501))
            .await;
        assert_eq!(metadata(&beyond, "remaining"), "45.00 GBP");
        assert_eq!(
            code(beyond),
            (Code::FailedPrecondition, "AMOUNT_EXCEEDS_REFUNDABLE".to_owned())
        );
        let nothing = seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 0))
            .await;
        assert_eq!(bad_fields(nothing), ["amount"]);
        let dollars = pb::ProposeSettlementRequest {
            amount: Some(money("USD", 100)),
            ..proposal(&dispute, Party::Seller, 1)
        };
        assert_eq!(
            bad_fields(seller(&world).propose_settlement(dollars).await),
            ["amount"]
        );
        seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 4_500))
            .await
            .unwrap();
        rule(&world, ruling(&dispute, pb::RulingFor::Seller, None))
            .await
            .unwrap();
        let late = seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 1))
            .await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_seller_does_not_settle_for_the_other_sellers() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let approved = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let opened = buyer(&world).open_dispute(opening(&approved, Party::Buyer)).await;
        // Kajet gives all of it back without a seller's own terms: nothing is left to dispute.
        assert_eq!(
            code(opened),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let with_shipping = Draft::kajet().with(|request| {
            request.lines[1].seller_id = "sel_a".into();
            request.lines.push(crate::draft::line("GBP", "sel_c", 1, 700));
        });
        world.shelf.publish_terms("kajet", "sel_a", TERMS);
        let order = world.paid(with_shipping).await;
        let approved = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let dispute = buyer(&world)
            .open_dispute(opening(&approved, Party::Buyer))
            .await
            .unwrap()
            .into_inner();
        let alone = seller(&world)
            .propose_settlement(proposal(&dispute, Party::Seller, 1))
            .await;
        assert_eq!(
            code(alone),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let mut agent = world.bound("kajet", Role::Agent, "agt");
        agent
            .propose_settlement(proposal(&dispute, Party::Seller, 1))
            .await
            .unwrap();
    })
    .await;
}

const TERMS: &str = r#"
[terms]
edition = "2026-03"
name = "Eighty"

[[case]]
case = "cancel-in-window"
refund = "eighty-percent"
"#;

#[tokio::test]
async fn a_proposal_that_nobody_answers_is_told_to_the_platform() {
    everywhere(async |mut world| {
        let running = world.start();
        let (.., dispute) = disputed(&world).await;
        buyer(&world)
            .propose_settlement(proposal(&dispute, Party::Buyer, 2_500))
            .await
            .unwrap();
        world.clock.advance(TimeDelta::days(7));
        rest(&running).await;
        let passed = last_change(&world).await;
        assert_eq!(
            (passed.change.as_str(), passed.deadline.unwrap().kind.as_str()),
            ("deadline_passed", "dispute_answer")
        );
        let now = read(&world, &dispute).await;
        assert_eq!(
            (now.state(), now.is_escalated, now.proposals[0].is_closed),
            (pb::DisputeState::Open, false, false)
        );
        running.stop().await;
    })
    .await;
}
