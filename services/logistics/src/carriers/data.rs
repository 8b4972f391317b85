//! The carriers' data as it is written down, and what is looked up in it.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::check::Method;
use super::pattern::Pattern;

/// The form of postal items, the same for all posts but for the country.
const S10: &str = "s10";
/// How sure a postal item is its country's post's.
const S10_SURE: i32 = 95;
/// How sure it is a post's that nobody names.
const OTHER_POST_SURE: i32 = 70;

static BOOK: LazyLock<CarrierBook> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/carriers.toml"))
        .expect("invariant: the carriers' data is checked by its tests");
    CarrierBook::of(file.carrier)
});

/// All that is known of carriers.
pub(crate) fn book() -> &'static CarrierBook {
    &BOOK
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    carrier: Vec<Carrier>,
}

/// A carrier.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Carrier {
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where a number can be followed; `{number}` stands for it.
    #[serde(default)]
    site: String,
    /// Where it works; everywhere when empty.
    #[serde(default)]
    pub countries: Vec<String>,
    #[serde(default)]
    pub(super) formats: Vec<Format>,
    #[serde(default)]
    s10: Vec<String>,
    /// It gives out no other numbers than these.
    #[serde(default, rename = "complete")]
    pub(super) is_complete: bool,
}

/// One form of a carrier's numbers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Format {
    pub id: String,
    pattern: Pattern,
    #[serde(default)]
    check: Option<Method>,
    #[serde(default)]
    skip: usize,
    #[serde(default)]
    lead: String,
    /// How sure a number of this form is the carrier's, from 0 to 100.
    pub sure: i32,
}

impl Format {
    /// Whether a number has this form, its check digit aside.
    pub(super) fn fits(&self, number: &[u8]) -> bool {
        self.pattern.fits(number)
    }

    pub(super) fn has_check_digit(&self) -> bool {
        self.check.is_some()
    }

    /// Whether a number of this form has the right check digit; `true` where there is none.
    pub(super) fn is_checked(&self, number: &[u8]) -> bool {
        match self.check {
            None => true,
            Some(Method::S10) => Method::S10.digit(&number[2..10]) == Some(number[10]),
            Some(method) => {
                let last = number.len() - 1;
                let body = [self.lead.as_bytes(), &number[self.skip..last]].concat();
                method.digit(&body) == Some(number[last])
            }
        }
    }

    /// How its check digit is reckoned.
    #[cfg(test)]
    pub(super) fn method(&self) -> Option<Method> {
        self.check
    }

    /// The first character that takes part in the check digit.
    #[cfg(test)]
    pub(super) fn first_checked(&self) -> usize {
        if self.check == Some(Method::S10) {
            2
        } else {
            self.skip
        }
    }

    /// A number of this form, its digits left open as `#`.
    #[cfg(test)]
    pub(super) fn template(&self) -> String {
        self.pattern.template()
    }

    fn s10(country: &str, sure: i32) -> Self {
        let pattern = match country {
            "*" => "a2 d9 a2".to_owned(),
            country => format!("a2 d9 '{country}'"),
        };
        Self {
            id: S10.to_owned(),
            pattern: pattern.parse().expect("invariant: it is written right here"),
            check: Some(Method::S10),
            skip: 0,
            lead: String::new(),
            sure,
        }
    }
}

impl Carrier {
    /// Where a number can be followed; empty where that is not known.
    pub(crate) fn site(&self, number: &str) -> String {
        self.site.replace("{number}", number)
    }

    /// The names of the forms of its numbers.
    pub(crate) fn format_ids(&self) -> impl Iterator<Item = &str> {
        self.formats.iter().map(|format| format.id.as_str())
    }

    /// It answers for the postal items of countries that no other carrier names.
    pub(super) fn is_any_post(&self) -> bool {
        self.s10.iter().any(|country| country == "*")
    }
}

/// All carriers, by code and by name.
pub(crate) struct CarrierBook {
    /// In the order of their codes.
    pub carriers: Vec<Carrier>,
    by_name: HashMap<String, usize>,
}

impl CarrierBook {
    fn of(mut carriers: Vec<Carrier>) -> Self {
        carriers.sort_by(|a, b| a.code.cmp(&b.code));
        for carrier in &mut carriers {
            let countries = std::mem::take(&mut carrier.s10);
            let sure = |country: &str| if country == "*" { OTHER_POST_SURE } else { S10_SURE };
            let postal = countries
                .iter()
                .map(|country| Format::s10(country, sure(country)));
            carrier.formats.extend(postal);
            carrier.s10 = countries;
        }
        let mut by_name = HashMap::new();
        for (at, carrier) in carriers.iter().enumerate() {
            for name in [&carrier.code, &carrier.name].into_iter().chain(&carrier.aliases) {
                by_name.entry(key(name)).or_insert(at);
            }
        }
        Self { carriers, by_name }
    }

    /// The carrier of a code or a name, however it is written.
    pub(crate) fn find(&self, name: &str) -> Option<&Carrier> {
        self.by_name.get(&key(name)).map(|at| &self.carriers[*at])
    }

    /// The code of a carrier that is known; otherwise the name as it was given.
    pub(crate) fn code_of(&self, name: &str) -> String {
        self.find(name)
            .map_or_else(|| name.trim().to_owned(), |carrier| carrier.code.clone())
    }
}

/// A name as it is compared: its letters and digits, in lower case.
fn key(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
