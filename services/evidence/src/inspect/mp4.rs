//! MP4 and MOV: tracks described in one place, their data in another. The copy keeps picture and sound where they are and
//! blanks what phones, cameras and editors say of place, device and owner.

use chrono::{DateTime, TimeDelta, Utc};

use super::InspectError;
use super::boxes::{Atom, Boxes};
use super::bytes::{be_u32, be_u64};
use super::picture::copy;
use super::samples::sample_ranges;
use crate::domain::copy_plan::Edits;
use crate::domain::file::{BadFile, FileFacts, NoCopy};
use crate::domain::words::{Flaw, MediaType};

/// Seconds from 1904, where these files' time begins, to 1970.
const EPOCH: i64 = 2_082_844_800;
/// Tracks whose samples are seen or heard.
const SHOWN: [&[u8; 4]; 9] = [
    b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"auxv", b"pict", b"hint",
];

/// What is found on the way.
#[derive(Default)]
struct Movie {
    edits: Edits,
    has_header: bool,
    has_tracks: bool,
    sides: Option<(u32, u32)>,
    capture_time: Option<DateTime<Utc>>,
    has_location: bool,
    has_hidden_track: bool,
    is_entangled: bool,
}

/// Looks into a video.
///
/// # Errors
///
/// It is not whole, or is no video.
pub fn inspect(mut boxes: Boxes, media: MediaType) -> Result<FileFacts, InspectError> {
    let top = boxes.top()?;
    let has = |kind: &[u8; 4]| {
        top.iter()
            .any(|atom| atom.kind == *kind && !atom.content.is_empty())
    };
    let (has_data, has_fragments) = (has(b"mdat"), has(b"moof"));
    let mut movie = Movie::default();
    for atom in &top {
        match &atom.kind {
            b"moov" => movie.read(&mut boxes, atom)?,
            b"free" | b"skip" => movie.edits.zero(atom.content.clone()),
            b"ftyp" | b"mdat" | b"wide" | b"pdin" | b"styp" | b"sidx" | b"ssix" | b"prft" | b"moof"
            | b"mfra" => {}
            _ => atom.blank(&mut movie.edits),
        }
    }
    if !movie.has_header || !movie.has_tracks {
        return Err(BadFile::truncated("the video, before its description").into());
    }
    if !has_data {
        return Err(BadFile::truncated("the video, before its data").into());
    }
    if movie.sides.is_none() {
        return Err(BadFile::new(Flaw::UnknownType, "the file has no track with pictures").into());
    }
    let is_entangled = movie.is_entangled || (movie.has_hidden_track && has_fragments);
    Ok(FileFacts {
        media,
        sides: movie.sides.filter(|(width, height)| *width > 0 && *height > 0),
        capture_time: movie.capture_time,
        has_location: movie.has_location,
        copy: match is_entangled {
            true => Err(NoCopy::Entangled),
            false => copy(movie.edits, boxes.size()),
        },
        fingerprint: None,
    })
}

impl Movie {
    fn read(&mut self, boxes: &mut Boxes, moov: &Atom) -> Result<(), InspectError> {
        for atom in boxes.children(moov.content.clone())? {
            match &atom.kind {
                b"mvhd" => {
                    self.has_header = true;
                    self.capture_time = creation_time(&boxes.content(&atom)?);
                }
                b"trak" => {
                    self.has_tracks = true;
                    self.read_track(boxes, &atom)?;
                }
                b"mvex" | b"iods" => {}
                // A description that is packed cannot be blanked in part.
                b"cmov" => self.is_entangled = true,
                _ => self.blank(boxes, &atom)?,
            }
        }
        Ok(())
    }

    fn read_track(&mut self, boxes: &mut Boxes, track: &Atom) -> Result<(), InspectError> {
        let (mut header, mut media) = (None, None);
        let children = boxes.children(track.content.clone())?;
        for atom in &children {
            match &atom.kind {
                b"tkhd" => header = Some(boxes.content(atom)?),
                b"mdia" => media = Some(boxes.children(atom.content.clone())?),
                b"edts" | b"tref" | b"load" | b"tapt" | b"clip" | b"matt" => {}
                _ => self.blank(boxes, atom)?,
            }
        }
        let media = media.ok_or_else(|| BadFile::corrupt("a track of the video has no media"))?;
        let handler = media.iter().find(|atom| &atom.kind == b"hdlr");
        let handler =
            handler.ok_or_else(|| BadFile::corrupt("a track of the video does not say what it is"))?;
        let content = boxes.content(handler)?;
        let kind = content.get(8..12).unwrap_or_default();
        // Behind it stands a name, which many cameras fill with their own.
        self.edits
            .zero((handler.content.start + 24).min(handler.content.end)..handler.content.end);
        if kind == b"vide" && self.sides.is_none() {
            self.sides = Some(header.as_deref().and_then(sides).unwrap_or_default());
        }
        if SHOWN.iter().any(|shown| kind == &shown[..]) {
            return Ok(());
        }
        // Where the camera was and what it saw, sample by sample.
        self.has_hidden_track = true;
        match sample_ranges(boxes, &media)? {
            Some(ranges) => ranges.into_iter().for_each(|range| self.edits.zero(range)),
            None => self.is_entangled = true,
        }
        track.blank(&mut self.edits);
        Ok(())
    }

    fn blank(&mut self, boxes: &mut Boxes, atom: &Atom) -> Result<(), InspectError> {
        if matches!(&atom.kind, b"udta" | b"meta") {
            let content = boxes.content(atom)?;
            let says = |what: &[u8]| content.windows(what.len()).any(|window| window == what);
            self.has_location |= says(b"\xa9xyz") || says(b"loci") || says(b"location.ISO6709");
        }
        atom.blank(&mut self.edits);
        Ok(())
    }
}

/// When the movie was made, as its header says; absent when it says nothing.
fn creation_time(header: &[u8]) -> Option<DateTime<Utc>> {
    let seconds = match header.first()? {
        0 => i64::from(be_u32(header, 4)?),
        _ => i64::try_from(be_u64(header, 4)?).ok()?,
    };
    let time = DateTime::UNIX_EPOCH.checked_add_signed(TimeDelta::try_seconds(seconds - EPOCH)?);
    time.filter(|_| seconds > 0)
}

/// Width and height as a track is shown: turned when its matrix turns by a quarter.
fn sides(header: &[u8]) -> Option<(u32, u32)> {
    let matrix = if header.first() == Some(&0) { 40 } else { 52 };
    let (across, down) = (be_u32(header, matrix)?, be_u32(header, matrix + 16)?);
    // Fixed-point numbers with sixteen bits behind the point.
    let (width, height) = (
        be_u32(header, matrix + 36)? >> 16,
        be_u32(header, matrix + 40)? >> 16,
    );
    let is_turned = across == 0 && down == 0;
    Some(if is_turned {
        (height, width)
    } else {
        (width, height)
    })
}
