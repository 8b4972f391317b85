//! RequestReturn: eligible, not eligible, or what is missing; and no unit twice.

use redress_contracts::redress::policies::v1::{Ground, Outcome, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::world::{
    ask, bad_fields, camera, code, days, dresses, everywhere, fan, metadata, minor, receipt, rest, router,
    shipped, time,
};

#[tokio::test]
async fn what_is_left_to_the_platform_waits_for_it_with_a_clock() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let request = ask("ord_1", Ground::ChangeOfMind, &[("1", 1)]);
        let other = ask("ord_1", Ground::ChangeOfMind, &[("2", 1)]);
        let asked = check_replay!(world.operator(), request_return, request, other);
        assert_eq!(asked.state(), pb::ReturnState::UnderReview);
        let decision = asked.decision.clone().unwrap();
        assert_eq!(decision.outcome(), Outcome::NeedsPlatform);
        assert_eq!(minor(&decision.breakdown.unwrap().amount), 19_900);
        assert!(asked.rma_number.is_empty() && asked.destination.is_none());
        assert!(
            asked
                .deadlines
                .iter()
                .any(|clock| clock.kind == "platform_decision")
        );
        assert!(asked.clause_ids.iter().any(|id| id == "KW-04"));
        let changes = world.changes().await;
        assert_eq!(changes[0].0, "return_requested");
        assert!(changes[0].1.contains(&Party::Platform) && changes[0].1.contains(&Party::Seller));
        assert_eq!(changes[1].0, "return_under_review");
    })
    .await;
}

#[tokio::test]
async fn each_field_that_the_policy_asks_for_is_named() {
    everywhere(async |world| {
        world.neighbours.keep_order(router("ord_1", true));
        let mut request = ask("ord_1", Ground::OrderedWrongItem, &[]);
        request.contact = None;
        request.invoice.clear();
        let mut named = bad_fields(world.operator().request_return(request).await);
        named.sort_unstable();
        assert_eq!(
            named,
            ["contact.email", "contact.name", "contact.phone", "invoice"]
        );
    })
    .await;
}

#[tokio::test]
async fn a_refusal_says_why_and_its_decision_is_kept() {
    everywhere(async |world| {
        world.neighbours.keep_order(dresses("ord_1", true));
        world.clock.advance(days(31));
        let late = world
            .operator()
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[]))
            .await;
        assert!(metadata(&late, "clauses").contains("KC-02"));
        assert!(!metadata(&late, "window_close_time").is_empty());
        let decision_id = metadata(&late, "decision_id");
        assert_eq!(code(late), (Code::FailedPrecondition, "WINDOW_CLOSED".to_owned()));
        let request = pb::GetReturnDecisionRequest { decision_id };
        let kept = world
            .operator()
            .get_return_decision(request)
            .await
            .unwrap()
            .into_inner();
        assert!(kept.is_reproduced);
        assert_eq!(kept.decision.unwrap().outcome(), Outcome::Refused);
        assert_eq!(world.changes().await, []);
    })
    .await;
}

#[tokio::test]
async fn what_lacks_evidence_waits_for_it() {
    everywhere(async |world| {
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::DamagedOnArrival, &[])).await;
        assert_eq!(asked.state(), pb::ReturnState::AwaitingEvidence);
        assert_eq!(asked.lines[0].quantity, 2);
        let missing = asked.decision.unwrap().evidence;
        assert_eq!(missing.iter().filter(|need| !need.satisfied).count(), 2);
        assert_eq!(asked.deadlines[0].kind, "evidence");
        assert_eq!(world.count("evidence_asked").await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_policy_allows_is_approved_at_once() {
    everywhere(async |world| {
        world.neighbours.keep_order(router("ord_1", false));
        let claim = world.asked(ask("ord_1", Ground::RefusedAtDoor, &[])).await;
        assert_eq!(claim.state(), pb::ReturnState::AwaitingParcel);
        assert_eq!(
            (claim.decided_by(), claim.return_payer()),
            (Party::System, Party::Buyer)
        );
        assert_eq!(claim.approved_remedy(), Remedy::PartialRefund);
        assert!(claim.rma_number.is_empty(), "a claim needs no return number");
        let received = world
            .operator()
            .receive_parcel(receipt(&claim, &[]))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(received.state(), pb::ReturnState::Received);
    })
    .await;
}

#[tokio::test]
async fn foreign_orders_and_lines_are_not_found() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let request = ask("ord_1", Ground::ChangeOfMind, &[]);
        for mut client in [
            world.bound("kwoking", Role::Buyer, "byr_other"),
            world.bound("kajet", Role::Agent, "ann"),
        ] {
            let answer = client.request_return(request.clone()).await;
            assert_eq!(code(answer), (Code::NotFound, "NOT_FOUND".to_owned()));
        }
        let auditor = world
            .bound("kwoking", Role::Auditor, "audit")
            .request_return(request)
            .await;
        assert_eq!(
            code(auditor),
            (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
        );
        let mut own = ask("ord_1", Ground::ChangeOfMind, &[("1", 1)]);
        own.requested_by = Party::Unspecified.into();
        let mine = world
            .bound("kwoking", Role::Buyer, "byr_mara")
            .request_return(own)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(mine.requested_by(), Party::Buyer);
    })
    .await;
}

#[tokio::test]
async fn a_return_has_one_seller() {
    everywhere(async |world| {
        let items = [("sel_a", 1, 2_200), ("sel_b", 1, 3_000)];
        let order = shipped("ord_1", ("kakaclo", "USD", "US"), &items, true);
        world.neighbours.keep_order(order);
        for (lines, path) in [
            (&[][..], "lines"),
            (&[("1", 1), ("2", 1)][..], "lines[1].line_id"),
        ] {
            let request = ask("ord_1", Ground::ChangeOfMind, lines);
            assert_eq!(bad_fields(world.operator().request_return(request).await), [path]);
        }
        let foreign = world
            .bound("kakaclo", Role::Seller, "sel_b")
            .request_return(pb::RequestReturnRequest {
                requested_by: Party::Unspecified.into(),
                ..ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])
            })
            .await;
        assert_eq!(bad_fields(foreign), ["lines[0].line_id"]);
        let own = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)])).await;
        assert_eq!(own.seller_id, "sel_b");
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_late_is_escalated_to_the_platform() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(fan("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::Defective, &[])).await;
        let due = asked
            .deadlines
            .iter()
            .find(|clock| clock.kind == "response")
            .unwrap();
        assert_eq!(due.clause_ids, ["KV-05"]);
        world.clock.set(time(&due.due_time));
        rest(&running).await;
        assert!(world.found(&asked).await.is_escalated);
        running.stop().await;
    })
    .await;
}
