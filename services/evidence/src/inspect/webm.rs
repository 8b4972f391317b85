//! WebM: a header and one segment of elements that fill the file. Recorders in browsers leave the lengths of the segment and
//! its clusters open; what follows then tells where they end.

use std::fs::File;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::InspectError;
use super::elements::{Element, Elements, id};
use super::picture::copy;
use crate::domain::copy_plan::Edits;
use crate::domain::file::{BadFile, FileFacts};
use crate::domain::words::{Flaw, MediaType};

/// What is found on the way.
#[derive(Default)]
struct Segment {
    edits: Edits,
    has_cluster: bool,
    sides: Option<(u32, u32)>,
    capture_time: Option<DateTime<Utc>>,
}

/// Looks into a video.
///
/// # Errors
///
/// It is not whole, or is no video.
pub fn inspect(file: File, size: u64) -> Result<FileFacts, InspectError> {
    let mut elements = Elements::new(file, size);
    let header = elements.next(0, size)?;
    check_type(&mut elements, &header)?;
    let segment = elements.next(header.end(), size)?;
    if segment.id != id::SEGMENT {
        return Err(BadFile::corrupt("no segment follows the WebM's header").into());
    }
    if segment.end() < size {
        return Err(BadFile::new(Flaw::TrailingData, "something follows the end of the WebM").into());
    }
    let mut found = Segment::default();
    let mut at = segment.content.start;
    while at < size {
        let element = elements.next(at, size)?;
        at = found.read(&mut elements, &element)?;
    }
    if !found.has_cluster {
        return Err(BadFile::truncated("the WebM, before its data").into());
    }
    if found.sides.is_none() {
        return Err(BadFile::new(Flaw::UnknownType, "the file has no track with pictures").into());
    }
    Ok(FileFacts {
        media: MediaType::WebM,
        sides: found.sides.filter(|(width, height)| *width > 0 && *height > 0),
        capture_time: found.capture_time,
        has_location: false,
        copy: copy(found.edits, size),
        fingerprint: None,
    })
}

fn check_type(elements: &mut Elements, header: &Element) -> Result<(), InspectError> {
    for element in elements.children(header)? {
        if element.id == id::DOC_TYPE {
            let name = elements.content(&element)?;
            return match name.trim_ascii_end() {
                b"webm" => Ok(()),
                _ => Err(BadFile::new(Flaw::UnknownType, "the file is Matroska, but not WebM").into()),
            };
        }
    }
    Err(BadFile::corrupt("the WebM's header does not say its type").into())
}

impl Segment {
    /// Reads an element of the segment; returns where the next one begins.
    fn read(&mut self, elements: &mut Elements, element: &Element) -> Result<u64, InspectError> {
        if element.is_open && element.id != id::CLUSTER {
            return Err(BadFile::corrupt("an element of the WebM leaves its length open").into());
        }
        match element.id {
            id::CLUSTER => {
                self.has_cluster = true;
                if element.is_open {
                    return elements.end_of_cluster(element);
                }
            }
            id::INFO => self.read_info(elements, element)?,
            id::TRACKS => self.read_tracks(elements, element)?,
            id::TAGS | id::ATTACHMENTS | id::CHAPTERS => element.blank(&mut self.edits),
            id::VOID => self.edits.zero(element.content.clone()),
            id::SEEK_HEAD | id::CUES | id::CRC_32 => {}
            _ => return Err(BadFile::corrupt("the WebM has an element of no known kind").into()),
        }
        Ok(element.end())
    }

    fn read_info(&mut self, elements: &mut Elements, info: &Element) -> Result<(), InspectError> {
        for element in elements.children(info)? {
            match element.id {
                id::TITLE | id::MUXING_APP | id::WRITING_APP | id::SEGMENT_FILE_NAME => {
                    self.edits.zero(element.content.clone());
                }
                id::DATE => self.capture_time = date(&elements.content(&element)?),
                // It would no longer fit what is blanked.
                id::CRC_32 => element.blank(&mut self.edits),
                _ => {}
            }
        }
        Ok(())
    }

    fn read_tracks(&mut self, elements: &mut Elements, tracks: &Element) -> Result<(), InspectError> {
        for track in elements.children(tracks)? {
            if track.id == id::CRC_32 {
                track.blank(&mut self.edits);
            }
            if track.id != id::TRACK {
                continue;
            }
            for element in elements.children(&track)? {
                match element.id {
                    id::TRACK_NAME => self.edits.zero(element.content.clone()),
                    id::CRC_32 => element.blank(&mut self.edits),
                    id::VIDEO => {
                        let sides = sides(elements, &element)?;
                        self.sides.get_or_insert(sides);
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

fn sides(elements: &mut Elements, video: &Element) -> Result<(u32, u32), InspectError> {
    let (mut width, mut height) = (0, 0);
    for element in elements.children(video)? {
        let side = match element.id {
            id::PIXEL_WIDTH => &mut width,
            id::PIXEL_HEIGHT => &mut height,
            _ => continue,
        };
        let number = elements.content(&element)?;
        *side = number
            .iter()
            .fold(0u32, |side, byte| side << 8 | u32::from(*byte));
    }
    Ok((width, height))
}

/// Nanoseconds since the beginning of 2001.
fn date(content: &[u8]) -> Option<DateTime<Utc>> {
    let nanos = i64::from_be_bytes(content.try_into().ok()?);
    let epoch = NaiveDate::from_ymd_opt(2001, 1, 1)?
        .and_hms_opt(0, 0, 0)?
        .and_utc();
    epoch.checked_add_signed(TimeDelta::nanoseconds(nanos))
}
