//! What a line costs, and which part of it falls on some of its units.
//!
//! Amounts of a whole line are split over its units cumulatively and rounded half up, the way the policy core splits
//! them, so that what is waived, captured and refunded of a line always adds up to the line.

use serde::{Deserialize, Serialize};

/// The price of a line, in minor units of the order's currency. Nothing is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinePrice {
    /// Price of one, tax excluded.
    pub unit_minor: i64,
    /// Tax on the whole line.
    pub tax_minor: i64,
    /// Discount on the whole line, positive.
    pub discount_minor: i64,
    /// Shipping of the whole line.
    pub shipping_minor: i64,
}

impl LinePrice {
    /// What the line costs in all; `None` beyond 64 bits.
    pub(crate) fn total(&self, quantity: i64) -> Option<i64> {
        self.unit_minor
            .checked_mul(quantity)?
            .checked_sub(self.discount_minor)?
            .checked_add(self.tax_minor)?
            .checked_add(self.shipping_minor)
    }

    /// What `units` of `quantity` cost, `before` of which were taken off earlier.
    pub(crate) fn share(&self, quantity: i64, before: i64, units: i64) -> i64 {
        let part = |total: i64| upto(total, before + units, quantity) - upto(total, before, quantity);
        self.unit_minor * units - part(self.discount_minor) + part(self.tax_minor) + part(self.shipping_minor)
    }

    /// The tax when `quantity` units become `more`, at the same rate.
    pub(crate) fn tax_for(&self, quantity: i64, more: i64) -> i64 {
        upto(self.tax_minor, more, quantity)
    }
}

/// `total * units / of`, rounded half up.
fn upto(total: i64, units: i64, of: i64) -> i64 {
    let (total, units, of) = (i128::from(total), i128::from(units), i128::from(of));
    ((total * units * 2 + of) / (2 * of)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_costs_units_less_discount_plus_tax_and_shipping() {
        let price = LinePrice {
            unit_minor: 1_000,
            tax_minor: 240,
            discount_minor: 100,
            shipping_minor: 50,
        };
        assert_eq!(price.total(3), Some(3_190));
        assert_eq!(price.share(3, 0, 1), 1_000 - 33 + 80 + 17);
        assert_eq!(price.tax_for(3, 4), 320);
        let huge = LinePrice {
            unit_minor: i64::MAX,
            ..price
        };
        assert_eq!(huge.total(2), None);
    }

    proptest! {
        #[test]
        fn the_shares_of_a_line_add_up_to_the_line(
            unit in 0_i64..1_000_000, tax in 0_i64..1_000_000, discount in 0_i64..1_000_000,
            shipping in 0_i64..1_000_000, first in 1_i64..50, second in 1_i64..50, rest in 0_i64..50,
        ) {
            let price = LinePrice { unit_minor: unit, tax_minor: tax, discount_minor: discount, shipping_minor: shipping };
            let quantity = first + second + rest;
            let sum = price.share(quantity, 0, first)
                + price.share(quantity, first, second)
                + price.share(quantity, first + second, rest);
            prop_assert_eq!(Some(sum), price.total(quantity));
        }
    }
}
