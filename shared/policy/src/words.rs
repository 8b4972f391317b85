//! The words that packs, facts and decisions share. Each is written in `snake_case` in TOML, JSON and SQL, the same
//! everywhere; the protobuf enums carry the same names in capitals.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Declares an enum of words with its `snake_case` spelling, parsing and listing.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant,)+ }

        impl $name {
            /// Every word of this kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word as packs and JSON write it.
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
    /// What a decision is about.
    Topic {
        /// Cancelling an order, or lines and quantities of it.
        Cancel = "cancel",
        /// Changing an order's address or lines before it ships.
        Change = "change",
        /// Lines that cannot be supplied.
        OutOfStock = "out_of_stock",
        /// Returning goods or asking for a remedy after delivery.
        Return = "return",
        /// A parcel that stalls, is late, lost, refused or sent back.
        Delivery = "delivery",
    }
}

words! {
    /// Why something is asked for.
    Ground {
        /// No longer wanted; no defect is claimed.
        ChangeOfMind = "change_of_mind",
        /// Not shipped within the promised processing time.
        LateShipment = "late_shipment",
        /// The seller cannot supply it.
        OutOfStock = "out_of_stock",
        /// Another reason of the seller, given in the explanation.
        SellerOther = "seller_other",
        /// A party broke the platform's rules.
        PlatformRules = "platform_rules",
        /// Statutory right to withdraw from a distance sale.
        Withdrawal = "withdrawal",
        /// The buyer ordered the wrong item.
        OrderedWrongItem = "ordered_wrong_item",
        /// The parcel arrived damaged.
        DamagedOnArrival = "damaged_on_arrival",
        /// It does not match its description.
        NotAsDescribed = "not_as_described",
        /// Another item than the ordered one came.
        WrongItem = "wrong_item",
        /// Something is missing from the parcel.
        MissingItem = "missing_item",
        /// It does not work, or its quality is poor, on receipt.
        Defective = "defective",
        /// A problem showed itself in use.
        ProblemInUse = "problem_in_use",
        /// A defect within the warranty.
        Warranty = "warranty",
        /// The parcel did not arrive.
        NotReceived = "not_received",
        /// The parcel's tracking has not moved.
        TrackingStalled = "tracking_stalled",
        /// The recipient refused the parcel at the door.
        RefusedAtDoor = "refused_at_door",
        /// The tracking number is wrong.
        InvalidTracking = "invalid_tracking",
        /// Lost on the way back to the shop.
        ReturnLost = "return_lost",
    }
}

words! {
    /// Who acts, pays or decides.
    Party {
        /// The buyer of the order.
        Buyer = "buyer",
        /// The seller of the lines concerned.
        Seller = "seller",
        /// The marketplace's own staff.
        Platform = "platform",
        /// Redress itself, when a deadline runs out.
        System = "system",
    }
}

words! {
    /// What the policy answers.
    Outcome {
        /// Granted by the policy itself.
        Allowed = "allowed",
        /// Possible, left to the seller.
        NeedsSeller = "needs_seller",
        /// Possible, left to the platform.
        NeedsPlatform = "needs_platform",
        /// Possible once the missing evidence or fields are there.
        Incomplete = "incomplete",
        /// Refused.
        Refused = "refused",
    }
}

words! {
    /// What an inspection answers.
    InspectionOutcome {
        /// Everything is as it must be.
        Passed = "passed",
        /// Accepted, and something is taken off.
        Reduced = "reduced",
        /// Not accepted.
        Refused = "refused",
        /// Something has no result yet.
        Incomplete = "incomplete",
    }
}

words! {
    /// What the buyer can get.
    Remedy {
        /// Money back in full.
        Refund = "refund",
        /// Money back in part.
        PartialRefund = "partial_refund",
        /// The same item again.
        Replacement = "replacement",
        /// Another item, the price difference settled.
        Exchange = "exchange",
        /// Repaired and sent back.
        Repair = "repair",
        /// Sent again.
        Resend = "resend",
        /// The buyer keeps the item.
        KeepItem = "keep_item",
        /// Wait for the stock to come back.
        Wait = "wait",
        /// Start a return instead.
        Return = "return",
        /// Refuse the parcel at the door.
        RefuseParcel = "refuse_parcel",
    }
}

words! {
    /// How well a term is founded in the written policy.
    Mark {
        /// The document says it.
        Stated = "stated",
        /// The document leaves it open; the pack sets it and says why.
        Assumed = "assumed",
        /// The document contradicts itself; the pack takes the reading that favours the buyer.
        Conflict = "conflict",
    }
}

