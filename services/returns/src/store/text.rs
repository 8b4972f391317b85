//! Between columns and values: JSON. A column that cannot be read is named in the error.

use redress_db::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value as JSON.
pub(super) fn to_json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("invariant: rows hold plain data, which always has a JSON form")
}

/// A value of a JSON column.
pub(super) fn from_json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::corrupt(format!("{column}: {error}")))
}
