//! Money that was captured goes to orders, if it is what the order was to be paid with.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_core::Money;
use redress_rpc::convert::{money_from_wire, money_to_wire, time_from_wire, time_to_wire};
use redress_rpc::{Channel, Reason};
use tonic::Status;

use super::Errand;
use crate::domain::notice::{Outcome, Why};
use crate::domain::reading::Payment;

/// Confirms a payment of an order.
///
/// # Errors
///
/// Orders does not know the order, does not take it, or cannot be asked.
pub(super) async fn pass(orders: &Channel, errand: &Errand<'_>, paid: &Payment) -> Result<Outcome, Status> {
    let mut client = OrderServiceClient::new(orders.clone());
    let get = pb::GetOrderRequest {
        order_id: paid.order_id.clone(),
    };
    let order = client.get_order(errand.request(get)).await?.into_inner();
    let Some(payment) = meant(&order.payments, paid) else {
        return Ok(Outcome::Refused(Why::of(
            Reason::PreconditionFailed.as_str(),
            "it does not say which of the order's payments it is (redress_payment_id)",
        )));
    };
    let due = payment.captured.as_ref().or(payment.amount.as_ref());
    if let Some(refused) = differs(due.and_then(|due| money_from_wire(due).ok()), paid.amount) {
        return Ok(refused);
    }
    if payment.captured.is_some() {
        return Ok(Outcome::Applied(Why::said("the payment was confirmed before")));
    }
    let confirm = pb::ConfirmPaymentRequest {
        request_id: errand.request_id(),
        order_id: order.order_id.clone(),
        payment_id: payment.payment_id.clone(),
        captured: Some(money_to_wire(paid.amount)),
        confirm_time: Some(time_to_wire(confirm_time(errand, &order))),
        reference: paid.references.first().cloned().unwrap_or_default(),
        etag: String::new(),
    };
    client.confirm_payment(errand.request(confirm)).await?;
    Ok(Outcome::Applied(Why::said("the payment is confirmed")))
}

/// The payment that is named, else the one that the provider's ids are known of, else the only one there is.
fn meant<'a>(payments: &'a [pb::Payment], paid: &Payment) -> Option<&'a pb::Payment> {
    if !paid.payment_id.is_empty() {
        return payments
            .iter()
            .find(|payment| payment.payment_id == paid.payment_id);
    }
    let by_reference = payments
        .iter()
        .find(|payment| paid.references.contains(&payment.reference));
    by_reference.or(match payments {
        [only] => Some(only),
        _ => None,
    })
}

/// What was captured must be what was to be paid, to the last minor unit.
fn differs(due: Option<Money>, paid: Money) -> Option<Outcome> {
    let due = due?;
    let reason = match () {
        () if due.currency != paid.currency => Reason::CurrencyMismatch,
        () if due.minor != paid.minor => Reason::AmountMismatch,
        () => return None,
    };
    let detail = format!("{paid} was captured, but {due} is on record");
    Some(Outcome::Refused(Why::of(reason.as_str(), detail)))
}

/// When it was captured, as far as the order book can take it: neither after now nor before the order was placed, which may
/// have come here later than its payment was made.
fn confirm_time(errand: &Errand<'_>, order: &pb::Order) -> chrono::DateTime<chrono::Utc> {
    let captured = errand.notice.event_time.unwrap_or(errand.now).min(errand.now);
    let placed = order
        .place_time
        .as_ref()
        .and_then(|time| time_from_wire(time).ok());
    placed.map_or(captured, |placed| captured.max(placed))
}
