//! PlaceOrder's request, checked in full: every bad field is named, and money adds up, before anything is decided.

use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1 as pb;
use redress_core::Currency;
use redress_rpc::{Caller, Fields, Problem};

use super::address::address_from_wire;
use super::line::{LARGEST_MINOR, MAX_ID, OneCurrency, id_from_wire, lines_from_wire};
use super::payment::payments_from_wire;
use crate::domain::address::Address;
use crate::domain::line::Line;
use crate::domain::order::Order;
use crate::domain::payment::Payment;
use crate::domain::words::OrderState;

const MAX_LINES: usize = 500;
const MAX_PAYMENTS: usize = 20;
const MAX_EMAIL: usize = 254;
const MAX_LANGUAGE: usize = 35;
const MAX_TERMS: usize = 64 * 1024;

/// A checked new order, before it has an id.
#[derive(Clone, Debug)]
pub(crate) struct NewOrder {
    pub marketplace_id: String,
    pub buyer_id: String,
    pub buyer_email: String,
    pub buyer_language: String,
    pub currency: Currency,
    pub lines: Vec<Line>,
    pub shipping_minor: i64,
    pub total_minor: i64,
    pub payments: Vec<Payment>,
    pub shipping_address: Address,
    pub billing_address: Address,
    pub place_time: DateTime<Utc>,
    pub processing_due_time: Option<DateTime<Utc>>,
    pub external_reference: Option<String>,
    pub terms_source: Option<String>,
}

impl NewOrder {
    /// The order, placed under this id.
    pub(crate) fn place(self, order_id: String, now: DateTime<Utc>) -> Order {
        Order {
            order_id,
            marketplace_id: self.marketplace_id,
            buyer_id: self.buyer_id,
            buyer_email: self.buyer_email,
            buyer_language: self.buyer_language,
            state: OrderState::Placed,
            revision: 1,
            currency: self.currency,
            total_minor: self.total_minor,
            shipping_minor: self.shipping_minor,
            shipping_captured_minor: 0,
            is_shipping_freed: false,
            shipping_address: self.shipping_address,
            billing_address: self.billing_address,
            payments: self.payments,
            parcels: Vec::new(),
            deadlines: Vec::new(),
            terms_source: self.terms_source,
            external_reference: self.external_reference,
            place_time: self.place_time,
            processing_due_time: self.processing_due_time,
            payment_confirm_time: None,
            update_time: now,
            lines: self.lines,
        }
    }
}

/// Checks a request as far as it can be checked without its policy.
///
/// # Errors
///
/// A caller bound to one order, or every bad field with its path.
pub(crate) fn new_order_from_wire(
    request: pb::PlaceOrderRequest,
    caller: &Caller,
    now: DateTime<Utc>,
) -> Result<NewOrder, Problem> {
    if caller.order.is_some() {
        return Err(Problem::forbidden(
            "who came by the link to one order places no other",
        ));
    }
    let mut fields = Fields::new();
    fields.request_id("request_id", &request.request_id);
    let marketplace_id = marketplace(&mut fields, &request.marketplace_id, caller)?;
    let buyer_id = buyer(&mut fields, &request.buyer_id, caller);
    let mut currency = OneCurrency::default();
    if request.lines.is_empty() {
        fields.refuse("lines", "must have at least one line");
    } else if request.lines.len() > MAX_LINES {
        fields.refuse("lines", format_args!("must have at most {MAX_LINES} lines"));
    }
    if request.payments.is_empty() {
        fields.refuse("payments", "must have at least one payment");
    } else if request.payments.len() > MAX_PAYMENTS {
        fields.refuse(
            "payments",
            format_args!("must have at most {MAX_PAYMENTS} payments"),
        );
    }
    let (line_count, payment_count) = (request.lines.len(), request.payments.len());
    let lines = lines_from_wire(&mut fields, "lines", request.lines, (&mut currency, &[]));
    let shipping_minor = currency.minor_or_zero(&mut fields, "shipping", request.shipping);
    let payments = payments_from_wire(&mut fields, "payments", request.payments, &mut currency);
    let shipping_address = address_from_wire(&mut fields, "shipping_address", request.shipping_address);
    let billing_address = match request.billing_address {
        None => shipping_address.clone(),
        billing => address_from_wire(&mut fields, "billing_address", billing),
    };
    let place_time = fields
        .optional_timestamp("place_time", request.place_time)
        .unwrap_or(now);
    if place_time > now {
        fields.refuse("place_time", "must not be in the future");
    }
    let processing_due_time = fields.optional_timestamp("processing_due_time", request.processing_due_time);
    if processing_due_time.is_some_and(|due| due < place_time) {
        fields.refuse("processing_due_time", "must not be before the order was placed");
    }
    let external_reference = fields.at_most("external_reference", &request.external_reference, MAX_ID);
    let buyer_email = email(&mut fields, &request.buyer_email);
    let buyer_language = language(&mut fields, &request.buyer_language);
    let terms_source = fields.at_most("terms_source", &request.terms_source, MAX_TERMS);
    let is_complete = lines.len() == line_count && payments.len() == payment_count && payment_count > 0;
    let total_minor = shipping_minor
        .filter(|_| is_complete)
        .and_then(|s| total(&mut fields, &lines, s, &payments));
    let all = (|| {
        Some(NewOrder {
            marketplace_id,
            buyer_id: buyer_id?,
            buyer_email: buyer_email?,
            buyer_language: buyer_language?,
            currency: currency.0?,
            lines,
            shipping_minor: shipping_minor?,
            total_minor: total_minor?,
            payments,
            shipping_address: shipping_address?,
            billing_address: billing_address?,
            place_time,
            processing_due_time,
            external_reference: external_reference.filter(|reference| !reference.is_empty()),
            terms_source: terms_source.filter(|terms| !terms.trim().is_empty()),
        })
    })();
    fields.finish()?;
    Ok(all.expect("invariant: a field that is missing was noted"))
}

