//! Reading a pack: TOML text in, a checked pack or every error with file, line, path and reason out.
//!
//! What always holds: a [`Pack`] that came out of [`load`] can be decided by without failing on itself. A file that cannot
//! be parsed gives its first error; one that can gives all of them.

use crate::check;
use crate::pack::{Pack, SellerTerms};
use serde::de::DeserializeOwned;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Something wrong in a pack.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {path}{message}", path = if path.is_empty() { String::new() } else { format!("{path}: ") })]
pub struct PackError {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// Where in the pack, such as `case[3].windows[0]`; empty for the text as a whole.
    pub path: String,
    /// Why.
    pub message: String,
}

/// What a check found, before its line is known.
pub(crate) struct Fault {
    pub path: String,
    pub message: String,
}

/// Reads and checks a pack. `file` is only named in errors.
///
/// Errors: text that is no TOML, an unknown key, a missing or ill-typed value, and everything that contradicts itself:
/// clauses that do not exist or that nothing carries, impossible windows, unknown calendars, currencies, plans.
pub fn load(source: &str, file: &str) -> Result<Pack, Vec<PackError>> {
    let pack: Pack = parse(source, file)?;
    located(check::pack(&pack), source, file)?;
    Ok(pack)
}

/// Reads and checks the terms of a seller or an order against the marketplace's pack that they adjust.
///
/// Errors: as [`load`]; also a case or plan that the pack does not have, or does not let be adjusted by `layer`.
pub fn load_terms(
    source: &str,
    file: &str,
    marketplace: &Pack,
    layer: crate::Layer,
) -> Result<SellerTerms, Vec<PackError>> {
    let terms: SellerTerms = parse(source, file)?;
    located(check::terms(&terms, marketplace, layer), source, file)?;
    Ok(terms)
}

/// The JSON Schema of a pack, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Pack).to_value()
}

/// The JSON Schema of the facts that a what-if decision takes.
pub fn facts_schema() -> serde_json::Value {
    schemars::schema_for!(crate::Facts).to_value()
}

fn parse<T: DeserializeOwned>(source: &str, file: &str) -> Result<T, Vec<PackError>> {
    let failed = |error: toml::de::Error, path: String| {
        vec![PackError {
            file: file.to_owned(),
            line: error.span().map_or(1, |span| line_of(source, &span)),
            path,
            message: error.message().to_owned(),
        }]
    };
    let text = toml::Deserializer::parse(source).map_err(|error| failed(error, String::new()))?;
    serde_path_to_error::deserialize(text).map_err(|error| {
        let path = error.path().to_string();
        failed(error.into_inner(), if path == "." { String::new() } else { path })
    })
}

fn located(faults: Vec<Fault>, source: &str, file: &str) -> Result<(), Vec<PackError>> {
    if faults.is_empty() {
        return Ok(());
    }
    let table = DeTable::parse(source)
        .expect("invariant: it was parsed before")
        .into_inner();
    let root = DeValue::Table(table);
    let mut errors: Vec<PackError> = faults
        .into_iter()
        .map(|fault| PackError {
            file: file.to_owned(),
            line: span_of(&root, &fault.path).map_or(1, |span| line_of(source, &span)),
            path: fault.path,
            message: fault.message,
        })
        .collect();
    errors.sort_by_key(|error| error.line);
    Err(errors)
}

fn line_of(source: &str, span: &Range<usize>) -> usize {
    source.as_bytes()[..span.start.min(source.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// The span of the innermost part of a path such as `case[3].windows[0]` that is there.
fn span_of(root: &DeValue<'_>, path: &str) -> Option<Range<usize>> {
    let mut value = root;
    let mut span = None;
    for part in path.split(['.', '[']).filter(|part| !part.is_empty()) {
        let next = match part.strip_suffix(']') {
            Some(index) => value.get(index.parse::<usize>().ok()?),
            None => value.get(part),
        };
        let Some(next) = next else { break };
        span = Some(next.span());
        value = next.get_ref();
    }
    span
}
