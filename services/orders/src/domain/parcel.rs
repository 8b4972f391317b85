//! Shipping and delivery: which units may leave, and what a parcel's arrival means for its lines.

use chrono::{DateTime, Utc};
use redress_policy::PaymentKind;
use serde::{Deserialize, Serialize};

use super::line::{Line, LineQuantity};
use super::order::Order;
use super::payment::free_id;
use super::rejection::Rejection;
use super::words::{OrderState, StockState};

/// A parcel that left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parcel {
    /// Unique within the order; empty in a request lets the order number it.
    pub parcel_id: String,
    pub carrier: String,
    pub tracking_number: String,
    pub lines: Vec<LineQuantity>,
    pub ship_time: DateTime<Utc>,
    #[serde(default)]
    pub estimated_delivery_time: Option<DateTime<Utc>>,
    #[serde(default)]
    pub deliver_time: Option<DateTime<Utc>>,
}

/// States in which something may still ship.
const SHIPPABLE: [OrderState; 3] = [OrderState::Placed, OrderState::Paid, OrderState::PartlyShipped];

impl Order {
    /// Ships a parcel; one without lines takes all that may ship of the seller named, or of everybody. Returns the
    /// parcel as it left.
    pub(crate) fn ship(&mut self, mut parcel: Parcel, seller: Option<&str>) -> Result<Parcel, Rejection> {
        if !SHIPPABLE.contains(&self.state) {
            return Err(self.illegal_state(&SHIPPABLE));
        }
        self.check_paid_for_shipping()?;
        if parcel.ship_time < self.place_time {
            return Err(Rejection::field(
                "parcel.ship_time",
                "must not be before the order was placed",
            ));
        }
        if parcel.lines.is_empty() {
            parcel.lines = self.all_that_may_ship(seller)?;
        } else {
            self.check_lines(&parcel.lines, seller)?;
        }
        let is_taken = |id: &str| self.parcels.iter().any(|other| other.parcel_id == id);
        if parcel.parcel_id.is_empty() {
            parcel.parcel_id = free_id("", self.parcels.len() + 1, is_taken);
        } else if is_taken(&parcel.parcel_id) {
            return Err(Rejection::field(
                "parcel.parcel_id",
                "names a parcel that has left already",
            ));
        }
        for part in &parcel.lines {
            let line = self.line_mut(&part.line_id);
            line.shipped_quantity += part.quantity;
            line.ship_time = line.ship_time.max(Some(parcel.ship_time));
            if line.stock == StockState::BackOrder {
                line.stock = StockState::InStock;
                line.restock_time = None;
            }
        }
        self.parcels.push(parcel.clone());
        self.settle_state();
        Ok(parcel)
    }

    /// Marks a parcel as delivered. `None` when it was, at the same time or at one not given.
    pub(crate) fn deliver(
        &mut self,
        parcel_id: &str,
        deliver_time: DateTime<Utc>,
        is_time_given: bool,
    ) -> Result<Option<Parcel>, Rejection> {
        if self.parcels.is_empty() {
            return Err(self.illegal_state(&[OrderState::PartlyShipped, OrderState::Shipped]));
        }
        let at = match parcel_id {
            "" if self.parcels.len() == 1 => 0,
            "" => {
                return Err(Rejection::field(
                    "parcel_id",
                    "is required, because the order has several parcels",
                ));
            }
            id => (self.parcels.iter().position(|parcel| parcel.parcel_id == id))
                .ok_or_else(|| Rejection::field("parcel_id", "names no parcel of this order"))?,
        };
        let parcel = &mut self.parcels[at];
        if let Some(before) = parcel.deliver_time {
            return if !is_time_given || before == deliver_time {
                Ok(None)
            } else {
                Err(Rejection::Precondition {
                    subject: format!("parcel {}", parcel.parcel_id),
                    message: format!("was delivered at {}", before.to_rfc3339()),
                })
            };
        }
        if deliver_time < parcel.ship_time {
            return Err(Rejection::field(
                "deliver_time",
                "must not be before the parcel was shipped",
            ));
        }
        parcel.deliver_time = Some(deliver_time);
        let parcel = parcel.clone();
        for part in &parcel.lines {
            let line = self.line_mut(&part.line_id);
            line.delivered_quantity += part.quantity;
            line.deliver_time = line.deliver_time.max(Some(deliver_time));
        }
        self.settle_state();
        Ok(Some(parcel))
    }

    /// Nothing ships that is not paid, but for cash on delivery.
    fn check_paid_for_shipping(&self) -> Result<(), Rejection> {
        let unpaid = self
            .payments
            .iter()
            .find(|p| !p.is_confirmed() && p.kind != PaymentKind::Cash);
        match unpaid {
            None => Ok(()),
            Some(payment) => Err(Rejection::Precondition {
                subject: format!("payment {}", payment.payment_id),
                message: "is not confirmed, and only cash is paid on delivery".to_owned(),
            }),
        }
    }

    fn all_that_may_ship(&self, seller: Option<&str>) -> Result<Vec<LineQuantity>, Rejection> {
        let own = self
            .lines
            .iter()
            .filter(|line| seller.is_none_or(|seller| line.seller_id == seller));
        let free = own.filter(|line| line.free_quantity() > 0 && line.stock != StockState::OutOfStock);
        let lines: Vec<LineQuantity> = free
            .map(|line| LineQuantity {
                line_id: line.line_id.clone(),
                quantity: line.free_quantity(),
            })
            .collect();
        if lines.is_empty() {
            return Err(Rejection::Precondition {
                subject: format!("order {}", self.order_id),
                message: "nothing of it can ship now".to_owned(),
            });
        }
        Ok(lines)
    }

    fn check_lines(&self, parts: &[LineQuantity], seller: Option<&str>) -> Result<(), Rejection> {
        let mut bad = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let own = self
                .line(&part.line_id)
                .filter(|line| seller.is_none_or(|id| line.seller_id == id));
            match own {
                None => {
                    let path = format!("parcel.lines[{index}].line_id");
                    bad.push((path, "names no line of this order".to_owned()));
                }
                Some(line) if part.quantity > line.quantity => {
                    let path = format!("parcel.lines[{index}].quantity");
                    bad.push((path, format!("is more than the {} ordered", line.quantity)));
                }
                Some(line) => check_free(line, part.quantity)?,
            }
        }
        if bad.is_empty() {
            Ok(())
        } else {
            Err(Rejection::Fields(bad))
        }
    }
}

fn check_free(line: &Line, quantity: i64) -> Result<(), Rejection> {
    if line.stock == StockState::OutOfStock {
        return Err(Rejection::line(
            &line.line_id,
            "is out of stock, and the buyer has not chosen yet",
        ));
    }
    if quantity <= line.free_quantity() {
        return Ok(());
    }
    let mut why = format!("{} of {} may still ship", line.free_quantity(), line.quantity);
    for (units, word) in [
        (line.shipped_quantity, "shipped"),
        (line.cancelled_quantity, "cancelled"),
        (
            line.requested_quantity,
            "held by a cancellation that waits for a decision",
        ),
    ] {
        if units > 0 {
            why.push_str(&format!("; {units} {word}"));
        }
    }
    Err(Rejection::line(&line.line_id, why))
}
