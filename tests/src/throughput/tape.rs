//! What a service wrote and read for one call, statement by statement, so that the same can be done without the service.
//!
//! A tape is replayed for other ids: every id in it is replaced by one of the same length, so that each replay makes its own
//! rows, with as many bytes in as many statements and transactions.

use std::collections::BTreeMap;

/// A bound value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number, also a truth.
    Integer(i64),
    /// A text, also a time.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A statement with its values in the order of its placeholders.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The text with placeholders.
    pub sql: String,
    /// The values.
    pub values: Vec<Value>,
}

/// Statements that were committed together, or read together.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// The context whose database it was.
    pub context: String,
    /// Whether it could write.
    pub is_write: bool,
    /// What was done in it, without its begin and its end.
    pub statements: Vec<Statement>,
}

impl Transaction {
    /// How many rows it inserts into the outbox.
    pub fn outbox_rows(&self) -> usize {
        self.statements.iter().map(Statement::outbox_rows).sum()
    }
}

/// Values of one inserted outbox row.
const OUTBOX_VALUES: usize = 6;

impl Statement {
    /// How many rows it inserts into the outbox.
    pub fn outbox_rows(&self) -> usize {
        if self.is_outbox("INSERT INTO") {
            self.values.len() / OUTBOX_VALUES
        } else {
            0
        }
    }

    /// Whether it does this to the outbox.
    pub fn is_outbox(&self, verb: &str) -> bool {
        self.sql
            .strip_prefix(verb)
            .is_some_and(|rest| rest.trim_start_matches([' ', '`', '"']).starts_with("outbox"))
    }
}

/// A part of a text that differs, or does not, from one replay to the next.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// The same in every replay.
    Same(String),
    /// An id: its prefix with the underscore and the first ten characters, and which of the tape's ids it is.
    Id(String, usize),
}

/// Characters of an id after its prefix.
const ID_BODY: usize = 26;

/// Characters of an id that every replay keeps.
const ID_HEAD: usize = 10;

/// The ids of a tape, numbered as they come up.
#[derive(Clone, Debug, Default)]
pub struct IdNumbers(BTreeMap<String, usize>);

impl IdNumbers {
    /// A text in pieces.
    pub fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut same = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find('_') {
            let underscore = at + found;
            at = underscore + 1;
            let Some((start, end)) = id_around(text, underscore) else {
                continue;
            };
            if start < same {
                continue;
            }
            if start > same {
                pieces.push(Piece::Same(text[same..start].to_owned()));
            }
            let next = self.0.len();
            let number = *self.0.entry(text[start..end].to_owned()).or_insert(next);
            pieces.push(Piece::Id(
                text[start..underscore + 1 + ID_HEAD].to_owned(),
                number,
            ));
            same = end;
            at = end;
        }
        if same < text.len() || pieces.is_empty() {
            pieces.push(Piece::Same(text[same..].to_owned()));
        }
        pieces
    }
}

/// The text of a replay.
pub fn replayed(pieces: &[Piece], replay: u64) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Same(same) => text.push_str(same),
            Piece::Id(head, number) => {
                write!(text, "{head}{number:04}{replay:012}")
                    .expect("invariant: a text takes all that is written");
            }
        }
    }
    text
}

/// Where an id stands whose underscore is at `underscore`.
fn id_around(text: &str, underscore: usize) -> Option<(usize, usize)> {
    let prefix = text[..underscore]
        .bytes()
        .rev()
        .take_while(u8::is_ascii_lowercase)
        .count();
    let end = underscore + 1 + ID_BODY;
    let body = text.as_bytes().get(underscore + 1..end)?;
    let is_body = body.iter().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    let goes_on = text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric);
    (is_body && !goes_on && (2..=4).contains(&prefix)).then_some((underscore - prefix, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_has_other_ids_of_the_same_length() {
        let text = r#"{"order":"ord_01kabcdefghjkmnpqrstvwxyz0","again":"ord_01kabcdefghjkmnpqrstvwxyz0","plain_text":1}"#;
        let mut ids = IdNumbers::default();
        let pieces = ids.pieces(text);
        let replay = replayed(&pieces, 7);
        assert_eq!(replay.len(), text.len());
        assert_eq!(replay.matches("ord_01kabcdefg0000000000000007").count(), 2);
        assert_eq!(
            ids.pieces("can_01kabcdefghjkmnpqrstvwxyz0")[0],
            Piece::Id("can_01kabcdefg".to_owned(), 1)
        );
        assert_eq!(replayed(&ids.pieces("no_id here"), 1), "no_id here");
    }
}
