//! How large evidence may be, how it is read, and how long it is kept. Every value has a default that suits production.

use std::time::Duration;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::domain::fingerprint::MAX_DISTANCE;
use crate::inspect::Limits;

const MEBIBYTE: u64 = 1_048_576;

/// Settings of the evidence context.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The largest picture, in bytes. Default 26214400 (25 MiB).
    pub max_picture_bytes: u64,
    /// The largest video, in bytes. Default 629145600 (600 MiB).
    pub max_video_bytes: u64,
    /// The largest PDF, in bytes. Default 52428800 (50 MiB).
    pub max_document_bytes: u64,
    /// The most pixels of a picture, width times height. Default 50000000.
    pub max_pixels: u64,
    /// The longest side of a picture, in pixels. Default 12000.
    pub max_side: u32,
    /// What a decoded picture may take in memory, in bytes. Default 268435456 (256 MiB).
    pub max_decode_bytes: u64,
    /// The most pixels of an animation over all of its frames. Default 500000000.
    pub max_animation_pixels: u64,
    /// The longer side of a thumbnail, in pixels. Default 320.
    pub thumbnail_side: u32,
    /// How many files are looked into at the same time. Default 2.
    pub max_inspections: usize,
    /// In how many of 64 bits two pictures may differ and still count as the same; at most 7. Default 6.
    pub same_picture_distance: u32,
    /// The most bytes of a chunk. Default 1048576 (1 MiB).
    pub max_chunk_bytes: u32,
    /// How long a stream of chunks may bring nothing before it is ended. Default 30000.
    pub idle_limit_ms: u64,
    /// After so many hours an unfinished upload is given up. Default 24.
    pub upload_hours: u32,
    /// How many uploads of one case may be open. Default 20.
    pub max_open_uploads: i64,
    /// How many pieces of evidence one case may have. Default 200.
    pub max_evidence: i64,
    /// After so many days evidence is erased, counted from when its case closed; evidence of what never closes, such as an
    /// order, from when it was added. Default 730.
    pub retention_days: u32,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            max_picture_bytes: 25 * MEBIBYTE,
            max_video_bytes: 600 * MEBIBYTE,
            max_document_bytes: 50 * MEBIBYTE,
            max_pixels: 50_000_000,
            max_side: 12_000,
            max_decode_bytes: 256 * MEBIBYTE,
            max_animation_pixels: 500_000_000,
            thumbnail_side: 320,
            max_inspections: 2,
            same_picture_distance: 6,
            max_chunk_bytes: 1_048_576,
            idle_limit_ms: 30_000,
            upload_hours: 24,
            max_open_uploads: 20,
            max_evidence: 200,
            retention_days: 730,
        }
    }
}

impl Config {
    /// How large a file may be, and what it may cost to be read.
    pub fn limits(&self) -> Limits {
        Limits {
            max_picture_bytes: self.max_picture_bytes,
            max_video_bytes: self.max_video_bytes,
            max_document_bytes: self.max_document_bytes,
            max_pixels: self.max_pixels,
            max_side: self.max_side,
            max_decode_bytes: self.max_decode_bytes,
            max_animation_pixels: self.max_animation_pixels,
            thumbnail_side: self.thumbnail_side,
        }
    }

    /// How different two pictures may be that count as the same.
    pub fn same_picture_distance(&self) -> u32 {
        self.same_picture_distance.min(MAX_DISTANCE)
    }

    /// How long a stream of chunks may bring nothing.
    pub fn idle_limit(&self) -> Duration {
        Duration::from_millis(self.idle_limit_ms)
    }

    /// How long an upload may stay unfinished.
    pub fn upload_span(&self) -> TimeDelta {
        TimeDelta::hours(self.upload_hours.into())
    }

    /// How long evidence is kept.
    pub fn retention(&self) -> TimeDelta {
        TimeDelta::days(self.retention_days.into())
    }
}
