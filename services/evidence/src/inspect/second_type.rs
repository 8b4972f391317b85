//! Files that are two things at once. Trailing data is refused by each format's own reader; here is what readers of other
//! formats find in spite of a sound first one: a PDF header near the beginning, a ZIP directory at the end.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use super::InspectError;
use super::bytes::le_u16;
use crate::domain::file::BadFile;
use crate::domain::words::{Flaw, MediaType};

/// PDF readers look for their header this far.
const PDF_REACH: usize = 1_024;
const ZIP_END: &[u8; 4] = b"PK\x05\x06";
const ZIP_END_SIZE: usize = 22;
/// ZIP readers look for their directory this far from the end: its record and the longest comment.
const ZIP_REACH: u64 = 22 + 65_535;

/// Refuses a file that is of a second type, too.
///
/// # Errors
///
/// It is, or it cannot be read.
pub fn check(file: &mut File, size: u64, head: &[u8], media: MediaType) -> Result<(), InspectError> {
    let reach = &head[..head.len().min(PDF_REACH)];
    if media != MediaType::Pdf && reach.windows(5).any(|window| window == b"%PDF-") {
        return Err(two_types("a PDF").into());
    }
    if is_zip(&tail(file, size)?) {
        return Err(two_types("a ZIP archive").into());
    }
    Ok(())
}

fn two_types(other: &str) -> BadFile {
    BadFile::new(Flaw::SecondType, format!("the file is {other} at the same time"))
}

fn tail(file: &mut File, size: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(size.saturating_sub(ZIP_REACH)))?;
    let mut tail = Vec::new();
    file.take(ZIP_REACH).read_to_end(&mut tail)?;
    Ok(tail)
}

/// Whether the end of a ZIP directory is there whose comment reaches exactly to the end.
fn is_zip(tail: &[u8]) -> bool {
    tail.windows(ZIP_END.len())
        .enumerate()
        .filter(|(_, window)| window == ZIP_END)
        .any(|(at, _)| {
            let comment = le_u16(tail, at + ZIP_END_SIZE - 2);
            comment.is_some_and(|length| at + ZIP_END_SIZE + usize::from(length) == tail.len())
        })
}
