//! RMA numbers such as `RMA-7K2Q-9XWM-4`: eight characters of Crockford's base32 (no I, L, O, U), drawn from entropy, and
//! a check character over the same alphabet.
//!
//! The check finds every single wrong character and every two characters that changed places (`check.rs` says why).
//! Reading is generous in form (case, hyphens, spaces, a missing `RMA-`, O for 0, I and L for 1) and never in substance:
//! a number that does not check is refused, not mended.

mod check;

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// What stands before every number.
const PREFIX: &str = "RMA";

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many characters carry the number itself.
const BODY_LEN: usize = 8;

/// The body and its check character.
const LEN: usize = BODY_LEN + 1;

/// Where hyphens stand in the printed form, counted in characters after the prefix.
const GROUPS: [std::ops::Range<usize>; 3] = [0..4, 4..8, 8..9];

/// A return's number for people: on the label, in letters and over the telephone. Printed with [`Display`](fmt::Display).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RmaNumber {
    /// Values below 32, the last of which is the check.
    digits: [u8; LEN],
}

/// Why a text is no RMA number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RmaError {
    /// Too few or too many characters, not counting `RMA`, hyphens and spaces.
    #[error("an RMA number has {LEN} characters after RMA, not {found}")]
    Length {
        /// How many were found.
        found: usize,
    },
    /// A character that no RMA number has.
    #[error("{character:?} at position {position} is in no RMA number")]
    Character {
        /// The character, as it was typed.
        character: char,
        /// Its position in the text, counted from one.
        position: usize,
    },
    /// All characters are possible ones and at least one of them is wrong, or some changed places.
    #[error("the check character does not fit: a character is wrong, or two changed places")]
    CheckCharacter,
}

impl RmaNumber {
    /// The number that belongs to `entropy`, such as the bytes of a fresh id: always the same one, and for different bytes
    /// one of 2^40 without pattern. Two may meet, so whoever issues numbers keeps them unique and draws again.
    pub fn from_entropy(entropy: &[u8]) -> RmaNumber {
        let hash = Sha256::digest(entropy);
        let mut digits = [0; LEN];
        for (digit, byte) in digits[..BODY_LEN].iter_mut().zip(hash) {
            // A byte's low five bits are as even as the byte.
            *digit = byte & 31;
        }
        // A body that reads as the prefix would leave open whether a text that begins so has lost characters.
        if digits[..PREFIX.len()]
            .iter()
            .map(|digit| letter(*digit))
            .eq(PREFIX.chars())
        {
            digits[0] ^= 1;
        }
        digits[BODY_LEN] = check::digit(&digits[..BODY_LEN]);
        RmaNumber { digits }
    }
}

impl fmt::Display for RmaNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PREFIX)?;
        for group in GROUPS {
            f.write_str("-")?;
            for digit in &self.digits[group] {
                write!(f, "{}", letter(*digit))?;
            }
        }
        Ok(())
    }
}

impl FromStr for RmaNumber {
    type Err = RmaError;

    fn from_str(text: &str) -> Result<RmaNumber, RmaError> {
        let mut digits = Vec::with_capacity(PREFIX.len() + LEN);
        for (index, character) in text.chars().enumerate() {
            if is_separator(character) {
                continue;
            }
            let position = index + 1;
            digits.push(value(character).ok_or(RmaError::Character { character, position })?);
        }
        // No body begins with the prefix, so what does is the prefix.
        let has_prefix = digits.len() >= PREFIX.len()
            && digits
                .iter()
                .map(|digit| letter(*digit))
                .take(PREFIX.len())
                .eq(PREFIX.chars());
        let body = if has_prefix {
            &digits[PREFIX.len()..]
        } else {
            &digits[..]
        };
        let digits: [u8; LEN] = body
            .try_into()
            .map_err(|_| RmaError::Length { found: body.len() })?;
        if check::holds(&digits) {
            Ok(RmaNumber { digits })
        } else {
            Err(RmaError::CheckCharacter)
        }
    }
}

fn letter(digit: u8) -> char {
    char::from(ALPHABET[usize::from(digit)])
}

/// The value of a character, read as Crockford reads it.
fn value(character: char) -> Option<u8> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == meant)?;
    u8::try_from(place).ok()
}

/// Spaces of all kinds, and what people and word processors write for a hyphen.
fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests;
