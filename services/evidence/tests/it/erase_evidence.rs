//! EraseEvidence: bytes and words go, the chain stays.

use redress_contracts::redress::evidence::v1::{
    EraseEvidenceRequest, Evidence, EvidenceState, Signals, Variant, Verdict,
};
use redress_rpc::Caller;
use tonic::{Code, Status};

use crate::media::{exif, jpeg_with, picture, segment};
use crate::owners::{OTHER_RETURN, RETURN};
use crate::review_evidence::review;
use crate::world::{World, agent, buyer, everywhere, fields, reason, seller, stranger};

pub async fn erase(world: &World, caller: Caller, piece: &Evidence) -> Result<Evidence, Status> {
    send(world, caller, request(world, piece)).await
}

fn request(world: &World, piece: &Evidence) -> EraseEvidenceRequest {
    EraseEvidenceRequest {
        request_id: world.request_id(),
        evidence_id: piece.evidence_id.clone(),
        reason: "Mara asked for it".to_owned(),
        etag: String::new(),
    }
}

async fn send(world: &World, caller: Caller, request: EraseEvidenceRequest) -> Result<Evidence, Status> {
    let reply = world.client(caller).erase_evidence(request).await?;
    Ok(reply.into_inner())
}

fn telling_photo() -> Vec<u8> {
    let app1 = segment(0xe1, &[b"Exif\0\0", &exif(1, "2026:05:01 10:00:00")[..]].concat());
    jpeg_with(&picture(1, 64, 48), &app1)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_is_left_and_the_record_holds() {
    everywhere(async |world| {
        let piece = world.photo(&telling_photo()).await;
        review(world, agent(), &piece, Verdict::Refuse).await.unwrap();
        assert_eq!(
            (world.files("originals").len(), world.files("thumbnails").len()),
            (1, 1)
        );
        let erased = erase(world, agent(), &piece).await.unwrap();
        assert_eq!(erased.state(), EvidenceState::Erased);
        world.rest().await;
        assert!(world.files("originals").is_empty() && world.files("thumbnails").is_empty());

        let seen = world.get(agent(), &piece.evidence_id).await.unwrap();
        assert!(seen.file_name.is_empty() && seen.description.is_empty());
        assert!(!seen.has_copy && !seen.has_thumbnail);
        assert_eq!(seen.signals, Some(Signals::default()));
        assert!(seen.review.unwrap().reason.is_empty());
        assert!(seen.erase_time.is_some());
        for variant in [Variant::Original, Variant::Copy, Variant::Thumbnail] {
            let refused = world
                .download(agent(), &piece.evidence_id, variant)
                .await
                .unwrap_err();
            assert_eq!(reason(&refused), "VARIANT_MISSING");
        }
        let told = world.changes_of(RETURN).await.pop().unwrap();
        assert_eq!((told.change.as_str(), told.audience.len()), ("erased", 0));
        let record = world.records_of(RETURN).await.pop().unwrap();
        assert_eq!(
            (record.action.as_str(), record.actor.as_str()),
            ("erased", "kakaclo/agent/ada")
        );
        assert!(!record.detail.contains("Mara"));
        // The world's end verifies the chain.
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_stored_before_say_nothing_any_more() {
    everywhere(async |world| {
        let bytes = telling_photo();
        let asked = world.declaration(RETURN, "product_photo", "mara.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        world
            .send(buyer(), &upload.upload_id, vec![(0, bytes)])
            .await
            .unwrap();
        let finish = redress_contracts::redress::evidence::v1::FinishUploadRequest {
            request_id: "finish".to_owned(),
            upload_id: upload.upload_id,
        };
        let mut client = world.client(buyer());
        let piece = client.finish_upload(finish.clone()).await.unwrap().into_inner();
        assert_eq!(piece.file_name, "mara.jpg");
        erase(world, agent(), &piece).await.unwrap();
        let again = client.finish_upload(finish).await.unwrap().into_inner();
        assert_eq!(again.evidence_id, piece.evidence_id);
        assert!(again.file_name.is_empty() && again.description.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_stay_as_long_as_another_piece_has_them() {
    everywhere(async |world| {
        let bytes = telling_photo();
        let one = world.photo(&bytes).await;
        let about = (OTHER_RETURN, "product_photo", "again.jpg");
        let other = world.bring(buyer(), about, &bytes).await.unwrap();
        world.rest().await;
        assert_eq!(world.files("originals").len(), 1);
        erase(world, agent(), &one).await.unwrap();
        world.rest().await;
        let kept = world
            .download(buyer(), &other.evidence_id, Variant::Original)
            .await;
        assert_eq!(kept.unwrap(), bytes);
        let signals = world
            .get(agent(), &other.evidence_id)
            .await
            .unwrap()
            .signals
            .unwrap();
        assert!(signals.same_file_case_ids.is_empty() && signals.same_picture_case_ids.is_empty());
        erase(world, agent(), &other).await.unwrap();
        world.rest().await;
        assert!(world.files("originals").is_empty());
        // What was erased may come again.
        world.photo(&bytes).await;
        assert_eq!(world.files("originals").len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_happens_once_per_request_on_what_was_read() {
    everywhere(async |world| {
        let piece = world.photo(&telling_photo()).await;
        let stale = EraseEvidenceRequest {
            etag: "AAAAAAAAAAAA".to_owned(),
            ..request(world, &piece)
        };
        let refused = send(world, agent(), stale).await.unwrap_err();
        assert_eq!(refused.code(), Code::Aborted);
        let asked = EraseEvidenceRequest {
            etag: piece.etag.clone(),
            ..request(world, &piece)
        };
        let erased = send(world, agent(), asked.clone()).await.unwrap();
        assert_eq!(send(world, agent(), asked.clone()).await.unwrap(), erased);
        let changed = EraseEvidenceRequest {
            reason: "another".to_owned(),
            ..asked
        };
        let reused = send(world, agent(), changed).await.unwrap_err();
        assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
        let again = erase(world, agent(), &piece).await.unwrap_err();
        assert_eq!(reason(&again), "ILLEGAL_TRANSITION");
        let judged = review(world, agent(), &piece, Verdict::Accept).await.unwrap_err();
        assert_eq!(reason(&judged), "ILLEGAL_TRANSITION");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_staff_erase_and_say_why() {
    everywhere(async |world| {
        let piece = world.photo(&telling_photo()).await;
        for caller in [buyer(), seller()] {
            let refused = erase(world, caller, &piece).await.unwrap_err();
            assert_eq!(refused.code(), Code::PermissionDenied);
        }
        let foreign = erase(world, stranger(), &piece).await.unwrap_err();
        assert_eq!(foreign.code(), Code::NotFound);
        let refused = send(world, agent(), EraseEvidenceRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), ["request_id", "evidence_id", "reason"]);
    })
    .await;
}
