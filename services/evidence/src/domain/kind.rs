//! What a piece of evidence is meant to show: a word that a policy asks for, and what files may show it.

use std::fmt;
use std::str::FromStr;

use super::words::MediaType;

const MAX_LENGTH: usize = 64;

/// A word such as `product_photo` or `receipt`. Its last part says what files it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind(String);

/// What a file is, as far as limits are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Picture,
    Video,
    Document,
}

impl MediaType {
    /// Which limits it goes by.
    pub fn class(self) -> Class {
        match self {
            MediaType::Jpeg
            | MediaType::Png
            | MediaType::WebP
            | MediaType::Gif
            | MediaType::Heic
            | MediaType::Avif => Class::Picture,
            MediaType::Mp4 | MediaType::Mov | MediaType::WebM => Class::Video,
            MediaType::Pdf => Class::Document,
        }
    }
}

impl Class {
    /// In words, for a refusal.
    pub fn name(self) -> &'static str {
        match self {
            Class::Picture => "a picture",
            Class::Video => "a video",
            Class::Document => "a PDF",
        }
    }
}

/// A word that names no kind of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be a word such as product_photo: lower-case letters, digits and underscores, at most 64")]
pub struct NoKind;

impl Kind {
    /// What files can show it.
    pub fn classes(&self) -> &'static [Class] {
        match self.0.rsplit('_').next() {
            Some("photo") => &[Class::Picture],
            Some("video") => &[Class::Video],
            Some("receipt" | "invoice" | "report" | "document" | "delivery") => {
                &[Class::Picture, Class::Document]
            }
            _ => &[Class::Picture, Class::Video, Class::Document],
        }
    }
}

impl FromStr for Kind {
    type Err = NoKind;

    fn from_str(text: &str) -> Result<Self, NoKind> {
        let is_word = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.len() <= MAX_LENGTH
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if is_word {
            Ok(Kind(text.to_owned()))
        } else {
            Err(NoKind)
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_says_what_files_it_takes() {
        let classes = |word: &str| word.parse::<Kind>().unwrap().classes();
        assert_eq!(classes("outer_box_label_photo"), [Class::Picture]);
        assert_eq!(classes("packaging_video"), [Class::Video]);
        assert_eq!(classes("proof_of_delivery"), [Class::Picture, Class::Document]);
        assert_eq!(classes("serial_number").len(), 3);
        for wrong in ["", "Photo", "_photo", "a b", "photo/../x", &"a".repeat(65)] {
            assert_eq!(wrong.parse::<Kind>(), Err(NoKind), "{wrong}");
        }
    }
}
