//! How much an error may say. It travels in headers, and headers that are too large end the whole connection, with all calls
//! on it: whatever a caller sent, the answer stays below the 8 KiB that every client takes.

use std::collections::HashMap;

use tonic_types::{FieldViolation, PreconditionViolation};

/// The longest message, in bytes.
const MESSAGE: usize = 768;
/// The longest text inside the details, in bytes.
const TEXT: usize = 256;
/// All field violations together, in bytes.
const FIELDS: usize = 3_072;
/// All metadata together, in bytes.
const METADATA: usize = 1_024;
/// How many preconditions are told.
const PRECONDITIONS: usize = 2;
/// Put where something was cut off.
const CUT: &str = "…";

pub(super) fn message(text: String) -> String {
    cut(text, MESSAGE)
}

/// The first violations that fit, and how many are left out.
pub(super) fn fields(all: Vec<FieldViolation>) -> (Vec<FieldViolation>, usize) {
    let (count, mut left) = (all.len(), FIELDS);
    let mut kept = Vec::new();
    for violation in all {
        let violation = FieldViolation::new(cut(violation.field, TEXT), cut(violation.description, TEXT));
        let Some(rest) = left.checked_sub(violation.field.len() + violation.description.len()) else {
            break;
        };
        left = rest;
        kept.push(violation);
    }
    let omitted = count - kept.len();
    (kept, omitted)
}

/// The pairs with their values cut short; of many, those whose keys come first.
pub(super) fn metadata(all: HashMap<String, String>) -> HashMap<String, String> {
    let mut pairs: Vec<(String, String)> = all.into_iter().collect();
    pairs.sort_unstable();
    let mut left = METADATA;
    let fitting = pairs.into_iter().map_while(|(key, value)| {
        let value = cut(value, TEXT);
        left = left.checked_sub(key.len() + value.len())?;
        Some((key, value))
    });
    fitting.collect()
}

pub(super) fn preconditions(all: Vec<PreconditionViolation>) -> Vec<PreconditionViolation> {
    let cut_short = |violation: PreconditionViolation| {
        let subject = cut(violation.subject, TEXT);
        PreconditionViolation::new(violation.r#type, subject, cut(violation.description, TEXT))
    };
    all.into_iter().take(PRECONDITIONS).map(cut_short).collect()
}

/// A text of at most so many bytes, cut between two characters.
fn cut(mut text: String, most: usize) -> String {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most - CUT.len()));
        text.push_str(CUT);
    }
    text
}
