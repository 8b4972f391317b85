//! How the copy without metadata is made of the sealed original: which of its bytes are kept, left out, blanked or replaced.
//!
//! The plan is kept instead of a second file, and nothing is encoded again: the picture of the copy is the original's, bit
//! for bit.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A plan of more pieces than this is not kept.
const MAX_PIECES: usize = 16_384;

/// A stretch of the copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Bytes of the original: offset and length.
    #[serde(rename = "k")]
    Keep(u64, u64),
    /// Bytes of its own.
    #[serde(rename = "p")]
    Put(Vec<u8>),
    /// So many zeros.
    #[serde(rename = "z")]
    Zero(u64),
}

/// The copy, from its first byte to its last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CopyPlan {
    pieces: Vec<Piece>,
}

/// What is done to a range of the original.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    range: Range<u64>,
    with: Piece,
}

/// Collects what is to change, in any order.
#[derive(Clone, Debug, Default)]
pub struct Edits(Vec<Edit>);

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Piece::Keep(_, len) | Piece::Zero(len) => *len,
            Piece::Put(bytes) => bytes.len() as u64,
        }
    }

    /// The first `len` bytes, and the rest where there is one.
    pub fn split_at(self, len: u64) -> (Piece, Option<Piece>) {
        if self.len() <= len {
            return (self, None);
        }
        let rest = self.cut(len, u64::MAX);
        (self.cut(0, len), Some(rest))
    }

    /// The part of the piece from `start` on, at most `len` bytes of it.
    fn cut(&self, start: u64, len: u64) -> Piece {
        let len = len.min(self.len() - start);
        match self {
            Piece::Keep(offset, _) => Piece::Keep(offset + start, len),
            Piece::Zero(_) => Piece::Zero(len),
            Piece::Put(bytes) => {
                let whole = "invariant: a piece in memory is small";
                let start = usize::try_from(start).expect(whole);
                let len = usize::try_from(len).expect(whole);
                Piece::Put(bytes[start..start + len].to_vec())
            }
        }
    }
}

impl CopyPlan {
    /// The copy that is the original as it is.
    pub fn whole(size: u64) -> CopyPlan {
        CopyPlan {
            pieces: vec![Piece::Keep(0, size)],
        }
    }

    /// Bytes of their own, with nothing of an original.
    pub fn made_of(bytes: Vec<u8>) -> CopyPlan {
        CopyPlan {
            pieces: vec![Piece::Put(bytes)],
        }
    }

    /// The copy's length.
    pub fn size(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// What the copy's bytes from `offset` on are made of, at most `len` of them.
    pub fn range(&self, offset: u64, len: u64) -> Vec<Piece> {
        let end = offset.saturating_add(len);
        let mut at = 0;
        let mut cut = Vec::new();
        for piece in &self.pieces {
            let (start, next) = (at, at + piece.len());
            at = next;
            let from = offset.max(start);
            let to = end.min(next);
            if from < to {
                cut.push(piece.cut(from - start, to - from));
            }
        }
        cut
    }
}

impl Edits {
    /// Nothing is changed yet.
    pub fn new() -> Edits {
        Edits::default()
    }

    /// Leaves the range out.
    pub fn drop(&mut self, range: Range<u64>) {
        self.replace(range, Vec::new());
    }

    /// Puts other bytes in place of the range; an empty range puts them in between.
    pub fn replace(&mut self, range: Range<u64>, bytes: Vec<u8>) {
        self.0.push(Edit {
            range,
            with: Piece::Put(bytes),
        });
    }

    /// Blanks the range.
    pub fn zero(&mut self, range: Range<u64>) {
        if !range.is_empty() {
            let with = Piece::Zero(range.end - range.start);
            self.0.push(Edit { range, with });
        }
    }

    /// The plan for an original of this size; `None` when it would be of too many pieces. Where edits overlap, the one that
    /// begins first wins, and of the other only what lies behind it is done.
    pub fn plan(mut self, size: u64) -> Option<CopyPlan> {
        // What is put in between comes before what is done to the bytes behind it.
        self.0.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut pieces = Vec::new();
        let mut at = 0;
        for Edit { range, with } in self.0 {
            let (start, end) = (range.start.max(at), range.end.min(size));
            if start > end || (range.start < at && range.end <= at) {
                continue;
            }
            push(&mut pieces, Piece::Keep(at, start - at));
            let with = match with {
                Piece::Zero(_) => Piece::Zero(end - start),
                other => other,
            };
            push(&mut pieces, with);
            at = end;
        }
        push(&mut pieces, Piece::Keep(at, size - at));
        (pieces.len() <= MAX_PIECES).then_some(CopyPlan { pieces })
    }
}

/// Appends a piece, as one with the last where that is the same.
fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), piece) {
        (_, piece) if piece.len() == 0 => {}
        (Some(Piece::Keep(offset, len)), Piece::Keep(next, more)) if *offset + *len == next => *len += more,
        (Some(Piece::Zero(len)), Piece::Zero(more)) => *len += more,
        (_, piece) => pieces.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(plan: &CopyPlan, original: &[u8], offset: u64, len: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in plan.range(offset, len) {
            match piece {
                Piece::Keep(offset, len) => {
                    bytes.extend_from_slice(&original[offset as usize..(offset + len) as usize]);
                }
                Piece::Put(put) => bytes.extend(put),
                Piece::Zero(len) => bytes.extend(vec![b'0'; len as usize]),
            }
        }
        bytes
    }

    #[test]
    fn a_copy_is_made_of_what_is_kept_put_and_blanked() {
        let original = b"abcdefghij";
        let mut edits = Edits::new();
        edits.zero(7..9);
        edits.drop(2..4);
        edits.replace(5..5, b"XY".to_vec());
        let plan = edits.plan(10).unwrap();
        let whole = made(&plan, original, 0, u64::MAX);
        assert_eq!(whole, b"abeXYfg00j");
        assert_eq!(plan.size(), 10);
        for offset in 0..10u64 {
            for len in 0..=10 - offset {
                let range = offset as usize..(offset + len) as usize;
                assert_eq!(made(&plan, original, offset, len), whole[range], "{offset} {len}");
            }
        }
        let stored = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<CopyPlan>(&stored).unwrap(), plan);
    }

    #[test]
    fn edits_that_overlap_lose_no_byte_between_them() {
        let original = b"abcdefghij";
        let mut edits = Edits::new();
        edits.zero(2..6);
        edits.zero(3..5);
        edits.drop(5..8);
        let plan = edits.plan(10).unwrap();
        assert_eq!(made(&plan, original, 0, 99), b"ab0000ij");
        let mut edits = Edits::new();
        edits.drop(2..8);
        edits.replace(2..2, b"XY".to_vec());
        assert_eq!(made(&edits.plan(10).unwrap(), original, 0, 99), b"abXYij");
        assert_eq!(Edits::new().plan(10).unwrap(), CopyPlan::whole(10));
    }

    #[test]
    fn a_plan_of_very_many_pieces_is_not_kept() {
        let mut edits = Edits::new();
        (0..MAX_PIECES as u64).for_each(|at| edits.zero(at * 4..at * 4 + 2));
        assert_eq!(edits.plan(1 << 20), None);
    }
}