words! {
    /// The layer a term comes from, strongest first where the law gives the buyer more.
    Layer {
        /// The law of the buyer's country.
        Law = "law",
        /// The marketplace's pack.
        Marketplace = "marketplace",
        /// The seller's terms.
        Seller = "seller",
        /// The terms of one order.
        Order = "order",
    }
}

words! {
    /// What starts a clock.
    Event {
        /// The order was placed.
        Placed = "placed",
        /// Its payment was confirmed.
        PaymentConfirmed = "payment_confirmed",
        /// The processing time promised for it ran out.
        ProcessingDue = "processing_due",
        /// The line was shipped.
        Shipped = "shipped",
        /// The last of the line was delivered.
        Delivered = "delivered",
        /// The application was made.
        Requested = "requested",
        /// It was approved.
        Approved = "approved",
        /// An RMA number was issued.
        RmaIssued = "rma_issued",
        /// The platform stepped in.
        Intervened = "intervened",
        /// The parcel was expected.
        DeliveryExpected = "delivery_expected",
        /// The parcel's tracking last moved.
        TrackingMoved = "tracking_moved",
        /// The goods came back.
        ReturnReceived = "return_received",
        /// The buyer was asked for something.
        Asked = "asked",
        /// A ruling was given.
        Ruled = "ruled",
    }
}

words! {
    /// What the note in a parcel that comes back says.
    SlipField {
        /// The return's number.
        RmaNumber = "rma_number",
        /// The order's number, as its buyer knows it.
        OrderNumber = "order_number",
        /// Each line's product.
        Product = "product",
        /// How many of it come back.
        Quantity = "quantity",
        /// What is wrong, in short.
        Problem = "problem",
    }
}

words! {
    /// What a deadline is.
    DeadlineKind {
        /// The refund has to be paid.
        RefundDue = "refund_due",
        /// The platform has to decide an application.
        PlatformDecision = "platform_decision",
        /// The seller has to answer an application.
        SellerResponse = "seller_response",
        /// The other party has to be told.
        NotifyParty = "notify_party",
        /// The buyer is asked to choose between waiting and a refund.
        ChooseOutOfStock = "choose_out_of_stock",
        /// The platform has to judge a dispute it stepped into.
        Judgement = "judgement",
        /// A party has to answer a proposal.
        DisputeAnswer = "dispute_answer",
        /// A ruling can be appealed.
        Appeal = "appeal",
        /// Evidence has to be there.
        Evidence = "evidence",
        /// An application has to be answered.
        Response = "response",
        /// The goods have to be on their way back.
        ReturnParcel = "return_parcel",
        /// The tracking number of the way back has to be there.
        ReturnTracking = "return_tracking",
        /// The RMA number runs out.
        RmaExpiry = "rma_expiry",
        /// The supplier has to show proof of delivery.
        ProofOfDelivery = "proof_of_delivery",
        /// A parcel counts as stalled.
        Stall = "stall",
        /// A parcel counts as overdue.
        Overdue = "overdue",
        /// The corrected tracking number has to be there.
        TrackingCorrection = "tracking_correction",
        /// Goods held for the buyer are disposed of.
        HeldGoods = "held_goods",
        /// A repair has to be done.
        Repair = "repair",
    }
}

words! {
    /// What a line of a breakdown is.
    Part {
        /// Price of the items, discount included.
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
        /// Taken off for the condition of the goods that came back, or by agreement.
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
    /// Where a line stands with its stock.
    Stock {
        /// In stock as far as known.
        InStock = "in_stock",
        /// Out of stock; the buyer has not chosen.
        OutOfStock = "out_of_stock",
        /// Out of stock; the buyer waits.
        BackOrder = "back_order",
    }
}

words! {
    /// Why a decision refuses.
    RefusalReason {
        /// No rule of any layer covers this ground.
        NoRule = "no_rule",
        /// The window has closed.
        WindowClosed = "window_closed",
        /// The window is not open yet.
        WindowNotOpen = "window_not_open",
        /// A line has shipped.
        LineShipped = "line_shipped",
        /// A line has not been delivered.
        LineNotDelivered = "line_not_delivered",
        /// The order is not paid.
        NotPaid = "not_paid",
        /// The line is not out of stock.
        InStock = "in_stock",
        /// The promised processing time has not run out.
        NotLate = "not_late",
        /// The line is excluded by what it is.
        Excluded = "excluded",
        /// This party may not ask on this ground.
        WrongParty = "wrong_party",
        /// A condition of the rule does not hold.
        ConditionFailed = "condition_failed",
    }
}
