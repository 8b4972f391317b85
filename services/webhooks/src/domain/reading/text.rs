//! Texts and times of others, made fit to be kept and passed on.

use chrono::{DateTime, NaiveDateTime, Utc};

/// The longest id or word, in characters.
const MAX_WORD: usize = 128;
/// The longest sentence, in characters.
const MAX_SENTENCE: usize = 500;

/// An id or a word: without control characters, and cut off where it is too long.
pub fn word(text: &str) -> String {
    fit(text, MAX_WORD)
}

/// A tracking number as numbers are compared: without blanks, in capitals.
pub fn number(text: &str) -> String {
    let letters: String = text.split_whitespace().collect();
    word(&letters).to_uppercase()
}

/// A sentence, the same way.
pub fn sentence(text: &str) -> String {
    fit(text, MAX_SENTENCE)
}

fn fit(text: &str, max: usize) -> String {
    let visible = text.trim().chars().filter(|letter| !letter.is_control());
    visible.take(max).collect()
}

/// A place of its parts, the smallest first.
pub fn place(parts: [Option<&str>; 3]) -> String {
    let parts: Vec<&str> = parts
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    sentence(&parts.join(", "))
}

/// A time with its zone (RFC 3339).
pub fn time(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(time.to_utc())
}

/// A time whose zone nobody said, read as UTC.
pub fn time_somewhere(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S"];
    let read = |format| NaiveDateTime::parse_from_str(text, format).ok();
    formats.into_iter().find_map(read).map(|time| time.and_utc())
}
