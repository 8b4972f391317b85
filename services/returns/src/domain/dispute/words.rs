//! The words of disputes, and what can be done to a dispute in which of its states: the one table of it.

use crate::domain::words::words;

words! {
    /// Where a dispute stands.
    DisputeState {
        /// Both sides may speak and propose.
        Open = "open",
        /// Ended by a proposal that both sides accepted.
        Settled = "settled",
        /// Ruled; the ruling can be appealed.
        Ruled = "ruled",
        /// Waits for the second ruling.
        Appealed = "appealed",
        /// A body outside has it.
        External = "external",
        /// Ended, as far as the parties and the platform go.
        Closed = "closed",
    }
}

/// Whom a ruling is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RulingFor {
    /// For the buyer, in full.
    Buyer,
    /// For the buyer, in part.
    BuyerInPart,
    /// For the seller.
    Seller,
}

impl RulingFor {
    /// Every one of them.
    pub(crate) const ALL: [Self; 3] = [Self::Buyer, Self::BuyerInPart, Self::Seller];
}

/// Something that people do to a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Hear,
    Propose,
    Answer,
    Rule,
    Appeal,
    Escalate,
    RecordOutcome,
}

impl Act {
    /// The states in which it can be done. A ruling that is final in here can still be taken to a body outside.
    pub(crate) const fn allowed(self) -> &'static [DisputeState] {
        use DisputeState::{Appealed, Closed, External, Open, Ruled};
        match self {
            Self::Hear | Self::Propose | Self::Answer | Self::Rule => &[Open, Appealed],
            Self::Appeal => &[Ruled],
            Self::Escalate => &[Open, Ruled, Appealed, Closed],
            Self::RecordOutcome => &[External],
        }
    }
}
