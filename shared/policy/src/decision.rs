//! The answer: outcome, every rule considered, deadlines, missing evidence, and the money line by line.

use crate::Text;
use crate::pack::ClauseIds;
use crate::words::{DeadlineKind, Ground, Layer, Mark, Outcome, Part, Party, RefusalReason, Remedy, Topic};
use chrono::{DateTime, NaiveDate, Utc};
use redress_core::Currency;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// An explained decision. Equal facts, layers and versions give an equal decision, bit by bit in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The marketplace's pack.
    pub policy_id: Text,
    /// Its version.
    pub policy_version: i32,
    /// Its edition.
    pub edition: Text,
    /// The layers that took part, each as `layer:id@version`.
    pub layers: Vec<Text>,
    /// What was asked.
    pub topic: Topic,
    /// Why.
    pub ground: Ground,
    /// The answer for the request as a whole: the strictest of its lines.
    pub outcome: Outcome,
    /// Why it was refused.
    pub refusal: Option<RefusalReason>,
    /// The line that refused; absent when all lines did or none.
    pub refused_line: Option<Text>,
    /// Every rule considered, in order.
    pub findings: Vec<Finding>,
    /// The clauses that carried the outcome, each once.
    pub clauses: Vec<Text>,
    /// The case that answered, by id; of the first line when lines differ.
    pub case_id: Option<Text>,
    /// Deadlines that this decision sets, those after approval included when it is allowed.
    pub deadlines: Vec<DeadlineSet>,
    /// The evidence asked for.
    pub evidence: Vec<EvidenceNeed>,
    /// Request fields still missing.
    pub missing_fields: Vec<Text>,
    /// What the buyer can get; after a refusal, what is open instead.
    pub remedies: Vec<Remedy>,
    /// What would be refunded.
    pub breakdown: Option<Breakdown>,
    /// Who pays the way back.
    pub return_payer: Option<Party>,
    /// How the money goes back.
    pub method: Option<Method>,
    /// When the window the request fell under closes or closed: the earliest over lines, or that of the line that refused.
    /// Hard ends count, where nothing is given after them. Absent when it has no end.
    pub window_close_time: Option<DateTime<Utc>>,
    /// When it was decided.
    pub decide_time: DateTime<Utc>,
}

/// One rule that was considered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The case or exclusion within its pack, such as `cancel-within-24h`; the pack itself where no case was for the request.
    pub rule: Text,
    /// The clauses it rests on.
    pub clauses: ClauseIds,
    /// Whether it held.
    pub held: bool,
    /// What it means.
    pub message: Cow<'static, str>,
    /// The facts it saw.
    pub facts: Vec<SeenFact>,
    /// The line; absent when for the whole case.
    pub line_id: Option<Text>,
    /// The layer the winning term comes from.
    pub layer: Layer,
    /// How the term is founded.
    pub mark: Mark,
}

/// A fact that a rule saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeenFact {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: FactValue,
}

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FactValue {
    /// True or false.
    Bool(bool),
    /// A count or minor units.
    Number(i64),
    /// An instant.
    Time(DateTime<Utc>),
    /// A word or id.
    Text(Text),
    /// Not known, or not yet happened.
    Unknown,
}

impl std::fmt::Display for FactValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Time(value) => f.write_str(&value.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)),
            Self::Text(value) => f.write_str(value),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// A deadline that a decision sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadlineSet {
    /// What it is.
    pub kind: DeadlineKind,
    /// When its clock began.
    pub start_time: DateTime<Utc>,
    /// The first instant that is too late.
    pub due_time: DateTime<Utc>,
    /// The last local day; absent for hours.
    pub last_day: Option<NaiveDate>,
    /// When to warn.
    pub warn_time: Option<DateTime<Utc>>,
    /// Whose turn it is.
    pub party: Party,
    /// What happens when it runs out.
    pub on_expiry: crate::pack::OnExpiry,
    /// The clauses.
    pub clauses: ClauseIds,
    /// The calendar and its version, when working days were counted.
    pub calendar_version: Option<Text>,
    /// How the term is founded.
    pub mark: Mark,
    /// The layer it comes from.
    pub layer: Layer,
    /// A special period stops it.
    pub suspendable: bool,
}

/// Evidence that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceNeed {
    /// The kinds of which one is enough.
    pub any_of: Vec<Text>,
    /// What it has to show.
    pub text: Text,
    /// The clauses.
    pub clauses: ClauseIds,
    /// Whether it is there.
    pub satisfied: bool,
}

/// How the money goes back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// `original` or `payout`.
    pub method: Text,
    /// Destinations for a payout.
    pub options: Vec<Text>,
    /// The clauses.
    pub clauses: ClauseIds,
}

/// What is refunded. The lines add up to the amount, always.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// ISO 4217 code of every amount.
    pub currency: Currency,
    /// The signed lines.
    pub lines: Vec<BreakdownLine>,
    /// Their sum, never below 0.
    pub amount_minor: i64,
}

/// One signed line of a breakdown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreakdownLine {
    /// What it is.
    pub part: Part,
    /// The order line; absent for the order as a whole.
    pub line_id: Option<Text>,
    /// Signed minor units.
    pub amount_minor: i64,
    /// What is withheld of this part, minor units, at least 0.
    pub withheld_minor: i64,
    /// The clauses.
    pub clauses: ClauseIds,
    /// Why.
    pub text: Text,
}

impl Decision {
    /// Whether it grants, by itself or by leave of a person.
    pub fn is_open(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Allowed | Outcome::NeedsPlatform | Outcome::NeedsSeller
        )
    }

    /// The deadline of a kind, when it sets one.
    pub fn deadline(&self, kind: DeadlineKind) -> Option<&DeadlineSet> {
        self.deadlines.iter().find(|deadline| deadline.kind == kind)
    }
}
