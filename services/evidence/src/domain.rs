//! The rules of evidence: pure, without clock, database or files. Time comes in as a value, bytes as what was found in them.

pub mod copy_plan;
pub mod custody;
pub mod evidence;
pub mod file;
pub mod file_name;
pub mod fingerprint;
pub mod kind;
pub mod rejection;
pub mod upload;
pub mod words;

pub use rejection::Rejection;
