//! PNG: chunks from the header to the end chunk, and nothing behind it.

use super::bytes::be_u32;
use super::exif::orientation_only;
use crate::domain::copy_plan::Edits;
use crate::domain::file::BadFile;
use crate::domain::words::Flaw;

const SIGNATURE: usize = 8;
/// Length, type and checksum.
const FRAME: usize = 12;
/// Chunks that say how the picture looks; every other one that is not needed to decode it is left out of the copy.
const KEPT: [&[u8; 4]; 16] = [
    b"tRNS", b"gAMA", b"cHRM", b"sBIT", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST",
    b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// What to do to the file for a copy that keeps the picture, its colours and the way up.
///
/// # Errors
///
/// The structure is not that of one whole picture.
pub fn edits(bytes: &[u8], orientation: u8) -> Result<Edits, BadFile> {
    let mut edits = Edits::new();
    let (mut at, mut has_data) = (SIGNATURE, false);
    loop {
        let ends = || BadFile::truncated("the PNG, before its end chunk");
        let length = be_u32(bytes, at).ok_or_else(ends)?;
        let kind: &[u8; 4] = bytes
            .get(at + 4..)
            .and_then(<[u8]>::first_chunk)
            .ok_or_else(ends)?;
        if at == SIGNATURE && (kind != b"IHDR" || length != 13) {
            return Err(BadFile::corrupt("the PNG does not begin with its header"));
        }
        let end = at + FRAME + length as usize;
        if end > bytes.len() {
            return Err(BadFile::truncated("a PNG chunk"));
        }
        let is_optional = kind[0].is_ascii_lowercase();
        if is_optional && !KEPT.contains(&kind) {
            edits.drop(at as u64..end as u64);
        }
        if kind == b"IDAT" && !has_data {
            has_data = true;
            if orientation != 1 {
                edits.replace(at as u64..at as u64, exif_chunk(orientation));
            }
        }
        at = end;
        if kind == b"IEND" {
            break;
        }
    }
    if !has_data {
        return Err(BadFile::corrupt("the PNG has no picture data"));
    }
    if at < bytes.len() {
        return Err(BadFile::new(
            Flaw::TrailingData,
            "something follows the end of the PNG",
        ));
    }
    Ok(edits)
}

fn exif_chunk(orientation: u8) -> Vec<u8> {
    let tiff = orientation_only(orientation);
    let length = u32::try_from(tiff.len()).expect("invariant: a few bytes");
    let content = [b"eXIf", &tiff[..]].concat();
    let checksum = crc32fast::hash(&content);
    [&length.to_be_bytes()[..], &content, &checksum.to_be_bytes()].concat()
}
