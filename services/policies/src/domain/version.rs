//! One published version of a pack or of a seller's terms.

use chrono::{DateTime, Utc};
use redress_policy::Layer;
use redress_policy::pack::Binding;
use serde::{Deserialize, Serialize};

/// A version without its source. It never changes, so its etag is that of its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyVersion {
    pub policy_id: String,
    /// From 1.
    pub version: i32,
    pub layer: Layer,
    /// Empty for a law.
    pub marketplace_id: String,
    /// Empty for a pack.
    pub seller_id: String,
    pub edition: String,
    pub display_name: String,
    /// Which version binds a case, as this one says; for a seller's terms, as the marketplace's pack says.
    pub binds: Binding,
    pub effective_time: DateTime<Utc>,
    pub publish_time: DateTime<Utc>,
    /// In hexadecimal.
    pub source_sha256: String,
    pub clause_count: i32,
}

/// A version with its source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    pub policy: PolicyVersion,
    /// The TOML text, byte by byte as it was published.
    pub source: String,
}
