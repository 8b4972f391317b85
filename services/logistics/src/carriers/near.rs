//! What was probably meant by a number whose check digit is wrong: one character differs, or two neighbours are swapped.

use super::data::Format;

/// What was probably mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    WrongCharacter,
    Swapped,
}

impl Slip {
    /// The word of the contract.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::WrongCharacter => "wrong_character",
            Self::Swapped => "swapped",
        }
    }
}

/// A number that was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NearNumber {
    pub tracking_number: String,
    pub slip: Slip,
    /// Counted from 0.
    pub position: usize,
}

/// Numbers of a format one slip away from this one, swapped neighbours first; at most `limit`.
pub(super) fn near(format: &Format, number: &str, limit: usize) -> Vec<NearNumber> {
    let is_sound = |bytes: &[u8]| format.fits(bytes) && format.is_checked(bytes);
    let mut found = Vec::new();
    let mut bytes = number.as_bytes().to_vec();
    for position in 1..bytes.len() {
        if bytes[position - 1] != bytes[position] {
            bytes.swap(position - 1, position);
            if is_sound(&bytes) {
                found.push(found_at(&bytes, Slip::Swapped, position - 1));
            }
            bytes.swap(position - 1, position);
        }
    }
    for position in 0..bytes.len() {
        let typed = bytes[position];
        // A digit is mistaken for a digit, a letter for a letter.
        let others = if typed.is_ascii_digit() {
            b'0'..=b'9'
        } else {
            b'A'..=b'Z'
        };
        for other in others.filter(|other| *other != typed) {
            bytes[position] = other;
            if is_sound(&bytes) {
                found.push(found_at(&bytes, Slip::WrongCharacter, position));
            }
        }
        bytes[position] = typed;
    }
    found.truncate(limit);
    found
}

fn found_at(bytes: &[u8], slip: Slip, position: usize) -> NearNumber {
    NearNumber {
        tracking_number: String::from_utf8_lossy(bytes).into_owned(),
        slip,
        position,
    }
}
