//! FinishUpload: the bytes become evidence, or are refused with the reason.

use redress_contracts::redress::evidence::v1::{EvidenceState, FinishUploadRequest, UploadState};
use redress_contracts::redress::policies::v1::Party;
use redress_evidence::Config;
use tonic::Code;

use crate::media::{exif, jpeg, jpeg_with, one_of_each, picture, segment};
use crate::owners::RETURN;
use crate::world::{agent, buyer, detail, everywhere, in_chunks, reason, seller, sha256, start, with_config};

#[tokio::test(flavor = "multi_thread")]
async fn every_type_that_is_taken_becomes_evidence() {
    everywhere(async |world| {
        for (media_type, kind, bytes) in one_of_each() {
            let about = (RETURN, kind, "file");
            let piece = world.bring(buyer(), about, &bytes).await.unwrap();
            assert_eq!(piece.media_type, media_type);
            assert_eq!(piece.state(), EvidenceState::Added);
            assert_eq!(piece.size_bytes, i64::try_from(bytes.len()).unwrap());
            assert_eq!(piece.sha256, sha256(&bytes));
            assert_eq!(piece.has_copy, media_type != "application/pdf", "{media_type}");
            assert_eq!(piece.no_copy_reason.is_empty(), piece.has_copy);
            let is_decoded = ["image/jpeg", "image/png", "image/webp", "image/gif"].contains(&media_type);
            assert_eq!(piece.has_thumbnail, is_decoded, "{media_type}");
            let sides = match media_type {
                "video/mp4" | "video/quicktime" | "video/webm" => (640, 360),
                "image/heic" | "image/avif" | "application/pdf" => (0, 0),
                _ => (64, 48),
            };
            assert_eq!((piece.width, piece.height), sides, "{media_type}");
        }
        world.rest().await;
        assert!(world.files("parts").is_empty());
        assert_eq!(world.files("originals").len(), 10);
        assert_eq!(world.files("thumbnails").len(), 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_told_and_recorded() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let piece = world.photo(&bytes).await;
        let changes = world.changes_of(RETURN).await;
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].change, "added");
        assert_eq!(
            changes[0].audience().collect::<Vec<_>>(),
            [Party::Seller, Party::Platform]
        );
        let told = changes[0].evidence.clone().unwrap();
        assert_eq!(told.evidence_id, piece.evidence_id);
        // What an erasure has to reach is not in what was told.
        assert!(told.file_name.is_empty() && told.description.is_empty() && told.signals.is_none());
        let records = world.records_of(RETURN).await;
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].action, "added");
        assert_eq!(records[0].actor, "kakaclo/buyer/mara");
        assert_eq!(records[0].party(), Party::Buyer);
        assert!(records[0].detail.contains(&piece.sha256));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_returns_the_same_evidence() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        let chunks = in_chunks(&bytes, 500);
        world.send(buyer(), &upload.upload_id, chunks).await.unwrap();
        let request = FinishUploadRequest {
            request_id: "finish".to_owned(),
            upload_id: upload.upload_id.clone(),
        };
        let mut client = world.client(buyer());
        let piece = client.finish_upload(request.clone()).await.unwrap().into_inner();
        let again = client.finish_upload(request.clone()).await.unwrap().into_inner();
        assert_eq!(piece, again);
        assert_eq!(piece.file_name, "a.jpg");
        let other = FinishUploadRequest {
            request_id: "finish-again".to_owned(),
            ..request
        };
        let refused = client.finish_upload(other).await.unwrap_err();
        assert_eq!(reason(&refused), "ILLEGAL_TRANSITION");
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let second = world.open(buyer(), asked).await.unwrap();
        let reused = FinishUploadRequest {
            request_id: "finish".to_owned(),
            upload_id: second.upload_id,
        };
        world
            .send(buyer(), &reused.upload_id, in_chunks(&bytes, 500))
            .await
            .unwrap();
        let refused = client.finish_upload(reused).await.unwrap_err();
        assert_eq!(reason(&refused), "REQUEST_ID_REUSED");
        // The bytes are still there for a request id of its own.
        assert_eq!(world.files("parts").len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_whole_yet_says_where_to_go_on() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        for (sent, expected) in [(0, "0"), (300, "300")] {
            if sent > 0 {
                let chunks = vec![(0, bytes[..sent].to_vec())];
                world.send(buyer(), &upload.upload_id, chunks).await.unwrap();
            }
            let refused = world.finish(buyer(), &upload.upload_id).await.unwrap_err();
            assert_eq!(refused.code(), Code::FailedPrecondition);
            assert_eq!(detail(&refused, "expected_offset"), expected);
        }
        let chunks = vec![(300, bytes[300..].to_vec())];
        world.send(buyer(), &upload.upload_id, chunks).await.unwrap();
        world.finish(buyer(), &upload.upload_id).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_bytes_than_declared_are_refused_and_gone() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let mut asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        asked.sha256 = sha256(b"something else").to_uppercase();
        let upload = world.open(buyer(), asked).await.unwrap();
        world
            .send(buyer(), &upload.upload_id, in_chunks(&bytes, 500))
            .await
            .unwrap();
        let refused = world.finish(buyer(), &upload.upload_id).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(reason(&refused), "CHECKSUM_MISMATCH");
        assert!(refused.message().contains(&sha256(&bytes)));
        world.rest().await;
        assert!(world.files("parts").is_empty() && world.files("originals").is_empty());
        // The same is said to whoever asks again.
        let again = world.finish(buyer(), &upload.upload_id).await.unwrap_err();
        assert_eq!(again.message(), refused.message());
        let upload = crate::get_upload::get(world, buyer(), &upload.upload_id)
            .await
            .unwrap();
        assert_eq!(upload.state(), UploadState::Refused);
        assert_eq!(upload.refusal, refused.message());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_closed_meanwhile_takes_none() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        world
            .send(buyer(), &upload.upload_id, in_chunks(&bytes, 500))
            .await
            .unwrap();
        world.owners.close(RETURN);
        let refused = world.finish(buyer(), &upload.upload_id).await.unwrap_err();
        assert_eq!(
            (refused.code(), detail(&refused, "state").as_str()),
            (Code::FailedPrecondition, "closed")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_takes_the_files_that_can_show_it() {
    everywhere(async |world| {
        for (kind, takes) in [
            ("product_photo", ["image"].as_slice()),
            ("packaging_video", &["video"]),
            ("invoice", &["image", "application"]),
            ("proof_of_delivery", &["image", "application"]),
            ("serial_plate", &["image", "video", "application"]),
        ] {
            for (media_type, _, bytes) in one_of_each() {
                let brought = world.bring(buyer(), (RETURN, kind, "file"), &bytes).await;
                let class = media_type.split('/').next().unwrap();
                match brought {
                    Ok(_) => assert!(takes.contains(&class), "{kind} {media_type}"),
                    Err(refused) => {
                        assert!(!takes.contains(&class), "{kind} {media_type}");
                        assert_eq!(detail(&refused, "flaw"), "not_of_kind");
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_per_kind_of_file() {
    let config = Config {
        max_picture_bytes: 500,
        max_video_bytes: 400,
        max_document_bytes: 200,
        ..Config::default()
    };
    with_config(config, async |world| {
        for (_, kind, bytes) in one_of_each() {
            let asked = world.declaration(RETURN, kind, "file", &bytes);
            let most = match kind {
                "product_photo" | "receipt" => 500,
                _ => 400,
            };
            let opened = world.open(buyer(), asked).await;
            assert_eq!(opened.is_ok(), bytes.len() <= most, "{kind} {}", bytes.len());
        }
        let refused = world
            .bring(buyer(), (RETURN, "receipt", "file"), &crate::media::pdf())
            .await
            .unwrap_err();
        assert_eq!(detail(&refused, "flaw"), "too_large");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_file_says_of_itself_is_for_the_reviewer_only() {
    everywhere(async |world| {
        for (time, is_before) in [("2026:04:20 10:00:00", true), ("2026:05:03 10:00:00", false)] {
            let tiff = exif(6, time);
            let app1 = segment(0xe1, &[b"Exif\0\0", &tiff[..]].concat());
            let bytes = jpeg_with(&picture(1, 64, 48), &app1);
            let about = (RETURN, "product_photo", "holiday.pdf");
            let piece = world.bring(buyer(), about, &bytes).await.unwrap();
            assert_eq!(piece.signals, None);
            // Turned the right way up.
            assert_eq!((piece.width, piece.height), (48, 64));
            let seen = world.get(seller(), &piece.evidence_id).await.unwrap();
            assert_eq!(seen.signals, None);
            let signals = world
                .get(agent(), &piece.evidence_id)
                .await
                .unwrap()
                .signals
                .unwrap();
            assert!(signals.has_location && signals.is_name_misleading);
            assert_eq!(signals.is_taken_before_order, is_before);
            assert!(signals.capture_time.unwrap().seconds < start().timestamp());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_has_so_much_evidence_and_no_more() {
    let config = Config {
        max_evidence: 1,
        ..Config::default()
    };
    with_config(config, async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        // Both are open before either is there.
        let mut opened = Vec::new();
        for _ in 0..2 {
            let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
            let upload = world.open(buyer(), asked).await.unwrap();
            world
                .send(buyer(), &upload.upload_id, in_chunks(&bytes, 500))
                .await
                .unwrap();
            opened.push(upload.upload_id);
        }
        world.finish(buyer(), &opened[0]).await.unwrap();
        let refused = world.finish(buyer(), &opened[1]).await.unwrap_err();
        assert_eq!(reason(&refused), "QUOTA_EXCEEDED");
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let refused = world.open(buyer(), asked).await.unwrap_err();
        assert_eq!(reason(&refused), "QUOTA_EXCEEDED");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_finished_twice_at_once_becomes_one_piece() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let asked = world.declaration(RETURN, "product_photo", "a.jpg", &bytes);
        let upload = world.open(buyer(), asked).await.unwrap();
        world
            .send(buyer(), &upload.upload_id, in_chunks(&bytes, 500))
            .await
            .unwrap();
        let finishes = (0..4).map(|_| world.finish(buyer(), &upload.upload_id));
        let finished = futures::future::join_all(finishes).await;
        assert_eq!(finished.iter().filter(|finished| finished.is_ok()).count(), 1);
        assert_eq!(world.records_of(RETURN).await.len(), 1);
    })
    .await;
}
