//! What was found in a file: its type, its measures, what it says of itself, and how its copy is made; or why it is refused.

use std::fmt;

use chrono::{DateTime, Utc};

use super::copy_plan::CopyPlan;
use super::fingerprint::Fingerprint;
use super::words::{Flaw, MediaType};

/// A sound file.
#[derive(Clone, Debug, PartialEq)]
pub struct FileFacts {
    pub media: MediaType,
    /// Width and height as the picture is shown, where they are known.
    pub sides: Option<(u32, u32)>,
    /// When it was taken, by its own metadata.
    pub capture_time: Option<DateTime<Utc>>,
    /// It says where it was taken.
    pub has_location: bool,
    pub copy: Result<CopyPlan, NoCopy>,
    /// For pictures with enough structure.
    pub fingerprint: Option<Fingerprint>,
}

/// Why a copy without metadata cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCopy {
    /// A PDF: metadata may stand anywhere in it.
    Document,
    /// Metadata is spread over the file in a form that cannot be blanked.
    Entangled,
    /// Too many places would have to be blanked.
    Scattered,
}

impl NoCopy {
    const ALL: [NoCopy; 3] = [NoCopy::Document, NoCopy::Entangled, NoCopy::Scattered];

    /// The word as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            NoCopy::Document => "document",
            NoCopy::Entangled => "entangled",
            NoCopy::Scattered => "scattered",
        }
    }

    /// The stored word's meaning.
    pub fn from_stored(word: &str) -> Option<NoCopy> {
        NoCopy::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

impl fmt::Display for NoCopy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoCopy::Document => {
                "a PDF may say who made it anywhere in it, so no copy without that can be made"
            }
            NoCopy::Entangled => {
                "its metadata is woven into the file in a form that cannot be blanked without breaking it"
            }
            NoCopy::Scattered => "its metadata stands in too many places to blank each",
        })
    }
}

/// A file that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct BadFile {
    pub flaw: Flaw,
    /// In words, without any of the file's own.
    pub text: String,
}

impl BadFile {
    /// A flaw, in a sentence without a full stop.
    pub fn new(flaw: Flaw, text: impl Into<String>) -> BadFile {
        BadFile {
            flaw,
            text: text.into(),
        }
    }

    /// It ends inside `part`.
    pub fn truncated(part: &str) -> BadFile {
        BadFile::new(Flaw::Truncated, format!("the file ends inside {part}"))
    }

    /// Its structure is broken.
    pub fn corrupt(text: impl Into<String>) -> BadFile {
        BadFile::new(Flaw::Corrupt, text)
    }
}
