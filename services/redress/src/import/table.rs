//! One CSV file with a header: its rows in order, and any row again by where it begins.
//!
//! Bounded: no more than one row is held, and a row that goes on for more than [`LONGEST_ROW`], as after a quote that is
//! not closed, ends the file. Bytes are taken as they are; that they are UTF-8 is checked value by value.

use super::fault::{Fault, Reason, Spot};
use anyhow::{Context as _, bail};
use csv::{ByteRecord, Position, Reader, ReaderBuilder};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// The longest row that is read, in bytes.
const LONGEST_ROW: u64 = 1 << 16;

/// A file's name and header.
#[derive(Debug)]
pub struct Sheet {
    file: Arc<str>,
    columns: Vec<String>,
}

/// Where a row begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub byte: u64,
    /// Its line in the file, from 1.
    pub line: u64,
}

/// A row as it stands in the file.
#[derive(Clone, Debug)]
pub struct Row {
    sheet: Arc<Sheet>,
    record: ByteRecord,
    place: Place,
}

impl Row {
    /// Where it begins.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where it stands, for reports.
    pub fn spot(&self) -> Spot {
        Spot {
            file: self.sheet.file.clone(),
            line: self.place.line,
        }
    }

    /// Whether it has as many columns as the header.
    pub fn is_whole(&self) -> bool {
        self.record.len() == self.sheet.columns.len()
    }

    /// What is wrong with a row that is not whole.
    pub fn width_fault(&self) -> String {
        format!(
            "it has {} columns and the header {}, or a quote is not closed",
            self.record.len(),
            self.sheet.columns.len()
        )
    }

    /// The value of a column, without spaces around it; absent when the file or this row does not have the column.
    ///
    /// # Errors
    ///
    /// The value is not UTF-8.
    pub fn value(&self, column: &str) -> Result<Option<&str>, std::str::Utf8Error> {
        let at = self.sheet.columns.iter().position(|own| own == column);
        let bytes = at.and_then(|at| self.record.get(at));
        bytes
            .map(|bytes| std::str::from_utf8(bytes).map(str::trim))
            .transpose()
    }
}

/// An open file.
pub struct Table {
    sheet: Arc<Sheet>,
    reader: Reader<Guard>,
    is_crlf: bool,
    is_broken: bool,
}

impl Table {
    /// Opens a file and reads its header, whose names are compared in lower case.
    ///
    /// # Errors
    ///
    /// It cannot be read, is not UTF-8, or lacks a column of `required`.
    pub fn open(path: &Path, required: &[&str]) -> anyhow::Result<Self> {
        let shown = path.display();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let mut file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
        let is_crlf = ends_in_crlf(&mut file).with_context(|| format!("cannot read {shown}"))?;
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(Guard {
            file,
            left: LONGEST_ROW,
        });
        let header = reader
            .byte_headers()
            .with_context(|| format!("cannot read the header of {shown}"))?;
        let mut columns = Vec::with_capacity(header.len());
        for bytes in header {
            let Ok(column) = std::str::from_utf8(bytes) else {
                bail!("the header of {shown} is not UTF-8; save the file as UTF-8");
            };
            let column = column.trim().to_ascii_lowercase();
            if columns.contains(&column) {
                bail!("the header of {shown} has the column `{column}` twice");
            }
            columns.push(column);
        }
        let missing: Vec<&str> = required
            .iter()
            .copied()
            .filter(|column| !columns.iter().any(|own| own == column))
            .collect();
        if !missing.is_empty() {
            bail!("the header of {shown} lacks {}", missing.join(", "));
        }
        Ok(Self {
            sheet: Arc::new(Sheet {
                file: name.into(),
                columns,
            }),
            reader,
            is_crlf,
            is_broken: false,
        })
    }

    /// The next row; `None` at the end. A row without an end is a fault, and the last that is read.
    ///
    /// # Errors
    ///
    /// The file can no longer be read.
    pub fn next_row(&mut self) -> anyhow::Result<Option<Result<Row, Fault>>> {
        if self.is_broken {
            return Ok(None);
        }
        self.reader.get_mut().left = LONGEST_ROW;
        let mut record = ByteRecord::new();
        let start = self.reader.position().clone();
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => Ok(None),
            Ok(true) => Ok(Some(Ok(self.row(record, &start)))),
            Err(error) if is_too_long(&error) => {
                self.is_broken = true;
                Ok(Some(Err(Fault {
                    spot: Spot {
                        file: self.sheet.file.clone(),
                        line: start.line() + u64::from(self.is_crlf),
                    },
                    order_id: String::new(),
                    reason: Reason::RowTooLong,
                    message: "a row begins here and goes on for more than 64 KiB; is a quote not closed?"
                        .to_owned(),
                })))
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {}", self.sheet.file)),
        }
    }

    /// The row that begins at a place where one was read before.
    ///
    /// # Errors
    ///
    /// The file can no longer be read, or was changed meanwhile.
    pub fn row_at(&mut self, place: Place) -> anyhow::Result<Row> {
        let mut position = Position::new();
        // The reader counts a line less where the end of the last one is not behind it yet.
        position
            .set_byte(place.byte)
            .set_line(place.line - u64::from(self.is_crlf));
        let reading = || format!("cannot read {} again", self.sheet.file);
        self.reader.seek(position).with_context(reading)?;
        match self.next_row()? {
            Some(Ok(row)) => Ok(row),
            Some(Err(_)) | None => bail!("{} was changed while it was read", self.sheet.file),
        }
    }

    fn row(&self, record: ByteRecord, start: &Position) -> Row {
        Row {
            sheet: self.sheet.clone(),
            record,
            place: Place {
                byte: start.byte(),
                line: start.line() + u64::from(self.is_crlf),
            },
        }
    }
}

/// Whether the first line ends as on Windows. The reader leaves the second byte of such an end to the next row, so that its
/// count of lines is one behind.
fn ends_in_crlf(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.take(LONGEST_ROW).read_to_end(&mut start)?;
    file.seek(SeekFrom::Start(0))?;
    let end = start.iter().position(|byte| *byte == b'\n');
    Ok(end.is_some_and(|end| end > 0 && start[end - 1] == b'\r'))
}

/// A file that ends with an error where a row takes more than it may.
struct Guard {
    file: File,
    left: u64,
}

/// What [`Guard`] fails with.
#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
struct TooLong;

fn is_too_long(error: &csv::Error) -> bool {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.get_ref().is_some_and(|inner| inner.is::<TooLong>()),
        _ => false,
    }
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(TooLong));
        }
        let read = self.file.read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}

impl Seek for Guard {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests;
