//! The requests that change an order or a cancellation, checked as far as they can be without it.

use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Currency;
use redress_policy::{Ground, Party};
use redress_policybook::convert::word;
use redress_rpc::{Caller, Fields, Problem};

use super::address::address_from_wire;
use super::line::{MAX_ID, OneCurrency, id_from_wire, lines_from_wire, quantities_from_wire};
use super::party::party_from_wire;
use super::payment::{payment_from_wire, payout_from_wire};
use crate::domain::address::Address;
use crate::domain::debt::Payout;
use crate::domain::line::{Line, LineQuantity};
use crate::domain::parcel::Parcel;
use crate::domain::payment::{Capture, Payment};

const MAX_TEXT: usize = 4_000;
const MAX_REFERENCE: usize = 256;
const MAX_QUANTITY: i32 = 1_000_000;

/// What a caller wants cancelled.
#[derive(Clone, Debug)]
pub(crate) struct CancelRequest {
    pub requested_by: Party,
    pub ground: Ground,
    /// All that is left when empty.
    pub lines: Vec<LineQuantity>,
    pub explanation: String,
    pub payout: Option<Payout>,
}

/// What a caller wants changed of the lines.
#[derive(Clone, Debug)]
pub(crate) struct LineRequest {
    pub requested_by: Party,
    /// New quantities; 0 takes the line off.
    pub changes: Vec<LineQuantity>,
    pub additions: Vec<Line>,
    /// The currency of the additions.
    pub currency: Option<Currency>,
    pub payment: Option<Payment>,
}

/// A required id of a resource.
pub(crate) fn resource_id(fields: &mut Fields, path: &str, id: &str) {
    fields.non_empty(path, id, MAX_ID);
}

/// What cancelling was asked for; `is_binding` asks for what only a real request needs.
pub(crate) fn cancel_from_wire(
    fields: &mut Fields,
    request: pb::CancelOrderRequest,
    caller: &Caller,
    is_binding: bool,
) -> Option<CancelRequest> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let requested_by = party_from_wire(fields, "requested_by", request.requested_by, caller);
    let ground = match (request.ground, requested_by) {
        (0, Some(Party::Buyer)) => Some(Ground::ChangeOfMind),
        (number, _) => word::<Ground>(fields, "ground", number),
    };
    let lines = quantities_from_wire(fields, "lines", &request.lines);
    let must_explain = is_binding && matches!(requested_by, Some(Party::Seller | Party::Platform));
    let explanation = if must_explain {
        fields.non_empty("explanation", &request.explanation, MAX_TEXT)
    } else {
        fields.at_most("explanation", &request.explanation, MAX_TEXT)
    };
    let payout = payout_from_wire(fields, request.payout);
    Some(CancelRequest {
        requested_by: requested_by?,
        ground: ground?,
        lines,
        explanation: explanation?,
        payout,
    })
}

/// A captured payment.
pub(crate) fn capture_from_wire(
    fields: &mut Fields,
    request: &pb::ConfirmPaymentRequest,
    now: DateTime<Utc>,
) -> Option<(Capture, Option<Currency>)> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let captured = match request.captured.clone() {
        None => Some(None),
        captured => fields.money_not_negative("captured", captured).map(Some),
    };
    let given = fields.optional_timestamp("confirm_time", request.confirm_time);
    let confirm_time = not_in_future(fields, "confirm_time", given, now);
    let payment_id = fields.at_most("payment_id", &request.payment_id, MAX_ID);
    let reference = fields.at_most("reference", &request.reference, MAX_REFERENCE);
    let captured = captured?;
    let capture = Capture {
        payment_id: payment_id?,
        captured_minor: captured.map(|money| money.minor),
        confirm_time,
        is_time_given: given.is_some(),
        reference: reference?,
    };
    Some((capture, captured.map(|money| money.currency)))
}

/// A parcel that left.
pub(crate) fn parcel_from_wire(
    fields: &mut Fields,
    request: pb::MarkShippedRequest,
    now: DateTime<Utc>,
) -> Option<Parcel> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let parcel = request.parcel.unwrap_or_default();
    if !parcel.parcel_id.is_empty() {
        id_from_wire(fields, "parcel.parcel_id", &parcel.parcel_id);
    }
    let carrier = fields.at_most("parcel.carrier", &parcel.carrier, MAX_ID);
    let tracking_number = fields.at_most("parcel.tracking_number", &parcel.tracking_number, MAX_ID);
    let lines = quantities_from_wire(fields, "parcel.lines", &parcel.lines);
    let given = fields.optional_timestamp("parcel.ship_time", parcel.ship_time);
    let ship_time = not_in_future(fields, "parcel.ship_time", given, now);
    let estimated =
        fields.optional_timestamp("parcel.estimated_delivery_time", parcel.estimated_delivery_time);
    if parcel.deliver_time.is_some() {
        fields.refuse("parcel.deliver_time", "is set by MarkDelivered");
    }
    Some(Parcel {
        parcel_id: parcel.parcel_id,
        carrier: carrier?,
        tracking_number: tracking_number?,
        lines,
        ship_time,
        estimated_delivery_time: estimated,
        deliver_time: None,
    })
}

/// A delivery: the parcel, when, and whether the caller said when.
pub(crate) fn delivery_from_wire(
    fields: &mut Fields,
    request: &pb::MarkDeliveredRequest,
    now: DateTime<Utc>,
) -> (String, DateTime<Utc>, bool) {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    fields.at_most("parcel_id", &request.parcel_id, MAX_ID);
    let given = fields.optional_timestamp("deliver_time", request.deliver_time);
    (
        request.parcel_id.clone(),
        not_in_future(fields, "deliver_time", given, now),
        given.is_some(),
    )
}

