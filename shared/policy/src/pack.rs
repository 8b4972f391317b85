//! A policy pack as its TOML file has it: one shop's after-sales policy, every rule naming the clause it comes from.
//!
//! What always holds: an unknown key is an error, never ignored; every term carries its clauses and its [`Mark`].
//! Not here: reading and checking ([`crate::load`]), and what follows from a pack ([`crate::decide`]).

mod aftercare;
mod case;
mod header;
mod money;
mod retention;
mod terms;

pub use aftercare::{
    CheckDetail, Checklist, Delivery, Dispute, ExternalBody, HardEnd, Notice, OnFailure, Oversight,
    Returnless, Rma, TrackingRules, Warehouse, Warranty,
};
pub use case::{
    Case, Closing, Condition, EvidenceRule, FactName, FieldRule, Opening, RemedyRule, Same, WindowMode,
    WindowRule,
};
pub use header::{Binding, Clause, Contacts, Header, RegionName};
pub use money::{DeadlineRule, FeeAmount, MethodRule, OnExpiry, PlanPart, RefundPlan};
pub use retention::{RecordKind, Retention, RetentionStart};
pub use terms::{CaseTerms, SellerTerms, TermsHeader};

use crate::Text;
use crate::words::Mark;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Declares a struct of a pack that rests on clauses: adds `clauses`, `mark` and `why`, and refuses unknown keys.
macro_rules! term {
    ($(#[$doc:meta])* pub struct $name:ident { $($body:tt)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($body)*
            /// The clauses this term comes from.
            pub clauses: crate::pack::ClauseIds,
            /// Whether the document states it, leaves it open (`assumed`) or contradicts itself (`conflict`).
            #[serde(default = "crate::pack::stated", skip_serializing_if = "crate::pack::is_stated")]
            pub mark: crate::words::Mark,
            /// Why it was assumed or how the conflict was read; required for both.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub why: Option<crate::Text>,
        }

        impl crate::pack::Term for $name {
            fn basis(&self) -> crate::pack::Basis<'_> {
                crate::pack::Basis { clauses: &self.clauses, mark: self.mark, why: self.why.as_ref() }
            }
        }
    };
}
pub(crate) use term;

/// Clause ids, shared by every decision that cites them.
pub type ClauseIds = std::sync::Arc<[Text]>;

/// What a term rests on.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// The clauses.
    pub clauses: &'a ClauseIds,
    /// Stated, assumed or conflict.
    pub mark: Mark,
    /// Why, when it is not stated.
    pub why: Option<&'a Text>,
}

/// Anything in a pack that rests on clauses.
pub trait Term {
    /// What it rests on.
    fn basis(&self) -> Basis<'_>;
}

pub(crate) fn stated() -> Mark {
    Mark::Stated
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
pub(crate) fn is_stated(mark: &Mark) -> bool {
    *mark == Mark::Stated
}

/// A whole pack. Lists may be empty; what a shop does not regulate it leaves out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Who this pack is for and how its time runs.
    pub pack: Header,
    /// How people reach the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Contacts>,
    /// Every clause of the document, in the pack's own words.
    #[serde(default, rename = "clause")]
    pub clauses: Vec<Clause>,
    /// What clauses say in other languages (BCP 47), by their ids: for messages to people who read them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<Text, BTreeMap<Text, Text>>,
    /// What may be asked for, when, and what follows.
    #[serde(default, rename = "case")]
    pub cases: Vec<Case>,
    /// What is kept out of cases, whatever they say.
    #[serde(default, rename = "exclusion")]
    pub exclusions: Vec<crate::pack::case::Exclusion>,
    /// Ends after which no remedy of a kind is given.
    #[serde(default, rename = "hard_end")]
    pub hard_ends: Vec<HardEnd>,
    /// What a refund consists of.
    #[serde(default, rename = "refund_plan")]
    pub refund_plans: Vec<RefundPlan>,
    /// How money goes back.
    #[serde(default, rename = "method")]
    pub methods: Vec<MethodRule>,
    /// Time limits that follow from events.
    #[serde(default, rename = "deadline")]
    pub deadlines: Vec<DeadlineRule>,
    /// Who is told what.
    #[serde(default, rename = "notice")]
    pub notices: Vec<Notice>,
    /// What an inspection looks at.
    #[serde(default, rename = "checklist")]
    pub checklists: Vec<Checklist>,
    /// Warranties by class and category.
    #[serde(default, rename = "warranty")]
    pub warranties: Vec<Warranty>,
    /// Return numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rma: Option<Rma>,
    /// When the buyer keeps the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returnless: Option<Returnless>,
    /// Where goods go back to.
    #[serde(default, rename = "warehouse")]
    pub warehouses: Vec<Warehouse>,
    /// Numbers and movement of parcels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<TrackingRules>,
    /// Delivery statuses that start something.
    #[serde(default, rename = "delivery")]
    pub deliveries: Vec<Delivery>,
    /// Disputes between the parties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// The platform's right to step in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oversight: Option<Oversight>,
    /// Bodies outside that settle what the parties cannot.
    #[serde(default, rename = "external_body")]
    pub external_bodies: Vec<ExternalBody>,
    /// How long records are kept, whatever somebody asks to have erased.
    #[serde(default, rename = "retention", skip_serializing_if = "Vec::is_empty")]
    pub retentions: Vec<Retention>,
}

pub use case::Exclusion;

impl Pack {
    /// The clause with this id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| &*clause.id == id)
    }

    /// What a clause says in another language than the pack's own; `None` where the pack does not have it so.
    pub fn clause_in(&self, id: &str, language: &str) -> Option<&Text> {
        self.translations.get(language)?.get(id)
    }

    /// The refund plan with this id.
    pub fn refund_plan(&self, id: &str) -> Option<&RefundPlan> {
        self.refund_plans.iter().find(|plan| &*plan.id == id)
    }

    /// The deadline rule of a kind that speaks to a topic and ground: the most specific one, then the first.
    pub fn deadline(
        &self,
        kind: crate::DeadlineKind,
        topic: crate::Topic,
        ground: crate::Ground,
    ) -> Option<&DeadlineRule> {
        // Of equals `max_by_key` returns the last, so the list is read backwards.
        self.deadlines
            .iter()
            .rev()
            .filter(|rule| rule.kind == kind && rule.speaks_to(topic, ground))
            .max_by_key(|rule| rule.specificity())
    }

    /// The notice rule for a change.
    pub fn notice(&self, change: &str) -> Option<&Notice> {
        self.notices
            .iter()
            .find(|notice| notice.changes.iter().any(|c| &**c == change))
    }
}
