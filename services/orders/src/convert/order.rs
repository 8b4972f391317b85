//! Orders as the contract has them.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::etag::etag;
use redress_policybook::Bound;
use redress_policybook::convert::{Word as _, breakdown_to_wire, method_to_wire};
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::address::address_to_wire;
use super::cancellation::cancellation_to_wire;
use super::line::{line_to_wire, quantities_to_wire};
use super::payment::payment_to_wire;
use super::words::order_state_to_wire;
use crate::domain::cancellation::Cancellation;
use crate::domain::deadline::{self, OpenDeadline};
use crate::domain::order::Order;
use crate::domain::parcel::Parcel;
use crate::policy::terms::SellerTerms;

/// An order with its open cancellations, without terms.
pub(crate) fn order_to_wire(order: &Order, cancellations: &[Cancellation]) -> pb::Order {
    let money = |minor| Some(money_to_wire(order.money(minor)));
    let open: Vec<&Cancellation> = cancellations
        .iter()
        .filter(|cancellation| cancellation.is_open())
        .collect();
    let of_cases = open
        .iter()
        .filter_map(|cancellation| deadline::next(&cancellation.deadlines));
    let next_deadline = deadline::next(&order.deadlines)
        .into_iter()
        .chain(of_cases)
        .min_by_key(|d| d.due_time);
    pb::Order {
        order_id: order.order_id.clone(),
        marketplace_id: order.marketplace_id.clone(),
        buyer_id: order.buyer_id.clone(),
        state: order_state_to_wire(order.state).into(),
        lines: order.lines.iter().map(|line| line_to_wire(order, line)).collect(),
        shipping: money(order.shipping_minor),
        total: money(order.total_minor),
        payments: order
            .payments
            .iter()
            .map(|payment| payment_to_wire(order, payment))
            .collect(),
        shipping_address: Some(address_to_wire(&order.shipping_address)),
        billing_address: Some(address_to_wire(&order.billing_address)),
        place_time: Some(time_to_wire(order.place_time)),
        processing_due_time: order.processing_due_time.map(time_to_wire),
        parcels: order.parcels.iter().map(parcel_to_wire).collect(),
        terms: None,
        owed: money(order.owed_minor()),
        external_reference: order.external_reference.clone().unwrap_or_default(),
        etag: etag(order.revision),
        update_time: Some(time_to_wire(order.update_time)),
        cancellations: open
            .into_iter()
            .map(|cancellation| cancellation_to_wire(cancellation, None))
            .collect(),
        next_deadline: next_deadline.map(deadline_to_wire),
        buyer_email: order.buyer_email.clone(),
        buyer_language: order.buyer_language.clone(),
    }
}

fn parcel_to_wire(parcel: &Parcel) -> pb::Parcel {
    pb::Parcel {
        parcel_id: parcel.parcel_id.clone(),
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_number.clone(),
        lines: quantities_to_wire(&parcel.lines),
        ship_time: Some(time_to_wire(parcel.ship_time)),
        estimated_delivery_time: parcel.estimated_delivery_time.map(time_to_wire),
        deliver_time: parcel.deliver_time.map(time_to_wire),
    }
}

pub(crate) fn deadline_to_wire(deadline: &OpenDeadline) -> pb::OpenDeadline {
    pb::OpenDeadline {
        kind: deadline.kind.as_str().to_owned(),
        due_time: Some(time_to_wire(deadline.due_time)),
        party: deadline.party.to_wire().into(),
        clause_ids: deadline.clauses.clone(),
    }
}

/// What the policy says of an order now.
pub(crate) fn terms_to_wire(bound: &Bound, sellers: &[SellerTerms]) -> pb::OrderTerms {
    pb::OrderTerms {
        policy_id: bound.layers.marketplace.pack.id.to_string(),
        policy_version: bound.layers.version,
        sellers: sellers.iter().map(seller_terms_to_wire).collect(),
    }
}

fn seller_terms_to_wire(terms: &SellerTerms) -> pb::SellerTerms {
    let decision = &terms.decision;
    pb::SellerTerms {
        seller_id: terms.seller_id.clone(),
        cancel_outcome: decision.outcome.to_wire().into(),
        window: terms.window.clone(),
        window_close_time: decision.window_close_time.map(time_to_wire),
        refund: decision.breakdown.as_ref().map(breakdown_to_wire),
        refund_terms: terms.refund_terms.clone(),
        refund_due: terms.refund_due.clone(),
        clause_ids: terms.clauses.clone(),
        layer: terms.layer.to_wire().into(),
        method: decision.method.as_ref().map(method_to_wire),
    }
}
