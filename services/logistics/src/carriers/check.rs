//! Check digits: a handful of named ways to reckon them, which the carriers' data refers to.
//!
//! Each takes the characters that take part, without the check digit, and says which one it must be; `None` when a
//! character has no value in it.

use serde::Deserialize;

/// A way to reckon a check digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Method {
    /// UPU S10: eight digits with the weights 8 6 4 2 3 5 9 7, eleven less the rest of eleven; ten is 0 and eleven is 5.
    S10,
    /// GS1 and many others: weights 3 and 1 from the right, what is missing to a multiple of ten.
    #[serde(rename = "mod10_31")]
    Mod10By31,
    /// UPS and OnTrac: weights 1 and 2 from the left, letters counting as digits from A = 2 on.
    #[serde(rename = "mod10_12")]
    Mod10By12,
    /// DHL Paket: weights 4 and 9 from the left.
    #[serde(rename = "mod10_49")]
    Mod10By49,
    /// FedEx Express: weights 1, 3 and 7 from the right, the rest of eleven, ten being 0.
    #[serde(rename = "mod11_137")]
    Mod11By137,
    /// The number's own rest of seven.
    #[serde(rename = "mod7")]
    Mod7,
    /// Every second digit from the right is doubled, and its digits are added.
    Luhn,
    /// ISO 7064, digits and letters.
    #[serde(rename = "mod37_36")]
    Mod37And36,
}

impl Method {
    /// The check digit of a body.
    pub(super) fn digit(self, body: &[u8]) -> Option<u8> {
        match self {
            Self::S10 => s10(body),
            Self::Mod10By31 => complement(weighted(body.iter().rev(), &[3, 1], digit)?),
            Self::Mod10By12 => complement(weighted(body.iter(), &[1, 2], ups_value)?),
            Self::Mod10By49 => complement(weighted(body.iter(), &[4, 9], digit)?),
            Self::Mod11By137 => ascii(weighted(body.iter().rev(), &[1, 3, 7], digit)? % 11 % 10),
            Self::Mod7 => {
                let rest = body
                    .iter()
                    .try_fold(0, |rest, c| Some((rest * 10 + digit(*c)?) % 7));
                ascii(rest?)
            }
            Self::Luhn => {
                let doubled = body.iter().rev().enumerate().try_fold(0, |sum, (at, c)| {
                    let value = digit(*c)? * if at % 2 == 0 { 2 } else { 1 };
                    Some(sum + if value > 9 { value - 9 } else { value })
                });
                complement(doubled?)
            }
            Self::Mod37And36 => mod37_36(body),
        }
    }
}

fn digit(c: u8) -> Option<u32> {
    c.is_ascii_digit().then(|| u32::from(c - b'0'))
}

fn ups_value(c: u8) -> Option<u32> {
    match c {
        b'A'..=b'Z' => Some(u32::from(c - b'A' + 2) % 10),
        _ => digit(c),
    }
}

fn ascii(value: u32) -> Option<u8> {
    char::from_digit(value, 36).map(|c| c.to_ascii_uppercase() as u8)
}

fn complement(sum: u32) -> Option<u8> {
    ascii((10 - sum % 10) % 10)
}

/// The sum of the values, each times its weight; the weights come again and again.
fn weighted<'a>(
    body: impl Iterator<Item = &'a u8>,
    weights: &[u32],
    value: impl Fn(u8) -> Option<u32>,
) -> Option<u32> {
    body.zip(weights.iter().cycle())
        .try_fold(0, |sum, (c, weight)| Some(sum + value(*c)? * weight))
}

fn s10(body: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 8] = [8, 6, 4, 2, 3, 5, 9, 7];
    let sum = weighted(body.iter(), &WEIGHTS, digit).filter(|_| body.len() == WEIGHTS.len())?;
    ascii(match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        check => check,
    })
}

fn mod37_36(body: &[u8]) -> Option<u8> {
    let carried = body.iter().try_fold(36, |carried, c| {
        let sum = carried + char::from(*c).to_digit(36)?;
        let rest = if sum > 36 { sum - 36 } else { sum } * 2;
        Some(if rest > 36 { rest - 37 } else { rest })
    });
    ascii((37 - carried?) % 36)
}
