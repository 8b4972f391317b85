//! The two papers of a return as PDF: a [`label`] for the outside of the parcel and a [`slip`] for the inside.
//!
//! The same content always gives the same bytes: no date, no random id. Text stays text, which programs read back. What
//! is too long for its line is wrapped and what is too long for its page goes on to the next one; nothing is cut off.
//!
//! Any Unicode text may come in. Western European characters are set in Helvetica, which every PDF reader has; all others
//! of the Basic Multilingual Plane are drawn with the bitmaps of GNU Unifont, right to left where they are written so.
//! What neither has (emoji, rare ideographs) is printed as its code point, such as `<U+1F600>`. Scripts of South Asia are
//! readable but not joined as print would join them. The fixed words are English.

mod barcode;
mod bitmaps;
mod canvas;
mod face;
mod label;
mod metrics;
mod slip;
mod text;

pub use label::{LabelContent, label};
pub use slip::{SlipContent, SlipField, SlipLine, slip};

#[cfg(test)]
mod reading;
