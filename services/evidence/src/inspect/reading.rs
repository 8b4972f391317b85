//! Reading ranges of a file, forward mostly, without losing what is buffered.

use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::ops::Range;

/// A file and where its reader stands.
pub struct Reading {
    reader: BufReader<File>,
    at: u64,
}

impl Reading {
    /// Of a file that stands at its beginning.
    pub fn new(file: File) -> Reading {
        Reading {
            reader: BufReader::new(file),
            at: 0,
        }
    }

    /// The bytes of the range, as far as the file has them.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    pub fn range(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let offset = |at: u64| i64::try_from(at).map_err(io::Error::other);
        self.reader
            .seek_relative(offset(range.start)? - offset(self.at)?)?;
        let mut bytes = Vec::new();
        let mut part = self.reader.by_ref().take(range.end.saturating_sub(range.start));
        part.read_to_end(&mut bytes)?;
        self.at = range.start + bytes.len() as u64;
        Ok(bytes)
    }

    /// The file itself.
    pub fn into_file(self) -> File {
        self.reader.into_inner()
    }
}
