//! Between columns and values. A column that cannot be read is named in the error.

use chrono::{DateTime, NaiveDateTime, Utc};
use redress_db::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as JSON.
pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("invariant: rows hold plain data, which always has a JSON form")
}

/// A value of a JSON column.
pub(super) fn from_json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::corrupt(format!("{column}: {error}")))
}

/// The word that a column holds.
pub(super) fn word<T: Copy>(
    column: &str,
    text: &str,
    (all, name): (&[T], fn(T) -> &'static str),
) -> Result<T, Error> {
    let found = all.iter().copied().find(|word| name(*word) == text);
    found.ok_or_else(|| Error::corrupt(format!("{column}: unknown word {text}")))
}

/// A time that may be absent.
pub(super) fn in_utc(time: Option<NaiveDateTime>) -> Option<DateTime<Utc>> {
    time.map(|time| time.and_utc())
}

/// The same, for a column.
pub(super) fn naive(time: Option<DateTime<Utc>>) -> Option<NaiveDateTime> {
    time.map(|time| time.naive_utc())
}
