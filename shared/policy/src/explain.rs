//! A pack in words: every clause, and every term that carries it.
//!
//! Works on the pack's own data form, so that a term added to the format is explained, linted and compared without a word
//! more here.

use crate::pack::Pack;
use crate::words::Mark;
use serde::Serialize;
use serde_json::Value;

/// A clause and what carries it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClauseExplanation {
    /// The clause.
    pub clause: String,
    /// What it says, in the pack's words.
    pub text: String,
    /// How it is founded.
    pub mark: Mark,
    /// Why, when it is not stated.
    pub why: Option<String>,
    /// Where it comes from, for a law.
    pub source: Option<String>,
    /// What is not certain about it.
    pub unsure: Option<String>,
    /// What carries it.
    pub rules: Vec<RuleText>,
}

/// A term in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleText {
    /// Where, such as `case.cancel-within-24h.windows[0]`.
    pub path: String,
    /// What it does.
    pub text: String,
    /// How it is founded.
    pub mark: Mark,
}

/// Explains one clause of a pack, or all in the pack's order. Empty when the pack has no such clause.
pub fn explain(pack: &Pack, clause: Option<&str>) -> Vec<ClauseExplanation> {
    let terms = terms(pack);
    pack.clauses
        .iter()
        .filter(|own| clause.is_none_or(|id| &*own.id == id))
        .map(|own| ClauseExplanation {
            clause: own.id.to_string(),
            text: own.text.to_string(),
            mark: own.mark,
            why: own.why.as_ref().map(ToString::to_string),
            source: own.source.as_ref().map(ToString::to_string),
            unsure: own.unsure.as_ref().map(ToString::to_string),
            rules: terms
                .iter()
                .filter(|term| term.clauses.iter().any(|id| **id == *own.id))
                .map(|term| RuleText {
                    path: term.path.clone(),
                    text: in_words(&term.value),
                    mark: term.mark,
                })
                .chain(header_rule(pack, &own.id))
                .collect(),
        })
        .collect()
}

/// The header's lists of clauses that say why another layer wins.
fn header_rule(pack: &Pack, id: &str) -> Vec<RuleText> {
    let names = |ids: &Option<crate::pack::ClauseIds>| {
        ids.as_ref().is_some_and(|ids| ids.iter().any(|own| &**own == id))
    };
    let rule = |path: &str, text: &str| RuleText {
        path: path.into(),
        text: text.into(),
        mark: Mark::Stated,
    };
    let mut rules = Vec::new();
    if names(&pack.pack.law_clauses) {
        rules.push(rule(
            "pack.law_clauses",
            "Where the law gives the buyer more, the law wins and this is cited.",
        ));
    }
    if names(&pack.pack.seller_clauses) {
        rules.push(rule(
            "pack.seller_clauses",
            "Sellers and orders may have their own terms within the marketplace's.",
        ));
    }
    rules
}

/// A term found in a pack.
pub(crate) struct TermAt {
    /// By name where there is one, such as `case.late-shipment.windows[0]`.
    pub path: String,
    /// As in the file, such as `case[2].windows[0]`.
    pub raw_path: String,
    pub clauses: Vec<String>,
    pub mark: Mark,
    pub why: Option<String>,
    /// The term itself, without its clauses, mark, reason and inner terms.
    pub value: Value,
}

/// Every term of a pack: sections by name, what is in them in the file's order.
pub(crate) fn terms(pack: &Pack) -> Vec<TermAt> {
    let value = serde_json::to_value(pack).expect("invariant: a pack is plain data");
    let mut found = Vec::new();
    walk(&value, String::new(), String::new(), &mut found);
    found
}

