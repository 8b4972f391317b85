//! A postal address, field by field as `google.type.PostalAddress` has it. Its region names the law that applies.

use serde::{Deserialize, Serialize};

/// An address. `region_code` is a known ISO 3166 alpha-2 code; everything else may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Address {
    pub region_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sorting_code: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub administrative_area: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locality: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sublocality: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub address_lines: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub organization: String,
}
