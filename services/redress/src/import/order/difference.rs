//! What is done about payments that do not add up to the order: shops' histories have interest for instalments, rounding
//! and vouchers in their payments, and not in their lines.

use super::PastOrder;
use clap::ValueEnum;

/// What is done with an order whose payments come to more or less than its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PaymentDifference {
    /// The order is rejected: nobody knows what the difference was for, and a refund would follow from a guess.
    #[default]
    Reject,
    /// What was paid too much becomes shipping of the order as a whole, what was paid too little a discount on the dearest
    /// lines. The order then costs exactly what was paid.
    Book,
}

impl PastOrder {
    /// Books the difference between payments and lines where it can be booked.
    pub fn book_difference(&mut self) {
        let difference = self.paid_minor() - self.total_minor();
        if self.payments.is_empty() || self.lines.is_empty() {
            return;
        }
        if difference > 0 {
            if let Ok(surplus) = i64::try_from(difference) {
                self.shipping_minor = self.shipping_minor.saturating_add(surplus);
            }
            return;
        }
        let mut missing = -difference;
        let room: i128 = self
            .lines
            .iter()
            .map(|line| line.gross_minor() - i128::from(line.discount_minor))
            .sum();
        if missing > room {
            return;
        }
        let mut dearest: Vec<usize> = (0..self.lines.len()).collect();
        dearest.sort_by_key(|at| std::cmp::Reverse(self.lines[*at].gross_minor()));
        for at in dearest {
            let line = &mut self.lines[at];
            let off = missing.min(line.gross_minor() - i128::from(line.discount_minor));
            if let Ok(off) = i64::try_from(off) {
                line.discount_minor += off;
                missing -= i128::from(off);
            }
        }
    }
}
