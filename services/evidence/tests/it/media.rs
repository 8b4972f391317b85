//! Files made by code, of every type that is taken: pictures that can be seen, videos and documents of which there is only
//! the structure.

mod boxes;
mod elements;
mod metadata;
mod pictures;

pub use boxes::{atom, ftyp, heic, heif, hidden_track, mov, movie, mp4, track};
pub use elements::{element, open_element, webm, webm_head, webm_of};
pub use metadata::{DEVICE, PLACE, exif};
pub use pictures::{
    gif, jpeg, jpeg_with, picture, png, png_chunk, png_with, segment, webp, webp_chunk, webp_with,
};

/// A PDF of one empty page.
pub fn pdf() -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n\
        << /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
        .to_vec();
    let table = bytes.len();
    bytes.extend_from_slice(
        format!(
            "xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n\
             trailer\n<< /Size 3 /Root 1 0 R /Info << /Author (Mara) >> >>\nstartxref\n{table}\n%%EOF\n"
        )
        .as_bytes(),
    );
    bytes
}

/// An archive with nothing in it.
pub fn zip() -> Vec<u8> {
    [b"PK\x05\x06", &[0; 18][..]].concat()
}

/// One sound file of each type, with a kind that it can show.
pub fn one_of_each() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let seen = picture(1, 64, 48);
    vec![
        ("image/jpeg", "product_photo", jpeg(&seen)),
        ("image/png", "product_photo", png(&seen)),
        ("image/webp", "product_photo", webp(&seen)),
        ("image/gif", "product_photo", gif(&seen, 2)),
        ("image/heic", "product_photo", heic(b"heic")),
        ("image/avif", "product_photo", heic(b"avif")),
        ("video/mp4", "product_video", mp4()),
        ("video/quicktime", "product_video", mov()),
        ("video/webm", "product_video", webm()),
        ("application/pdf", "receipt", pdf()),
    ]
}
