//! The report of what was rejected, as CSV: every row with its file, line and reason, written as it is found.

use super::fault::Fault;
use anyhow::Context as _;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A report under way.
pub struct Report {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl Report {
    /// Begins a report; one of before is replaced.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn begin(path: &Path) -> anyhow::Result<Self> {
        let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut report = Self {
            path: path.to_owned(),
            writer: csv::Writer::from_writer(file),
        };
        report.write(["file", "line", "order_id", "reason", "message"])?;
        Ok(report)
    }

    /// Adds what is wrong.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn add(&mut self, fault: &Fault) -> anyhow::Result<()> {
        self.write([
            &*fault.spot.file,
            &fault.spot.line.to_string(),
            &fault.order_id,
            fault.reason.as_str(),
            &fault.message,
        ])
    }

    /// Writes out what is still held.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn end(mut self) -> anyhow::Result<()> {
        let path = self.path.display();
        self.writer
            .flush()
            .with_context(|| format!("cannot write {path}"))
    }

    fn write(&mut self, record: [&str; 5]) -> anyhow::Result<()> {
        let path = self.path.display();
        self.writer
            .write_record(record)
            .with_context(|| format!("cannot write {path}"))
    }
}
