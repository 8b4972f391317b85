//! WatchEvidence: each piece of a case now, and again after each change.

use redress_contracts::redress::evidence::v1::{EvidenceState, Verdict, WatchEvidenceRequest};
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::RETURN;
use crate::review_evidence::review;
use crate::world::{agent, everywhere, seller, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn a_watcher_sees_what_is_there_and_what_comes() {
    everywhere(async |world| {
        let first = world.photo(&jpeg(&picture(1, 32, 24))).await;
        let request = WatchEvidenceRequest {
            case_id: RETURN.to_owned(),
        };
        let mut pieces = world
            .client(seller())
            .watch_evidence(request)
            .await
            .unwrap()
            .into_inner();
        let mut next = async || {
            let piece = pieces.message().await.unwrap().unwrap();
            assert_eq!(piece.signals, None);
            (piece.evidence_id.clone(), piece.state())
        };
        assert_eq!(next().await, (first.evidence_id.clone(), EvidenceState::Added));
        let second = world.photo(&jpeg(&picture(2, 32, 24))).await;
        assert_eq!(next().await, (second.evidence_id, EvidenceState::Added));
        review(world, agent(), &first, Verdict::Refuse).await.unwrap();
        assert_eq!(next().await, (first.evidence_id, EvidenceState::Refused));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_can_be_seen_can_be_watched() {
    everywhere(async |world| {
        let request = WatchEvidenceRequest {
            case_id: RETURN.to_owned(),
        };
        let refused = world
            .client(stranger())
            .watch_evidence(request)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let nameless = world
            .client(agent())
            .watch_evidence(WatchEvidenceRequest::default())
            .await
            .unwrap_err();
        assert_eq!(nameless.code(), Code::InvalidArgument);
    })
    .await;
}
