//! Clauses that do not exist, that nothing carries, or that are marked without saying why.

use super::Faults;
use crate::explain::terms;
use crate::pack::Pack;
use crate::words::Mark;
use std::collections::BTreeSet;

pub(super) fn check(pack: &Pack, faults: &mut Faults) {
    faults.unless(!pack.clauses.is_empty(), "clause", "a pack names its clauses");
    for (i, clause) in pack.clauses.iter().enumerate() {
        why(
            clause.mark,
            clause.why.as_deref(),
            &format!("clause[{i}]"),
            faults,
        );
        faults.unless(
            !clause.text.trim().is_empty(),
            format!("clause[{i}].text"),
            "must not be empty",
        );
    }
    translations(pack, faults);
    let mut carried = BTreeSet::new();
    for term in terms(pack) {
        faults.unless(
            !term.clauses.is_empty(),
            format!("{}.clauses", term.raw_path),
            "at least one clause is needed",
        );
        for id in &term.clauses {
            faults.unless(
                pack.clause(id).is_some(),
                format!("{}.clauses", term.raw_path),
                format!("there is no clause `{id}`"),
            );
            carried.insert(id.clone());
        }
        why(term.mark, term.why.as_deref(), &term.raw_path, faults);
    }
    for own in [&pack.pack.law_clauses, &pack.pack.seller_clauses]
        .into_iter()
        .flatten()
        .flat_map(|ids| ids.iter())
    {
        faults.unless(
            pack.clause(own).is_some(),
            "pack",
            format!("there is no clause `{own}`"),
        );
        carried.insert(own.to_string());
    }
    for (i, clause) in pack.clauses.iter().enumerate() {
        let is_carried = carried.contains(&*clause.id);
        faults.unless(
            is_carried,
            format!("clause[{i}]"),
            format!("no rule carries the clause `{}`", clause.id),
        );
    }
}

/// Translations of clauses that there are none of, that say nothing, or into the language that the pack is in anyway.
fn translations(pack: &Pack, faults: &mut Faults) {
    for (language, texts) in &pack.translations {
        faults.unless(
            *language != pack.pack.text_language,
            format!("translations.{language}"),
            "is the language of the clauses' own words",
        );
        for (id, text) in texts {
            faults.unless(
                pack.clause(id).is_some(),
                format!("translations.{language}"),
                format!("there is no clause `{id}`"),
            );
            faults.unless(
                !text.trim().is_empty(),
                format!("translations.{language}.{id}"),
                "must not be empty",
            );
        }
    }
}

fn why(mark: Mark, why: Option<&str>, path: &str, faults: &mut Faults) {
    let is_said = why.is_some_and(|why| !why.trim().is_empty());
    if mark != Mark::Stated {
        faults.unless(is_said, path, format!("is marked `{mark}` and must say `why`"));
    }
}
