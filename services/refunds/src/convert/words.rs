//! The words of the contract and ours, one to one. `UNSPECIFIED` has no counterpart.

use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::refunds::v1;

use crate::domain::words::{Kind, Part, Party, PaymentKind, Resolution, State};
use crate::provider::sandbox::Behaviour;

/// Both directions of an enum whose variants have the same names; the compiler sees to it that none is missing.
macro_rules! same_names {
    ($doc:literal, $from:ident, $to:ident, $wire:ty, $ours:ty, { $($name:ident,)+ }) => {
        #[doc = $doc]
        pub fn $to(word: $ours) -> $wire {
            match word { $(<$ours>::$name => <$wire>::$name,)+ }
        }
        same_names!($doc, $from, $wire, $ours, { $($name,)+ });
    };
    ($doc:literal, $from:ident, $wire:ty, $ours:ty, { $($name:ident,)+ }) => {
        #[doc = $doc]
        pub fn $from(word: $wire) -> Option<$ours> {
            match word {
                <$wire>::Unspecified => None,
                $(<$wire>::$name => Some(<$ours>::$name),)+
            }
        }
    };
}

same_names!("Where a refund stands.", state_from_wire, state_to_wire, v1::RefundState, State, {
    Requested, AwaitingPayoutDetails, AwaitingPayout, Submitting, Pending, Unknown, ManualReview, Succeeded, Failed,
    Reversed,
});

same_names!("What a refund is.", kind_from_wire, kind_to_wire, v1::RefundKind, Kind, { Owed, Goodwill, Correction, });

same_names!("Who acts or is told.", party_from_wire, party_to_wire, policies::Party, Party, {
    Buyer, Seller, Platform, System,
});

same_names!("What a line of a breakdown is.", part_from_wire, part_to_wire, policies::BreakdownPart, Part, {
    Item, Tax, OriginalShipping, RestockingFee, MissingPart, ReturnPostage, BankFee, Goodwill, Discount, Correction,
    Ruling, Reduction, Exchange,
});

same_names!("How the buyer paid.", payment_kind_from_wire, orders::PaymentKind, PaymentKind, {
    Card, Cash, BankDeposit, EWallet, DigitalWallet,
});

same_names!("How finance settles a review.", resolution_from_wire, v1::Resolution, Resolution, {
    Paid, NotPaid, Retry,
});

same_names!("How the sandbox answers.", behaviour_from_wire, v1::ProviderBehaviour, Behaviour, {
    Succeed, Decline, TimeoutBefore, TimeoutAfter, Late, LateDecline, Silent,
});

/// The word for how a payment was made; empty when nobody said.
pub fn payment_kind_word(kind: Option<PaymentKind>) -> &'static str {
    kind.map_or("", PaymentKind::as_str)
}
