//! Something to be said in the reader's language: the key of a text and what is filled into it.

use chrono::{DateTime, Datelike as _, Utc};
use fluent_bundle::FluentArgs;
use redress_core::Money;
use redress_policy::time::Zone;

use super::language::Language;
use crate::texts::Texts;

/// A text by its key, still in no language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    key: &'static str,
    fillings: Vec<(&'static str, Filling)>,
}

/// What is filled into a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filling {
    /// As it is.
    Text(String),
    Number(i64),
    Money(Money),
    Time(DateTime<Utc>),
    /// A word of the contracts or of a pack, such as `shipping_receipt`.
    Word(String),
    /// Words of which one is enough.
    AnyOf(Vec<String>),
    /// Things that are handed in, by their words.
    Given(Vec<String>),
    Phrase(Box<Phrase>),
}

impl Phrase {
    /// A text that nothing is filled into yet.
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            fillings: Vec::new(),
        }
    }

    /// With something filled in.
    #[must_use]
    pub fn with(mut self, name: &'static str, filling: Filling) -> Self {
        self.fillings.push((name, filling));
        self
    }

    /// With a text filled in as it is.
    #[must_use]
    pub fn text(self, name: &'static str, text: impl Into<String>) -> Self {
        self.with(name, Filling::Text(text.into()))
    }

    /// With a word filled in.
    #[must_use]
    pub fn word(self, name: &'static str, word: impl Into<String>) -> Self {
        self.with(name, Filling::Word(word.into()))
    }
}

/// How things are said to one reader: the language, and the time zone of the shop.
#[derive(Clone, Copy)]
pub struct Voice {
    pub language: Language,
    pub zone: Zone,
}

impl Voice {
    /// The texts that it speaks with.
    pub fn texts(self) -> Texts {
        Texts::of(self.language)
    }

    /// A phrase in the reader's language.
    pub fn say(self, phrase: &Phrase) -> String {
        let mut args = FluentArgs::with_capacity(phrase.fillings.len());
        for (name, filling) in &phrase.fillings {
            match filling {
                Filling::Number(number) => args.set(*name, *number),
                filling => args.set(*name, self.filling(filling)),
            }
        }
        self.texts().say(phrase.key, &args)
    }

    fn filling(self, filling: &Filling) -> String {
        match filling {
            Filling::Text(text) => text.clone(),
            Filling::Number(number) => number.to_string(),
            Filling::Money(money) => self.language.money(*money),
            Filling::Time(time) => self.time(*time),
            Filling::Word(word) => self.word(word),
            Filling::AnyOf(words) => self.any_of(words),
            Filling::Given(words) => {
                let given: Vec<String> = words.iter().map(|word| self.given(word)).collect();
                given.join(", ")
            }
            Filling::Phrase(phrase) => self.say(phrase),
        }
    }

    /// A word as people say it; one without a translation as it is: `shipping_receipt` becomes `shipping receipt`.
    fn word(self, word: &str) -> String {
        let found = self.texts().find(&key("word", word), &FluentArgs::new());
        found.unwrap_or_else(|| word.replace(['_', '.'], " "))
    }

    fn any_of(self, words: &[String]) -> String {
        let words = words.iter().map(|word| self.word(word));
        let joined = words
            .reduce(|first, second| self.say(&Phrase::new("or").text("first", first).text("second", second)));
        joined.unwrap_or_default()
    }

    fn given(self, word: &str) -> String {
        let found = self.texts().find(&key("given", word), &FluentArgs::new());
        found.unwrap_or_else(|| self.say(&Phrase::new("given").word("what", word)))
    }

    /// A time as people of the shop read it.
    fn time(self, time: DateTime<Utc>) -> String {
        let local = self.zone.local_time(time);
        let phrase = Phrase::new("time")
            .with("day", Filling::Number(local.day().into()))
            .with("month", Filling::Number(local.month().into()))
            .text("year", local.year().to_string())
            .text("clock", local.format("%H:%M").to_string())
            .text("zone", self.zone.name());
        self.say(&phrase)
    }
}

/// The key of a word: `word-shipping-receipt`.
fn key(family: &str, word: &str) -> String {
    format!("{family}-{}", word.replace(['_', '.', ' '], "-"))
}
