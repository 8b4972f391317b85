//! The same picture in another case is found however it was scaled, compressed, turned or renamed, and only within the
//! marketplace, and only by staff.

use image::imageops::{self, FilterType};
use redress_rpc::{Caller, Role};

use crate::media::{exif, gif, jpeg, jpeg_with, pdf, picture, png, segment};
use crate::owners::{FOREIGN_ORDER, OTHER_RETURN, RETURN};
use crate::world::{World, agent, buyer, everywhere};

async fn bring(world: &World, case_id: &str, bytes: &[u8]) -> String {
    let about = (case_id, "product_photo", "a.jpg");
    world.bring(buyer(), about, bytes).await.unwrap().evidence_id
}

/// The cases with the same picture, and those with the same file.
async fn seen(world: &World, evidence_id: &str) -> (Vec<String>, Vec<String>) {
    let piece = world.get(agent(), evidence_id).await.unwrap();
    let signals = piece.signals.unwrap();
    (signals.same_picture_case_ids, signals.same_file_case_ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_picture_is_the_same_picture() {
    let original = picture(7, 640, 480);
    let scaled = imageops::resize(&original, 200, 150, FilterType::Triangle);
    let large = imageops::resize(&original, 900, 675, FilterType::CatmullRom);
    // Stored on its side, with metadata that turns it up again.
    let on_its_side = imageops::rotate270(&original);
    let turned = jpeg_with(
        &on_its_side,
        &segment(0xe1, &[b"Exif\0\0", &exif(6, "2026:05:01 10:00:00")[..]].concat()),
    );
    for (name, changed) in [
        ("scaled", jpeg(&scaled)),
        ("large", jpeg(&large)),
        ("another format", png(&original)),
        ("few colours", gif(&scaled, 1)),
        ("turned by metadata", turned),
    ] {
        everywhere(async |world| {
            let first = bring(world, RETURN, &jpeg(&original)).await;
            let second = bring(world, OTHER_RETURN, &changed).await;
            let there = (vec![OTHER_RETURN.to_owned()], Vec::new());
            assert_eq!(seen(world, &first).await, there, "{name}");
            assert_eq!(
                seen(world, &second).await,
                (vec![RETURN.to_owned()], Vec::new()),
                "{name}"
            );
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_is_told_as_both() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(7, 320, 240));
        let first = bring(world, RETURN, &bytes).await;
        // The same again in the same case is no signal.
        bring(world, RETURN, &bytes).await;
        bring(world, OTHER_RETURN, &bytes).await;
        let there = vec![OTHER_RETURN.to_owned()];
        assert_eq!(seen(world, &first).await, (there.clone(), there));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_a_picture_is_found_by_its_bytes() {
    everywhere(async |world| {
        let about = (RETURN, "receipt", "a.pdf");
        let first = world.bring(buyer(), about, &pdf()).await.unwrap();
        let about = (OTHER_RETURN, "receipt", "b.pdf");
        world.bring(buyer(), about, &pdf()).await.unwrap();
        let there = vec![OTHER_RETURN.to_owned()];
        assert_eq!(seen(world, &first.evidence_id).await, (there.clone(), there));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_pictures_and_blank_ones_are_not_the_same() {
    everywhere(async |world| {
        let mut brought = Vec::new();
        for seed in 10..16 {
            brought.push(bring(world, RETURN, &jpeg(&picture(seed, 320, 240))).await);
            brought.push(bring(world, OTHER_RETURN, &jpeg(&picture(seed + 100, 320, 240))).await);
        }
        let blank = |shade| image::RgbImage::from_pixel(320, 240, image::Rgb([shade; 3]));
        brought.push(bring(world, RETURN, &jpeg(&blank(10))).await);
        brought.push(bring(world, OTHER_RETURN, &jpeg(&blank(200))).await);
        for evidence_id in brought {
            assert_eq!(seen(world, &evidence_id).await, (Vec::new(), Vec::new()));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_marketplace_has_nothing_to_do_with_it() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(7, 320, 240));
        let here = bring(world, RETURN, &bytes).await;
        let there = Caller::new(Some("kajet"), Role::Buyer, "mara");
        let about = (FOREIGN_ORDER, "product_photo", "a.jpg");
        let foreign = world.bring(there, about, &bytes).await.unwrap();
        assert_eq!(seen(world, &here).await, (Vec::new(), Vec::new()));
        let foreign_staff = Caller::new(Some("kajet"), Role::Agent, "zoe");
        let seen = world.get(foreign_staff, &foreign.evidence_id).await.unwrap();
        assert!(seen.signals.unwrap().same_file_case_ids.is_empty());
        // The bytes are kept once all the same.
        world.rest().await;
        assert_eq!(world.files("originals").len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_come_at_once_find_each_other() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(7, 320, 240));
        let (first, second) = tokio::join!(bring(world, RETURN, &bytes), bring(world, OTHER_RETURN, &bytes),);
        assert_eq!(seen(world, &first).await.0, [OTHER_RETURN]);
        assert_eq!(seen(world, &second).await.0, [RETURN]);
    })
    .await;
}
