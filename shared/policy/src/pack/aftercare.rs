//! What happens around a case: returns, inspections, warranties, tracking, notices, disputes and oversight.

use super::term;
use crate::Text;
use crate::time::Span;
use crate::words::{Event, Ground, Party, Remedy, SlipField, Topic};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

term! {
    /// An end after which some remedies are not given, whatever the ground.
    pub struct HardEnd {
        /// The event from which the span counts.
        pub after: Event,
        /// How long.
        pub span: Span,
        /// The topics it ends.
        pub topics: Vec<Topic>,
        /// The remedies it ends.
        pub remedies: Vec<Remedy>,
        /// In one sentence.
        pub text: Text,
    }
}

term! {
    /// Who is told of what, and how soon.
    pub struct Notice {
        /// What happened, such as `out_of_stock`.
        pub changes: Vec<Text>,
        /// Who is told.
        pub to: Vec<Party>,
        /// How soon after it happened; promptly but without a limit when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub within: Option<Span>,
        /// What the message must say.
        pub text: Text,
    }
}

/// What a failed check of an inspection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// The goods are not accepted.
    Refuse,
    /// Something is taken off the refund.
    Reduce,
    /// What is missing is charged at its price; where none is given, as `reduce`.
    Charge,
}

term! {
    /// What an inspection looks at.
    pub struct Checklist {
        /// Unique within the pack.
        pub id: Text,
        /// The points, each passed or failed.
        pub points: Vec<Text>,
        /// What a failed point or stage does: `refuse`, `reduce` or `charge`.
        pub on_failure: OnFailure,
        /// What each point that reduces takes off the item price where the inspector names no amount, in hundredths of
        /// a percent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reduction_bp: Option<i64>,
        /// Stages with a result of their own, such as `factory_test`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub stages: Vec<Text>,
        /// Findings that void the claim, such as `misuse` or `artificial_damage`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub voids: Vec<Text>,
        /// The inspection has to confirm the ground that was claimed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub confirms_ground: bool,
        /// Goods of a refused return are held for the buyer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub holds_refused_goods: bool,
        /// What single checks rest on and do, where that is not what the checklist as a whole does.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub details: Vec<CheckDetail>,
    }
}

term! {
    /// What one check of a checklist rests on and does.
    pub struct CheckDetail {
        /// A point, a stage or a void of the checklist, `ground` for the confirmation of the ground, or `refusal` for what
        /// follows when the goods are not accepted.
        pub name: Text,
        /// What a failure does; what the checklist says when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub on_failure: Option<OnFailure>,
        /// What a failure means, in one sentence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub text: Option<Text>,
    }
}

impl Checklist {
    /// The detail on a check, if there is one.
    pub fn detail(&self, name: &str) -> Option<&CheckDetail> {
        self.details.iter().find(|detail| &*detail.name == name)
    }

    /// Every check that has a result of its own: the points, then the stages.
    pub fn checks(&self) -> impl Iterator<Item = &Text> {
        self.points.iter().chain(&self.stages)
    }
}

term! {
    /// A warranty of a product class or category.
    pub struct Warranty {
        /// Product classes; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub product_classes: Vec<Text>,
        /// Categories; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub categories: Vec<Text>,
        /// How long from delivery.
        pub span: Span,
        /// The maker's own warranty counts when it is longer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub longer_maker_warranty_wins: bool,
        /// What it gives.
        pub remedies: Vec<Remedy>,
    }
}

term! {
    /// Return numbers: whether a return needs one, and what goes with it.
    pub struct Rma {
        /// Nothing may come back without one.
        pub required: bool,
        /// The return address is given on approval only.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub address_on_approval: bool,
        /// The number has to stand on the outside of the parcel.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub marked_outside: bool,
        /// The buyer bears a loss on the way back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub buyer_bears_loss: bool,
        /// What the note in the parcel says.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub slip_fields: Vec<SlipField>,
        /// What the buyer gives after sending: `tracking_number`, `shipping_receipt`, `insured_value`, `tracking_site`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub sender_gives: Vec<Text>,
        /// What an unannounced or unmarked parcel becomes.
        pub unannounced: Text,
    }
}

term! {
    /// When the buyer keeps the item.
    pub struct Returnless {
        /// Items below this price need not come back, in minor units.
        pub below_minor: i64,
        /// The currency of that price (ISO 4217).
        pub currency: Text,
        /// The grounds for which it holds.
        pub grounds: Vec<Ground>,
    }
}

term! {
    /// A warehouse that takes returns.
    pub struct Warehouse {
        /// Unique within the pack.
        pub id: Text,
        /// Its country (ISO 3166 alpha-2).
        pub country: Text,
        /// Parts of its country that it is for before all others, as addresses name them; none in particular when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub regions: Vec<Text>,
        /// Its address.
        pub address: Text,
        /// Latitude in degrees.
        pub latitude: f64,
        /// Longitude in degrees.
        pub longitude: f64,
    }
}

term! {
    /// Numbers and movement of parcels.
    pub struct TrackingRules {
        /// A wrong number is reported back for correction, and both are kept.
        pub ask_for_correction: bool,
        /// Statuses that a status view answers for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub answers: Vec<Text>,
    }
}

term! {
    /// What a delivery status starts.
    pub struct Delivery {
        /// The status, such as `refused_by_recipient`.
        pub status: Text,
        /// The ground of the claim it starts.
        pub ground: Ground,
        /// In one sentence.
        pub text: Text,
    }
}

term! {
    /// Disputes between buyer and seller.
    pub struct Dispute {
        /// Who may open one.
        pub open_to: Vec<Party>,
        /// Both sides may propose and accept a settlement.
        pub proposals: bool,
        /// Who rules when they do not agree.
        pub ruled_by: Party,
        /// A ruling for the buyer is paid without the seller's consent.
        pub ruling_binds_seller: bool,
        /// Who accepts or rejects each piece of evidence.
        pub evidence_judged_by: Party,
    }
}

term! {
    /// The platform's right to step in.
    pub struct Oversight {
        /// It may override a decision.
        pub may_override: bool,
        /// It may force a refund.
        pub may_force_refund: bool,
        /// It guides the parties.
        pub may_guide: bool,
        /// In one sentence.
        pub text: Text,
    }
}

term! {
    /// A body outside that settles what the parties cannot.
    pub struct ExternalBody {
        /// Its name.
        pub name: Text,
        /// Its country (ISO 3166 alpha-2).
        pub country: Text,
        /// Clocks stand still while it has the case.
        pub pauses_clocks: bool,
    }
}
