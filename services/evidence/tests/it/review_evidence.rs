//! ReviewEvidence: the party that the policy names judges, and nobody else.

use redress_contracts::redress::evidence::v1::{Evidence, EvidenceState, ReviewEvidenceRequest, Verdict};
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::{Caller, Role};
use tonic::{Code, Status};

use crate::media::{jpeg, picture};
use crate::owners::{MARKETPLACE, RETURN};
use crate::world::{
    World, agent, buyer, detail, everywhere, fields, other_seller, reason, seller, stranger, with_policy,
};

pub async fn review(
    world: &World,
    caller: Caller,
    piece: &Evidence,
    verdict: Verdict,
) -> Result<Evidence, Status> {
    let request = request(world, piece, verdict);
    send(world, caller, request).await
}

fn request(world: &World, piece: &Evidence, verdict: Verdict) -> ReviewEvidenceRequest {
    ReviewEvidenceRequest {
        request_id: world.request_id(),
        evidence_id: piece.evidence_id.clone(),
        verdict: verdict.into(),
        reason: "the label cannot be read".to_owned(),
        etag: String::new(),
    }
}

async fn send(world: &World, caller: Caller, request: ReviewEvidenceRequest) -> Result<Evidence, Status> {
    let reply = world.client(caller).review_evidence(request).await?;
    Ok(reply.into_inner())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_alone_judges_and_cites_the_clause() {
    everywhere(async |world| {
        let piece = world.photo(&jpeg(&picture(1, 32, 24))).await;
        for caller in [buyer(), seller()] {
            let refused = review(world, caller, &piece, Verdict::Accept).await.unwrap_err();
            assert_eq!(refused.code(), Code::PermissionDenied);
            assert_eq!(detail(&refused, "allowed_parties"), "platform");
        }
        let finance = Caller::new(Some(MARKETPLACE), Role::Finance, "fin");
        let refused = review(world, finance, &piece, Verdict::Accept).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        for (verdict, state, change) in [
            (Verdict::AskAgain, EvidenceState::AskedAgain, "asked_again"),
            (Verdict::Refuse, EvidenceState::Refused, "refused"),
            (Verdict::Accept, EvidenceState::Accepted, "accepted"),
        ] {
            let judged = review(world, agent(), &piece, verdict).await.unwrap();
            assert_eq!(judged.state(), state);
            let judgement = judged.review.unwrap();
            assert_eq!(judgement.verdict(), verdict);
            assert_eq!(judgement.reason, "the label cannot be read");
            assert_eq!(judgement.party(), Party::Platform);
            assert!(judgement.clause_ids.iter().any(|clause| clause == "KC-05"));
            let told = world.changes_of(RETURN).await.pop().unwrap();
            assert_eq!(told.change, change);
            assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer]);
            assert!(told.evidence.unwrap().review.unwrap().reason.is_empty());
            let record = world.records_of(RETURN).await.pop().unwrap();
            assert_eq!(record.action, change);
            assert!(record.detail.contains("KC-05") && !record.detail.contains("label"));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_party_judges_where_the_policy_says_so() {
    let to_seller = |source: &str| {
        source.replace(
            "evidence_judged_by = \"platform\"",
            "evidence_judged_by = \"seller\"",
        )
    };
    with_policy(to_seller, async |world| {
        let piece = world.photo(&jpeg(&picture(1, 32, 24))).await;
        for caller in [buyer(), agent()] {
            let refused = review(world, caller, &piece, Verdict::Accept).await.unwrap_err();
            assert_eq!(detail(&refused, "allowed_parties"), "seller");
        }
        let refused = review(world, other_seller(), &piece, Verdict::Accept).await;
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
        let judged = review(world, seller(), &piece, Verdict::Accept).await.unwrap();
        assert_eq!(judged.review.unwrap().party(), Party::Seller);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_judgement_is_made_once_per_request_on_what_was_read() {
    everywhere(async |world| {
        let piece = world.photo(&jpeg(&picture(1, 32, 24))).await;
        let asked = ReviewEvidenceRequest {
            etag: piece.etag.clone(),
            ..request(world, &piece, Verdict::Refuse)
        };
        let judged = send(world, agent(), asked.clone()).await.unwrap();
        assert_eq!(send(world, agent(), asked.clone()).await.unwrap(), judged);
        let changed = ReviewEvidenceRequest {
            reason: "another".to_owned(),
            ..asked.clone()
        };
        let reused = send(world, agent(), changed).await.unwrap_err();
        assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
        let stale = ReviewEvidenceRequest {
            request_id: world.request_id(),
            verdict: Verdict::Accept.into(),
            ..asked
        };
        let refused = send(world, agent(), stale).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::Aborted, "STALE_ETAG")
        );
        let repeated = review(world, agent(), &piece, Verdict::Refuse).await.unwrap_err();
        assert_eq!(reason(&repeated), "ILLEGAL_TRANSITION");
        assert_eq!(detail(&repeated, "state"), "refused");
        assert_eq!(world.records_of(RETURN).await.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_is_named_and_a_no_needs_its_reason() {
    everywhere(async |world| {
        let refused = send(world, agent(), ReviewEvidenceRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), ["request_id", "evidence_id", "verdict"]);
        let piece = world.photo(&jpeg(&picture(1, 32, 24))).await;
        for (verdict, is_taken) in [
            (Verdict::Refuse, false),
            (Verdict::AskAgain, false),
            (Verdict::Accept, true),
        ] {
            let wordless = ReviewEvidenceRequest {
                reason: String::new(),
                ..request(world, &piece, verdict)
            };
            match send(world, agent(), wordless).await {
                Ok(_) => assert!(is_taken),
                Err(refused) => assert_eq!((fields(&refused), is_taken), (vec!["reason".to_owned()], false)),
            }
        }
        let foreign = review(world, stranger(), &piece, Verdict::Refuse)
            .await
            .unwrap_err();
        assert_eq!(foreign.code(), Code::NotFound);
    })
    .await;
}
