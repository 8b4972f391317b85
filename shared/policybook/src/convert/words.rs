//! The core's words and the contract's enums: the same words, one in `snake_case`, one in capitals.

use redress_contracts::redress::policies::v1 as pb;
use redress_policy::{Ground, Layer, Mark, Outcome, Part, Party, RefusalReason, Remedy, Topic};
use redress_rpc::Fields;
use std::fmt::Display;

/// A word of the core that the contract has as an enum.
pub trait Word: Copy {
    /// The contract's enum.
    type Wire: TryFrom<i32> + Into<i32>;

    /// The word on the wire.
    fn to_wire(self) -> Self::Wire;

    /// The word of a wire value; `None` for `…_UNSPECIFIED`.
    fn from_wire(wire: Self::Wire) -> Option<Self>;

    /// The word of a message's field; `None` for `…_UNSPECIFIED` and for values this release does not know.
    fn from_number(number: i32) -> Option<Self> {
        Self::Wire::try_from(number).ok().and_then(Self::from_wire)
    }
}

/// A field that must hold a known word.
pub fn word<W: Word>(fields: &mut Fields, path: impl Display, number: i32) -> Option<W> {
    fields.one_of::<W::Wire>(path, number).and_then(W::from_wire)
}

macro_rules! word {
    ($name:ident = $wire:ident { $($variant:ident),+ $(,)? }) => {
        impl Word for $name {
            type Wire = pb::$wire;

            fn to_wire(self) -> pb::$wire {
                match self {
                    $($name::$variant => pb::$wire::$variant,)+
                }
            }

            fn from_wire(wire: pb::$wire) -> Option<Self> {
                match wire {
                    pb::$wire::Unspecified => None,
                    $(pb::$wire::$variant => Some($name::$variant),)+
                }
            }
        }
    };
}

word!(
    Topic = Topic {
        Cancel,
        Change,
        OutOfStock,
        Return,
        Delivery
    }
);
word!(
    Ground = Ground {
        ChangeOfMind,
        LateShipment,
        OutOfStock,
        SellerOther,
        PlatformRules,
        Withdrawal,
        OrderedWrongItem,
        DamagedOnArrival,
        NotAsDescribed,
        WrongItem,
        MissingItem,
        Defective,
        ProblemInUse,
        Warranty,
        NotReceived,
        TrackingStalled,
        RefusedAtDoor,
        InvalidTracking,
        ReturnLost,
    }
);
word!(
    Party = Party {
        Buyer,
        Seller,
        Platform,
        System
    }
);
word!(
    Outcome = Outcome {
        Allowed,
        NeedsSeller,
        NeedsPlatform,
        Incomplete,
        Refused
    }
);
word!(
    Remedy = Remedy {
        Refund,
        PartialRefund,
        Replacement,
        Exchange,
        Repair,
        Resend,
        KeepItem,
        Wait,
        Return,
        RefuseParcel,
    }
);
word!(
    Mark = Mark {
        Stated,
        Assumed,
        Conflict
    }
);
word!(
    Layer = Layer {
        Law,
        Marketplace,
        Seller,
        Order
    }
);
word!(
    Part = BreakdownPart {
        Item,
        Tax,
        OriginalShipping,
        RestockingFee,
        MissingPart,
        ReturnPostage,
        BankFee,
        Goodwill,
        Discount,
        Correction,
        Ruling,
        Reduction,
        Exchange,
    }
);

/// The reason code of a refusal: the word in capitals, such as `WINDOW_CLOSED`.
pub fn refusal_to_wire(refusal: RefusalReason) -> String {
    refusal.as_str().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<W: Word + PartialEq + std::fmt::Debug + Display>(
        words: &[W],
        name: impl Fn(W::Wire) -> &'static str,
    ) {
        for &word in words {
            assert_eq!(W::from_number(word.to_wire().into()), Some(word));
            let capitals = word.to_string().to_ascii_uppercase();
            assert!(name(word.to_wire()).ends_with(&format!("_{capitals}")), "{word}");
        }
        assert_eq!(W::from_number(0), None);
        assert_eq!(W::from_number(999), None);
    }

    #[test]
    fn every_word_has_the_same_name_on_the_wire_and_comes_back() {
        check(Topic::ALL, |wire| wire.as_str_name());
        check(Ground::ALL, |wire| wire.as_str_name());
        check(Party::ALL, |wire| wire.as_str_name());
        check(Outcome::ALL, |wire| wire.as_str_name());
        check(Remedy::ALL, |wire| wire.as_str_name());
        check(Mark::ALL, |wire| wire.as_str_name());
        check(Layer::ALL, |wire| wire.as_str_name());
        check(Part::ALL, |wire| wire.as_str_name());
    }
}
