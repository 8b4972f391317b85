//! ISO base media files (MP4, MOV, HEIC, AVIF): boxes within boxes, each with its length and type, and how one is blanked
//! without moving anything.

use std::fs::File;
use std::ops::Range;

use super::InspectError;
use super::bytes::{be_u32, be_u64};
use super::reading::Reading;
use crate::domain::copy_plan::Edits;
use crate::domain::file::BadFile;
use crate::domain::words::Flaw;

/// A file of more boxes than this is not walked on.
const MAX_BOXES: u32 = 100_000;
/// The most that is read of one box.
const MAX_READ: u64 = 16 * 1024 * 1024;

/// A box: its type, and where it and its content lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atom {
    pub kind: [u8; 4],
    pub start: u64,
    pub content: Range<u64>,
}

/// A file of boxes.
pub struct Boxes {
    reading: Reading,
    size: u64,
    left: u32,
}

impl Atom {
    /// Whether the type is printable, as every registered one is.
    fn is_plausible(&self) -> bool {
        self.kind
            .iter()
            .all(|byte| (0x20..0x7f).contains(byte) || *byte == 0xa9)
    }

    /// Makes the box one of free space, in its old place and length.
    pub fn blank(&self, edits: &mut Edits) {
        edits.replace(self.start + 4..self.start + 8, b"free".to_vec());
        edits.zero(self.content.clone());
    }
}

impl Boxes {
    /// Over a file of this size.
    pub fn new(file: File, size: u64) -> Boxes {
        Boxes {
            reading: Reading::new(file),
            size,
            left: MAX_BOXES,
        }
    }

    /// The file itself.
    pub fn into_file(self) -> File {
        self.reading.into_file()
    }

    /// The file's length.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The boxes that fill the whole file.
    ///
    /// # Errors
    ///
    /// They do not.
    pub fn top(&mut self) -> Result<Vec<Atom>, InspectError> {
        self.children(0..self.size)
    }

    /// The boxes that fill the range.
    ///
    /// # Errors
    ///
    /// They do not.
    pub fn children(&mut self, range: Range<u64>) -> Result<Vec<Atom>, InspectError> {
        let mut atoms = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let atom = self.atom(at, range.end)?;
            at = atom.content.end;
            atoms.push(atom);
        }
        Ok(atoms)
    }

    /// The content of a box, which may not be longer than a table ever is.
    ///
    /// # Errors
    ///
    /// It is longer, or cannot be read.
    pub fn content(&mut self, atom: &Atom) -> Result<Vec<u8>, InspectError> {
        if atom.content.end - atom.content.start > MAX_READ {
            return Err(BadFile::corrupt("a table of the file is longer than any should be").into());
        }
        self.read(atom.content.clone())
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, InspectError> {
        Ok(self.reading.range(range)?)
    }

    fn atom(&mut self, start: u64, end: u64) -> Result<Atom, InspectError> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| BadFile::corrupt("the file has more boxes than any should have"))?;
        let head = self.read(start..end.min(start + 16))?;
        let outside = |end_of_file: bool| match end_of_file {
            true => BadFile::truncated("a box"),
            false => BadFile::corrupt("a box is longer than the one around it"),
        };
        let outside = || outside(end == self.size);
        let (Some(length), Some(kind)) = (be_u32(&head, 0), head.get(4..).and_then(<[u8]>::first_chunk))
        else {
            return Err(outside().into());
        };
        let (header, length) = match length {
            // The last box of a file may leave its length open.
            0 if end == self.size => (8, end - start),
            1 => (16, be_u64(&head, 8).ok_or_else(outside)?),
            length => (8, u64::from(length)),
        };
        let atom = Atom {
            kind: *kind,
            start,
            content: start + header..start.saturating_add(length),
        };
        if !atom.is_plausible() {
            return Err(BadFile::new(
                Flaw::TrailingData,
                "something that is no box stands between the boxes",
            )
            .into());
        }
        if length < header {
            return Err(BadFile::corrupt("a box is shorter than its own header").into());
        }
        if atom.content.end > end {
            return Err(outside().into());
        }
        Ok(atom)
    }
}
