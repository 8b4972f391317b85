//! HEIC and AVIF: coded pictures and their metadata as items, each with its place in the file. They are recognised and
//! walked, not decoded; the copy blanks the metadata items where they lie.

use std::io::{BufReader, Seek as _, SeekFrom};
use std::ops::Range;

use super::boxes::{Atom, Boxes};
use super::bytes::{Fields, be_u16, be_u32};
use super::picture::copy;
use super::{InspectError, Limits, exif};
use crate::domain::copy_plan::Edits;
use crate::domain::file::{BadFile, FileFacts, NoCopy};
use crate::domain::words::MediaType;

/// Exif data that say nothing: where the TIFF form begins, its header, and a directory of no entries.
const NO_EXIF: &[u8] = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0";

/// More places than any picture has.
const MAX_EXTENTS: u64 = 100_000;

/// An item that is no picture.
struct Metadata {
    id: u64,
    is_exif: bool,
}

/// Where an item's bytes lie.
struct Location {
    item: u64,
    /// Absent when they lie neither in the file nor in the item data box.
    extents: Option<Vec<Range<u64>>>,
}

/// Looks into a picture.
///
/// # Errors
///
/// It is not whole, or is too large.
pub fn inspect(mut boxes: Boxes, media: MediaType, limits: &Limits) -> Result<FileFacts, InspectError> {
    let mut edits = Edits::new();
    let mut description = None;
    for atom in boxes.top()? {
        match &atom.kind {
            b"meta" => description = Some(atom),
            b"ftyp" | b"mdat" | b"moov" => {}
            b"free" | b"skip" => edits.zero(atom.content.clone()),
            _ => atom.blank(&mut edits),
        }
    }
    let description = description.ok_or_else(|| BadFile::truncated("the picture, before its description"))?;
    let is_whole = describe(&mut boxes, &description, limits, &mut edits)?;
    let size = boxes.size();
    let metadata = read_exif(boxes)?;
    Ok(FileFacts {
        media,
        // A turn is one of many properties that an item may have, so how it is shown is not known.
        sides: None,
        capture_time: metadata.capture_time,
        has_location: metadata.has_location,
        copy: match is_whole {
            true => copy(edits, size),
            false => Err(NoCopy::Entangled),
        },
        fingerprint: None,
    })
}

fn read_exif(boxes: Boxes) -> Result<exif::Metadata, InspectError> {
    let mut file = boxes.into_file();
    file.seek(SeekFrom::Start(0))?;
    Ok(exif::read(&mut BufReader::new(file)))
}

/// Reads the description and blanks the metadata items; returns whether each could be.
fn describe(
    boxes: &mut Boxes,
    description: &Atom,
    limits: &Limits,
    edits: &mut Edits,
) -> Result<bool, InspectError> {
    // Version and flags stand before the boxes inside.
    let inside = (description.content.start + 4).min(description.content.end)..description.content.end;
    let children = boxes.children(inside)?;
    let mut content = |kind: &[u8; 4]| -> Result<Option<Vec<u8>>, InspectError> {
        let atom = children.iter().find(|atom| atom.kind == *kind);
        atom.map(|atom| boxes.content(atom)).transpose()
    };
    let primary = content(b"pitm")?;
    let (Some(_), Some(places)) = (primary, content(b"iloc")?) else {
        return Err(BadFile::corrupt("the picture does not say where its items are").into());
    };
    let item_data = children.iter().find(|atom| &atom.kind == b"idat");
    let item_data = item_data.map(|atom| atom.content.clone());
    let locations = locations(&places, item_data);
    let locations = locations.ok_or_else(|| BadFile::corrupt("the picture's table of places is broken"))?;
    let reach = locations.iter().filter_map(|location| location.extents.as_ref());
    if reach.flatten().any(|extent| extent.end > boxes.size()) {
        return Err(BadFile::truncated("an item of the picture").into());
    }
    check_sides(boxes, &children, limits)?;
    let mut is_whole = true;
    for item in metadata_items(boxes, &children)? {
        let places = locations.iter().filter(|location| location.item == item.id);
        for place in places {
            match &place.extents {
                Some(extents) => blank(extents, item.is_exif, edits),
                None => is_whole = false,
            }
        }
    }
    Ok(is_whole)
}

