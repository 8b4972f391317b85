//! The policy core: packs, calendars, decisions and refund breakdowns.
//!
//! Pure: no I/O, no async, no database, no clock. `now` is an argument, a pack is text that was loaded elsewhere, and
//! the same call serves a service, the command line, a replay and a benchmark. Every answer explains itself: which
//! rules were considered, on which clauses they rest, which facts they saw.
//!
//! The way through: [`pack::Pack`] is the TOML file, [`load`] reads and checks it, [`Layers`] stacks law, marketplace,
//! seller and order, and [`decide`] answers for a [`Facts`].

pub mod aftercare;
pub mod calendar;
mod check;
mod decide;
mod decision;
mod diff;
mod explain;
mod facts;
mod layers;
mod lint;
mod load;
pub mod pack;
pub mod packs;
pub mod time;
mod words;

pub use aftercare::{
    CheckResult, ExchangeItem, InspectionFacts, InspectionVerdict, MissingPart, ReceivedLine, ReturnPlan,
    SettleError, Settlement, SettlementFacts, delivery_rule, governing_case, judge_inspection,
    nearest_warehouse, return_plan, settle,
};
pub use decide::{DecideError, deadline_after, deadlines_on_approval, decide, outcome};
pub use decision::{
    Breakdown, BreakdownLine, DeadlineSet, Decision, EvidenceNeed, FactValue, Finding, Method, SeenFact,
};
pub use diff::{Change, diff};
pub use explain::{ClauseExplanation, RuleText, explain};
pub use facts::{EvidenceFact, FactError, Facts, LineFacts, OrderFacts, SpecialPeriodFact, StoredDecision};
pub use layers::{LawPack, Layers, SellerTermsPack};
pub use lint::{OpenTerm, open_terms};
pub use load::{PackError, facts_schema, load, load_terms, schema};
pub use words::{
    DeadlineKind, Event, Ground, InspectionOutcome, Layer, Mark, Outcome, Part, Party, PaymentKind,
    RefusalReason, Remedy, SlipField, Stock, Topic,
};

/// Text shared between a pack and the decisions that cite it: cloning it costs a counter, not a copy.
pub type Text = std::sync::Arc<str>;
