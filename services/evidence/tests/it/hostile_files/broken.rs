//! Sound files cut off at many points, and with single bytes changed.

use super::{Case, Expected};
use crate::media::{
    atom, element, exif, ftyp, gif, heif, hidden_track, jpeg, jpeg_with, movie, one_of_each, open_element,
    pdf, picture, png, png_chunk, png_with, segment, track, webm_head, webm_of, webp,
};

pub fn cases() -> Vec<Case> {
    let mut cases = cut();
    cases.extend(damaged());
    cases.extend(wrong_structures());
    cases
}

/// Every type, cut off at sixteen points from the second byte to the last but one.
fn cut() -> Vec<Case> {
    let mut cases = Vec::new();
    for (media_type, kind, bytes) in one_of_each() {
        let last = match media_type {
            // The line break behind its end mark may be missing.
            "application/pdf" => bytes.len() - 2,
            _ => bytes.len() - 1,
        };
        for point in 0..16 {
            let at = 1 + (last - 1) * point / 15;
            let what = format!("{media_type} cut at {at} of {}", bytes.len());
            cases.push(Case::new(
                what,
                kind,
                bytes[..at].to_vec(),
                Expected::Refused(&[]),
            ));
        }
    }
    cases
}

/// Every type with one byte changed, wherever that is.
fn damaged() -> Vec<Case> {
    let mut cases = Vec::new();
    for (media_type, kind, bytes) in one_of_each() {
        for point in 0..12 {
            let at = bytes.len() * point / 12;
            for flip in [0x01, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= flip;
                let what = format!("{media_type} with byte {at} changed by {flip}");
                cases.push(Case::new(what, kind, damaged, Expected::Ends));
            }
        }
    }
    cases
}

fn wrong_structures() -> Vec<Case> {
    let seen = picture(9, 48, 36);
    let mut cases = pictures(&seen);
    cases.extend(videos());
    cases.extend(documents());
    cases
}

fn pictures(seen: &image::RgbImage) -> Vec<Case> {
    let photo = |what: &str, bytes, expected| Case::new(what, "product_photo", bytes, expected);
    let corrupt = || Expected::Refused(&["corrupt"]);
    let plain = jpeg(seen);
    let without_frame = [&plain[..2], &plain[plain.len() - 2..]].concat();
    let no_length = jpeg_with(seen, &[0xff, 0xe4, 0, 0]);
    let endless_segment = jpeg_with(seen, &[0xff, 0xe4, 0xff, 0xff]);
    let stray = jpeg_with(seen, &[&segment(0xfe, b"comment")[..], b"stray"].concat());
    let looping = exif(6, "2026:05:01 10:00:00");
    // Exif data whose directory leads back to itself.
    let mut looped = looping.clone();
    let end = looped.len() - 4;
    looped[end..].copy_from_slice(&[0, 0, 0, 8]);
    let broken_exif = jpeg_with(seen, &segment(0xe1, b"Exif\0\0MM\0*\xff\xff\xff\xff"));
    let looped_exif = jpeg_with(seen, &segment(0xe1, &[b"Exif\0\0", &looped[..]].concat()));
    let unsound_data = {
        let mut bytes = png(seen);
        let at = bytes.len() / 2;
        bytes[at..at + 40].fill(0x55);
        bytes
    };
    let headless = [&png(seen)[..8], &png_chunk(b"IDAT", &[1, 2, 3])].concat();
    let dataless = [&png(seen)[..33], &png_chunk(b"IEND", &[])].concat();
    let unknown_chunk = png_with(seen, &png_chunk(b"ABCD", b"needed"));
    let sideless = {
        let mut bytes = png(seen);
        bytes[16..24].fill(0);
        bytes
    };
    let long_riff = {
        let mut bytes = webp(seen);
        bytes[4] = bytes[4].wrapping_add(40);
        bytes
    };
    let animation = gif(seen, 3);
    let blockless = [&animation[..13 + 768], b"\x3b"].concat();
    vec![
        photo("jpeg without a picture", without_frame, corrupt()),
        photo("jpeg segment without a length", no_length, corrupt()),
        photo(
            "jpeg segment beyond the end",
            endless_segment,
            Expected::Refused(&["truncated", "corrupt"]),
        ),
        photo("jpeg with bytes between segments", stray, corrupt()),
        photo("jpeg with broken exif", broken_exif, Expected::Taken),
        photo(
            "jpeg with exif that leads back to itself",
            looped_exif,
            Expected::Taken,
        ),
        photo(
            "jpeg with two start markers",
            jpeg_with(seen, &[0xff, 0xd8]),
            corrupt(),
        ),
        photo("png with unsound data", unsound_data, corrupt()),
        photo("png without a header", headless, corrupt()),
        photo("png without data", dataless, corrupt()),
        photo(
            "png with an unknown chunk that is needed",
            unknown_chunk,
            Expected::Ends,
        ),
        photo("png without sides", sideless, corrupt()),
        photo(
            "webp longer than it is",
            long_riff,
            Expected::Refused(&["truncated"]),
        ),
        photo(
            "gif without a picture",
            blockless,
            Expected::Refused(&["corrupt", "truncated"]),
        ),
    ]
}

