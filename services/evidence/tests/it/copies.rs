//! The copy of each type keeps the picture, bit for bit, and nothing of place, device and owner.

use redress_contracts::redress::evidence::v1::Variant;

use crate::media::{
    DEVICE, PLACE, exif, gif, heic, jpeg, jpeg_with, mov, mp4, picture, png_chunk, png_with, segment, webm,
    webm_of, webp_chunk, webp_with,
};
use crate::owners::RETURN;
use crate::world::{World, everywhere, seller};

const TIME: &str = "2026:05:01 10:00:00";

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

async fn copy_of(world: &World, kind: &str, bytes: &[u8]) -> Vec<u8> {
    let about = (RETURN, kind, "file");
    let piece = world.bring(crate::world::buyer(), about, bytes).await.unwrap();
    let copy = world
        .download(seller(), &piece.evidence_id, Variant::Copy)
        .await
        .unwrap();
    assert_eq!(copy.len(), usize::try_from(piece.copy_size_bytes).unwrap());
    copy
}

/// Pictures that tell, in each format that is decoded.
fn telling_pictures() -> Vec<(&'static str, Vec<u8>)> {
    let seen = picture(5, 60, 40);
    let tiff = exif(6, TIME);
    let text = format!("{DEVICE} at {PLACE}");
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0", text.as_bytes()].concat();
    let in_jpeg = [
        segment(0xe1, &[b"Exif\0\0", &tiff[..]].concat()),
        segment(0xe1, &xmp),
        segment(0xed, text.as_bytes()),
        segment(0xfe, text.as_bytes()),
    ];
    let in_png = [
        png_chunk(b"eXIf", &tiff),
        png_chunk(b"tEXt", &[b"Comment\0", text.as_bytes()].concat()),
        png_chunk(b"tIME", &[7, 234, 5, 1, 10, 0, 0]),
        png_chunk(b"prVt", text.as_bytes()),
    ];
    let in_webp = [webp_chunk(b"EXIF", &tiff), webp_chunk(b"XMP ", text.as_bytes())];
    let plain = gif(&seen, 2);
    let (head, tail) = plain.split_at(plain.len() - 1);
    let length = u8::try_from(text.len()).unwrap();
    let comment = [&[0x21, 0xfe, length], text.as_bytes(), &[0]].concat();
    vec![
        ("jpeg", jpeg_with(&seen, &in_jpeg.concat())),
        ("png", png_with(&seen, &in_png.concat())),
        ("webp", webp_with(&seen, 0x0c, &in_webp.concat())),
        (
            "webp marked as jpeg",
            webp_with(
                &seen,
                0x08,
                &webp_chunk(b"EXIF", &[b"Exif\0\0", &tiff[..]].concat()),
            ),
        ),
        ("gif", [head, &comment, tail].concat()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_keeps_its_pixels_and_its_way_up_and_nothing_else() {
    everywhere(async |world| {
        for (name, bytes) in telling_pictures() {
            assert!(has(&bytes, PLACE) && has(&bytes, DEVICE), "{name}");
            let copy = copy_of(world, "product_photo", &bytes).await;
            assert!(!has(&copy, PLACE) && !has(&copy, DEVICE), "{name}");
            let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgba8();
            assert_eq!(pixels(&copy), pixels(&bytes), "{name}");
            let reader = exif::Reader::new().read_from_container(&mut std::io::Cursor::new(&copy));
            if name != "gif" {
                let metadata = reader.unwrap();
                assert_eq!(metadata.fields().len(), 1, "{name}");
                let field = metadata.fields().next().unwrap();
                assert_eq!(field.tag, exif::Tag::Orientation, "{name}");
                assert_eq!(field.value.get_uint(0), Some(6), "{name}");
            }
            // A copy is a sound file itself, with nothing left to take away.
            assert_eq!(copy_of(world, "product_photo", &copy).await, copy, "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_decoded_keeps_its_length_and_its_data() {
    everywhere(async |world| {
        for (name, kind, bytes, data) in [
            ("mp4", "product_video", mp4(), vec![7u8; 32]),
            ("mov", "product_video", mov(), vec![7; 32]),
            ("webm", "product_video", webm(), vec![5; 40]),
            ("open webm", "product_video", webm_of(true, &[]), vec![5; 40]),
            ("heic", "product_photo", heic(b"heic"), vec![9; 64]),
            ("avif", "product_photo", heic(b"avif"), vec![9; 64]),
        ] {
            assert!(has(&bytes, PLACE) && has(&bytes, DEVICE), "{name}");
            let copy = copy_of(world, kind, &bytes).await;
            assert!(!has(&copy, PLACE) && !has(&copy, DEVICE), "{name}");
            assert_eq!(copy.len(), bytes.len(), "{name}");
            let at = bytes
                .windows(data.len())
                .position(|window| window == data)
                .unwrap();
            assert_eq!(copy[at..at + data.len()], data, "{name}");
            if kind == "product_photo" {
                // Readers refuse a picture whose metadata are none at all.
                let metadata = exif::Reader::new().read_from_container(&mut std::io::Cursor::new(&copy));
                assert_eq!(metadata.unwrap().fields().len(), 0, "{name}");
            }
            assert_eq!(copy_of(world, kind, &copy).await, copy, "{name}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_without_metadata_is_its_own_copy() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(5, 60, 40));
        assert_eq!(copy_of(world, "product_photo", &bytes).await, bytes);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thumbnail_is_the_right_way_up() {
    everywhere(async |world| {
        let app1 = segment(0xe1, &[b"Exif\0\0", &exif(6, TIME)[..]].concat());
        let bytes = jpeg_with(&picture(5, 800, 400), &app1);
        let about = (RETURN, "product_photo", "a.jpg");
        let piece = world.bring(seller(), about, &bytes).await.unwrap();
        assert_eq!((piece.width, piece.height), (400, 800));
        let thumbnail = world
            .download(seller(), &piece.evidence_id, Variant::Thumbnail)
            .await
            .unwrap();
        let small = image::load_from_memory(&thumbnail).unwrap();
        assert_eq!((small.width(), small.height()), (160, 320));
    })
    .await;
}
