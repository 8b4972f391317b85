//! What an order is meant to live through: who buys what and when, what goes wrong before it ships, how its parcels travel,
//! and what the buyer comes back with. Pure: the seed and the order's number decide all of it, before anything happens.
//!
//! A fate is what people intend. What the shop's policy makes of it is not here.

mod course;
mod goods;
mod trouble;
mod wish;

pub use course::{Course, Leg, Step, legs};
pub use goods::{Cart, Piece};
pub use trouble::{Pay, StockAnswer, Trouble};
pub use wish::{Proof, Wish};

use super::dice::Dice;
use super::shops::{Market, SHOPS, Shop};
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_contracts::redress::refunds::v1::ProviderBehaviour;

/// How many buyers a hundred orders come from.
const BUYERS_PER_HUNDRED: u64 = 60;

/// What an order is meant to live through. Days count from the quarter's first, which is 0.
#[derive(Clone, Debug)]
pub struct Fate {
    /// Which order it is, from 0.
    pub number: u32,
    /// Where it is placed.
    pub shop: &'static Shop,
    /// Where the buyer lives.
    pub market: Market,
    /// Who buys.
    pub buyer_id: String,
    /// The day it is placed.
    pub day: u32,
    /// What is bought, at which prices.
    pub cart: Cart,
    /// How it is paid.
    pub payment: PaymentKind,
    /// When it is paid.
    pub pay: Pay,
    /// How the payment provider behaves when it is to pay back; it pays when nothing is said.
    pub provider: Option<ProviderBehaviour>,
    /// The days that the seller promises to ship within.
    pub promised_days: u32,
    /// The day of shipping.
    pub ship_day: u32,
    /// What goes wrong before.
    pub trouble: Trouble,
    /// How the parcel of each seller travels, in the order of the cart's sellers.
    pub legs: Vec<Leg>,
    /// What the buyer comes back with.
    pub wishes: Vec<Wish>,
    /// The shop gives something for nothing, so many days after placing.
    pub goodwill_after: Option<u32>,
    /// The buyer's bank sends a refund back.
    pub bounces: bool,
}

impl Fate {
    /// The fate of an order among so many, over so many days.
    pub fn of(seed: u64, number: u32, (orders, days): (u32, u32)) -> Self {
        let name = u64::from(number);
        let mut dice = Dice::of(seed, &[name]);
        let shares: Vec<(u64, &'static Shop)> = SHOPS.iter().map(|shop| (shop.share, shop)).collect();
        let shop = *dice.weigh(&shares);
        let market = *dice.weigh(shop.markets);
        let buyers = u64::from(orders) * BUYERS_PER_HUNDRED / 100 + 1;
        let cart = Cart::fill(shop, &market, &mut dice);
        let payment = *dice.weigh(shop.payments);
        let day = dice.between(0, days.saturating_sub(1));
        let promised_days = dice.between(2, 6);
        let trouble = Trouble::befalls(shop, &mut dice);
        let ship_day = day + trouble.ships_after(promised_days, &mut dice);
        let legs = legs(&cart, &market, &mut dice);
        let wishes = wish::wishes(shop, &cart, &mut dice);
        Self {
            number,
            shop,
            market,
            buyer_id: format!("byr_{:05}", dice.below(buyers)),
            day,
            payment,
            pay: Pay::befalls(payment, &trouble, &mut dice),
            provider: provider(&cart, &mut dice),
            promised_days,
            ship_day,
            trouble,
            legs,
            wishes,
            goodwill_after: dice.percent(2).then(|| dice.between(8, 30)),
            bounces: dice.percent(4),
            cart,
        }
    }

    /// Dice for something that nobody could know beforehand, named by numbers of its own.
    pub fn dice(&self, seed: u64, name: &[u64]) -> Dice {
        let mut full = vec![u64::from(self.number), u64::MAX];
        full.extend(name);
        Dice::of(seed, &full)
    }

    /// How people name the order.
    pub fn name(&self) -> String {
        format!("{}-{:05}", self.shop.id, self.number)
    }
}

/// A script counts calls, and which of two refunds of one payment is called first is not decided here: where it would make
/// a difference, it stands for every call.
fn provider(cart: &Cart, dice: &mut Dice) -> Option<ProviderBehaviour> {
    if cart.sellers().len() > 1 || !dice.percent(12) {
        return None;
    }
    Some(*dice.weigh(&[
        (25, ProviderBehaviour::TimeoutBefore),
        (25, ProviderBehaviour::TimeoutAfter),
        (25, ProviderBehaviour::Late),
        (15, ProviderBehaviour::Decline),
        (10, ProviderBehaviour::Silent),
    ]))
}

#[cfg(test)]
mod tests;
