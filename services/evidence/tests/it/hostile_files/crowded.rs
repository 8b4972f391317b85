//! Files that are two things at once: something follows the end, or stands where another type's readers look.

use super::{Case, Expected};
use crate::media::{
    atom, element, gif, jpeg, jpeg_with, mp4, one_of_each, pdf, picture, png_chunk, png_with, segment,
    webm_of, zip,
};

pub fn cases() -> Vec<Case> {
    let mut cases = followed();
    cases.extend(hidden());
    cases
}

/// Every type with something behind it.
fn followed() -> Vec<Case> {
    let second = jpeg(&picture(8, 20, 20));
    let tails: [(&str, Vec<u8>); 7] = [
        ("a ZIP archive", [b"PK\x03\x04rest of it", &zip()[..]].concat()),
        ("HTML", b"<html><script>alert(1)</script></html>".to_vec()),
        ("JavaScript", b"/**/alert(1)//".to_vec()),
        ("a program", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0".to_vec()),
        ("a second picture", second),
        ("a PDF", pdf()),
        ("one byte", vec![b'x']),
    ];
    let mut cases = Vec::new();
    for (media_type, kind, bytes) in one_of_each() {
        for (what, tail) in &tails {
            let what = format!("{media_type} followed by {what}");
            let expected = match (media_type, what.ends_with("a PDF")) {
                // A PDF may be added to: what counts is its last end.
                ("application/pdf", true) => Expected::Ends,
                _ => Expected::Refused(&[]),
            };
            let bytes = [&bytes[..], tail].concat();
            cases.push(Case::new(what, kind, bytes, expected));
        }
        let expected = match media_type {
            "image/jpeg" => Expected::Taken,
            _ => Expected::Refused(&[]),
        };
        let padded = [&bytes[..], &[0; 100]].concat();
        cases.push(Case::new(
            format!("{media_type} followed by zeros"),
            kind,
            padded,
            expected,
        ));
    }
    cases
}

/// Something stands inside, where a sound file may have anything.
fn hidden() -> Vec<Case> {
    let seen = picture(6, 48, 36);
    let photo = |what: &str, bytes, expected| Case::new(what, "product_photo", bytes, expected);
    let two = || Expected::Refused(&["second_type"]);
    let archive_to_the_end = |tail: usize| {
        let mut end = zip();
        end[20..].copy_from_slice(&u16::try_from(tail).expect("a short tail").to_le_bytes());
        end
    };
    let plain_gif = gif(&seen, 1);
    let (head, tail) = plain_gif.split_at(plain_gif.len() - 1);
    let archive = archive_to_the_end(2);
    let length = u8::try_from(archive.len()).expect("a short archive");
    let gif_archive = [head, &[0x21, 0xfe, length], &archive, &[0], tail].concat();
    let video = mp4();
    let video_archive = [&video[..], &atom(b"free", &zip())].concat();
    let webm_archive = webm_of(false, &element(&[0xec], &zip()));
    let page = pdf();
    let end = page
        .windows(9)
        .position(|window| window == b"startxref")
        .expect("an end");
    let pdf_archive = [&page[..end], &archive_to_the_end(page.len() - end), &page[end..]].concat();
    let header = b"%PDF-1.7\n1 0 obj\n";
    let html = b"<html><script>alert(1)</script>";
    let announced = segment(0xe2, b"MPF\0 and where the others are");
    let with_depth = [jpeg_with(&seen, &announced), jpeg(&picture(2, 16, 16))].concat();
    let with_depth_and_more = [&with_depth[..], b"more"].concat();
    let script = {
        // A picture of a width that reads as the start of a comment.
        let mut bytes = gif(&seen, 1);
        bytes[6..10].copy_from_slice(b"/*\x01\0");
        [&bytes[..], b"*/=1;alert(1)"].concat()
    };
    vec![
        photo(
            "jpeg with a PDF header in a comment",
            jpeg_with(&seen, &segment(0xfe, header)),
            two(),
        ),
        photo(
            "png with a PDF header in a text",
            png_with(&seen, &png_chunk(b"tEXt", header)),
            two(),
        ),
        Case::new(
            "mp4 with a PDF header in free space",
            "product_video",
            [&video[..28], &atom(b"free", header), &video[28..]].concat(),
            Expected::Refused(&["second_type", "corrupt", "truncated"]),
        ),
        photo("gif that ends as an archive", gif_archive, two()),
        Case::new(
            "mp4 that ends as an archive",
            "product_video",
            video_archive,
            two(),
        ),
        Case::new(
            "webm that ends as an archive",
            "product_video",
            webm_archive,
            two(),
        ),
        Case::new(
            "pdf that ends as an archive",
            "receipt",
            pdf_archive,
            Expected::Refused(&["second_type", "corrupt"]),
        ),
        photo("gif that reads as a script", script, Expected::Refused(&[])),
        // Harmless where it stands: it is never served as anything but a picture, and no copy has it.
        photo(
            "jpeg with HTML in a comment",
            jpeg_with(&seen, &segment(0xfe, html)),
            Expected::Taken,
        ),
        photo(
            "png with HTML in a text",
            png_with(&seen, &png_chunk(b"tEXt", html)),
            Expected::Taken,
        ),
        photo(
            "jpeg with pictures that it announces",
            with_depth,
            Expected::Taken,
        ),
        photo(
            "jpeg with more than it announces",
            with_depth_and_more,
            Expected::Refused(&["trailing_data"]),
        ),
        Case::new(
            "pdf behind other bytes",
            "receipt",
            [b"x", &page[..]].concat(),
            Expected::Refused(&["unknown_type"]),
        ),
    ]
}
