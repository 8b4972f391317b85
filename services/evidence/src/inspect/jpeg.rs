//! JPEG: segments from the start marker to the end marker, and nothing behind it but further pictures that the file itself
//! announces (as phones write them for depth and brightness).

use super::bytes::be_u16;
use super::exif::orientation_only;
use crate::domain::copy_plan::Edits;
use crate::domain::file::BadFile;
use crate::domain::words::Flaw;

/// A picture that is drawn in more passes than this only keeps decoders busy.
const MAX_SCANS: u32 = 100;

/// A segment with its marker.
struct Segment<'a> {
    marker: u8,
    start: usize,
    end: usize,
    content: &'a [u8],
}

/// One picture, from its start marker on.
struct Walked<'a> {
    segments: Vec<Segment<'a>>,
    /// Behind the end marker.
    end: usize,
}

/// What to do to the file for a copy that keeps the picture, its colours and the way up.
///
/// # Errors
///
/// The structure is not that of one whole picture.
pub fn edits(bytes: &[u8], orientation: u8) -> Result<Edits, BadFile> {
    let walked = walk(bytes)?;
    let announces_more = walked
        .segments
        .iter()
        .any(|segment| segment.marker == 0xe2 && segment.content.starts_with(b"MPF\0"));
    check_trailer(&bytes[walked.end..], announces_more)?;
    let mut edits = Edits::new();
    let dropped = walked.segments.iter().filter(|segment| !is_kept(segment));
    dropped.for_each(|segment| edits.drop(segment.start as u64..segment.end as u64));
    if orientation != 1 {
        let first = walked.segments.first().filter(|segment| segment.marker == 0xe0);
        let at = first.map_or(2, |segment| segment.end as u64);
        edits.replace(at..at, exif_segment(orientation));
    }
    edits.drop(walked.end as u64..bytes.len() as u64);
    Ok(edits)
}

fn walk(bytes: &[u8]) -> Result<Walked<'_>, BadFile> {
    let mut segments = Vec::new();
    let (mut at, mut has_frame, mut scans) = (2, false, 0);
    loop {
        let start = at;
        let marker = marker(bytes, &mut at)?;
        match marker {
            0xd9 if has_frame && scans > 0 => return Ok(Walked { segments, end: at }),
            0x00 | 0xd8 | 0xd9 => return Err(BadFile::corrupt("the JPEG's segments are out of order")),
            0x01 | 0xd0..=0xd7 => {}
            marker => {
                let length = be_u16(bytes, at).ok_or_else(|| BadFile::truncated("a JPEG segment"))?;
                let end = at + usize::from(length);
                let content = bytes.get(at + 2..end);
                let content = content.ok_or_else(|| match length {
                    0 | 1 => BadFile::corrupt("a JPEG segment has no length"),
                    _ => BadFile::truncated("a JPEG segment"),
                })?;
                at = end;
                segments.push(Segment {
                    marker,
                    start,
                    end,
                    content,
                });
                has_frame |= matches!(marker, 0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc));
                if marker == 0xda {
                    scans += 1;
                    if scans > MAX_SCANS {
                        return Err(BadFile::corrupt(
                            "the JPEG is drawn in more passes than any should be",
                        ));
                    }
                    at = end_of_scan(bytes, at)?;
                }
            }
        }
    }
}

/// The marker at `at`, with any fill bytes before it; moves behind it.
fn marker(bytes: &[u8], at: &mut usize) -> Result<u8, BadFile> {
    let ends = || BadFile::truncated("the JPEG, before its end marker");
    if *bytes.get(*at).ok_or_else(ends)? != 0xff {
        return Err(BadFile::corrupt("something stands between the JPEG's segments"));
    }
    while *bytes.get(*at).ok_or_else(ends)? == 0xff {
        *at += 1;
    }
    let marker = bytes[*at];
    *at += 1;
    Ok(marker)
}

/// Where compressed data ends: at the first marker that is neither a stuffed byte nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> Result<usize, BadFile> {
    let pairs = bytes[from..].windows(2);
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    pairs
        .enumerate()
        .find(|(_, pair)| ends(pair))
        .map(|(at, _)| from + at)
        .ok_or_else(|| BadFile::truncated("the JPEG's compressed data"))
}

fn is_kept(segment: &Segment<'_>) -> bool {
    match segment.marker {
        0xe0 => segment.content.starts_with(b"JFIF\0"),
        0xe2 => segment.content.starts_with(b"ICC_PROFILE\0"),
        0xee => segment.content.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

fn check_trailer(mut rest: &[u8], announces_more: bool) -> Result<(), BadFile> {
    loop {
        let Some(next) = rest.iter().position(|byte| *byte != 0) else {
            return Ok(());
        };
        rest = &rest[next..];
        if !announces_more || !rest.starts_with(&[0xff, 0xd8, 0xff]) {
            return Err(BadFile::new(
                Flaw::TrailingData,
                "something that is no picture follows the end of the JPEG",
            ));
        }
        rest = &rest[walk(rest)?.end..];
    }
}

fn exif_segment(orientation: u8) -> Vec<u8> {
    let tiff = orientation_only(orientation);
    let length = u16::try_from(2 + 6 + tiff.len()).expect("invariant: a few bytes");
    [&[0xff, 0xe1], &length.to_be_bytes()[..], b"Exif\0\0", &tiff].concat()
}
