//! What a pack leaves for the shop to decide: assumed and conflicting terms.

use crate::explain::{in_words, terms};
use crate::pack::Pack;
use crate::words::Mark;
use serde::Serialize;

/// A term that the document leaves open or contradicts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenTerm {
    /// Where, such as `case.defect-in-use.windows[0]`.
    pub path: String,
    /// The clauses.
    pub clauses: Vec<String>,
    /// Assumed or conflict.
    pub mark: Mark,
    /// What the pack sets.
    pub value: String,
    /// Why.
    pub why: String,
}

/// Every assumed or conflicting term of a pack, clauses marked as a whole included.
pub fn open_terms(pack: &Pack) -> Vec<OpenTerm> {
    let clauses = pack
        .clauses
        .iter()
        .filter(|clause| clause.mark != Mark::Stated)
        .map(|clause| OpenTerm {
            path: format!("clause.{}", clause.id),
            clauses: vec![clause.id.to_string()],
            mark: clause.mark,
            value: clause.text.to_string(),
            why: clause.why.as_deref().unwrap_or_default().to_owned(),
        });
    let terms = terms(pack)
        .into_iter()
        .filter(|term| term.mark != Mark::Stated)
        .map(|term| OpenTerm {
            value: in_words(&term.value),
            path: term.path,
            clauses: term.clauses,
            mark: term.mark,
            why: term.why.unwrap_or_default(),
        });
    clauses.chain(terms).collect()
}
