//! The words of logistics: one spelling each, the same in SQL, logs, data files and the contract.

/// Declares an enum of words with its `snake_case` spelling.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub(crate) enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// The word as it is stored and said.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

/// The same for words that columns hold and lists filter by: they can be listed and read back.
macro_rules! stored_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        words! { $(#[$doc])* $name { $($(#[$vdoc])* $variant = $text,)+ } }

        impl $name {
            /// Every word of this kind.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word of a stored text.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    };
}

pub(crate) use words;

stored_words! {
    /// What a shipment is for.
    Purpose {
        /// What was ordered.
        Outbound = "outbound",
        /// Goods on their way back to the shop.
        Return = "return",
        /// The same item again.
        Replacement = "replacement",
        /// Another item.
        Exchange = "exchange",
        /// A repaired item.
        Repair = "repair",
        /// Sent again.
        Resend = "resend",
        /// Goods that go back to the buyer after a refusal.
        GoodsBack = "goods_back",
    }
}

stored_words! {
    /// Where a shipment stands; always follows from its parcels.
    ShipmentState {
        /// No carrier has seen any of it.
        Announced = "announced",
        /// Under way.
        InTransit = "in_transit",
        /// Some parcels are delivered, others under way.
        PartlyDelivered = "partly_delivered",
        /// All delivered.
        Delivered = "delivered",
        /// Nothing is under way any more, and something was not delivered.
        Failed = "failed",
    }
}

stored_words! {
    /// Where a parcel is, in the order in which a parcel comes through them; of two reports of the same instant the later
    /// word counts.
    Status {
        /// Announced to the carrier.
        LabelCreated = "label_created",
        /// Handed over to the carrier.
        PickedUp = "picked_up",
        /// On its way.
        InTransit = "in_transit",
        /// At one of the carrier's places.
        ArrivedAtFacility = "arrived_at_facility",
        /// With the customs.
        AtCustoms = "at_customs",
        /// Released by the customs.
        CustomsCleared = "customs_cleared",
        /// Held up, by the carrier's own word.
        Delayed = "delayed",
        /// Something is wrong that no other word says.
        Exception = "exception",
        /// With the courier.
        OutForDelivery = "out_for_delivery",
        /// Nobody was there to take it.
        DeliveryAttemptFailed = "delivery_attempt_failed",
        /// Waits for the recipient.
        AvailableForPickup = "available_for_pickup",
        /// Damaged on the way.
        Damaged = "damaged",
        /// The recipient did not take it.
        RefusedByRecipient = "refused_by_recipient",
        /// The customs did not let it in.
        RefusedAtCustoms = "refused_at_customs",
        /// Going back to who sent it.
        Returning = "returning",
        /// Lost or destroyed.
        Lost = "lost",
        /// Back at who sent it.
        ReturnedToSender = "returned_to_sender",
        /// Delivered.
        Delivered = "delivered",
    }
}

impl Status {
    /// Its place in the order of [`Status::ALL`].
    pub(crate) const fn rank(self) -> u8 {
        self as u8
    }

    /// Nothing that a carrier says later moves the parcel any more.
    pub(crate) const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::ReturnedToSender)
    }

    /// The parcel will not come, unless it is found again.
    pub(crate) const fn is_ended(self) -> bool {
        self.is_final() || matches!(self, Self::Lost)
    }

    /// It was not taken in where it was to go.
    pub(crate) const fn is_refused(self) -> bool {
        matches!(self, Self::RefusedByRecipient | Self::RefusedAtCustoms)
    }

    /// It is not on its way to the recipient, so that nobody waits for it to move on.
    pub(crate) const fn stops_clocks(self) -> bool {
        self.is_ended() || self.is_refused() || matches!(self, Self::Returning)
    }
}

/// What is thought of a tracking number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NumberState {
    /// There is no number.
    None,
    /// It has the form of its carrier's numbers.
    Valid,
    /// Nothing is known of its carrier's numbers.
    Unverified,
    /// Something is wrong with it.
    Invalid,
    /// Another one took its place.
    Replaced,
}

words! {
    /// What is wrong with a tracking number.
    Flaw {
        /// Its check digit is not the one that it must be.
        WrongCheckDigit = "wrong_check_digit",
        /// No number of its carrier looks like this.
        UnknownFormat = "unknown_format",
        /// It looks like another carrier's.
        OtherCarrier = "other_carrier",
    }
}
