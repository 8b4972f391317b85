//! Changing an order that has not shipped: its address, and its lines with the difference in price settled.

use super::line::{Line, LineQuantity};
use super::order::Order;
use super::payment::Payment;
use super::rejection::Rejection;
use super::words::{OrderState, StockState};

/// States in which an order may be changed.
const CHANGEABLE: [OrderState; 2] = [OrderState::Placed, OrderState::Paid];

/// A checked change of lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LineChanges {
    /// Units taken off.
    pub fewer: Vec<LineQuantity>,
    /// Units put on lines that are there.
    pub more: Vec<LineQuantity>,
    /// New lines.
    pub additions: Vec<Line>,
}

impl Order {
    /// That nothing has shipped and something is left.
    pub(crate) fn check_changeable(&self) -> Result<(), Rejection> {
        if CHANGEABLE.contains(&self.state) {
            Ok(())
        } else {
            Err(self.illegal_state(&CHANGEABLE))
        }
    }

    /// Sorts new quantities into what is taken off and what is put on.
    pub(crate) fn check_line_changes(
        &self,
        changes: &[LineQuantity],
        additions: Vec<Line>,
    ) -> Result<LineChanges, Rejection> {
        let mut checked = LineChanges {
            additions,
            ..LineChanges::default()
        };
        let mut bad = Vec::new();
        for (index, change) in changes.iter().enumerate() {
            let Some(line) = self.line(&change.line_id) else {
                bad.push((
                    format!("changes[{index}].line_id"),
                    "names no line of this order".to_owned(),
                ));
                continue;
            };
            let units = |quantity| LineQuantity {
                line_id: line.line_id.clone(),
                quantity,
            };
            let live = line.live_quantity();
            if change.quantity < live {
                if live - change.quantity > line.free_quantity() {
                    let why = "has units that are held by a cancellation which waits for a decision";
                    return Err(Rejection::line(&line.line_id, why));
                }
                checked.fewer.push(units(live - change.quantity));
            } else if change.quantity > live {
                if line.cancelled_quantity + line.requested_quantity > 0 {
                    let why = "was cancelled in part; add a line of its own for more of it";
                    return Err(Rejection::line(&line.line_id, why));
                }
                checked.more.push(units(change.quantity - live));
            }
        }
        for (index, added) in checked.additions.iter().enumerate() {
            if self.line(&added.line_id).is_some() {
                bad.push((
                    format!("additions[{index}].line_id"),
                    "names a line that the order has".to_owned(),
                ));
            }
        }
        if !bad.is_empty() {
            return Err(Rejection::Fields(bad));
        }
        if checked == LineChanges::default() {
            return Err(Rejection::field("changes", "change nothing"));
        }
        Ok(checked)
    }

    /// Takes units off. What was not paid is waived. Refuses an order that is paid in part.
    pub(crate) fn take_off(&mut self, fewer: &[LineQuantity]) -> Result<(), Rejection> {
        let is_unpaid = self.is_unpaid();
        if !is_unpaid && self.payments.iter().any(|payment| !payment.is_confirmed()) {
            return Err(Rejection::Precondition {
                subject: format!("order {}", self.order_id),
                message: "is paid in part; confirm the open payment before taking lines off".to_owned(),
            });
        }
        let freed_minor = self.freed_shipping_minor(fewer);
        let mut worth_minor = 0;
        for off in fewer {
            let line = self.line_mut(&off.line_id);
            let share = line.share_minor(off.quantity);
            worth_minor += share;
            if is_unpaid {
                line.waived_minor += share;
            }
            line.cancelled_quantity += off.quantity;
            if line.live_quantity() == 0 && line.stock == StockState::OutOfStock {
                line.stock = StockState::Refunded;
            }
        }
        self.is_shipping_freed |= freed_minor > 0;
        if is_unpaid {
            self.waive(worth_minor, freed_minor);
        }
        self.forget_choices();
        Ok(())
    }

    /// Puts units on: at the line's own price and rate of tax, without more discount or shipping. Returns what they
    /// cost.
    pub(crate) fn put_on(&mut self, more: &[LineQuantity], additions: Vec<Line>) -> Result<i64, Rejection> {
        let too_large = || Rejection::field("changes", "make the order's total too large");
        let mut cost: i64 = 0;
        for on in more {
            let line = self.line_mut(&on.line_id);
            let before = line.total_minor();
            let quantity = line.quantity + on.quantity;
            line.price.tax_minor = line.price.tax_for(line.quantity, quantity);
            line.quantity = quantity;
            let after = line.price.total(quantity).ok_or_else(too_large)?;
            cost = cost.checked_add(after - before).ok_or_else(too_large)?;
        }
        for added in additions {
            cost = cost.checked_add(added.total_minor()).ok_or_else(too_large)?;
            self.lines.push(added);
        }
        self.total_minor = self.total_minor.checked_add(cost).ok_or_else(too_large)?;
        Ok(cost)
    }

    /// Adds the payment that a cost is to be paid with: the one given, or one like the order's first.
    pub(crate) fn owe(&mut self, cost_minor: i64, given: Option<Payment>) -> Result<(), Rejection> {
        if cost_minor == 0 {
            return Ok(());
        }
        let payment = match given {
            Some(given) => {
                let is_taken = self
                    .payments
                    .iter()
                    .any(|payment| payment.payment_id == given.payment_id);
                if is_taken {
                    return Err(Rejection::field(
                        "payment.payment_id",
                        "names a payment that the order has",
                    ));
                }
                let payment_id = if given.payment_id.is_empty() {
                    self.next_payment_id()
                } else {
                    given.payment_id.clone()
                };
                Payment {
                    payment_id,
                    amount_minor: cost_minor,
                    ..given
                }
            }
            None => {
                let first = self
                    .payments
                    .first()
                    .expect("invariant: an order that may be changed has a payment");
                Payment {
                    payment_id: self.next_payment_id(),
                    reference: String::new(),
                    amount_minor: cost_minor,
                    captured_minor: None,
                    confirm_time: None,
                    ..first.clone()
                }
            }
        };
        self.payments.push(payment);
        self.settle_state();
        Ok(())
    }
}
