//! Cases: what may be asked for on which ground, under which conditions and in which window, and what follows.

use super::term;
use crate::Text;
use crate::time::Span;
use crate::words::{Event, Ground, Layer, Party, RefusalReason, Remedy, Topic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

term! {
    /// What may be asked for, by whom, on which grounds, and what follows. For a request the cases of its topic and
    /// ground are tried in the file's order, per line; the first that grants wins.
    pub struct Case {
        /// Unique within the pack.
        pub id: Text,
        /// What it is about.
        pub topic: Topic,
        /// The grounds it covers.
        pub grounds: Vec<Ground>,
        /// Who may ask.
        pub parties: Vec<Party>,
        /// What it grants, in one sentence.
        pub text: Text,
        /// Only for lines of these categories; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub categories: Vec<Text>,
        /// Only for lines of these product classes; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub product_classes: Vec<Text>,
        /// Keeps later cases from being tried for lines that this one is for.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub is_final: bool,
        /// Facts that must hold.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub conditions: Vec<Condition>,
        /// When it may be asked for; always when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub windows: Vec<WindowRule>,
        /// Which end counts when several windows apply.
        #[serde(default)]
        pub window_mode: WindowMode,
        /// What has to be shown.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub evidence: Vec<EvidenceRule>,
        /// What the request has to give.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub fields: Vec<FieldRule>,
        /// Who decides: `system` when the policy itself does.
        #[serde(default = "system")]
        pub decided_by: Party,
        /// What the buyer gets or may choose from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub remedies: Vec<RemedyRule>,
        /// What is open instead when this case refuses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub otherwise: Vec<Remedy>,
        /// The refund plan, by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub refund: Option<Text>,
        /// Who pays the way back; whoever is at fault when `by_fault` names nobody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub return_payer: Option<Party>,
        /// The inspection checklist, by id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub checklist: Option<Text>,
        /// Whether the goods have to come back before the remedy.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub goods_first: bool,
        /// Layers whose terms may change window, refund plan, decider and deadlines of this case.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub adjustable_by: Vec<Layer>,
    }
}

fn system() -> Party {
    Party::System
}

/// A fact that a condition can ask for. Facts of a line are asked line by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum FactName {
    /// Some of what is asked for has already shipped.
    #[serde(rename = "line.shipped")]
    LineShipped,
    /// All of what is asked for was delivered.
    #[serde(rename = "line.delivered")]
    LineDelivered,
    /// The line is marked out of stock, chosen or not.
    #[serde(rename = "line.out_of_stock")]
    LineOutOfStock,
    /// Any line of the order has shipped.
    #[serde(rename = "order.shipped")]
    OrderShipped,
    /// The payment is confirmed.
    #[serde(rename = "order.paid")]
    OrderPaid,
    /// The processing time promised for the order has run out.
    #[serde(rename = "order.processing_overdue")]
    OrderProcessingOverdue,
    /// The stock of a replacement is there.
    #[serde(rename = "replacement.in_stock")]
    ReplacementInStock,
    /// Proof of delivery was shown.
    #[serde(rename = "delivery.proven")]
    DeliveryProven,
    /// The parcel was accepted without reservation.
    #[serde(rename = "delivery.accepted_without_reservation")]
    AcceptedWithoutReservation,
    /// The reviewer found misuse.
    #[serde(rename = "inspection.misuse")]
    Misuse,
    /// The reviewer found artificial damage.
    #[serde(rename = "inspection.artificial_damage")]
    ArtificialDamage,
}

impl FactName {
    /// The name as packs write it and findings show it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LineShipped => "line.shipped",
            Self::LineDelivered => "line.delivered",
            Self::LineOutOfStock => "line.out_of_stock",
            Self::OrderShipped => "order.shipped",
            Self::OrderPaid => "order.paid",
            Self::OrderProcessingOverdue => "order.processing_overdue",
            Self::ReplacementInStock => "replacement.in_stock",
            Self::DeliveryProven => "delivery.proven",
            Self::AcceptedWithoutReservation => "delivery.accepted_without_reservation",
            Self::Misuse => "inspection.misuse",
            Self::ArtificialDamage => "inspection.artificial_damage",
        }
    }
}

term! {
    /// A fact that must be as stated, or the case refuses with the reason.
    pub struct Condition {
        /// The fact.
        pub fact: FactName,
        /// What it must be.
        pub is: bool,
        /// The reason of the refusal.
        pub reason: RefusalReason,
        /// The refusal in one sentence.
        pub text: Text,
    }
}

/// Which end counts when several windows apply to a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WindowMode {
    /// The later end: the reading that favours the buyer.
    #[default]
    Later,
    /// The earlier end.
    Earlier,
}

/// When a window opens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The event that opens it, or from which the span counts.
    pub after: Event,
    /// How long after the event it opens; at the event itself when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// When a window closes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The event from which the span counts.
    pub after: Event,
    /// How long.
    pub span: Span,
}

/// Marks a window of a law as running even before its event: it can be asked for early and only ends late.
pub type Same = bool;

term! {
    /// When something may be asked for.
    pub struct WindowRule {
        /// When it opens; at once when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opens: Option<Opening>,
        /// When it closes; never when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closes: Option<Closing>,
        /// Open also before the event it counts from has happened.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub open_before_event: Same,
        /// Only for lines of these categories; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub categories: Vec<Text>,
        /// Only for lines of these product classes; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub product_classes: Vec<Text>,
        /// A declared special period stops this clock.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub suspendable: bool,
    }
}

term! {
    /// Something that has to be shown; one of the kinds is enough.
    pub struct EvidenceRule {
        /// The kinds of which one is enough.
        pub any_of: Vec<Text>,
        /// What it has to show.
        pub text: Text,
    }
}

term! {
    /// A field the request has to give.
    pub struct FieldRule {
        /// The field, such as `contact.email`.
        pub field: Text,
        /// What it is for.
        pub text: Text,
    }
}

term! {
    /// Something the buyer gets.
    pub struct RemedyRule {
        /// The remedy.
        pub remedy: Remedy,
        /// Only when this fact is as stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub when: Option<FactName>,
        /// What the fact must be; true when absent.
        #[serde(default = "yes")]
        pub is: bool,
    }
}

fn yes() -> bool {
    true
}

term! {
    /// What is kept out, whatever a case says.
    pub struct Exclusion {
        /// Unique within the pack.
        pub id: Text,
        /// The topics it keeps lines out of.
        pub topics: Vec<Topic>,
        /// Lines with any of these attributes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub attributes: Vec<Text>,
        /// Lines of any of these categories.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub categories: Vec<Text>,
        /// Lines for which this fact is true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub fact: Option<FactName>,
        /// Grounds that pass all the same.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub unless_grounds: Vec<Ground>,
        /// The refusal in one sentence.
        pub text: Text,
    }
}
