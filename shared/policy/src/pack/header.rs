//! Who a pack is for, how its time runs, its contacts and the clauses of its document.

use super::{ClauseIds, term};
use crate::Text;
use crate::time::Zone;
use crate::words::{Layer, Mark};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which version of a pack binds a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    /// The one in force when the order was placed.
    Placement,
    /// The one in force when the application was made.
    Application,
}

/// A country as ISO 3166 alpha-2.
pub type RegionName = Text;

term! {
    /// Who this pack is for and how its time runs. Its clauses are those about versions and their binding.
    pub struct Header {
        /// The pack's id: the marketplace's id, or the law's.
        pub id: Text,
        /// The shop's name, or the law's.
        pub name: Text,
        /// `marketplace` or `law`.
        pub layer: Layer,
        /// The document's edition, such as its date.
        pub edition: Text,
        /// From which local day the first publication is in force, as YYYY-MM-DD.
        pub effective: Text,
        /// The language of the document (BCP 47).
        pub language: Text,
        /// The language that the pack's own words are in (BCP 47).
        #[serde(default = "english", skip_serializing_if = "is_english")]
        pub text_language: Text,
        /// Time zone in which days are counted (IANA name).
        pub time_zone: Zone,
        /// Whose working days count (ISO 3166 alpha-2).
        pub calendar: Text,
        /// Which version binds a case.
        pub binds: Binding,
        /// For a law: the countries it applies in. For a marketplace: where it is established.
        pub countries: Vec<RegionName>,
        /// Days end on a working day: a period that would end on a weekend or holiday runs on to the next working day.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub roll_to_working_day: bool,
        /// Where the document comes from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source: Option<Text>,
        /// What a marketplace pack cites when the law or a layer above it wins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub law_clauses: Option<ClauseIds>,
        /// What a pack cites when a seller's or an order's own terms win.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub seller_clauses: Option<ClauseIds>,
    }
}

term! {
    /// How people reach the shop. Every message to a buyer carries it.
    pub struct Contacts {
        /// E-mail address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<Text>,
        /// Telephone number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub phone: Option<Text>,
        /// Postal address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub address: Option<Text>,
        /// Help page or form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub page: Option<Text>,
    }
}

/// One clause of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its id, the same everywhere, such as `KC-02`.
    pub id: Text,
    /// What it says, in the pack's own words.
    pub text: Text,
    /// How it is founded as a whole; its terms carry their own marks.
    #[serde(default = "super::stated", skip_serializing_if = "super::is_stated")]
    pub mark: Mark,
    /// Why, when it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
    /// The statute or section, for a law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Text>,
    /// What is not certain about it, for a law drafted from the statute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure: Option<Text>,
}

fn english() -> Text {
    "en".into()
}

fn is_english(language: &Text) -> bool {
    &**language == "en"
}
