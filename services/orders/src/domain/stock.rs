//! Lines that cannot be supplied, and the buyer's choice between waiting and a refund.

use chrono::{DateTime, Utc};
use redress_policy::{DeadlineKind, DeadlineSet};

use super::deadline::OpenDeadline;
use super::line::{Line, LineQuantity};
use super::order::Order;
use super::rejection::Rejection;
use super::words::{OrderState, StockState};

/// States of an order that something of may run out.
const OPEN: [OrderState; 3] = [OrderState::Placed, OrderState::Paid, OrderState::PartlyShipped];

impl Order {
    /// The units that marking these lines is about. Refuses what is not a line, has nothing left to ship, or is marked.
    pub(crate) fn check_out_of_stock(
        &self,
        line_ids: &[String],
        seller: Option<&str>,
    ) -> Result<Vec<LineQuantity>, Rejection> {
        if !OPEN.contains(&self.state) {
            return Err(self.illegal_state(&OPEN));
        }
        let mut asked = Vec::with_capacity(line_ids.len());
        for (index, line) in self.named(line_ids, seller)?.into_iter().enumerate() {
            if line.stock == StockState::OutOfStock {
                return Err(Rejection::line(&line.line_id, "is marked out of stock already"));
            }
            if line.free_quantity() == 0 {
                let path = format!("line_ids[{index}]");
                return Err(Rejection::field(
                    path,
                    "names a line of which nothing is left to ship",
                ));
            }
            asked.push(LineQuantity {
                line_id: line.line_id.clone(),
                quantity: line.free_quantity(),
            });
        }
        Ok(asked)
    }

    /// Marks lines as out of stock; `due` is when the buyer's choice is expected.
    pub(crate) fn mark_out_of_stock(
        &mut self,
        lines: &[LineQuantity],
        restock_time: Option<DateTime<Utc>>,
        due: Option<&DeadlineSet>,
    ) {
        for asked in lines {
            let line = self.line_mut(&asked.line_id);
            line.stock = StockState::OutOfStock;
            line.restock_time = restock_time;
            line.choice_due_time = due.map(|due| due.due_time);
        }
        let line_ids = lines.iter().map(|line| line.line_id.clone()).collect();
        self.deadlines.extend(due.map(|due| OpenDeadline {
            line_ids,
            ..OpenDeadline::of(due)
        }));
    }

    /// The units that a choice is about: the lines named, or all that wait for one.
    pub(crate) fn check_choice(&self, line_ids: &[String]) -> Result<Vec<LineQuantity>, Rejection> {
        let lines: Vec<&Line> = if line_ids.is_empty() {
            self.lines
                .iter()
                .filter(|line| line.stock == StockState::OutOfStock)
                .collect()
        } else {
            self.named(line_ids, None)?
        };
        if let Some(other) = lines.iter().find(|line| line.stock != StockState::OutOfStock) {
            return Err(Rejection::line(&other.line_id, "does not wait for a choice"));
        }
        if lines.is_empty() {
            return Err(Rejection::Precondition {
                subject: format!("order {}", self.order_id),
                message: "no line of it waits for a choice".to_owned(),
            });
        }
        let units = |line: &&Line| LineQuantity {
            line_id: line.line_id.clone(),
            quantity: line.free_quantity(),
        };
        Ok(lines.iter().map(units).filter(|line| line.quantity > 0).collect())
    }

    /// The buyer waits for these lines.
    pub(crate) fn wait_for_stock(&mut self, lines: &[LineQuantity]) {
        for chosen in lines {
            self.line_mut(&chosen.line_id).stock = StockState::BackOrder;
        }
        self.forget_choices();
    }

    /// Drops the clocks of lines that no longer wait for a choice.
    pub(crate) fn forget_choices(&mut self) {
        let waiting: Vec<String> = self
            .lines
            .iter()
            .filter(|line| line.stock == StockState::OutOfStock)
            .map(|line| line.line_id.clone())
            .collect();
        for line in &mut self.lines {
            if line.stock != StockState::OutOfStock {
                line.choice_due_time = None;
            }
        }
        for open in &mut self.deadlines {
            open.line_ids.retain(|id| waiting.contains(id));
        }
        self.deadlines
            .retain(|open| open.kind != DeadlineKind::ChooseOutOfStock || !open.line_ids.is_empty());
    }

    /// Starts a choice's clock again, as a reminder does. Returns the new clock.
    pub(crate) fn ask_again(&mut self, due_time: DateTime<Utc>, now: DateTime<Utc>) -> Option<OpenDeadline> {
        let open = self.deadlines.iter_mut().find(|open| open.due_time == due_time)?;
        *open = open.again(now);
        let open = open.clone();
        for id in &open.line_ids {
            self.line_mut(id).choice_due_time = Some(open.due_time);
        }
        Some(open)
    }

    fn named(&self, line_ids: &[String], seller: Option<&str>) -> Result<Vec<&Line>, Rejection> {
        let mut lines = Vec::with_capacity(line_ids.len());
        let mut bad = Vec::new();
        for (index, id) in line_ids.iter().enumerate() {
            match self
                .line(id)
                .filter(|line| seller.is_none_or(|seller| line.seller_id == seller))
            {
                Some(line) => lines.push(line),
                None => bad.push((
                    format!("line_ids[{index}]"),
                    "names no line of this order".to_owned(),
                )),
            }
        }
        if bad.is_empty() {
            Ok(lines)
        } else {
            Err(Rejection::Fields(bad))
        }
    }
}
