//! OpenDispute.

use chrono::TimeDelta;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use redress_rpc::convert::time_from_wire;
use tonic::Code;

use crate::check_replay;
use crate::disputed::{
    approved, buyer, clocks, disputed, last_change, opening, read, refused, seller, waiting,
};
use crate::draft::Draft;
use crate::world::{ask, bad_fields, code, everywhere, rest, start, wire};

fn precondition() -> (Code, String) {
    (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
}

#[tokio::test]
async fn a_dispute_holds_the_goods_and_starts_the_platforms_clock() {
    everywhere(async |world| {
        let (order, cancellation) = refused(&world).await;
        let request = pb::OpenDisputeRequest {
            request_id: "d1".into(),
            ..opening(&cancellation, Party::Buyer)
        };
        let other = pb::OpenDisputeRequest {
            statement: "Something else.".into(),
            ..request.clone()
        };
        let dispute = check_replay!(buyer(&world), open_dispute, request, other);
        let due = start() + TimeDelta::hours(30) + TimeDelta::days(14);
        // Days end at midnight in the pack's time zone, which is an hour ahead of UTC by then.
        let judged = time_from_wire(dispute.judgement_due_time.as_ref().unwrap()).unwrap();
        assert!(judged >= due && judged - due < TimeDelta::days(1), "{judged}");
        assert_eq!(
            (dispute.state(), dispute.opened_by()),
            (pb::DisputeState::Open, Party::Buyer)
        );
        assert_eq!(dispute.statements[0].evidence_refs, ["order summary"]);
        assert_eq!(dispute.clause_ids, ["KJ-07", "KJ-06"]);
        let now = world.cancellation(&cancellation).await;
        assert_eq!(
            (now.state(), &now.dispute_id),
            (pb::CancellationState::Disputed, &dispute.dispute_id)
        );
        assert_eq!(now.next_deadline.unwrap().kind, "judgement");
        let held = world.order(&order).await;
        assert_eq!(held.lines[0].requested_quantity, 2);
        assert_eq!(held.next_deadline.unwrap().due_time, dispute.judgement_due_time);
        assert_eq!(code(world.ship(&order, &[]).await).0, Code::FailedPrecondition);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_opened", Party::Buyer)
        );
        assert_eq!(told.dispute, Some(dispute.clone()));
        let audience: Vec<Party> = told.audience().collect();
        assert!(
            audience.contains(&Party::Seller) && audience.contains(&Party::Platform),
            "{audience:?}"
        );
        assert_eq!(
            clocks(&world, &cancellation.cancellation_id).await,
            ["/judgement/warning", "/judgement"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_cancellation_has_one_dispute_and_its_end_is_final() {
    everywhere(async |world| {
        let (_, cancellation, dispute) = disputed(&world).await;
        let again = world
            .operator()
            .open_dispute(opening(&cancellation, Party::Seller))
            .await;
        assert!(
            again
                .as_ref()
                .unwrap_err()
                .message()
                .contains(&dispute.dispute_id)
        );
        assert_eq!(code(again), precondition());
        let request = crate::disputed::ruling(&dispute, pb::RulingFor::Seller, None);
        crate::disputed::rule(&world, request).await.unwrap();
        let again = world
            .operator()
            .open_dispute(opening(&cancellation, Party::Buyer))
            .await;
        assert_eq!(code(again), precondition());
    })
    .await;
}

#[tokio::test]
async fn who_may_dispute_follows_from_the_cancellation() {
    everywhere(async |world| {
        let (_, waiting) = waiting(&world).await;
        let in_time = buyer(&world).open_dispute(opening(&waiting, Party::Buyer)).await;
        assert_eq!(code(in_time), precondition());
        let (_, approved) = approved(&world).await;
        let by_seller = seller(&world)
            .open_dispute(opening(&approved, Party::Seller))
            .await;
        assert_eq!(code(by_seller).0, Code::PermissionDenied);
        let by_platform = world
            .operator()
            .open_dispute(opening(&approved, Party::Platform))
            .await;
        assert_eq!(code(by_platform).0, Code::PermissionDenied);
        let for_another = buyer(&world)
            .open_dispute(opening(&approved, Party::Seller))
            .await;
        assert_eq!(bad_fields(for_another), ["opened_by"]);
        let stranger = world.bound("kajet", Role::Buyer, "byr_other");
        let foreign = stranger
            .clone()
            .open_dispute(opening(&approved, Party::Buyer))
            .await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        let auditor = world
            .bound("kajet", Role::Auditor, "aud")
            .open_dispute(opening(&approved, Party::Buyer))
            .await;
        assert_eq!(code(auditor).0, Code::PermissionDenied);
        let empty = pb::OpenDisputeRequest {
            evidence_refs: vec![String::new()],
            ..pb::OpenDisputeRequest::default()
        };
        let bad = bad_fields(buyer(&world).open_dispute(empty).await);
        assert_eq!(bad, ["cancellation_id", "statement", "evidence_refs[0]"]);
        let amount = buyer(&world)
            .open_dispute(opening(&approved, Party::Buyer))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(amount.state(), pb::DisputeState::Open);
    })
    .await;
}

#[tokio::test]
async fn a_pack_without_disputes_offers_none() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let approved = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
            .await
            .unwrap();
        let outcome = world
            .operator()
            .open_dispute(opening(&approved, Party::Buyer))
            .await;
        assert_eq!(
            code(outcome),
            (Code::FailedPrecondition, "DISPUTES_NOT_OFFERED".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_judgement_is_warned_of_and_told_to_be_late_and_can_still_be_given() {
    everywhere(async |mut world| {
        let running = world.start();
        let (_, cancellation, dispute) = disputed(&world).await;
        let due = time_from_wire(dispute.judgement_due_time.as_ref().unwrap()).unwrap();
        rest(&running).await;
        world.clock.set(due - TimeDelta::days(1));
        rest(&running).await;
        let warned = last_change(&world).await;
        assert_eq!(
            (warned.change.as_str(), warned.actor()),
            ("deadline_warning", Party::System)
        );
        assert!(warned.audience().any(|party| party == Party::Platform));
        assert_eq!(warned.deadline.as_ref().unwrap().due_time, wire(due));
        assert!(warned.clause_ids.contains(&"KJ-07".to_owned()));
        assert!(read(&world, &dispute).await.is_escalated);
        world.clock.set(due + TimeDelta::days(30));
        rest(&running).await;
        assert_eq!(last_change(&world).await.change, "deadline_passed");
        let late = read(&world, &dispute).await;
        assert_eq!(
            (late.state(), late.judgement_due_time),
            (pb::DisputeState::Open, wire(due))
        );
        assert_eq!(world.cancellation(&cancellation).await.next_deadline, None);
        let request = crate::disputed::ruling(&dispute, pb::RulingFor::Buyer, None);
        assert_eq!(
            crate::disputed::rule(&world, request).await.unwrap().state(),
            pb::DisputeState::Ruled
        );
        let (.., judged) = disputed(&world).await;
        let request = crate::disputed::ruling(&judged, pb::RulingFor::Seller, None);
        crate::disputed::rule(&world, request).await.unwrap();
        assert!(clocks(&world, &judged.cancellation_id).await.is_empty());
        world.clock.advance(TimeDelta::days(60));
        rest(&running).await;
        assert!(!read(&world, &judged).await.is_escalated);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn who_waited_past_the_deadline_may_dispute() {
    everywhere(async |mut world| {
        let running = world.start();
        let (order, waiting) = waiting(&world).await;
        world.clock.advance(TimeDelta::days(60));
        rest(&running).await;
        assert!(world.cancellation(&waiting).await.is_escalated);
        let dispute = buyer(&world)
            .open_dispute(opening(&waiting, Party::Buyer))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(world.order(&order).await.lines[0].requested_quantity, 2);
        let withdraw = pb::WithdrawCancellationRequest {
            cancellation_id: waiting.cancellation_id.clone(),
            requested_by: Party::Buyer.into(),
            ..pb::WithdrawCancellationRequest::default()
        };
        let late = code(world.operator().withdraw_cancellation(withdraw).await);
        assert_eq!(late, (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned()));
        let kinds = clocks(&world, &dispute.cancellation_id).await;
        assert!(
            kinds.iter().all(|kind| kind.starts_with("/judgement")),
            "{kinds:?}"
        );
        running.stop().await;
    })
    .await;
}
