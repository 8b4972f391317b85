//! What of an order a seller sees: their own lines, the parcels and cancellations that touch them, and where to send
//! the goods. Not what other sellers sold, nor how the buyer paid.

use redress_contracts::redress::orders::v1 as pb;
use redress_core::Money;
use redress_rpc::Caller;
use redress_rpc::convert::{money_from_wire, money_to_wire};

/// The order as the caller may see it.
pub(crate) fn order_for(caller: &Caller, mut order: pb::Order) -> pb::Order {
    let Some(seller) = caller.seller.as_deref() else {
        return order;
    };
    order.lines.retain(|line| line.seller_id == seller);
    let own: Vec<String> = order.lines.iter().map(|line| line.line_id.clone()).collect();
    let is_own = |line: &pb::LineQuantity| own.contains(&line.line_id);
    for parcel in &mut order.parcels {
        parcel.lines.retain(is_own);
    }
    order.parcels.retain(|parcel| !parcel.lines.is_empty());
    order
        .cancellations
        .retain(|cancellation| cancellation.lines.iter().any(is_own));
    for cancellation in &mut order.cancellations {
        restrict_cancellation(cancellation, &own);
    }
    if let Some(terms) = &mut order.terms {
        terms.sellers.retain(|terms| terms.seller_id == seller);
    }
    order.total = own_total(&order);
    order.shipping = None;
    order.owed = None;
    order.payments.clear();
    order.billing_address = None;
    order.buyer_email.clear();
    order.buyer_language.clear();
    order
}

/// A cancellation as the caller may see it, given the caller's lines of its order.
pub(crate) fn cancellation_for(
    caller: &Caller,
    own: &[String],
    mut cancellation: pb::Cancellation,
) -> pb::Cancellation {
    if caller.seller.is_some() {
        restrict_cancellation(&mut cancellation, own);
    }
    cancellation
}

fn restrict_cancellation(cancellation: &mut pb::Cancellation, own: &[String]) {
    let is_foreign = |line_id: &str| !line_id.is_empty() && !own.iter().any(|id| id == line_id);
    cancellation.lines.retain(|line| !is_foreign(&line.line_id));
    for breakdown in cancellation
        .refund
        .iter_mut()
        .chain(cancellation.decision.iter_mut().flat_map(|d| &mut d.breakdown))
    {
        breakdown.lines.retain(|line| !is_foreign(&line.line_id));
        breakdown.amount = sum(breakdown.lines.iter().filter_map(|line| line.amount.as_ref()));
    }
    if let Some(decision) = &mut cancellation.decision {
        decision.findings.retain(|finding| !is_foreign(&finding.line_id));
    }
}

fn own_total(order: &pb::Order) -> Option<redress_contracts::google::r#type::Money> {
    let minor = |money: &Option<_>| {
        money
            .as_ref()
            .and_then(|money| money_from_wire(money).ok())
            .map_or(0, |m| m.minor)
    };
    let of_line = |line: &pb::Line| {
        minor(&line.unit_price) * i64::from(line.quantity) - minor(&line.discount)
            + minor(&line.tax)
            + minor(&line.shipping)
    };
    let currency = order
        .total
        .as_ref()
        .and_then(|total| money_from_wire(total).ok())?
        .currency;
    Some(money_to_wire(Money::new(
        order.lines.iter().map(of_line).sum(),
        currency,
    )))
}

fn sum<'a>(
    amounts: impl Iterator<Item = &'a redress_contracts::google::r#type::Money>,
) -> Option<redress_contracts::google::r#type::Money> {
    amounts
        .filter_map(|money| money_from_wire(money).ok())
        .reduce(|a, b| Money::new(a.minor + b.minor, a.currency))
        .map(money_to_wire)
}
