//! DownloadEvidence: originals, copies and thumbnails, whole and in ranges, each download recorded.

use redress_contracts::redress::evidence::v1::{DownloadEvidenceRequest, Variant};
use tonic::Code;

use crate::media::{exif, jpeg, jpeg_with, pdf, picture, segment};
use crate::owners::RETURN;
use crate::world::{agent, buyer, everywhere, fields, other_seller, reason, seller, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn the_original_is_for_who_added_it_and_staff_and_the_copy_for_all() {
    everywhere(async |world| {
        let app1 = segment(0xe1, &[b"Exif\0\0", &exif(1, "2026:05:01 10:00:00")[..]].concat());
        let bytes = jpeg_with(&picture(1, 64, 48), &app1);
        let piece = world.photo(&bytes).await;
        let id = &piece.evidence_id;
        for caller in [buyer(), agent()] {
            let original = world.download(caller, id, Variant::Original).await.unwrap();
            assert_eq!(original, bytes);
        }
        let refused = world.download(seller(), id, Variant::Original).await.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        assert_eq!(reason(&refused), "VARIANT_MISSING");
        let copy = world.download(seller(), id, Variant::Copy).await.unwrap();
        assert_eq!(copy.len(), usize::try_from(piece.copy_size_bytes).unwrap());
        assert_eq!(copy, jpeg(&picture(1, 64, 48)));
        let unsaid = world.download(seller(), id, Variant::Unspecified).await.unwrap();
        assert_eq!(unsaid, copy);
        let thumbnail = world.download(seller(), id, Variant::Thumbnail).await.unwrap();
        let small = image::load_from_memory(&thumbnail).unwrap();
        assert_eq!((small.width(), small.height()), (64, 48));
        for caller in [other_seller(), stranger()] {
            let refused = world.download(caller, id, Variant::Copy).await.unwrap_err();
            assert_eq!(refused.code(), Code::NotFound);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_the_same_bytes() {
    everywhere(async |world| {
        let app1 = segment(0xe1, &[b"Exif\0\0", &exif(6, "2026:05:01 10:00:00")[..]].concat());
        let bytes = jpeg_with(&picture(1, 64, 48), &app1);
        let piece = world.photo(&bytes).await;
        for variant in [Variant::Original, Variant::Copy, Variant::Thumbnail] {
            let whole = world
                .download(buyer(), &piece.evidence_id, variant)
                .await
                .unwrap();
            for (offset, length) in [
                (0, 1),
                (1, 50),
                (30, 400),
                (100, 0),
                (whole.len(), 0),
                (0, 1 << 40),
            ] {
                let request = DownloadEvidenceRequest {
                    evidence_id: piece.evidence_id.clone(),
                    variant: variant.into(),
                    offset: i64::try_from(offset).unwrap(),
                    length: i64::try_from(length).unwrap(),
                };
                let end = match length {
                    0 => whole.len(),
                    length => whole.len().min(offset + length),
                };
                let part = world.download_range(buyer(), request).await.unwrap();
                assert_eq!(part, whole[offset..end], "{variant:?} {offset} {length}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_comes_in_parts_that_say_what_they_are() {
    everywhere(async |world| {
        let mut bytes = pdf();
        let head = bytes.split_off(9);
        bytes.extend(std::iter::repeat_n(b"%filler\n", 400_000).flatten());
        // The table of contents stands that much later.
        let shift = 400_000 * 8;
        let text = String::from_utf8(head).unwrap();
        let (body, end) = text.split_once("startxref\n").unwrap();
        let table: usize = end.lines().next().unwrap().parse().unwrap();
        bytes.extend(format!("{body}startxref\n{}\n%%EOF\n", table + shift).into_bytes());
        let piece = world
            .bring(buyer(), (RETURN, "invoice", "a.pdf"), &bytes)
            .await
            .unwrap();
        let request = DownloadEvidenceRequest {
            evidence_id: piece.evidence_id,
            variant: Variant::Original.into(),
            ..Default::default()
        };
        let mut chunks = world
            .client(buyer())
            .download_evidence(request)
            .await
            .unwrap()
            .into_inner();
        let (mut received, mut count) = (Vec::new(), 0);
        while let Some(chunk) = chunks.message().await.unwrap() {
            assert!(chunk.data.len() <= 1 << 20);
            assert_eq!(chunk.total_bytes, piece.size_bytes);
            assert_eq!(chunk.media_type, "application/pdf");
            received.extend_from_slice(&chunk.data);
            count += 1;
        }
        assert_eq!((received == bytes, count), (true, 4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_not_is_said_with_its_reason() {
    everywhere(async |world| {
        let piece = world
            .bring(buyer(), (RETURN, "receipt", "a.pdf"), &pdf())
            .await
            .unwrap();
        for (variant, word) in [(Variant::Copy, "PDF"), (Variant::Thumbnail, "thumbnail")] {
            let refused = world
                .download(seller(), &piece.evidence_id, variant)
                .await
                .unwrap_err();
            assert_eq!(reason(&refused), "VARIANT_MISSING");
            assert!(refused.message().contains(word), "{}", refused.message());
        }
        for (offset, length, field) in [(-1, 0, "offset"), (0, -1, "length"), (1 << 40, 0, "offset")] {
            let request = DownloadEvidenceRequest {
                evidence_id: piece.evidence_id.clone(),
                variant: Variant::Original.into(),
                offset,
                length,
            };
            let refused = world.download_range(buyer(), request).await.unwrap_err();
            assert_eq!(fields(&refused), [field]);
        }
        let unknown = DownloadEvidenceRequest {
            evidence_id: piece.evidence_id.clone(),
            variant: 99,
            ..Default::default()
        };
        let refused = world.download_range(buyer(), unknown).await.unwrap_err();
        assert_eq!(fields(&refused), ["variant"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_saw_what_is_recorded() {
    everywhere(async |world| {
        let piece = world.photo(&jpeg(&picture(1, 64, 48))).await;
        world
            .download(seller(), &piece.evidence_id, Variant::Copy)
            .await
            .unwrap();
        let request = DownloadEvidenceRequest {
            evidence_id: piece.evidence_id.clone(),
            variant: Variant::Original.into(),
            offset: 5,
            length: 10,
        };
        world.download_range(agent(), request).await.unwrap();
        world
            .download(seller(), &piece.evidence_id, Variant::Original)
            .await
            .unwrap_err();
        let seen: Vec<_> = world
            .records_of(RETURN)
            .await
            .into_iter()
            .filter(|record| record.action == "downloaded")
            .map(|record| (record.actor, record.detail))
            .collect();
        let expected = [
            ("kakaclo/seller/sam", "variant=copy"),
            ("kakaclo/agent/ada", "variant=original offset=5 length=10"),
        ];
        assert_eq!(
            seen,
            expected.map(|(actor, detail)| (actor.to_owned(), detail.to_owned()))
        );
        // Nobody is told of it.
        assert_eq!(world.changes_of(RETURN).await.len(), 1);
    })
    .await;
}
