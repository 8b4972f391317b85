//! What changed between two versions of a pack, term by term.

use crate::explain::{names, plain, span};
use crate::pack::Pack;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Where, by id, such as `case.late-shipment.windows[0].closes.span`.
    pub path: String,
    /// The clauses of the innermost term around it, of the newer version where it has one.
    pub clauses: Vec<String>,
    /// The older value; absent when it is new.
    pub from: Option<String>,
    /// The newer value; absent when it is gone.
    pub to: Option<String>,
}

/// Compares two packs, path by path in alphabetical order. Reordering a list of named things is no change.
pub fn diff(from: &Pack, to: &Pack) -> Vec<Change> {
    let (from, to) = (leaves(from), leaves(to));
    let paths: std::collections::BTreeSet<&String> = from.keys().chain(to.keys()).collect();
    paths
        .into_iter()
        .filter_map(|path| {
            let (old, new) = (from.get(path), to.get(path));
            if old.map(|leaf| &leaf.value) == new.map(|leaf| &leaf.value) {
                return None;
            }
            Some(Change {
                path: path.clone(),
                clauses: new.or(old).map(|leaf| leaf.clauses.clone()).unwrap_or_default(),
                from: old.map(|leaf| leaf.value.clone()),
                to: new.map(|leaf| leaf.value.clone()),
            })
        })
        .collect()
}

struct Leaf {
    value: String,
    clauses: Vec<String>,
}

fn leaves(pack: &Pack) -> BTreeMap<String, Leaf> {
    let value = serde_json::to_value(pack).expect("invariant: a pack is plain data");
    let mut found = BTreeMap::new();
    collect(&value, String::new(), &[], &mut found);
    found
}

fn collect(value: &Value, path: String, clauses: &[String], found: &mut BTreeMap<String, Leaf>) {
    match value {
        Value::Object(map) if span(value).is_none() => {
            let own: Option<Vec<String>> = map.get("clauses").and_then(Value::as_array).map(|ids| {
                ids.iter()
                    .filter_map(|id| id.as_str().map(str::to_owned))
                    .collect()
            });
            let clauses = own.as_deref().unwrap_or(clauses);
            for (key, inner) in map {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                collect(inner, path, clauses, found);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (item, name) in items.iter().zip(names(items)) {
                collect(item, format!("{path}{name}"), clauses, found);
            }
        }
        Value::Array(items) if items.is_empty() => {}
        Value::Null => {}
        _ => {
            found.insert(
                path,
                Leaf {
                    value: plain(value),
                    clauses: clauses.to_vec(),
                },
            );
        }
    }
}
