//! The texts of messages in every language, from the Fluent files in `texts/`: what is said of each change, and everything
//! beside it. They are part of the program; what holds between the languages is tested here.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use fluent_syntax::ast::Pattern;

use crate::domain::language::Language;

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));
static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French));
static FILIPINO: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Filipino));
static SPANISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Spanish));
static PORTUGUESE: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::Portuguese));

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Texts(&'static Bundle);

/// Which of the texts that belong to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Subject,
    /// The lead to the buyer.
    Buyer,
    /// The lead to the others.
    Others,
}

impl Of {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Buyer => "buyer",
            Self::Others => "others",
        }
    }
}

impl Texts {
    /// The texts of a language.
    pub fn of(language: Language) -> Self {
        Self(match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
            Language::Filipino => &FILIPINO,
            Language::Spanish => &SPANISH,
            Language::Portuguese => &PORTUGUESE,
        })
    }

    /// What stands under a key, filled in; `None` when there is no such key.
    pub fn find(self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.0.get_message(key)?.value()?;
        Some(self.fill(pattern, args))
    }

    /// What stands under a key that the program names, filled in.
    pub fn say(self, key: &'static str, args: &FluentArgs<'_>) -> String {
        self.find(key, args)
            .expect("invariant: every key that the program names is in every language")
    }

    /// What is said of a change, filled in.
    pub fn say_of(self, change: &str, of: Of, args: &FluentArgs<'_>) -> String {
        let message = self.0.get_message(change);
        let pattern = message
            .and_then(|message| message.get_attribute(of.attribute()))
            .map(|attribute| attribute.value());
        self.fill(
            pattern.expect("invariant: every change has its texts in every language"),
            args,
        )
    }

    fn fill(self, pattern: &Pattern<&str>, args: &FluentArgs<'_>) -> String {
        // What is missing stands as its name in the text; the tests leave no way for it.
        let mut errors = Vec::new();
        self.0
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned()
    }
}

/// The files of a language: what is said of changes, and everything beside it.
const fn sources(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => [
            include_str!("../texts/changes/en.ftl"),
            include_str!("../texts/lines/en.ftl"),
        ],
        Language::French => [
            include_str!("../texts/changes/fr.ftl"),
            include_str!("../texts/lines/fr.ftl"),
        ],
        Language::Filipino => [
            include_str!("../texts/changes/fil.ftl"),
            include_str!("../texts/lines/fil.ftl"),
        ],
        Language::Spanish => [
            include_str!("../texts/changes/es.ftl"),
            include_str!("../texts/lines/es.ftl"),
        ],
        Language::Portuguese => [
            include_str!("../texts/changes/pt.ftl"),
            include_str!("../texts/lines/pt.ftl"),
        ],
    }
}

fn bundle(language: Language) -> Bundle {
    let tag = language.tag().parse();
    let mut bundle = Bundle::new_concurrent(vec![tag.expect("invariant: our tags are tags")]);
    // Mail is plain text: marks around what is filled in would show in some readers.
    bundle.set_use_isolating(false);
    for source in sources(language) {
        let resource = FluentResource::try_new(source.to_owned());
        let resource = resource.expect("invariant: the files are sound");
        let added = bundle.add_resource(resource);
        added.expect("invariant: no key stands twice");
    }
    bundle
}

#[cfg(test)]
mod tests;
