//! Looking into a file: what it is by its content, whether it is whole and nothing else besides, what it says of itself, and
//! how a copy without that is made.
//!
//! Nothing of a file is trusted: every length is checked before it is followed, a picture's size before it is decoded, and
//! what a file says of its type in its name is not asked. Pictures are held in memory one at a time; videos and documents are
//! walked where they lie. Decoders are other people's code and may panic: the caller runs this where a panic is a refusal.

mod boxes;
mod bytes;
mod elements;
mod exif;
mod gif;
mod heif;
mod jpeg;
mod mp4;
mod pdf;
mod picture;
mod png;
mod reading;
mod samples;
mod second_type;
mod sniff;
mod webm;
mod webp;

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crate::domain::file::{BadFile, FileFacts};
use crate::domain::kind::{Class, Kind};
use crate::domain::words::{Flaw, MediaType};
use boxes::Boxes;

/// How much of a file's beginning is looked at to tell its type.
const HEAD: u64 = 4_096;

/// How large files may be, and what they may cost to be read.
#[derive(Clone, Debug)]
pub struct Limits {
    pub max_picture_bytes: u64,
    pub max_video_bytes: u64,
    pub max_document_bytes: u64,
    /// Width times height.
    pub max_pixels: u64,
    /// Width or height.
    pub max_side: u32,
    /// What a decoded picture may take in memory.
    pub max_decode_bytes: u64,
    /// Over all frames of an animation.
    pub max_animation_pixels: u64,
    /// The longer side of a thumbnail.
    pub thumbnail_side: u32,
}

/// A sound file, looked into.
#[derive(Debug)]
pub struct Inspected {
    pub facts: FileFacts,
    /// A small picture in JPEG.
    pub thumbnail: Option<Vec<u8>>,
}

/// A file could not be looked into.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// It is not taken.
    #[error(transparent)]
    Bad(#[from] BadFile),
    /// It could not be read.
    #[error("the file could not be read")]
    Io(#[from] io::Error),
}

impl Limits {
    /// The most bytes that a file of this class may have.
    pub fn max_bytes(&self, class: Class) -> u64 {
        match class {
            Class::Picture => self.max_picture_bytes,
            Class::Video => self.max_video_bytes,
            Class::Document => self.max_document_bytes,
        }
    }

    fn check_sides(&self, width: u64, height: u64) -> Result<(), BadFile> {
        let side = u64::from(self.max_side);
        if width <= side && height <= side && width * height <= self.max_pixels {
            return Ok(());
        }
        Err(BadFile::new(
            Flaw::TooManyPixels,
            format!(
                "the picture is {width} x {height} pixels; at most {} pixels and {side} a side are taken",
                self.max_pixels
            ),
        ))
    }
}

/// Looks into the file that is to show `kind`.
///
/// # Errors
///
/// See [`InspectError`].
pub fn inspect(path: &Path, kind: &Kind, limits: &Limits) -> Result<Inspected, InspectError> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    let media = sniff::media_type(&head)?;
    check_class(media, size, kind, limits)?;
    second_type::check(&mut file, size, &head, media)?;
    file.seek(SeekFrom::Start(0))?;
    match media {
        MediaType::Jpeg | MediaType::Png | MediaType::WebP | MediaType::Gif => {
            drop(file);
            Ok(picture::inspect(&fs::read(path)?, media, limits)?)
        }
        MediaType::Heic | MediaType::Avif => facts(heif::inspect(Boxes::new(file, size), media, limits)),
        MediaType::Mp4 | MediaType::Mov => facts(mp4::inspect(Boxes::new(file, size), media)),
        MediaType::WebM => facts(webm::inspect(file, size)),
        MediaType::Pdf => facts(pdf::inspect(file, size)),
    }
}

fn facts(found: Result<FileFacts, InspectError>) -> Result<Inspected, InspectError> {
    found.map(|facts| Inspected {
        facts,
        thumbnail: None,
    })
}

fn check_class(media: MediaType, size: u64, kind: &Kind, limits: &Limits) -> Result<(), BadFile> {
    let class = media.class();
    let classes = kind.classes();
    if !classes.contains(&class) {
        let names: Vec<_> = classes.iter().map(|class| class.name()).collect();
        return Err(BadFile::new(
            Flaw::NotOfKind,
            format!("the file is {media}; {kind} takes {}", names.join(" or ")),
        ));
    }
    let max = limits.max_bytes(class);
    if size > max {
        return Err(BadFile::new(
            Flaw::TooLarge,
            format!("the file has {size} bytes; {} may have {max}", class.name()),
        ));
    }
    Ok(())
}
