//! The words of this context, each with the one spelling that SQL, JSON and events use. The protobuf enums carry the
//! same names in capitals.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Declares an enum of words with its spelling, parsing and listing.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every word of this kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as it is stored.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
                    .ok_or_else(|| UnknownWord { kind: stringify!($name), text: text.to_owned() })
            }
        }
    };
}

/// A text that is none of the words it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {kind}")]
pub struct UnknownWord {
    /// The kind of word that was expected.
    pub kind: &'static str,
    /// What stood there.
    pub text: String,
}

words! {
    /// Where a refund stands; the table of transitions is in [`transition`](crate::domain::transition).
    State {
        /// Owed and held on the payment; not yet sent.
        Requested = "requested",
        /// Waits for the buyer's payout details.
        AwaitingPayoutDetails = "awaiting_payout_details",
        /// Waits for an operator to make and confirm the payout.
        AwaitingPayout = "awaiting_payout",
        /// Being sent to the provider.
        Submitting = "submitting",
        /// The provider took it and will say later.
        Pending = "pending",
        /// Nobody knows whether it was applied.
        Unknown = "unknown",
        /// A person has to look.
        ManualReview = "manual_review",
        /// Paid.
        Succeeded = "succeeded",
        /// Not paid; its hold is released.
        Failed = "failed",
        /// Paid, and came back from the buyer's bank.
        Reversed = "reversed",
    }
}

words! {
    /// What a refund is.
    Kind {
        /// What a decision, a ruling or a settlement owes.
        Owed = "owed",
        /// Goodwill, such as a price difference.
        Goodwill = "goodwill",
        /// Correction of an earlier refund.
        Correction = "correction",
    }
}

words! {
    /// Who acts or is told.
    Party {
        /// The buyer of the order.
        Buyer = "buyer",
        /// The seller of the lines concerned.
        Seller = "seller",
        /// The marketplace's own staff.
        Platform = "platform",
        /// Redress itself.
        System = "system",
    }
}

words! {
    /// What a line of a breakdown is.
    #[expect(clippy::enum_variant_names, reason = "a missing part is what the contract calls it")]
    Part {
        /// Price of the items.
        Item = "item",
        /// Tax on the items.
        Tax = "tax",
        /// What the buyer paid for shipping.
        OriginalShipping = "original_shipping",
        /// Fee for repacking and restocking.
        RestockingFee = "restocking_fee",
        /// A missing accessory or part.
        MissingPart = "missing_part",
        /// Postage of the way back.
        ReturnPostage = "return_postage",
        /// Fee of a bank or payment intermediary.
        BankFee = "bank_fee",
        /// Goodwill.
        Goodwill = "goodwill",
        /// A discount taken back pro rata.
        Discount = "discount",
        /// Correction of an earlier refund.
        Correction = "correction",
        /// A ruling's or an intervention's own amount.
        Ruling = "ruling",
        /// Taken off for the condition of the goods, or by agreement.
        Reduction = "reduction",
        /// Price of the item given in exchange.
        Exchange = "exchange",
    }
}

words! {
    /// How the buyer paid.
    PaymentKind {
        /// Credit or debit card.
        Card = "card",
        /// Cash on delivery or over the counter.
        Cash = "cash",
        /// Deposit or transfer to a bank account.
        BankDeposit = "bank_deposit",
        /// An e-wallet such as GCash or PayMaya.
        EWallet = "e_wallet",
        /// A digital wallet such as PayPal or Apple Pay.
        DigitalWallet = "digital_wallet",
    }
}

words! {
    /// A call to the provider.
    CallKind {
        /// Pay, with the refund's idempotency key.
        Send = "send",
        /// Ask what became of that key.
        Ask = "ask",
    }
}

words! {
    /// How finance settles a review.
    Resolution {
        /// It was paid.
        Paid = "paid",
        /// It was not paid; its hold is released.
        NotPaid = "not_paid",
        /// It is sent again, with the same idempotency key.
        Retry = "retry",
    }
}

words! {
    /// What happened to a refund, as events name it.
    Announcement {
        /// It was created.
        Created = "created",
        /// It waits for the buyer's payout details.
        AwaitingPayoutDetails = "awaiting_payout_details",
        /// It waits for an operator's payout.
        AwaitingPayout = "awaiting_payout",
        /// The provider took it and will say later.
        Pending = "pending",
        /// Nobody knows whether it was applied.
        Unknown = "unknown",
        /// A person has to look.
        ManualReview = "manual_review",
        /// It was paid.
        Succeeded = "succeeded",
        /// It was not paid.
        Failed = "failed",
        /// It came back.
        Reversed = "reversed",
        /// It was not paid in time.
        Overdue = "overdue",
    }
}

words! {
    /// What happens to the money of a payment.
    Movement {
        /// Captured from the buyer.
        Captured = "payment_captured",
        /// Set aside for a refund.
        Held = "refund_held",
        /// Paid to the buyer.
        Paid = "refund_paid",
        /// Set free again, because the refund failed.
        Released = "refund_failed",
        /// Back from the buyer's bank.
        Reversed = "refund_reversed",
    }
}
