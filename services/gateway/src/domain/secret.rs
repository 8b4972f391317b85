//! The secret of a key as its owner holds it: a prefix that scanners find, 256 random bits, and a checksum that tells a typing
//! error, or a text cut short, from a wrong key without asking the database.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What every secret begins with.
pub const PREFIX: &str = "rdk_";
/// How many characters carry the random bits.
const BODY: usize = 43;
/// How many characters the checksum has.
const CHECK: usize = 6;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A secret. It is shown once and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret of these random bytes.
    pub fn of(random: [u8; 32]) -> Self {
        let body = base62(&random);
        let check = checksum(&body);
        Self(format!("{PREFIX}{body}{check}"))
    }

    /// Reads what somebody came in with; `None` when it cannot be a secret.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        if !rest.is_ascii() || rest.len() != BODY + CHECK {
            return None;
        }
        let (body, check) = rest.split_at(BODY);
        (checksum(body) == check).then(|| Self(text.to_owned()))
    }

    /// The text, for its owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Its hash, in hexadecimal: what is kept.
    pub fn sha256(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        let mut text = String::with_capacity(64);
        for byte in digest {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }

    /// Its last characters.
    pub fn hint(&self) -> &str {
        &self.0[self.0.len() - 4..]
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret(…{})", self.hint())
    }
}

/// The number in base 62, in as many digits as the largest needs.
fn base62(bytes: &[u8; 32]) -> String {
    let mut number = *bytes;
    let mut digits = [0_u8; BODY];
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(value / 62).expect("invariant: the rest is below 62");
            rest = value % 62;
        }
        *digit = DIGITS[rest as usize];
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

fn checksum(body: &str) -> String {
    let mut number = crc32fast::hash(body.as_bytes());
    let mut digits = [b'0'; CHECK];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits.iter().map(|digit| char::from(*digit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_never_printed() {
        for seed in 0..=255_u8 {
            let secret = Secret::of([seed; 32]);
            assert_eq!(secret.reveal().len(), PREFIX.len() + BODY + CHECK);
            assert_eq!(Secret::parse(secret.reveal()), Some(secret.clone()));
            assert!(!format!("{secret:?}").contains(&secret.reveal()[..12]));
        }
        assert_ne!(Secret::of([0; 32]).sha256(), Secret::of([1; 32]).sha256());
    }

    #[test]
    fn a_typing_error_is_told_by_the_checksum() {
        let secret = Secret::of([77; 32]);
        let text = secret.reveal();
        for at in PREFIX.len()..text.len() {
            let mut other = text.as_bytes().to_vec();
            other[at] = if other[at] == b'x' { b'y' } else { b'x' };
            let other = String::from_utf8(other).expect("it is ASCII");
            assert_eq!(Secret::parse(&other), None, "{at}");
        }
        for wrong in [
            "",
            "rdk_",
            &text[..text.len() - 1],
            &text[1..],
            &format!("{text}0"),
            "rdk_ü",
        ] {
            assert_eq!(Secret::parse(wrong), None, "{wrong}");
        }
    }
}
