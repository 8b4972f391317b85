//! What must hold over the rows of one order. The order book checks it again; here each fault still knows its row.

use super::{PastOrder, PastParcel};
use crate::import::fault::{Fault, Reason, Spot};
use chrono::{DateTime, SecondsFormat, Utc};
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_core::Money;
use std::collections::{HashMap, HashSet};

/// What the order book takes at most.
const MOST_LINES: usize = 500;
const MOST_PAYMENTS: usize = 20;
const MOST_PARCELS: usize = 500;

impl PastOrder {
    /// Everything that is wrong with it, as far as it can be told without the order book.
    pub fn faults(&self, now: DateTime<Utc>) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check_counts(&mut faults);
        self.check_ids(&mut faults);
        self.check_times(now, &mut faults);
        self.check_parcels(&mut faults);
        self.check_status(&mut faults);
        if !self.lines.is_empty() && !self.payments.is_empty() {
            self.check_sum(&mut faults);
        }
        faults
    }

    fn check_counts(&self, faults: &mut Vec<Fault>) {
        if self.lines.is_empty() {
            faults.push(self.fault(&self.spot, Reason::NoLines, "it has no lines"));
        }
        if self.payments.is_empty() {
            faults.push(self.fault(&self.spot, Reason::NoPayments, "it has no payments"));
        }
        for (what, count, most) in [
            ("lines", self.lines.len(), MOST_LINES),
            ("payments", self.payments.len(), MOST_PAYMENTS),
            ("parcels", self.parcels.len(), MOST_PARCELS),
        ] {
            if count > most {
                let why = format!("it has {count} {what}; an order may have {most}");
                faults.push(self.fault(&self.spot, Reason::TooMany, why));
            }
        }
    }

    fn check_ids(&self, faults: &mut Vec<Fault>) {
        let lines = self.lines.iter().map(|line| (&line.spot, "line", &line.line_id));
        let payments = self
            .payments
            .iter()
            .map(|payment| (&payment.spot, "payment", &payment.payment_id));
        let parcels = self
            .parcels
            .iter()
            .map(|parcel| (&parcel.spot, "parcel", &parcel.parcel_id));
        let mut seen = HashSet::new();
        for (spot, kind, id) in lines.chain(payments).chain(parcels) {
            if !seen.insert((kind, id)) {
                let why = format!("the order has {kind} {id} already");
                faults.push(self.fault(spot, Reason::DuplicateId, why));
            }
        }
    }

    fn check_times(&self, now: DateTime<Utc>, faults: &mut Vec<Fault>) {
        let mut happened = vec![(&self.spot, "placed", self.place_time)];
        let mut order = Vec::new();
        for payment in &self.payments {
            if let Some(confirm_time) = payment.confirm_time {
                happened.push((&payment.spot, "paid", confirm_time));
                order.push((&payment.spot, ("placed", self.place_time), ("paid", confirm_time)));
            }
        }
        for parcel in &self.parcels {
            happened.push((&parcel.spot, "shipped", parcel.ship_time));
            order.push((
                &parcel.spot,
                ("placed", self.place_time),
                ("shipped", parcel.ship_time),
            ));
            if let Some(deliver_time) = parcel.deliver_time {
                happened.push((&parcel.spot, "delivered", deliver_time));
                order.push((
                    &parcel.spot,
                    ("shipped", parcel.ship_time),
                    ("delivered", deliver_time),
                ));
            }
        }
        if let Some(due) = self.processing_due_time {
            order.push((&self.spot, ("placed", self.place_time), ("due for shipping", due)));
        }
        for (spot, what, time) in happened {
            if time > now {
                let why = format!("{what} at {}, which is in the future", shown(time));
                faults.push(self.fault(spot, Reason::FutureTime, why));
            }
        }
        for (spot, (first, first_time), (then, then_time)) in order {
            if then_time < first_time {
                let (then_time, first_time) = (shown(then_time), shown(first_time));
                let why = format!("{then} at {then_time}, before it was {first} at {first_time}");
                faults.push(self.fault(spot, Reason::TimeOrder, why));
            }
        }
    }

    /// Parcels hold lines of the order, and no more units than were ordered.
    fn check_parcels(&self, faults: &mut Vec<Fault>) {
        let mut left: HashMap<&str, i64> = self
            .lines
            .iter()
            .map(|line| (line.line_id.as_str(), line.quantity))
            .collect();
        for parcel in &self.parcels {
            for (line_id, quantity) in &parcel.contents {
                let Some(left) = left.get_mut(line_id.as_str()) else {
                    let why = format!("the order has no line {line_id}");
                    faults.push(self.fault(&parcel.spot, Reason::UnknownReference, why));
                    continue;
                };
                *left -= quantity;
                if *left < 0 {
                    let why = format!("more of line {line_id} was shipped than ordered");
                    faults.push(self.fault(&parcel.spot, Reason::BadNumber, why));
                }
            }
        }
    }

    fn check_status(&self, faults: &mut Vec<Fault>) {
        let first: Option<&PastParcel> = self.parcels.first();
        let Some(parcel) = first else { return };
        if self.is_cancelled {
            let why = "it was cancelled, but it had shipped";
            faults.push(self.fault(&self.spot, Reason::CancelledAfterShipping, why));
            return;
        }
        // Cash is paid on delivery.
        let is_open = |kind, confirm_time: Option<_>| kind != PaymentKind::Cash && confirm_time.is_none();
        if self
            .payments
            .iter()
            .any(|payment| is_open(payment.kind, payment.confirm_time))
        {
            let why = "it was shipped, but a payment was never confirmed";
            faults.push(self.fault(&parcel.spot, Reason::ShippedUnpaid, why));
        }
    }

    fn check_sum(&self, faults: &mut Vec<Fault>) {
        for line in &self.lines {
            if i128::from(line.discount_minor) > line.gross_minor() {
                let why = "the discount is more than the price of the line";
                faults.push(self.fault(&line.spot, Reason::BadMoney, why));
            }
        }
        let (total, paid) = (self.total_minor(), self.paid_minor());
        if total != paid {
            let spot: &Spot = self.payments.first().map_or(&self.spot, |payment| &payment.spot);
            let why = format!(
                "the payments come to {}, and the order to {}",
                self.shown_amount(paid),
                self.shown_amount(total)
            );
            faults.push(self.fault(spot, Reason::PaymentsDiffer, why));
        }
    }

    fn shown_amount(&self, minor: i128) -> String {
        match i64::try_from(minor) {
            Ok(minor) => Money::new(minor, self.currency).to_string(),
            Err(_) => format!("{minor} minor units of {}", self.currency),
        }
    }
}

fn shown(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
