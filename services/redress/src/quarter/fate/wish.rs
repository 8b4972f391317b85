//! What a buyer comes back with after delivery, and how well they show it. Days count from delivery.

use super::super::dice::Dice;
use super::super::shops::Shop;
use super::goods::Cart;
use redress_contracts::redress::policies::v1::{Ground, Remedy};

/// A wish for a return.
#[derive(Clone, Debug)]
pub struct Wish {
    /// When.
    pub after: u32,
    /// Which line, by its place in the cart.
    pub piece: usize,
    /// How many units of it.
    pub quantity: i32,
    /// Why.
    pub ground: Ground,
    /// What the buyer would like.
    pub remedy: Remedy,
    /// How the buyer proves it.
    pub proof: Proof,
    /// The buyer forgets to say how they are reached, and is told.
    pub forgets_contact: bool,
}

/// How a buyer proves what they say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// With everything that is asked for, after so many days.
    Full(u32),
    /// With one thing of what is asked for.
    Half,
    /// Not at all.
    None,
}

pub(super) fn wishes(shop: &Shop, cart: &Cart, dice: &mut Dice) -> Vec<Wish> {
    let mut wishes = Vec::new();
    // Some come twice, also for the same units: the second time they are told so.
    let most = if dice.percent(12) { 2 } else { 1 };
    for _ in 0..most {
        if dice.percent(shop.returns) {
            wishes.push(wish(cart, dice));
        }
    }
    wishes
}

fn wish(cart: &Cart, dice: &mut Dice) -> Wish {
    let piece = usize::try_from(dice.below(cart.pieces.len() as u64)).unwrap_or(0);
    let all = cart.pieces[piece].quantity;
    let ground = *dice.weigh(&[
        (26, Ground::ChangeOfMind),
        (6, Ground::Withdrawal),
        (6, Ground::OrderedWrongItem),
        (16, Ground::DamagedOnArrival),
        (10, Ground::NotAsDescribed),
        (8, Ground::WrongItem),
        (5, Ground::MissingItem),
        (13, Ground::Defective),
        (5, Ground::ProblemInUse),
        (5, Ground::Warranty),
    ]);
    let after = match ground {
        Ground::Warranty => dice.between(16, 50),
        Ground::ProblemInUse => dice.between(4, 33),
        // Most are in time; some shops end the time after seven days, some after fourteen.
        _ => *dice.weigh(&[(60, 1u32), (20, 4), (10, 8), (7, 16), (3, 35)]),
    };
    Wish {
        after,
        piece,
        quantity: if dice.percent(70) { all } else { 1 },
        ground,
        remedy: *dice.weigh(&[
            (60, Remedy::Refund),
            (20, Remedy::Replacement),
            (8, Remedy::Exchange),
            (6, Remedy::Repair),
            (6, Remedy::Resend),
        ]),
        proof: *dice.weigh(&[
            (80, Proof::Full(0)),
            (8, Proof::Full(3)),
            (6, Proof::Half),
            (6, Proof::None),
        ]),
        forgets_contact: dice.percent(8),
    }
}
