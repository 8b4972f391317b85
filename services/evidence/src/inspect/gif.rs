//! GIF: blocks from the screen descriptor to the trailer, and nothing behind it.

use super::bytes::le_u16;
use crate::domain::copy_plan::Edits;
use crate::domain::file::BadFile;
use crate::domain::words::Flaw;

/// Signature and screen descriptor.
const HEADER: usize = 13;
const IMAGE_DESCRIPTOR: usize = 10;

/// A GIF file's structure.
#[derive(Debug)]
pub struct Layout {
    pub edits: Edits,
    pub frames: u64,
    /// Width and height of the screen.
    pub sides: (u64, u64),
}

/// What the file is made of, and what to do to it for a copy that keeps the frames and their repetition.
///
/// # Errors
///
/// The structure is not that of one whole picture.
pub fn layout(bytes: &[u8]) -> Result<Layout, BadFile> {
    let ends = || BadFile::truncated("the GIF, before its trailer");
    let flags = *bytes.get(10).ok_or_else(ends)?;
    let side = |at| le_u16(bytes, at).map(u64::from).ok_or_else(ends);
    let sides = (side(6)?, side(8)?);
    let mut edits = Edits::new();
    let (mut at, mut frames) = (HEADER + colours(flags), 0);
    loop {
        let start = at;
        match *bytes.get(at).ok_or_else(ends)? {
            0x21 => {
                let label = *bytes.get(at + 1).ok_or_else(ends)?;
                let is_kept = label == 0xf9 || (label == 0xff && is_known_application(bytes, at + 2));
                at = end_of_blocks(bytes, at + 2)?;
                if !is_kept {
                    edits.drop(start as u64..at as u64);
                }
            }
            0x2c => {
                let flags = *bytes.get(at + 9).ok_or_else(ends)?;
                // A byte of code size stands before the data.
                at = end_of_blocks(bytes, at + IMAGE_DESCRIPTOR + colours(flags) + 1)?;
                frames += 1;
            }
            0x3b => break,
            _ => return Err(BadFile::corrupt("the GIF has a block of no known kind")),
        }
    }
    if frames == 0 {
        return Err(BadFile::corrupt("the GIF has no picture"));
    }
    if at + 1 < bytes.len() {
        return Err(BadFile::new(
            Flaw::TrailingData,
            "something follows the end of the GIF",
        ));
    }
    Ok(Layout { edits, frames, sides })
}

/// The length of the colour table that these flags announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        return 0;
    }
    3 << ((flags & 7) + 1)
}

/// Behind the empty block that ends a row of data blocks.
fn end_of_blocks(bytes: &[u8], mut at: usize) -> Result<usize, BadFile> {
    loop {
        let length = *bytes.get(at).ok_or_else(|| BadFile::truncated("a GIF block"))?;
        at += 1 + usize::from(length);
        if length == 0 {
            return Ok(at);
        }
    }
}

/// How often an animation repeats, and its colour profile; everything else is some program's own.
fn is_known_application(bytes: &[u8], at: usize) -> bool {
    let name = bytes.get(at + 1..at + 12).unwrap_or_default();
    [&b"NETSCAPE2.0"[..], b"ANIMEXTS1.0", b"ICCRGBG1012"].contains(&name)
}