fn videos() -> Vec<Case> {
    let video = |what: &str, bytes, expected| Case::new(what, "product_video", bytes, expected);
    let truncated = || Expected::Refused(&["truncated"]);
    let corrupt = || Expected::Refused(&["corrupt"]);
    let seen = track(b"vide", (0, 4), &[]);
    let endless_table = {
        let mut bytes = movie(
            b"isom",
            &[seen.clone(), hidden_track((0xffff_fff0, 0xff))],
            &[1; 9],
        );
        bytes.extend(atom(b"free", &[]));
        bytes
    };
    let nested = (0..60).fold(Vec::new(), |inside, _| atom(b"udta", &inside));
    let cluster = [0x1f, 0x43, 0xb6, 0x75];
    let segment = [0x18, 0x53, 0x80, 0x67];
    let without_cluster = [webm_head("webm"), element(&segment, &element(&[0xec], &[0; 9]))].concat();
    let open_tags = webm_of(true, &open_element(&[0x12, 0x54, 0xc3, 0x67], b"x"));
    let stray_cluster = [
        webm_head("webm"),
        open_element(&segment, &element(&cluster, &[0xff; 4])),
    ]
    .concat();
    vec![
        video(
            "mp4 without data",
            [ftyp(b"isom"), atom(b"moov", &[])].concat(),
            truncated(),
        ),
        video(
            "mp4 without a description",
            [ftyp(b"isom"), atom(b"mdat", &[1; 9])].concat(),
            truncated(),
        ),
        video("mp4 without tracks", movie(b"isom", &[], &[1; 9]), truncated()),
        video(
            "mp4 with sound only",
            movie(b"isom", &[track(b"soun", (0, 4), &[])], &[1; 9]),
            Expected::Refused(&["unknown_type"]),
        ),
        video(
            "mp4 with an empty track",
            movie(b"isom", &[atom(b"trak", &[])], &[1; 9]),
            corrupt(),
        ),
        video(
            "mp4 with a box longer than its parent",
            movie(
                b"isom",
                &[vec![0, 0, 0xff, 0xff, b't', b'r', b'a', b'k']],
                &[1; 9],
            ),
            corrupt(),
        ),
        video(
            "mp4 with a box shorter than its header",
            movie(b"isom", &[vec![0, 0, 0, 4, b't', b'r', b'a', b'k']], &[1; 9]),
            corrupt(),
        ),
        video(
            "mp4 with hidden samples beyond the end",
            endless_table,
            Expected::Taken,
        ),
        video(
            "mp4 with deep boxes",
            movie(b"isom", &[seen.clone(), nested], &[1; 9]),
            Expected::Taken,
        ),
        video(
            "mp4 with very many boxes",
            movie(b"isom", &[seen, atom(b"free", &[]).repeat(120_000)], &[1; 9]),
            corrupt(),
        ),
        video("webm without clusters", without_cluster, truncated()),
        video(
            "webm with a cluster and no track",
            stray_cluster,
            Expected::Refused(&["unknown_type"]),
        ),
        video("webm with tags of open length", open_tags, corrupt()),
        video(
            "webm with a foreign element",
            webm_of(false, &element(&[0x3f, 0xff], b"x")),
            corrupt(),
        ),
        video(
            "webm without a type",
            element(&[0x1a, 0x45, 0xdf, 0xa3], &[]),
            corrupt(),
        ),
    ]
}

fn documents() -> Vec<Case> {
    let corrupt = || Expected::Refused(&["corrupt"]);
    let replaced = |from: &str, to: &str| {
        let text = String::from_utf8(pdf()).expect("the PDF is text");
        text.replace(from, to).into_bytes()
    };
    let of_items = |items: &[(&[u8; 4], Vec<u8>)]| heif(b"heic", (64, 48), items);
    let mut crowded = of_items(&[(b"hvc1", vec![1; 40])]);
    let at = crowded
        .windows(4)
        .position(|window| window == b"iloc")
        .expect("a table of places");
    // No width for anything, so that as many extents as are claimed fit into no bytes.
    crowded[at + 8..at + 12].copy_from_slice(&[0, 0, 0xff, 0xff]);
    let mut far = of_items(&[(b"hvc1", vec![1; 40])]);
    let at = far
        .windows(4)
        .position(|window| window == b"iloc")
        .expect("a table of places");
    far[at + 18..at + 22].fill(0x7f);
    vec![
        Case::new(
            "pdf without a version",
            "receipt",
            replaced("%PDF-1.4", "%PDF-x.y"),
            corrupt(),
        ),
        Case::new(
            "pdf whose table is elsewhere",
            "receipt",
            replaced("startxref\n", "startxref\n9"),
            corrupt(),
        ),
        Case::new(
            "pdf that does not say where its table is",
            "receipt",
            replaced("startxref", "startx"),
            corrupt(),
        ),
        Case::new(
            "heic whose item is beyond the end",
            "product_photo",
            far,
            Expected::Refused(&["truncated"]),
        ),
        Case::new(
            "heic without items",
            "product_photo",
            of_items(&[]),
            Expected::Ends,
        ),
        Case::new(
            "heic with text for a table",
            "product_photo",
            [ftyp(b"heic"), atom(b"meta", b"\0\0\0\0text")].concat(),
            Expected::Refused(&["truncated", "corrupt", "trailing_data"]),
        ),
        Case::new(
            "heic without a description",
            "product_photo",
            [ftyp(b"heic"), atom(b"mdat", &[1; 9])].concat(),
            Expected::Refused(&["truncated"]),
        ),
    ]
}