/// Blanks a metadata item. Readers refuse a picture whose Exif data are none at all, so an empty directory stands there then.
fn blank(extents: &[Range<u64>], is_exif: bool, edits: &mut Edits) {
    let mut extents = extents.to_vec();
    if let Some(first) = extents.first_mut().filter(|_| is_exif) {
        let behind = first.start + NO_EXIF.len() as u64;
        if behind <= first.end {
            edits.replace(first.start..behind, NO_EXIF.to_vec());
            first.start = behind;
        }
    }
    extents.into_iter().for_each(|extent| edits.zero(extent));
}

/// The items that are no picture: Exif, XMP and whatever else is text.
fn metadata_items(boxes: &mut Boxes, children: &[Atom]) -> Result<Vec<Metadata>, InspectError> {
    let Some(table) = children.iter().find(|atom| &atom.kind == b"iinf") else {
        return Err(BadFile::corrupt("the picture does not say what its items are").into());
    };
    let is_wide = boxes.content(table)?.first().is_some_and(|version| *version > 0);
    let entries = table.content.start + if is_wide { 8 } else { 6 };
    let mut items = Vec::new();
    for entry in boxes.children(entries.min(table.content.end)..table.content.end)? {
        let content = boxes.content(&entry)?;
        let (id, kind) = match content.first() {
            Some(2) => (be_u16(&content, 4).map(u64::from), content.get(8..12)),
            Some(3) => (be_u32(&content, 4).map(u64::from), content.get(10..14)),
            _ => (None, None),
        };
        let (Some(id), Some(kind)) = (id, kind) else {
            return Err(BadFile::corrupt("an item of the picture does not say what it is").into());
        };
        if matches!(kind, b"Exif" | b"mime" | b"uri ") {
            items.push(Metadata {
                id,
                is_exif: kind == b"Exif",
            });
        }
    }
    Ok(items)
}

/// Refuses pictures that are too large for whoever decodes them.
fn check_sides(boxes: &mut Boxes, children: &[Atom], limits: &Limits) -> Result<(), InspectError> {
    let Some(properties) = children.iter().find(|atom| &atom.kind == b"iprp") else {
        return Ok(());
    };
    for container in boxes.children(properties.content.clone())? {
        if &container.kind != b"ipco" {
            continue;
        }
        for property in boxes.children(container.content.clone())? {
            if &property.kind == b"ispe" {
                let content = boxes.content(&property)?;
                let (Some(width), Some(height)) = (be_u32(&content, 4), be_u32(&content, 8)) else {
                    return Err(BadFile::corrupt("the picture does not say its size").into());
                };
                limits.check_sides(width.into(), height.into())?;
            }
        }
    }
    Ok(())
}

/// The table of places; `None` when it ends too early, or never.
fn locations(table: &[u8], item_data: Option<Range<u64>>) -> Option<Vec<Location>> {
    let version = *table.first()?;
    let widths = be_u16(table, 4)?;
    let width = |shift: u16| usize::from(widths >> shift & 15);
    let (offset_width, length_width, base_width) = (width(12), width(8), width(4));
    let index_width = if version == 0 { 0 } else { width(0) };
    if [offset_width, length_width, base_width, index_width]
        .iter()
        .any(|width| *width > 8)
    {
        return None;
    }
    let id_width = if version < 2 { 2 } else { 4 };
    let mut fields = Fields::new(table.get(6..)?);
    let count = fields.number(id_width)?;
    let (mut locations, mut left) = (Vec::new(), MAX_EXTENTS);
    for _ in 0..count {
        let item = fields.number(id_width)?;
        let method = if version == 0 { 0 } else { fields.number(2)? & 15 };
        let _reference = fields.number(2)?;
        let base = fields.number(base_width)?;
        let start = match (method, &item_data) {
            (0, _) => Some(base),
            (1, Some(data)) => data.start.checked_add(base),
            _ => None,
        };
        let mut extents = Vec::new();
        let extent_count = fields.number(2)?;
        left = left.checked_sub(extent_count.max(1))?;
        for _ in 0..extent_count {
            let _index = fields.number(index_width)?;
            let (offset, length) = (fields.number(offset_width)?, fields.number(length_width)?);
            let extent = start.and_then(|start| start.checked_add(offset));
            extents.push(extent.and_then(|from| Some(from..from.checked_add(length)?)));
        }
        locations.push(Location {
            item,
            extents: extents.into_iter().collect(),
        });
    }
    Some(locations)
}
