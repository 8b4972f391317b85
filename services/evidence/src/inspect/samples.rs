//! Where the samples of a track lie in its file, from the track's tables of sizes, chunks and offsets.

use std::ops::Range;

use super::InspectError;
use super::boxes::{Atom, Boxes};
use super::bytes::{be_u32, be_u64};

/// The tables of a track.
#[derive(Default)]
struct Tables {
    /// `stsz`: one size for all, or one each.
    sizes: Option<Vec<u8>>,
    /// `stsc`: from which chunk on there are how many samples in one.
    chunks: Option<Vec<u8>>,
    /// `stco` or `co64`: where each chunk begins.
    offsets: Option<(Vec<u8>, bool)>,
}

/// The chunks of the track whose media boxes these are; `None` when the tables do not say, or say what cannot be.
///
/// # Errors
///
/// The boxes cannot be read.
pub fn sample_ranges(boxes: &mut Boxes, media: &[Atom]) -> Result<Option<Vec<Range<u64>>>, InspectError> {
    let Some(information) = media.iter().find(|atom| &atom.kind == b"minf") else {
        return Ok(None);
    };
    let children = boxes.children(information.content.clone())?;
    let Some(table) = children.iter().find(|atom| &atom.kind == b"stbl") else {
        return Ok(None);
    };
    let mut tables = Tables::default();
    for atom in boxes.children(table.content.clone())? {
        match &atom.kind {
            b"stsz" => tables.sizes = Some(boxes.content(&atom)?),
            b"stsc" => tables.chunks = Some(boxes.content(&atom)?),
            b"stco" => tables.offsets = Some((boxes.content(&atom)?, false)),
            b"co64" => tables.offsets = Some((boxes.content(&atom)?, true)),
            _ => {}
        }
    }
    let size = boxes.size();
    let ranges = tables.ranges();
    Ok(ranges.filter(|ranges| ranges.iter().all(|range| range.end <= size)))
}

impl Tables {
    fn ranges(&self) -> Option<Vec<Range<u64>>> {
        let (sizes, chunks) = (self.sizes.as_deref()?, self.chunks.as_deref()?);
        let (offsets, is_wide) = self.offsets.as_ref()?;
        let (one_size, sample_count) = (be_u32(sizes, 4)?, be_u32(sizes, 8)?);
        let mut ranges = Vec::new();
        let (mut sample, mut entry) = (0, 0);
        for chunk in 0..be_u32(offsets, 4)? {
            let at = 8 + chunk as usize * if *is_wide { 8 } else { 4 };
            let start = if *is_wide {
                be_u64(offsets, at)?
            } else {
                u64::from(be_u32(offsets, at)?)
            };
            // The entry in force is the last one that begins at this chunk or before; chunks count from one.
            while be_u32(chunks, 8 + 12 * (entry + 1)).is_some_and(|first| first <= chunk + 1) {
                entry += 1;
            }
            let in_chunk = be_u32(chunks, 8 + 12 * entry + 4)?.min(sample_count - sample);
            let length = match one_size {
                0 => (sample..sample + in_chunk).try_fold(0u64, |length, sample| {
                    Some(length + u64::from(be_u32(sizes, 12 + 4 * sample as usize)?))
                })?,
                size => u64::from(size) * u64::from(in_chunk),
            };
            sample += in_chunk;
            let end = start.checked_add(length)?;
            ranges.push(start..end);
        }
        (sample == sample_count).then_some(ranges)
    }
}
