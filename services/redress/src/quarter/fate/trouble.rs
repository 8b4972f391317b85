//! What happens to an order before it ships: when it is paid, who wants out, what has run out. Days count from placing.

use super::super::dice::Dice;
use super::super::shops::Shop;
use redress_contracts::redress::orders::v1::PaymentKind;

/// When an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pay {
    /// So many days after it was placed.
    After(u32),
    /// When the parcel is handed over.
    OnDelivery,
    /// Not at all.
    Never,
}

/// What goes wrong before shipping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    None,
    /// Nothing, but the seller is late and the buyer patient.
    Lateness,
    /// The buyer no longer wants it, or not all of it.
    SecondThoughts {
        /// When.
        after: u32,
        /// One unit only.
        in_part: bool,
        /// They think better of it while it waits for a decision.
        relents: bool,
    },
    /// The seller is late and the buyer has had enough.
    Impatience,
    /// The seller cancels.
    SellerGivesUp {
        /// When.
        after: u32,
    },
    /// The platform cancels.
    RulesBroken {
        /// When.
        after: u32,
    },
    /// A line cannot be supplied.
    OutOfStock {
        /// What the buyer says.
        answer: StockAnswer,
    },
    /// The buyer wants it sent elsewhere.
    NewAddress,
    /// The buyer wants one unit less of the first line.
    FewerUnits,
    /// The buyer did not pay and does not want to.
    NeverMind,
}

/// What the buyer says to a line that is out of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockAnswer {
    /// Wait; the seller finds some more after so many days.
    Wait(u32),
    /// The money back.
    Refund,
    /// Nothing for so long that a reminder goes out, then the money back.
    Silence,
}

impl Trouble {
    pub(super) fn befalls(shop: &Shop, dice: &mut Dice) -> Self {
        let has_stock_rules = shop.id == "rma-shop";
        let stock = if has_stock_rules { 14 } else { 1 };
        let after = dice.between(0, 3);
        let trouble = *dice.weigh(&[
            (66, 'n'),
            (4, 'l'),
            (11, 's'),
            (5, 'i'),
            (3, 'g'),
            (1, 'r'),
            (stock, 'o'),
            (2, 'a'),
            (2, 'f'),
            (2, 'm'),
        ]);
        match trouble {
            'l' => Trouble::Lateness,
            's' => Trouble::SecondThoughts {
                after,
                in_part: dice.percent(30),
                relents: dice.percent(10),
            },
            'i' => Trouble::Impatience,
            'g' => Trouble::SellerGivesUp { after },
            'r' => Trouble::RulesBroken { after },
            'o' => Trouble::OutOfStock {
                answer: *dice.weigh(&[
                    (40, StockAnswer::Wait(9)),
                    (35, StockAnswer::Refund),
                    (25, StockAnswer::Silence),
                ]),
            },
            'a' => Trouble::NewAddress,
            'f' => Trouble::FewerUnits,
            'm' => Trouble::NeverMind,
            _ => Trouble::None,
        }
    }

    /// How many days after placing the seller means to ship.
    pub(super) fn ships_after(self, promised: u32, dice: &mut Dice) -> u32 {
        match self {
            Trouble::Lateness => promised + dice.between(2, 8),
            Trouble::Impatience => promised + dice.between(5, 12),
            Trouble::SecondThoughts { after, .. }
            | Trouble::SellerGivesUp { after }
            | Trouble::RulesBroken { after } => {
                // Now and then the parcel is faster than the change of mind.
                if dice.percent(15) {
                    after
                } else {
                    after + dice.between(1, 4)
                }
            }
            Trouble::OutOfStock { .. } | Trouble::NewAddress | Trouble::FewerUnits => {
                dice.between(2, promised)
            }
            Trouble::None | Trouble::NeverMind => dice.between(0, promised),
        }
    }
}

impl Pay {
    pub(super) fn befalls(payment: PaymentKind, trouble: &Trouble, dice: &mut Dice) -> Self {
        if *trouble == Trouble::NeverMind {
            return Pay::Never;
        }
        match payment {
            PaymentKind::Cash if dice.percent(60) => Pay::OnDelivery,
            PaymentKind::BankDeposit => Pay::After(dice.between(0, 2)),
            _ => Pay::After(0),
        }
    }
}
