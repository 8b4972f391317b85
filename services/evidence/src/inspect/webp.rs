//! WebP: one RIFF file whose length is the file's, of chunks that are known.

use super::bytes::le_u32;
use super::exif::orientation_only;
use crate::domain::copy_plan::Edits;
use crate::domain::file::BadFile;
use crate::domain::words::Flaw;

/// `RIFF`, the length and `WEBP`.
const HEADER: usize = 12;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// A WebP file's structure.
#[derive(Debug)]
pub struct Layout {
    pub edits: Edits,
    /// Frames of an animation; none in a still picture.
    pub frames: u64,
}

/// The Exif data in TIFF form, which some programs put behind the mark that JPEG has before them.
pub fn exif_data(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = HEADER;
    loop {
        let length = le_u32(bytes, at + 4)? as usize;
        let content = at + 8;
        if bytes.get(at..at + 4)? == b"EXIF" {
            let data = bytes.get(content..content + length)?;
            return Some(data.strip_prefix(b"Exif\0\0").unwrap_or(data));
        }
        at = content + length + length % 2;
    }
}

/// What the file is made of, and what to do to it for a copy that keeps the picture, its colours and the way up.
///
/// # Errors
///
/// The structure is not that of one whole picture.
pub fn layout(bytes: &[u8], orientation: u8) -> Result<Layout, BadFile> {
    let size = le_u32(bytes, 4).ok_or_else(|| BadFile::truncated("the WebP's header"))? as usize + 8;
    match bytes.len() {
        given if given < size => return Err(BadFile::truncated("the WebP")),
        given if given > size => {
            return Err(BadFile::new(
                Flaw::TrailingData,
                "something follows the end of the WebP",
            ));
        }
        _ => {}
    }
    let mut edits = Edits::new();
    let (mut at, mut frames, mut dropped) = (HEADER, 0, 0);
    while at < bytes.len() {
        let ends = || BadFile::truncated("a WebP chunk");
        let kind: &[u8; 4] = bytes[at..].first_chunk().ok_or_else(ends)?;
        let length = le_u32(bytes, at + 4).ok_or_else(ends)? as usize;
        let end = at + 8 + length + length % 2;
        if end > bytes.len() {
            return Err(ends());
        }
        match kind {
            b"VP8X" if length >= 10 => {
                let flags = (bytes[at + 8] & !HAS_EXIF & !HAS_XMP) | exif_flag(orientation);
                let place = (at + 8) as u64;
                edits.replace(place..place + 1, vec![flags]);
            }
            b"ANMF" => frames += 1,
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ICCP" => {}
            _ => {
                edits.drop(at as u64..end as u64);
                dropped += end - at;
            }
        }
        at = end;
    }
    let added = exif_chunk(orientation);
    let size = u32::try_from(bytes.len() - dropped + added.len() - 8);
    let size = size.expect("invariant: no longer than the file, whose length has four bytes");
    edits.replace(4..8, size.to_le_bytes().to_vec());
    let end = bytes.len() as u64;
    edits.replace(end..end, added);
    Ok(Layout { edits, frames })
}

fn exif_flag(orientation: u8) -> u8 {
    if orientation == 1 { 0 } else { HAS_EXIF }
}

fn exif_chunk(orientation: u8) -> Vec<u8> {
    if orientation == 1 {
        return Vec::new();
    }
    let tiff = orientation_only(orientation);
    let length = u32::try_from(tiff.len()).expect("invariant: a few bytes");
    [b"EXIF", &length.to_le_bytes()[..], &tiff].concat()
}
