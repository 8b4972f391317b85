//! WebM files. Their descriptions are whole; the coded pictures in them are noise.

use super::metadata::{DEVICE, PLACE};

/// An element with a length of four bytes.
pub fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap() | 0x1000_0000;
    [id, &length.to_be_bytes(), content].concat()
}

/// An element that leaves its length open.
pub fn open_element(id: &[u8], content: &[u8]) -> Vec<u8> {
    [id, &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], content].concat()
}

/// The header of a file of this type.
pub fn webm_head(doc_type: &str) -> Vec<u8> {
    element(
        &[0x1a, 0x45, 0xdf, 0xa3],
        &element(&[0x42, 0x82], doc_type.as_bytes()),
    )
}

/// What describes the file: who wrote it and when, and one track.
fn description() -> Vec<u8> {
    let date = 800_000_000_000_000_000i64.to_be_bytes();
    let info = [
        element(&[0xbf], &[1, 2, 3, 4]),
        element(&[0x7b, 0xa9], PLACE.as_bytes()),
        element(&[0x57, 0x41], DEVICE.as_bytes()),
        element(&[0x44, 0x61], &date),
    ];
    let video = element(
        &[0xe0],
        &[element(&[0xb0], &[2, 128]), element(&[0xba], &[1, 104])].concat(),
    );
    let track = [element(&[0x53, 0x6e], DEVICE.as_bytes()), video];
    [
        element(&[0x15, 0x49, 0xa9, 0x66], &info.concat()),
        element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &track.concat())),
    ]
    .concat()
}

/// A file of this description, cluster and end.
pub fn webm_of(is_open: bool, tail: &[u8]) -> Vec<u8> {
    let blocks = [element(&[0xe7], &[0]), element(&[0xa3], &[5; 40])].concat();
    let cluster = [0x1f, 0x43, 0xb6, 0x75];
    let clusters = match is_open {
        true => [open_element(&cluster, &blocks), open_element(&cluster, &blocks)].concat(),
        false => element(&cluster, &blocks),
    };
    let segment = [description(), clusters, tail.to_vec()].concat();
    let segment = match is_open {
        true => open_element(&[0x18, 0x53, 0x80, 0x67], &segment),
        false => element(&[0x18, 0x53, 0x80, 0x67], &segment),
    };
    [webm_head("webm"), segment].concat()
}

/// A file that says where and with what it was made.
pub fn webm() -> Vec<u8> {
    let tags = element(&[0x12, 0x54, 0xc3, 0x67], format!("LOCATION {PLACE}").as_bytes());
    webm_of(false, &tags)
}
