//! EBML, the form of WebM: elements within elements, each with its id and length, and how one is blanked without moving
//! anything.

use std::fs::File;
use std::ops::Range;

use super::InspectError;
use super::reading::Reading;
use crate::domain::copy_plan::Edits;
use crate::domain::file::BadFile;

/// A file of more elements than this is not walked on.
const MAX_ELEMENTS: u32 = 2_000_000;
/// The most that is read of one element's content.
const MAX_READ: u64 = 4_096;
/// The longest id and length.
const MAX_HEADER: u64 = 12;

/// The ids that matter here, with their markers.
pub mod id {
    pub const DOC_TYPE: u32 = 0x4282;
    pub const SEGMENT: u32 = 0x1853_8067;
    pub const SEEK_HEAD: u32 = 0x114d_9b74;
    pub const INFO: u32 = 0x1549_a966;
    pub const TRACKS: u32 = 0x1654_ae6b;
    pub const CLUSTER: u32 = 0x1f43_b675;
    pub const CUES: u32 = 0x1c53_bb6b;
    pub const CHAPTERS: u32 = 0x1043_a770;
    pub const TAGS: u32 = 0x1254_c367;
    pub const ATTACHMENTS: u32 = 0x1941_a469;
    pub const VOID: u32 = 0xec;
    pub const CRC_32: u32 = 0xbf;
    pub const TITLE: u32 = 0x7ba9;
    pub const MUXING_APP: u32 = 0x4d80;
    pub const WRITING_APP: u32 = 0x5741;
    pub const SEGMENT_FILE_NAME: u32 = 0x7384;
    pub const DATE: u32 = 0x4461;
    pub const TRACK: u32 = 0xae;
    pub const TRACK_NAME: u32 = 0x536e;
    pub const VIDEO: u32 = 0xe0;
    pub const PIXEL_WIDTH: u32 = 0xb0;
    pub const PIXEL_HEIGHT: u32 = 0xba;
    /// What a cluster is made of.
    pub const IN_CLUSTER: [u32; 9] = [0xe7, 0xa7, 0xab, 0xa3, 0xa0, 0x5854, 0xaf, VOID, CRC_32];
}

/// An element: its id, and where it and its content lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    pub id: u32,
    pub start: u64,
    pub content: Range<u64>,
    /// Its length is left open, and reaches as far as it can.
    pub is_open: bool,
}

/// A file of elements.
pub struct Elements {
    reading: Reading,
    size: u64,
    left: u32,
}

impl Element {
    /// Behind the element.
    pub fn end(&self) -> u64 {
        self.content.end
    }

    /// Makes the element one of empty space, in its old place and length.
    pub fn blank(&self, edits: &mut Edits) {
        let length = self.end() - self.start;
        let header = match length {
            // An element of two bytes has no content.
            0..=1 => return,
            2..=9 => vec![0xec, 0x80 | (length - 2) as u8],
            _ => {
                let mut header = vec![0xec, 0x01];
                header.extend_from_slice(&(length - 9).to_be_bytes()[1..]);
                header
            }
        };
        let behind = self.start + header.len() as u64;
        edits.replace(self.start..behind, header);
        edits.zero(behind..self.end());
    }
}

impl Elements {
    /// Over a file of this size.
    pub fn new(file: File, size: u64) -> Elements {
        Elements {
            reading: Reading::new(file),
            size,
            left: MAX_ELEMENTS,
        }
    }

    /// The element at `start`, which must end at `end` or before.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn next(&mut self, start: u64, end: u64) -> Result<Element, InspectError> {
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| BadFile::corrupt("the WebM has more elements than any should have"))?;
        let head = self.read(start..end.min(start + MAX_HEADER))?;
        let outside = || match end == self.size {
            true => BadFile::truncated("an element of the WebM"),
            false => BadFile::corrupt("an element of the WebM is longer than the one around it"),
        };
        let first = *head.first().ok_or_else(outside)?;
        let id_width = first.leading_zeros() as usize + 1;
        let size_first = *head.get(id_width).ok_or_else(outside)?;
        let size_width = size_first.leading_zeros() as usize + 1;
        if id_width > 4 || size_width > 8 {
            return Err(BadFile::corrupt("something that is no element stands in the WebM").into());
        }
        let (id, rest) = head.split_at(id_width);
        let length = rest.get(..size_width).ok_or_else(outside)?;
        let number = |bytes: &[u8]| {
            bytes
                .iter()
                .fold(0u64, |number, byte| number << 8 | u64::from(*byte))
        };
        let marker = 1 << (7 * size_width);
        let length = number(length) & (marker - 1);
        let is_open = length == marker - 1;
        let content = start + (id_width + size_width) as u64;
        let content_end = if is_open {
            end
        } else {
            content.saturating_add(length)
        };
        if content_end > end {
            return Err(outside().into());
        }
        Ok(Element {
            id: u32::try_from(number(id)).expect("invariant: four bytes"),
            start,
            content: content..content_end,
            is_open,
        })
    }

    /// The elements that fill another one.
    ///
    /// # Errors
    ///
    /// They do not.
    pub fn children(&mut self, parent: &Element) -> Result<Vec<Element>, InspectError> {
        let mut elements = Vec::new();
        let mut at = parent.content.start;
        while at < parent.end() {
            let element = self.next(at, parent.end())?;
            at = element.end();
            elements.push(element);
        }
        Ok(elements)
    }

    /// Where a cluster of open length ends: at the first element that is none of a cluster's.
    ///
    /// # Errors
    ///
    /// It ends inside an element.
    pub fn end_of_cluster(&mut self, cluster: &Element) -> Result<u64, InspectError> {
        let mut at = cluster.content.start;
        while at < cluster.end() {
            let element = self.next(at, cluster.end())?;
            if !id::IN_CLUSTER.contains(&element.id) {
                return Ok(at);
            }
            if element.is_open {
                return Err(BadFile::corrupt("an element of the WebM leaves its length open").into());
            }
            at = element.end();
        }
        Ok(at)
    }

    /// The content of an element that holds a number or a short text.
    ///
    /// # Errors
    ///
    /// It is longer, or cannot be read.
    pub fn content(&mut self, element: &Element) -> Result<Vec<u8>, InspectError> {
        if element.end() - element.content.start > MAX_READ {
            return Err(BadFile::corrupt("a value of the WebM is longer than any should be").into());
        }
        self.read(element.content.clone())
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, InspectError> {
        Ok(self.reading.range(range)?)
    }
}
