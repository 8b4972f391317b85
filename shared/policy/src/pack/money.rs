//! Refund plans, payment methods and the deadlines that follow from events.

use super::term;
use crate::Text;
use crate::time::Span;
use crate::words::{DeadlineKind, Event, Ground, Part, Party, PaymentKind, Topic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

term! {
    /// What a refund consists of.
    pub struct RefundPlan {
        /// Unique within the pack.
        pub id: Text,
        /// In words, as an order summary shows it.
        pub text: Text,
        /// The parts, in the order of the breakdown's lines.
        pub parts: Vec<PlanPart>,
    }
}

/// Where the amount of a fee comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeAmount {
    /// What the bank or intermediary charges for paying back, as the facts give it.
    PaymentFee,
    /// What the way back cost, where the shop has paid it.
    ReturnPostage,
    /// What the parts found missing cost.
    MissingParts,
}

term! {
    /// One part of a refund plan: what of it is given back, or what is taken off.
    pub struct PlanPart {
        /// What it is.
        pub part: Part,
        /// How much of it is given back, in hundredths of a percent (10000 is all, 0 withholds it); for a fee, how
        /// much of the item price is taken off.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub share_bp: Option<i64>,
        /// For a fee whose amount the facts give.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub amount: Option<FeeAmount>,
        /// Why, in one sentence.
        pub text: Text,
    }
}

term! {
    /// How money paid one way goes back.
    pub struct MethodRule {
        /// The ways of paying it speaks to; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub payment_kinds: Vec<PaymentKind>,
        /// `original`, or `payout` to a destination the buyer names.
        pub method: Text,
        /// The destinations for a payout.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub options: Vec<Text>,
    }
}

/// What happens when a deadline runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnExpiry {
    /// The platform is told.
    Escalate,
    /// The party is reminded and the clock starts again.
    Remind,
    /// The case goes to the platform's decision.
    PlatformDecision,
    /// The claim is granted.
    Grant,
    /// The case closes.
    Close,
    /// Nothing more can be asked.
    Lapse,
}

term! {
    /// A time limit that follows from an event.
    pub struct DeadlineRule {
        /// What it is.
        pub kind: DeadlineKind,
        /// The event its clock starts from.
        pub after: Event,
        /// How long.
        pub span: Span,
        /// Whose turn it is.
        pub party: Party,
        /// What happens when it runs out.
        pub on_expiry: OnExpiry,
        /// How long before it runs out the party, or the platform, is warned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub warn_before: Option<Span>,
        /// Only for these topics; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub topics: Vec<Topic>,
        /// Only for these grounds; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub grounds: Vec<Ground>,
        /// A declared special period stops this clock.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub suspendable: bool,
    }
}

impl DeadlineRule {
    /// Whether it speaks to a topic and ground.
    pub fn speaks_to(&self, topic: Topic, ground: Ground) -> bool {
        (self.topics.is_empty() || self.topics.contains(&topic))
            && (self.grounds.is_empty() || self.grounds.contains(&ground))
    }

    /// How narrowly it speaks: named grounds beat named topics beat all.
    pub fn specificity(&self) -> u8 {
        u8::from(!self.topics.is_empty()) + 2 * u8::from(!self.grounds.is_empty())
    }
}