/// The marketplace; a foreign one reads like one that does not exist.
fn marketplace(fields: &mut Fields, requested: &str, caller: &Caller) -> Result<String, Problem> {
    if caller.marketplace.is_none() && requested.is_empty() {
        fields.refuse("marketplace_id", "is required");
        return Ok(String::new());
    }
    if !requested.is_empty() {
        id_from_wire(fields, "marketplace_id", requested);
        if !caller.may_see(requested) {
            fields.refuse("marketplace_id", UNKNOWN_MARKETPLACE);
        }
        return Ok(requested.to_owned());
    }
    caller.marketplace_for("marketplace_id", requested)
}

/// What a marketplace without a policy, or of somebody else, is told.
pub(crate) const UNKNOWN_MARKETPLACE: &str = "names no marketplace that has a policy";

fn buyer(fields: &mut Fields, requested: &str, caller: &Caller) -> Option<String> {
    match &caller.buyer {
        Some(own) if requested.is_empty() || requested == own => Some(own.clone()),
        Some(_) => {
            fields.refuse("buyer_id", "must be the buyer who is calling");
            None
        }
        None => id_from_wire(fields, "buyer_id", requested),
    }
}

fn email(fields: &mut Fields, text: &str) -> Option<String> {
    let is_plausible = text.is_empty()
        || (text
            .split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
            && text.len() <= MAX_EMAIL
            && !text.contains(|c: char| c.is_whitespace() || c.is_control()));
    if is_plausible {
        return Some(text.to_owned());
    }
    fields.refuse("buyer_email", "must be an e-mail address");
    None
}

/// A language tag by its form; whether anybody writes in the language is not asked here.
fn language(fields: &mut Fields, tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_primary = (2..=3).contains(&primary.len()) && primary.bytes().all(|c| c.is_ascii_alphabetic());
    let is_subtag =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|c| c.is_ascii_alphanumeric());
    if tag.is_empty() || (tag.len() <= MAX_LANGUAGE && is_primary && parts.all(is_subtag)) {
        return Some(tag.to_owned());
    }
    fields.refuse("buyer_language", "must be a language tag such as fr or pt-BR");
    None
}

/// What the order costs, which is also what its payments come to.
fn total(fields: &mut Fields, lines: &[Line], shipping_minor: i64, payments: &[Payment]) -> Option<i64> {
    let costs = lines
        .iter()
        .map(|line| i128::from(line.total_minor()))
        .sum::<i128>()
        + i128::from(shipping_minor);
    let paid: i128 = payments
        .iter()
        .map(|payment| i128::from(payment.amount_minor))
        .sum();
    if costs > i128::from(LARGEST_MINOR) {
        fields.refuse("lines", "make the order too large");
        return None;
    }
    if paid != costs {
        fields.refuse(
            "payments",
            format_args!("must add up to the order's total of {costs} minor units, not {paid}"),
        );
        return None;
    }
    i64::try_from(costs).ok()
}