fn walk(value: &Value, path: String, raw_path: String, found: &mut Vec<TermAt>) {
    match value {
        Value::Object(map) => {
            if let Some(clauses) = map.get("clauses") {
                found.push(term(map, clauses, path.clone(), raw_path.clone()));
            }
            for (key, inner) in map.iter().filter(|(key, _)| *key != "clauses") {
                let join = |to: &str| {
                    if to.is_empty() {
                        key.clone()
                    } else {
                        format!("{to}.{key}")
                    }
                };
                walk(inner, join(&path), join(&raw_path), found);
            }
        }
        Value::Array(items) => {
            for ((i, item), name) in items
                .iter()
                .enumerate()
                .zip(names(items))
                .filter(|((_, item), _)| item.is_object())
            {
                walk(item, format!("{path}{name}"), format!("{raw_path}[{i}]"), found);
            }
        }
        _ => {}
    }
}

/// What the items of a list are called in paths: `.id` where they have one, else by what tells them apart, such as
/// `[line.shipped]` for a condition and `[refund_due, cancel]` for a deadline, else by their place. No two are the same.
pub(crate) fn names(items: &[Value]) -> Vec<String> {
    const TELLING: [&str; 13] = [
        "kind",
        "fact",
        "remedy",
        "part",
        "field",
        "status",
        "name",
        "any_of",
        "changes",
        "method",
        "payment_kinds",
        "topics",
        "grounds",
    ];
    let mut names: Vec<String> = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let telling: Vec<String> = TELLING
            .iter()
            .filter_map(|key| item.get(key))
            .map(plain)
            .filter(|text| !text.is_empty())
            .collect();
        let name = match item.get("id").and_then(Value::as_str) {
            Some(id) => format!(".{id}"),
            None if telling.is_empty() => format!("[{i}]"),
            None => format!("[{}]", telling.join(", ")),
        };
        names.push(if names.contains(&name) {
            format!("{name}[{i}]")
        } else {
            name
        });
    }
    names
}

fn term(map: &serde_json::Map<String, Value>, clauses: &Value, path: String, raw_path: String) -> TermAt {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let clauses = clauses
        .as_array()
        .map(|ids| ids.iter().filter_map(text).collect())
        .unwrap_or_default();
    let mark = map
        .get("mark")
        .and_then(Value::as_str)
        .and_then(|mark| mark.parse().ok())
        .unwrap_or(Mark::Stated);
    let is_inner = |value: &Value| {
        let holds_terms = |value: &Value| value.get("clauses").is_some();
        holds_terms(value)
            || value
                .as_array()
                .is_some_and(|items| items.iter().any(holds_terms))
    };
    let own: serde_json::Map<String, Value> = map
        .iter()
        .filter(|(key, value)| !matches!(key.as_str(), "clauses" | "mark" | "why" | "id") && !is_inner(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    TermAt {
        path,
        raw_path,
        clauses,
        mark,
        why: map.get("why").and_then(text),
        value: Value::Object(own),
    }
}

/// A term's data as a short text: its own sentence first, then what it sets.
pub(crate) fn in_words(value: &Value) -> String {
    let Value::Object(map) = value else {
        return plain(value);
    };
    let sentence = map.get("text").and_then(Value::as_str).unwrap_or_default();
    let rest: Vec<String> = map
        .iter()
        .filter(|(key, value)| *key != "text" && !is_nothing(value))
        .map(|(key, value)| format!("{}: {}", key.replace('_', " "), plain(value)))
        .collect();
    match (sentence.is_empty(), rest.is_empty()) {
        (true, _) => rest.join("; "),
        (false, true) => sentence.to_owned(),
        (false, false) => format!("{sentence} ({})", rest.join("; ")),
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Values as people write them: spans as `30 days`, lists with commas.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(map) => {
            if let Some(span) = span(value) {
                return span.to_string();
            }
            match (map.get("span"), map.get("after")) {
                (Some(span), Some(after)) => format!("{} after {}", plain(span), plain(after)),
                (None, Some(after)) => format!("after {}", plain(after)),
                _ => map
                    .iter()
                    .map(|(key, value)| format!("{key} {}", plain(value)))
                    .collect::<Vec<_>>()
                    .join(", "),
            }
        }
        other => other.to_string(),
    }
}

/// The span that a value is, if it is one.
pub(crate) fn span(value: &Value) -> Option<crate::time::Span> {
    serde::Deserialize::deserialize(value).ok()
}
