//! The states of the order book: one spelling each, the same in SQL, logs and error details.

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

            /// The word of a stored text.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    };
}

words! {
    /// Where an order stands. Always follows from its lines and payments, see [`super::order::Order::settle_state`].
    OrderState {
        /// Payment not confirmed, nothing shipped.
        Placed = "placed",
        /// Paid, nothing shipped.
        Paid = "paid",
        /// Some of it shipped.
        PartlyShipped = "partly_shipped",
        /// All that is left of it shipped.
        Shipped = "shipped",
        /// All that is left of it delivered.
        Delivered = "delivered",
        /// Nothing is left of it.
        Cancelled = "cancelled",
    }
}

words! {
    /// Where a line stands with its stock.
    StockState {
        /// In stock as far as known.
        InStock = "in_stock",
        /// Out of stock, the buyer has not chosen.
        OutOfStock = "out_of_stock",
        /// Out of stock, the buyer waits.
        BackOrder = "back_order",
        /// Out of stock, the buyer was refunded.
        Refunded = "refunded",
    }
}

words! {
    /// Where a cancellation stands.
    CancellationState {
        /// Waits for the platform.
        AwaitingPlatform = "awaiting_platform",
        /// Waits for the seller.
        AwaitingSeller = "awaiting_seller",
        /// Approved; the refund is on its way.
        Approved = "approved",
        /// Refused by a person.
        Refused = "refused",
        /// Withdrawn by who asked.
        Withdrawn = "withdrawn",
        /// Approved, and nothing is left to pay.
        Refunded = "refunded",
        /// In dispute.
        Disputed = "disputed",
    }
}

words! {
    /// Where a dispute stands.
    DisputeState {
        /// Both sides may speak and propose.
        Open = "open",
        /// Ended by a proposal that both sides accepted.
        Settled = "settled",
        /// Ended by the platform.
        Ruled = "ruled",
    }
}

words! {
    /// Whom a ruling is for.
    RulingFor {
        /// For the buyer, in full.
        Buyer = "buyer",
        /// For the buyer, in part.
        BuyerInPart = "buyer_in_part",
        /// For the seller.
        Seller = "seller",
    }
}

words! {
    /// What the platform does when it steps in.
    InterventionKind {
        /// Approves a cancellation that was refused, waits or is disputed.
        ApproveCancellation = "approve_cancellation",
        /// Refuses a cancellation that waits.
        RefuseCancellation = "refuse_cancellation",
        /// Owes the buyer an amount of its own.
        ForceRefund = "force_refund",
        /// Guides the parties.
        Guidance = "guidance",
    }
}
