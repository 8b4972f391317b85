//! What is in an order, and what it costs. Money is whole minor units, and the parts add up to what is paid.

use super::super::dice::Dice;
use super::super::shops::{Goods, Market, Shop};

/// Everything of an order.
#[derive(Clone, Debug)]
pub struct Cart {
    /// Its lines; the id of each is its place, from 1.
    pub pieces: Vec<Piece>,
    /// Shipping of the order as a whole.
    pub shipping: i64,
    /// What the bank takes for paying back.
    pub bank_fee: i64,
}

/// A line.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Who sells it.
    pub seller: &'static str,
    /// What it is.
    pub goods: Goods,
    /// How many.
    pub quantity: i32,
    /// Price of one.
    pub unit_price: i64,
    /// Tax on the line.
    pub tax: i64,
    /// Discount on the line.
    pub discount: i64,
    /// Shipping of the line.
    pub shipping: i64,
}

impl Cart {
    pub(super) fn fill(shop: &Shop, market: &Market, dice: &mut Dice) -> Self {
        let count = *dice.weigh(&[(62, 1u32), (28, 2), (10, 3)]);
        let first = *dice.pick(shop.sellers);
        let pieces = (0..count)
            .map(|_| {
                let seller = if dice.percent(50) {
                    first
                } else {
                    *dice.pick(shop.sellers)
                };
                Piece::take(seller, *dice.pick(shop.goods), market, dice)
            })
            .collect();
        let is_shipped_as_one = dice.percent(40);
        Self {
            pieces,
            shipping: if is_shipped_as_one {
                of_cents(490, market)
            } else {
                0
            },
            bank_fee: of_cents(350, market),
        }
    }

    /// What the buyer pays.
    pub fn total(&self) -> i64 {
        self.pieces.iter().map(Piece::total).sum::<i64>() + self.shipping
    }

    /// The sellers, each once, in the order of the lines.
    pub fn sellers(&self) -> Vec<&'static str> {
        let mut sellers = Vec::new();
        for piece in &self.pieces {
            if !sellers.contains(&piece.seller) {
                sellers.push(piece.seller);
            }
        }
        sellers
    }
}

impl Piece {
    fn take(seller: &'static str, goods: Goods, market: &Market, dice: &mut Dice) -> Self {
        let quantity = *dice.weigh(&[(70, 1i32), (20, 2), (10, 3)]);
        // Odd cents on purpose: shares of them must be rounded somewhere.
        let cents = goods.price + dice.between(0, 137);
        let unit_price = of_cents(cents, market).max(1);
        let net = unit_price * i64::from(quantity);
        let discount = if dice.percent(20) { net * 7 / 100 } else { 0 };
        Self {
            seller,
            goods,
            quantity,
            unit_price,
            tax: (net - discount) * market.tax / 100,
            discount,
            shipping: if dice.percent(50) {
                of_cents(dice.between(199, 899), market)
            } else {
                0
            },
        }
    }

    /// What the line costs.
    pub fn total(&self) -> i64 {
        self.unit_price * i64::from(self.quantity) + self.tax + self.shipping - self.discount
    }
}

fn of_cents(cents: u32, market: &Market) -> i64 {
    i64::from(cents) * market.rate / 100
}
