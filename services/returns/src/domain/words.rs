//! The words of returns: one spelling each, the same in SQL, JSON, logs and error details.

/// Declares an enum of words with its `snake_case` spelling, parsing and listing.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub(crate) enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every word of this kind.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as it is stored and said.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Where a return stands.
    ReturnState {
        /// Fields that the policy asks for are missing.
        Requested = "requested",
        /// Waits for evidence.
        AwaitingEvidence = "awaiting_evidence",
        /// Waits for the decision of the seller or the platform.
        UnderReview = "under_review",
        /// Approved; nothing has to come back.
        Approved = "approved",
        /// Refused.
        Refused = "refused",
        /// Approved; the goods have to come back and are not on their way.
        AwaitingParcel = "awaiting_parcel",
        /// On the way back.
        InTransit = "in_transit",
        /// Some of the goods are back.
        PartlyReceived = "partly_received",
        /// The goods are back.
        Received = "received",
        /// Inspected; the remedy is not applied.
        Inspected = "inspected",
        /// The remedy is under way.
        Remedied = "remedied",
        /// Done.
        Closed = "closed",
        /// Withdrawn by the buyer.
        Withdrawn = "withdrawn",
        /// Its time ran out.
        Expired = "expired",
        /// In dispute.
        Disputed = "disputed",
    }
}

/// What a parcel of a return is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ParcelPurpose {
    /// Goods on their way back to the shop.
    Return,
    /// The same item again.
    Replacement,
    /// Another item.
    Exchange,
    /// A repaired item.
    Repair,
    /// Sent again.
    Resend,
    /// Goods that go back to the buyer after a refusal.
    GoodsBack,
}

words! {
    /// Where a piece of evidence stands.
    EvidenceState {
        /// Nobody has judged it.
        Added = "added",
        /// It is accepted.
        Accepted = "accepted",
        /// It is refused.
        Refused = "refused",
        /// Another one is asked for in its place.
        AskedAgain = "asked_again",
    }
}

impl EvidenceState {
    /// The state that a change of evidence leads to; none when the piece is gone.
    pub(crate) fn of_change(change: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == change)
    }
}
