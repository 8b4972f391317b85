//! PDF: a header at the first byte, an end mark at the last, and a table of contents where the end says it is. Nothing of it
//! is run or shown here.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

use super::InspectError;
use crate::domain::file::{BadFile, FileFacts, NoCopy};
use crate::domain::words::{Flaw, MediaType};

/// How far from the end the end mark may stand with what belongs to it.
const TAIL: u64 = 1_024;
/// How much is read of what stands where the table of contents should.
const TABLE_HEAD: u64 = 32;

/// Looks into a PDF.
///
/// # Errors
///
/// It is not whole, or something follows it.
pub fn inspect(mut file: File, size: u64) -> Result<FileFacts, InspectError> {
    let head = read_at(&mut file, 0, 16)?;
    let version = head.get(5..8).unwrap_or_default();
    if !matches!(version, [b'1' | b'2', b'.', b'0'..=b'9']) {
        return Err(BadFile::corrupt("the PDF does not say its version").into());
    }
    let tail = read_at(&mut file, size.saturating_sub(TAIL), TAIL)?;
    let table = table_offset(&tail, size)?;
    let found = read_at(&mut file, table, TABLE_HEAD)?;
    if !is_table(&found) {
        return Err(BadFile::corrupt("the PDF's table of contents is not where its end says").into());
    }
    Ok(FileFacts {
        media: MediaType::Pdf,
        sides: None,
        capture_time: None,
        has_location: false,
        copy: Err(NoCopy::Document),
        fingerprint: None,
    })
}

fn read_at(file: &mut File, at: u64, length: u64) -> Result<Vec<u8>, InspectError> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where the last lines say that the table of contents is: `startxref`, the offset, `%%EOF`.
fn table_offset(tail: &[u8], size: u64) -> Result<u64, BadFile> {
    let rest = tail.trim_ascii_end();
    let Some(rest) = rest.strip_suffix(b"%%EOF") else {
        let ends = tail.windows(5).any(|window| window == b"%%EOF");
        return Err(match ends {
            true => BadFile::new(Flaw::TrailingData, "something follows the end of the PDF"),
            false => BadFile::truncated("the PDF, before its end mark"),
        });
    };
    let rest = rest.trim_ascii_end();
    let digits = rest.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (rest, number) = rest.split_at(rest.len() - digits);
    let offset = std::str::from_utf8(number)
        .ok()
        .and_then(|text| text.parse::<u64>().ok());
    let offset = offset.filter(|offset| *offset < size && rest.trim_ascii_end().ends_with(b"startxref"));
    offset.ok_or_else(|| BadFile::corrupt("the PDF's end does not say where its table of contents is"))
}

/// A table, or the object `12 0 obj` that holds one.
fn is_table(found: &[u8]) -> bool {
    let found = found.trim_ascii_start();
    if found.starts_with(b"xref") {
        return true;
    }
    let text = String::from_utf8_lossy(found);
    let mut words = text.split_ascii_whitespace();
    let mut is_number = || {
        words
            .next()
            .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number() && is_number() && words.next().is_some_and(|word| word.starts_with("obj"))
}
