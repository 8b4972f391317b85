//! What holds between the languages: the same keys with the same things filled in, and none that the program does not name
//! or does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

use super::*;
use crate::domain::change::Change;

/// What a text takes: `$order` for what is filled in, `turn` for another text.
type Needs = BTreeSet<String>;

/// Every text of a language by its key, an attribute's with a dot, and what it takes.
fn texts(language: Language) -> BTreeMap<String, Needs> {
    let mut texts = BTreeMap::new();
    for source in sources(language) {
        let resource = fluent_syntax::parser::parse(source).expect("a sound file");
        for entry in resource.body {
            let message = match entry {
                Entry::Message(message) => message,
                Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Comment(_) => continue,
                other => panic!("{}: nothing but messages: {other:?}", language.tag()),
            };
            let patterns = message
                .value
                .iter()
                .map(|value| (message.id.name.to_owned(), value))
                .chain(
                    message
                        .attributes
                        .iter()
                        .map(|own| (format!("{}.{}", message.id.name, own.id.name), &own.value)),
                );
            for (key, pattern) in patterns {
                let mut needs = Needs::new();
                of_pattern(pattern, &mut needs);
                assert_eq!(texts.insert(key.clone(), needs), None, "{key} stands twice");
            }
        }
    }
    texts
}

fn of_pattern(pattern: &Pattern<&str>, needs: &mut Needs) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, needs);
        }
    }
}

fn of_expression(expression: &Expression<&str>, needs: &mut Needs) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, needs),
        Expression::Select { selector, variants } => {
            of_inline(selector, needs);
            for variant in variants {
                of_pattern(&variant.value, needs);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, needs: &mut Needs) {
    match inline {
        InlineExpression::VariableReference { id } => {
            needs.insert(format!("${}", id.name));
        }
        InlineExpression::MessageReference { id, attribute: None } => {
            needs.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { .. } => {}
        InlineExpression::Placeable { expression } => of_expression(expression, needs),
        other => panic!("nothing of this kind is used: {other:?}"),
    }
}

/// The keys that the program's own sources name, and those of words, which come from contracts and packs.
fn named() -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(path).unwrap();
            named.extend(source.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    named
}

#[test]
fn every_language_has_the_same_texts_that_take_the_same() {
    let english = texts(Language::English);
    assert!(english.len() > 400, "{}", english.len());
    for language in Language::ALL {
        let own = texts(language);
        let keys = |texts: &BTreeMap<String, Needs>| texts.keys().cloned().collect::<BTreeSet<_>>();
        let (wanted, found) = (keys(&english), keys(&own));
        let tag = language.tag();
        assert!(
            wanted == found,
            "{tag} lacks {:?} and has besides {:?}",
            wanted.difference(&found).collect::<Vec<_>>(),
            found.difference(&wanted).collect::<Vec<_>>()
        );
        for (key, needs) in &english {
            assert_eq!(&own[key], needs, "{tag}: {key}");
        }
    }
}

#[test]
fn every_change_has_its_three_texts_and_every_reference_leads_somewhere() {
    let english = texts(Language::English);
    let mut wanted = BTreeSet::new();
    for change in Change::all() {
        for of in [Of::Subject, Of::Buyer, Of::Others] {
            wanted.insert(format!("{}.{}", change.key(), of.attribute()));
        }
    }
    let of_changes: BTreeSet<String> = english.keys().filter(|key| key.contains('.')).cloned().collect();
    assert_eq!(of_changes, wanted);
    for (key, needs) in &english {
        for need in needs.iter().filter(|need| !need.starts_with('$')) {
            assert!(english.contains_key(need), "{key} refers to {need}");
        }
    }
}

#[test]
fn the_program_names_every_key_and_every_key_that_it_names_is_there() {
    let english = texts(Language::English);
    let named = named();
    let referred: BTreeSet<&String> = english.values().flatten().collect();
    let unused: Vec<&String> = english
        .keys()
        .filter(|key| !key.contains('.') && !key.starts_with("word-") && !key.starts_with("given-"))
        .filter(|key| !named.contains(*key) && !referred.contains(*key))
        .collect();
    assert!(unused.is_empty(), "nothing says {unused:?}");
    let families: BTreeSet<&str> = english
        .keys()
        .filter_map(|key| key.split_once('-'))
        .map(|(family, _)| family)
        .collect();
    let looks_like_a_key = |text: &&String| {
        text.split_once('-').is_some_and(|(family, rest)| {
            families.contains(family)
                && !rest.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        })
    };
    let missing: Vec<&String> = named
        .iter()
        .filter(looks_like_a_key)
        .filter(|key| !english.contains_key(*key))
        .collect();
    assert!(missing.is_empty(), "there is no text for {missing:?}");
}
