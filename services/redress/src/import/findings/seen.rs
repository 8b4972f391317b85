//! An order as it stood on a date: what happened later is not seen. What was cancelled by today is not seen either, because
//! the order book does not keep when a past cancellation was.

use super::Case;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Currency;
use redress_rpc::convert::{money_from_wire, time_from_wire};

/// An order.
#[derive(Clone, Debug)]
pub struct SeenOrder {
    pub order_id: String,
    pub external_reference: String,
    pub buyer_country: String,
    pub currency: Currency,
    pub shipping_minor: i64,
    pub place_time: DateTime<Utc>,
    pub processing_due_time: Option<DateTime<Utc>>,
    /// When the last of its payments was confirmed; absent while one is open.
    pub payment_confirm_time: Option<DateTime<Utc>>,
    pub payment_kind: pb::PaymentKind,
    pub payment_fee_minor: i64,
    pub lines: Vec<SeenLine>,
    pub parcels: Vec<SeenParcel>,
}

/// A line; quantities of units that are not cancelled.
#[derive(Clone, Debug)]
pub struct SeenLine {
    pub line: pb::Line,
    pub unit_minor: i64,
    pub tax_minor: i64,
    pub discount_minor: i64,
    pub shipping_minor: i64,
    pub unshipped: i64,
}

/// A parcel that had left.
#[derive(Clone, Debug)]
pub struct SeenParcel {
    pub parcel_id: String,
    pub contents: Vec<(String, i64)>,
    pub ship_time: DateTime<Utc>,
    pub estimated_delivery_time: Option<DateTime<Utc>>,
    pub deliver_time: Option<DateTime<Utc>>,
}

/// What the times alone tell of an order.
pub(super) struct Late<'o> {
    pub not_shipped: bool,
    pub shipped_late: bool,
    pub not_delivered: Vec<&'o str>,
    pub delivered_late: Vec<&'o str>,
}

impl SeenOrder {
    /// An order as of a date; `None` when it had not been placed, or nothing of it is left.
    ///
    /// # Errors
    ///
    /// The order holds an amount or a time that is none.
    pub(super) fn at(order: pb::Order, as_of: DateTime<Utc>) -> anyhow::Result<Option<Self>> {
        let place_time = time(order.place_time)?.unwrap_or_default();
        let is_gone = order.state() == pb::OrderState::Cancelled;
        if place_time > as_of || is_gone {
            return Ok(None);
        }
        let by_then = |time: Option<DateTime<Utc>>| time.filter(|time| *time <= as_of);
        let mut parcels = Vec::with_capacity(order.parcels.len());
        for parcel in &order.parcels {
            let Some(ship_time) = by_then(time(parcel.ship_time)?) else {
                continue;
            };
            parcels.push(SeenParcel {
                parcel_id: parcel.parcel_id.clone(),
                contents: parcel
                    .lines
                    .iter()
                    .map(|part| (part.line_id.clone(), i64::from(part.quantity)))
                    .collect(),
                ship_time,
                estimated_delivery_time: time(parcel.estimated_delivery_time)?,
                deliver_time: by_then(time(parcel.deliver_time)?),
            });
        }
        let mut confirmed = Vec::with_capacity(order.payments.len());
        for payment in &order.payments {
            confirmed.push(by_then(time(payment.confirm_time)?));
        }
        let is_paid = confirmed.iter().all(Option::is_some);
        let main = main_payment(&order.payments)?;
        let total = order.total.as_ref().context("an order has no total")?;
        let lines = order.lines.iter().map(|line| seen_line(line, &parcels));
        Ok(Some(Self {
            buyer_country: order
                .shipping_address
                .as_ref()
                .map(|address| address.region_code.clone())
                .unwrap_or_default(),
            currency: money_from_wire(total)?.currency,
            shipping_minor: minor(order.shipping.as_ref())?,
            place_time,
            processing_due_time: time(order.processing_due_time)?,
            payment_confirm_time: confirmed.into_iter().flatten().max().filter(|_| is_paid),
            payment_kind: main.map_or(pb::PaymentKind::Unspecified, pb::Payment::kind),
            payment_fee_minor: main.map_or(Ok(0), |payment| minor(payment.refund_fee.as_ref()))?,
            lines: lines.collect::<anyhow::Result<_>>()?,
            parcels,
            order_id: order.order_id,
            external_reference: order.external_reference,
        }))
    }

    /// Parcels that had not arrived.
    pub(super) fn parcels_under_way(&self) -> impl Iterator<Item = &SeenParcel> {
        self.parcels.iter().filter(|parcel| parcel.deliver_time.is_none())
    }

    /// What its times tell.
    pub(super) fn late(&self, as_of: DateTime<Utc>) -> Late<'_> {
        let due = self.processing_due_time;
        let is_open = self.lines.iter().any(|line| line.unshipped > 0);
        let ids = |is_late: &dyn Fn(&SeenParcel, DateTime<Utc>) -> bool| {
            self.parcels
                .iter()
                .filter(|parcel| {
                    parcel
                        .estimated_delivery_time
                        .is_some_and(|estimate| is_late(parcel, estimate))
                })
                .map(|parcel| parcel.parcel_id.as_str())
                .collect()
        };
        Late {
            not_shipped: is_open
                && self.payment_confirm_time.is_some()
                && due.is_some_and(|due| due <= as_of),
            shipped_late: due.is_some_and(|due| self.parcels.iter().any(|parcel| parcel.ship_time > due)),
            not_delivered: ids(&|parcel, estimate| parcel.deliver_time.is_none() && estimate < as_of),
            delivered_late: ids(&|parcel, estimate| parcel.deliver_time.is_some_and(|time| time > estimate)),
        }
    }

    /// How it is listed.
    pub(super) fn case(&self, parcel_id: Option<&str>) -> Case {
        Case {
            order_id: self.order_id.clone(),
            external_reference: self.external_reference.clone(),
            parcel_id: parcel_id.map(str::to_owned),
        }
    }
}

fn seen_line(line: &pb::Line, parcels: &[SeenParcel]) -> anyhow::Result<SeenLine> {
    let shipped: i64 = parcels
        .iter()
        .flat_map(|parcel| &parcel.contents)
        .filter(|(line_id, _)| *line_id == line.line_id)
        .map(|(_, quantity)| quantity)
        .sum();
    let live = line.quantity - line.cancelled_quantity - line.requested_quantity;
    Ok(SeenLine {
        unit_minor: minor(line.unit_price.as_ref())?,
        tax_minor: minor(line.tax.as_ref())?,
        discount_minor: minor(line.discount.as_ref())?,
        shipping_minor: minor(line.shipping.as_ref())?,
        unshipped: (i64::from(live) - shipped).max(0),
        line: line.clone(),
    })
}

/// The payment that most of the money came in by; the first of equals.
fn main_payment(payments: &[pb::Payment]) -> anyhow::Result<Option<&pb::Payment>> {
    let mut best: Option<(&pb::Payment, i64)> = None;
    for payment in payments {
        let amount = minor(payment.captured.as_ref().or(payment.amount.as_ref()))?;
        if best.is_none_or(|(_, most)| amount > most) {
            best = Some((payment, amount));
        }
    }
    Ok(best.map(|(payment, _)| payment))
}

fn minor(money: Option<&WireMoney>) -> anyhow::Result<i64> {
    Ok(match money {
        Some(money) => money_from_wire(money)?.minor,
        None => 0,
    })
}

fn time(time: Option<prost_types::Timestamp>) -> anyhow::Result<Option<DateTime<Utc>>> {
    Ok(time.as_ref().map(time_from_wire).transpose()?)
}
