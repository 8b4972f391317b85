//! What becomes of a return by the evidence that is added, judged and erased.

use redress_contracts::redress::policies::v1::{Ground, Outcome, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;

use crate::world::{ask, camera, days, dresses, everywhere, fan, minor, rest, start, time};

#[tokio::test]
async fn it_is_reviewed_once_all_is_there_and_goes_back_when_a_piece_is_refused() {
    everywhere(async |world| {
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::DamagedOnArrival, &[])).await;
        let photo = ("evd_1", "product_photo");
        for step in ["added", "added"] {
            world.evidence(&asked, photo, Party::Buyer, step).await;
        }
        let half = world.found(&asked).await;
        assert_eq!(half.state(), pb::ReturnState::AwaitingEvidence);
        let missing = half.decision.unwrap().evidence;
        assert_eq!(missing.iter().filter(|need| !need.satisfied).count(), 1);
        world
            .evidence(&asked, ("evd_2", "outer_box_label_photo"), Party::Seller, "added")
            .await;
        assert_eq!(
            world.found(&asked).await.state(),
            pb::ReturnState::AwaitingEvidence,
            "it is not the buyer's"
        );
        world
            .evidence(&asked, ("evd_3", "outer_box_label_photo"), Party::Buyer, "added")
            .await;
        let review = world.found(&asked).await;
        assert_eq!(review.state(), pb::ReturnState::UnderReview);
        assert!(review.deadlines.iter().all(|clock| clock.kind != "evidence"));
        world.evidence(&asked, photo, Party::Buyer, "refused").await;
        let back = world.found(&asked).await;
        assert_eq!(back.state(), pb::ReturnState::AwaitingEvidence);
        assert!(back.deadlines.iter().any(|clock| clock.kind == "evidence"));
        assert_eq!(back.evidence[0].state, "refused");
        world.evidence(&asked, photo, Party::Buyer, "accepted").await;
        assert_eq!(world.found(&asked).await.state(), pb::ReturnState::UnderReview);
        world.evidence(&asked, photo, Party::Buyer, "erased").await;
        assert_eq!(world.found(&asked).await.evidence.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_the_policy_itself_grants_is_approved_with_the_last_piece() {
    everywhere(async |world| {
        world.neighbours.keep_order(fan("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::Withdrawal, &[])).await;
        assert_eq!(asked.state(), pb::ReturnState::AwaitingEvidence);
        world
            .evidence(&asked, ("evd_1", "receipt"), Party::Buyer, "added")
            .await;
        let approved = world.found(&asked).await;
        assert_eq!(approved.state(), pb::ReturnState::AwaitingParcel);
        assert_eq!(approved.decided_by(), Party::System);
        world
            .evidence(&asked, ("evd_1", "receipt"), Party::Buyer, "refused")
            .await;
        assert_eq!(
            world.found(&asked).await.state(),
            pb::ReturnState::AwaitingParcel,
            "it is decided"
        );
    })
    .await;
}

#[tokio::test]
async fn without_evidence_in_time_the_platform_decides_and_nothing_is_refused_in_silence() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::NotAsDescribed, &[])).await;
        world.clock.advance(days(6));
        rest(&running).await;
        let changes = world.changes().await;
        let warned = changes
            .iter()
            .find(|(what, _)| what == "deadline_warning")
            .unwrap();
        assert!(warned.1.contains(&Party::Buyer));
        world.clock.advance(days(2));
        rest(&running).await;
        let judged = world.found(&asked).await;
        assert_eq!(judged.state(), pb::ReturnState::UnderReview);
        assert!(judged.clause_ids.contains(&"KC-03".to_owned()));
        assert_eq!(judged.decision.unwrap().outcome(), Outcome::Incomplete);
        world
            .evidence(&asked, ("evd_1", "product_photo"), Party::Buyer, "added")
            .await;
        assert_eq!(world.found(&asked).await.state(), pb::ReturnState::UnderReview);
        let approved = world.approve(&asked, Remedy::Refund).await;
        assert_eq!(approved.state(), pb::ReturnState::AwaitingParcel);
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn without_proof_of_delivery_in_time_the_claim_is_granted_and_refunded() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(dresses("ord_1", false));
        world.clock.advance(days(12));
        let claim = world.asked(ask("ord_1", Ground::NotReceived, &[])).await;
        assert_eq!(claim.state(), pb::ReturnState::UnderReview);
        let proof = claim
            .deadlines
            .iter()
            .find(|clock| clock.kind == "proof_of_delivery")
            .unwrap();
        assert_eq!(
            (proof.party(), proof.clause_ids.clone()),
            (Party::Seller, vec!["KC-15".to_owned()])
        );
        world.clock.set(time(&proof.due_time));
        rest(&running).await;
        let granted = world.found(&claim).await;
        assert_eq!(granted.state(), pb::ReturnState::Remedied);
        assert_eq!(granted.decided_by(), Party::System);
        assert_eq!(
            minor(&world.debts().await[0].breakdown.as_ref().unwrap().amount),
            4_400
        );
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn an_accepted_proof_of_delivery_refuses_the_claim() {
    everywhere(async |mut world| {
        let running = world.start();
        world.neighbours.keep_order(dresses("ord_1", false));
        world.clock.advance(days(12));
        let claim = world.asked(ask("ord_1", Ground::NotReceived, &[])).await;
        let proof = ("evd_1", "proof_of_delivery");
        world.evidence(&claim, proof, Party::Seller, "added").await;
        let shown = world.found(&claim).await;
        assert!(
            shown
                .deadlines
                .iter()
                .all(|clock| clock.kind != "proof_of_delivery")
        );
        world.evidence(&claim, proof, Party::Seller, "refused").await;
        let again = world.found(&claim).await;
        assert!(
            again
                .deadlines
                .iter()
                .any(|clock| clock.kind == "proof_of_delivery")
        );
        world.evidence(&claim, proof, Party::Seller, "accepted").await;
        let refused = world.found(&claim).await;
        assert_eq!(
            (refused.state(), refused.is_closed),
            (pb::ReturnState::Refused, true)
        );
        assert!(refused.clause_ids.contains(&"KC-15".to_owned()));
        world.clock.set(start() + days(100));
        rest(&running).await;
        assert!(world.debts().await.is_empty());
        running.stop().await;
    })
    .await;
}

#[tokio::test]
async fn evidence_for_a_decided_return_is_noted_and_changes_nothing() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let approved = world.approved().await;
        world
            .evidence(&approved, ("evd_1", "shipping_receipt"), Party::Buyer, "added")
            .await;
        let noted = world.found(&approved).await;
        assert_eq!(
            (noted.state(), noted.evidence.len()),
            (pb::ReturnState::AwaitingParcel, 1)
        );
        assert_eq!(noted.decision, approved.decision);
    })
    .await;
}
