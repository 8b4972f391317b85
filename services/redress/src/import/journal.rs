//! What was finished before: a file that grows by one line an order, so that an import that was interrupted does not ask
//! again about each order that is done.
//!
//! It only saves time. A line that was torn by a crash is skipped, and its order is found in the order book; a journal of
//! another order book, known by its last order not being there, begins anew.

use super::book::Book;
use super::calls::Digest;
use anyhow::Context as _;
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;

/// The journal of one order book and marketplace.
pub struct Journal {
    file: File,
    done: HashSet<Digest>,
}

impl Journal {
    /// Opens a journal, or begins one.
    ///
    /// # Errors
    ///
    /// The file cannot be read or written, or the order book cannot be reached.
    pub async fn open(path: &Path, book: &Book) -> anyhow::Result<Self> {
        let shown = path.display();
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)
            .with_context(|| format!("cannot open {shown}"))?;
        let (mut done, last) = read(&file).with_context(|| format!("cannot read {shown}"))?;
        if let Some(order_id) = last
            && !book.has(&order_id).await?
        {
            done.clear();
            file.set_len(0).with_context(|| format!("cannot empty {shown}"))?;
        }
        Ok(Self { file, done })
    }

    /// How many orders were finished before.
    pub fn finished_count(&self) -> usize {
        self.done.len()
    }

    /// Whether an order was finished, with this same history.
    pub fn has(&self, digest: &Digest) -> bool {
        self.done.contains(digest)
    }

    /// Notes that an order is finished.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub fn note(&mut self, digest: Digest, order_id: &str) -> anyhow::Result<()> {
        if self.done.insert(digest) {
            // A line that was torn before must not swallow this one.
            let line = format!("\n{} {order_id}", digits(&digest));
            self.file
                .write_all(line.as_bytes())
                .context("cannot write the journal")?;
        }
        Ok(())
    }
}

fn read(file: &File) -> std::io::Result<(HashSet<Digest>, Option<String>)> {
    let (mut done, mut last) = (HashSet::new(), None);
    for line in BufReader::new(file).split(b'\n') {
        let line = line?;
        let parsed = std::str::from_utf8(&line).ok().and_then(parse);
        if let Some((digest, order_id)) = parsed {
            done.insert(digest);
            last = Some(order_id.to_owned());
        }
    }
    Ok((done, last))
}

fn parse(line: &str) -> Option<(Digest, &str)> {
    let (hex, order_id) = line.split_once(' ')?;
    // An id is a prefix and 26 characters: one that was torn is shorter.
    if hex.len() != 32 || !hex.is_ascii() || order_id.len() < 30 {
        return None;
    }
    let mut digest = Digest::default();
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some((digest, order_id))
}

fn digits(digest: &Digest) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_line_is_skipped_and_the_rest_is_read() {
        let mut file = tempfile::tempfile().expect("a temporary file");
        let (one, two) = ([1_u8; 16], [0xab_u8; 16]);
        let id = "ord_01kjpwd6m0frhb98r451p4fh48";
        write!(
            file,
            "\n{} {id}\n{} ord_01k\n{}",
            digits(&one),
            digits(&[7; 16]),
            &digits(&[9; 16])[..5]
        )
        .expect("it takes lines");
        write!(file, "\n{} {id}", digits(&two)).expect("it takes lines");
        std::io::Seek::rewind(&mut file).expect("it rewinds");
        let (done, last) = read(&file).expect("it can be read");
        assert_eq!(done, HashSet::from([one, two]));
        assert_eq!(last.as_deref(), Some(id));
    }
}
