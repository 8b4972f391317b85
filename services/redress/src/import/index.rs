//! Finding the rows of a key in a file of any order: 24 bytes of memory a row, the rows stay in the file.

use super::fault::{Fault, Reason};
use super::table::{Place, Row, Table};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

/// Rows of one key that are read at most; a key of more is refused by whoever asks.
pub const MOST_ROWS: usize = 1_000;

/// Where rows are that begin with a key of this hash.
struct Entry {
    hash: u64,
    place: Place,
}

/// A file with an index over one column.
pub struct Indexed {
    table: Table,
    key: &'static str,
    entries: Vec<Entry>,
}

/// The rows of a key.
pub enum Rows {
    /// All of them, in the order of the file.
    All(Vec<Row>),
    /// More than [`MOST_ROWS`].
    TooMany(usize),
}

impl Indexed {
    /// Opens a file and reads it once. What belongs to no key goes to `loose`, and so do keys that `is_known` does not know.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or lacks a required column.
    pub fn open(
        path: &Path,
        required: &[&str],
        key: &'static str,
        is_known: impl Fn(&str) -> bool,
        loose: &mut dyn FnMut(Fault),
    ) -> anyhow::Result<Self> {
        let mut table = Table::open(path, required)?;
        let mut entries = Vec::new();
        while let Some(row) = table.next_row()? {
            let row = match row {
                Ok(row) => row,
                Err(fault) => {
                    loose(fault);
                    break;
                }
            };
            match keyed(&row, key) {
                Ok(text) if is_known(text) => entries.push(Entry {
                    hash: hash(text),
                    place: row.place(),
                }),
                Ok(text) => loose(Fault {
                    spot: row.spot(),
                    order_id: text.to_owned(),
                    reason: Reason::UnknownOrder,
                    message: "the orders file does not have this order".to_owned(),
                }),
                Err(fault) => loose(fault),
            }
        }
        entries.sort_unstable_by_key(|entry| (entry.hash, entry.place.byte));
        Ok(Self { table, key, entries })
    }

    /// How many rows have a key.
    pub fn row_count(&self) -> usize {
        self.entries.len()
    }

    /// Whether a row has this key, as far as its hash says.
    pub fn has(&self, key: &str) -> bool {
        !self.entries_of(key).is_empty()
    }

    /// The rows of a key.
    ///
    /// # Errors
    ///
    /// The file can no longer be read.
    pub fn rows(&mut self, key: &str) -> anyhow::Result<Rows> {
        let places: Vec<Place> = self.entries_of(key).iter().map(|entry| entry.place).collect();
        if places.len() > MOST_ROWS {
            return Ok(Rows::TooMany(places.len()));
        }
        let mut rows = Vec::with_capacity(places.len());
        for place in places {
            let row = self.table.row_at(place)?;
            // Another key may have the same hash.
            if row.value(self.key) == Ok(Some(key)) {
                rows.push(row);
            }
        }
        Ok(Rows::All(rows))
    }

    /// The first row of a key.
    ///
    /// # Errors
    ///
    /// The file can no longer be read.
    pub fn first(&mut self, key: &str) -> anyhow::Result<Option<Row>> {
        let places: Vec<Place> = self.entries_of(key).iter().map(|entry| entry.place).collect();
        for place in places {
            let row = self.table.row_at(place)?;
            if row.value(self.key) == Ok(Some(key)) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn entries_of(&self, key: &str) -> &[Entry] {
        let sought = hash(key);
        let start = self.entries.partition_point(|entry| entry.hash < sought);
        let end = self.entries.partition_point(|entry| entry.hash <= sought);
        &self.entries[start..end]
    }
}

/// The key of a row; a row that has none belongs nowhere.
pub fn keyed<'r>(row: &'r Row, key: &str) -> Result<&'r str, Fault> {
    let loose = |reason, message: String| Fault {
        spot: row.spot(),
        order_id: String::new(),
        reason,
        message,
    };
    match row.value(key) {
        Err(_) => Err(loose(Reason::Encoding, format!("`{key}` is not UTF-8"))),
        Ok(Some(text)) if !text.is_empty() => Ok(text),
        Ok(_) if !row.is_whole() => Err(loose(Reason::Columns, row.width_fault())),
        Ok(_) => Err(loose(Reason::MissingValue, format!("`{key}` is empty"))),
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn rows_are_found_by_key_in_any_order_of_the_file() {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(b"order_id,n\nb,1\na,2\nb,3\n,4\nc,5\n")
            .expect("it takes bytes");
        let mut loose = Vec::new();
        let mut indexed = Indexed::open(
            file.path(),
            &["order_id"],
            "order_id",
            |key| key != "c",
            &mut |fault| loose.push((fault.reason, fault.spot.line)),
        )
        .expect("it can be read");
        let Rows::All(rows) = indexed.rows("b").expect("it can be read") else {
            panic!("there are two");
        };
        let lines: Vec<u64> = rows.iter().map(|row| row.place().line).collect();
        assert_eq!(lines, [2, 4]);
        assert_eq!(indexed.row_count(), 3);
        assert!(indexed.has("a") && !indexed.has("c"));
        assert!(indexed.first("d").expect("it can be read").is_none());
        assert_eq!(loose, [(Reason::MissingValue, 5), (Reason::UnknownOrder, 6)]);
    }
}
