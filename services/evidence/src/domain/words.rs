//! The words of this context, each with the one spelling that SQL, JSON and events use. The protobuf enums carry the
//! same names in capitals.

use std::fmt;
use std::str::FromStr;

/// Declares an enum of words with its spelling, parsing and listing.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every word of this kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as it is stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
                    .ok_or_else(|| UnknownWord { kind: stringify!($name), text: text.to_owned() })
            }
        }
    };
}

/// A text that is none of the words it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {kind}")]
pub struct UnknownWord {
    /// The kind of word that was expected.
    pub kind: &'static str,
    /// What stood there.
    pub text: String,
}

words! {
    /// Where an upload stands.
    UploadState {
        /// Takes chunks.
        Open = "open",
        /// Its file became evidence.
        Finished = "finished",
        /// Its file was refused.
        Refused = "refused",
        /// Given up, or never finished in time.
        Abandoned = "abandoned",
    }
}

words! {
    /// Where a piece of evidence stands.
    EvidenceState {
        /// There, and not judged yet.
        Added = "added",
        /// Judged to be good.
        Accepted = "accepted",
        /// Judged to show nothing.
        Refused = "refused",
        /// A better one is asked for.
        AskedAgain = "asked_again",
        /// Its bytes are deleted.
        Erased = "erased",
    }
}

words! {
    /// A judgement.
    Verdict {
        /// It is good.
        Accept = "accept",
        /// It shows nothing.
        Refuse = "refuse",
        /// A better one is wanted.
        AskAgain = "ask_again",
    }
}

words! {
    /// What somebody did with a piece of evidence, as the custody records say it.
    Action {
        /// Brought it in.
        Added = "added",
        /// Saw it.
        Downloaded = "downloaded",
        /// Judged it to be good.
        Accepted = "accepted",
        /// Judged it to show nothing.
        Refused = "refused",
        /// Asked for a better one.
        AskedAgain = "asked_again",
        /// Deleted its bytes.
        Erased = "erased",
    }
}

words! {
    /// What a file is, by its content.
    MediaType {
        /// JPEG.
        Jpeg = "image/jpeg",
        /// PNG.
        Png = "image/png",
        /// WebP.
        WebP = "image/webp",
        /// GIF.
        Gif = "image/gif",
        /// HEIC.
        Heic = "image/heic",
        /// AVIF.
        Avif = "image/avif",
        /// MPEG-4 video.
        Mp4 = "video/mp4",
        /// QuickTime video.
        Mov = "video/quicktime",
        /// WebM video.
        WebM = "video/webm",
        /// PDF.
        Pdf = "application/pdf",
    }
}

words! {
    /// Which bytes of a piece of evidence.
    Variant {
        /// The file as it was sent.
        Original = "original",
        /// Without location, device and personal metadata.
        Copy = "copy",
        /// A small picture.
        Thumbnail = "thumbnail",
    }
}

words! {
    /// What is wrong with a file.
    Flaw {
        /// Of no type that is taken.
        UnknownType = "unknown_type",
        /// Of another type than its kind asks for.
        NotOfKind = "not_of_kind",
        /// More bytes than its type may have.
        TooLarge = "too_large",
        /// It ends too early.
        Truncated = "truncated",
        /// Its structure or content is broken.
        Corrupt = "corrupt",
        /// Something follows its end.
        TrailingData = "trailing_data",
        /// It is a file of a second type at the same time.
        SecondType = "second_type",
        /// More pixels, or longer sides, than are taken.
        TooManyPixels = "too_many_pixels",
        /// It needs more memory than it may to be read.
        TooMuchMemory = "too_much_memory",
        /// Its bytes do not have the declared SHA-256.
        Checksum = "checksum",
    }
}

impl Verdict {
    /// Where it leads.
    pub fn state(self) -> EvidenceState {
        match self {
            Verdict::Accept => EvidenceState::Accepted,
            Verdict::Refuse => EvidenceState::Refused,
            Verdict::AskAgain => EvidenceState::AskedAgain,
        }
    }

    /// What the records call it.
    pub fn action(self) -> Action {
        match self {
            Verdict::Accept => Action::Accepted,
            Verdict::Refuse => Action::Refused,
            Verdict::AskAgain => Action::AskedAgain,
        }
    }
}