/// A new address and who asks for it.
pub(crate) fn address_change_from_wire(
    fields: &mut Fields,
    request: pb::ChangeAddressRequest,
    caller: &Caller,
) -> Option<(Party, Address)> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let party = party_from_wire(fields, "requested_by", request.requested_by, caller);
    let address = address_from_wire(fields, "shipping_address", request.shipping_address);
    Some((party?, address?))
}

/// A change of lines. Lines that are added get the first free numbers only once the order is known, so they must name
/// their ids or leave them to `taken`, the number of lines the order may have at most.
pub(crate) fn line_request_from_wire(
    fields: &mut Fields,
    request: pb::ChangeLinesRequest,
    (caller, taken): (&Caller, &[String]),
) -> Option<LineRequest> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    let requested_by = party_from_wire(fields, "requested_by", request.requested_by, caller);
    let mut changes: Vec<LineQuantity> = Vec::with_capacity(request.changes.len());
    for (index, change) in request.changes.iter().enumerate() {
        let line_id = fields.non_empty(format_args!("changes[{index}].line_id"), &change.line_id, MAX_ID);
        let quantity = fields.within(
            format_args!("changes[{index}].quantity"),
            change.quantity,
            0..=MAX_QUANTITY,
        );
        if changes.iter().any(|other| other.line_id == change.line_id) {
            fields.refuse(
                format_args!("changes[{index}].line_id"),
                "names a line for the second time",
            );
        }
        if let (Some(line_id), Some(quantity)) = (line_id, quantity) {
            changes.push(LineQuantity {
                line_id,
                quantity: i64::from(quantity),
            });
        }
    }
    let mut currency = OneCurrency::default();
    let additions = lines_from_wire(fields, "additions", request.additions, (&mut currency, taken));
    let payment = request.payment.and_then(|payment| {
        if payment.amount.is_some() {
            fields.refuse("payment.amount", "follows from the change");
        }
        let fee = currency.minor_or_zero(fields, "payment.refund_fee", payment.refund_fee);
        let payment = pb::Payment {
            refund_fee: None,
            ..payment
        };
        payment_from_wire(fields, "payment", payment, (Some(0), fee))
    });
    Some(LineRequest {
        requested_by: requested_by?,
        changes,
        additions,
        currency: currency.0,
        payment,
    })
}

/// Lines that ran out: their ids, what the buyer is told, and when the stock is expected back.
pub(crate) fn out_of_stock_from_wire(
    fields: &mut Fields,
    request: &pb::MarkOutOfStockRequest,
) -> (Vec<String>, String, Option<DateTime<Utc>>) {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    if request.line_ids.is_empty() {
        fields.refuse("line_ids", "must name at least one line");
    }
    each_once(fields, "line_ids", &request.line_ids);
    fields.at_most("explanation", &request.explanation, MAX_TEXT);
    let restock_time = fields.optional_timestamp("restock_time", request.restock_time);
    (
        request.line_ids.clone(),
        request.explanation.clone(),
        restock_time,
    )
}

/// The buyer's choice: the lines, whether they wait, and where the money should go if not.
pub(crate) fn choice_from_wire(
    fields: &mut Fields,
    request: pb::ChooseOutOfStockRequest,
) -> Option<(Vec<String>, pb::StockChoice, Option<Payout>)> {
    resource_id(fields, "order_id", &request.order_id);
    fields.request_id("request_id", &request.request_id);
    each_once(fields, "line_ids", &request.line_ids);
    let choice = fields.one_of::<pb::StockChoice>("choice", request.choice);
    let payout = payout_from_wire(fields, request.payout);
    Some((request.line_ids, choice?, payout))
}

/// A person's decision: who decides, and the reason, which a refusal needs.
pub(crate) fn ruling_from_wire(
    fields: &mut Fields,
    request: &pb::DecideCancellationRequest,
    caller: &Caller,
) -> Option<(Party, String)> {
    resource_id(fields, "cancellation_id", &request.cancellation_id);
    fields.request_id("request_id", &request.request_id);
    let party = party_from_wire(fields, "decided_by", request.decided_by, caller);
    let reason = if request.approve {
        fields.at_most("reason", &request.reason, MAX_TEXT)
    } else {
        fields.non_empty("reason", &request.reason, MAX_TEXT)
    };
    Some((party?, reason?))
}

/// Ends a collection whose value is complete when no field is bad.
///
/// # Errors
///
/// Every bad field with its path.
pub(crate) fn finish<T>(fields: Fields, value: Option<T>) -> Result<T, Problem> {
    fields.finish()?;
    Ok(value.expect("invariant: a field that is missing was noted"))
}

fn each_once(fields: &mut Fields, path: &str, ids: &[String]) {
    for (index, id) in ids.iter().enumerate() {
        fields.non_empty(format_args!("{path}[{index}]"), id, MAX_ID);
        if ids[..index].contains(id) {
            fields.refuse(
                format_args!("{path}[{index}]"),
                "names a line for the second time",
            );
        }
    }
}

fn not_in_future(
    fields: &mut Fields,
    path: &str,
    given: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let time = given.unwrap_or(now);
    if time > now {
        fields.refuse(path, "must not be in the future");
    }
    time
}
