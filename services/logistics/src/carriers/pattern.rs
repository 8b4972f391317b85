//! The form of a number, as the carriers' data writes it: `'TBA' d12` is the letters TBA and twelve digits.

use std::str::FromStr;

use serde::Deserialize;

/// The form of a number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// One of these texts.
    OneOf(Vec<Box<[u8]>>),
    /// So many characters of a class.
    Run { class: Class, least: usize, most: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Digit,
    Letter,
    Either,
}

impl Class {
    fn holds(self, c: u8) -> bool {
        match self {
            Self::Digit => c.is_ascii_digit(),
            Self::Letter => c.is_ascii_uppercase(),
            Self::Either => c.is_ascii_digit() || c.is_ascii_uppercase(),
        }
    }
}

impl Pattern {
    /// Whether a number has this form.
    pub(super) fn fits(&self, number: &[u8]) -> bool {
        fits(&self.0, number)
    }

    /// The shortest number of this form, its digits left open as `#`.
    #[cfg(test)]
    pub(super) fn template(&self) -> String {
        let part = |part: &Part| match part {
            Part::OneOf(texts) => String::from_utf8_lossy(&texts[0]).into_owned(),
            Part::Run { class, least, .. } => {
                let open = if *class == Class::Letter { "R" } else { "#" };
                open.repeat(*least)
            }
        };
        self.0.iter().map(part).collect()
    }
}

fn fits(parts: &[Part], number: &[u8]) -> bool {
    match parts {
        [] => number.is_empty(),
        [Part::OneOf(texts), rest @ ..] => texts.iter().any(|text| {
            number
                .strip_prefix(&**text)
                .is_some_and(|number| fits(rest, number))
        }),
        [Part::Run { class, least, most }, rest @ ..] => {
            let run = number.iter().take_while(|c| class.holds(**c)).count().min(*most);
            (*least..=run).any(|taken| fits(rest, &number[taken..]))
        }
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.split_whitespace()
            .map(part)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn part(word: &str) -> Result<Part, String> {
    if let Some(texts) = word.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Ok(Part::OneOf(
            texts.split('|').map(|text| text.as_bytes().into()).collect(),
        ));
    }
    let bad = || format!("`{word}` is no part of a pattern");
    let class = match word.as_bytes().first() {
        Some(b'd') => Class::Digit,
        Some(b'a') => Class::Letter,
        Some(b'x') => Class::Either,
        _ => return Err(bad()),
    };
    let (least, most) = word[1..].split_once('-').unwrap_or((&word[1..], &word[1..]));
    let (least, most) = (
        least.parse().map_err(|_| bad())?,
        most.parse().map_err(|_| bad())?,
    );
    if least > most {
        return Err(bad());
    }
    Ok(Part::Run { class, least, most })
}
