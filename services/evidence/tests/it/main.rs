//! The evidence context through its contract, on every database: one file per RPC, and one for each thing that happens
//! without one (clocks, closed cases), for what files may be, and for what their copies keep.

#![expect(clippy::unwrap_used, reason = "what a test does not expect ends it")]

mod abandon_upload;
mod clocks;
mod copies;
mod download_evidence;
mod erase_evidence;
mod finish_upload;
mod get_evidence;
mod get_upload;
mod hostile_files;
mod list_custody_records;
mod list_evidence;
mod media;
mod owners;
mod review_evidence;
mod same_picture;
mod start_upload;
mod upload_chunks;
mod verify_custody;
mod watch_evidence;
mod world;
