//! Payments both ways, and payout details in.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::Fields;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::line::{MAX_ID, OneCurrency, id_from_wire};
use super::words::{payment_kind_from_wire, payment_kind_to_wire};
use crate::domain::debt::Payout;
use crate::domain::order::Order;
use crate::domain::payment::{Payment, free_id};

const MAX_REFERENCE: usize = 256;
const MAX_WORD: usize = 64;

/// The payments of a new order. Empty ids become `p1`, `p2`, ….
pub(crate) fn payments_from_wire(
    fields: &mut Fields,
    path: &str,
    payments: Vec<pb::Payment>,
    currency: &mut OneCurrency,
) -> Vec<Payment> {
    let mut ids: Vec<String> = payments
        .iter()
        .map(|payment| payment.payment_id.clone())
        .collect();
    let mut checked = Vec::with_capacity(payments.len());
    for (index, mut payment) in payments.into_iter().enumerate() {
        let path = format!("{path}[{index}]");
        if payment.payment_id.is_empty() {
            payment.payment_id = free_id("p", index + 1, |id| ids.iter().any(|other| other == id));
            ids[index].clone_from(&payment.payment_id);
        } else if ids[..index].contains(&payment.payment_id) {
            fields.refuse(
                format_args!("{path}.payment_id"),
                "must be unique within the order",
            );
        }
        let amount = currency.minor(fields, &format!("{path}.amount"), payment.amount.take());
        let fee = currency.minor_or_zero(fields, &format!("{path}.refund_fee"), payment.refund_fee.take());
        checked.extend(payment_from_wire(fields, &path, payment, (amount, fee)));
    }
    checked
}

/// A payment whose amount and fee for paying back were checked.
pub(crate) fn payment_from_wire(
    fields: &mut Fields,
    path: &str,
    payment: pb::Payment,
    (amount_minor, refund_fee_minor): (Option<i64>, Option<i64>),
) -> Option<Payment> {
    let payment_id = match payment.payment_id.as_str() {
        "" => Some(String::new()),
        id => id_from_wire(fields, &format!("{path}.payment_id"), id),
    };
    let kind = fields.one_of::<pb::PaymentKind>(format_args!("{path}.kind"), payment.kind);
    let scheme = fields.at_most(format_args!("{path}.scheme"), &payment.scheme, MAX_WORD);
    let reference = fields.at_most(
        format_args!("{path}.reference"),
        &payment.reference,
        MAX_REFERENCE,
    );
    Some(Payment {
        payment_id: payment_id?,
        kind: kind.and_then(payment_kind_from_wire)?,
        scheme: scheme?,
        reference: reference?,
        amount_minor: amount_minor?,
        refund_fee_minor: refund_fee_minor?,
        captured_minor: None,
        confirm_time: None,
    })
}

pub(crate) fn payment_to_wire(order: &Order, payment: &Payment) -> pb::Payment {
    let money = |minor| money_to_wire(order.money(minor));
    pb::Payment {
        payment_id: payment.payment_id.clone(),
        kind: payment_kind_to_wire(payment.kind).into(),
        reference: payment.reference.clone(),
        amount: Some(money(payment.amount_minor)),
        captured: payment.captured_minor.map(money),
        confirm_time: payment.confirm_time.map(time_to_wire),
        scheme: payment.scheme.clone(),
        refund_fee: (payment.refund_fee_minor > 0).then(|| money(payment.refund_fee_minor)),
    }
}

/// Where the money should go; absent when the request does not say.
pub(crate) fn payout_from_wire(fields: &mut Fields, payout: Option<pb::PayoutDetails>) -> Option<Payout> {
    let payout = payout?;
    let kind = fields.non_empty("payout.kind", &payout.kind, MAX_WORD);
    let account = fields.non_empty("payout.account", &payout.account, MAX_ID);
    let holder = fields.at_most("payout.holder", &payout.holder, MAX_REFERENCE);
    let bank = fields.at_most("payout.bank", &payout.bank, MAX_REFERENCE);
    Some(Payout {
        kind: kind?,
        account: account?,
        holder: holder?,
        bank: bank?,
    })
}

pub(crate) fn payout_to_wire(payout: &Payout) -> pb::PayoutDetails {
    pb::PayoutDetails {
        kind: payout.kind.clone(),
        account: payout.account.clone(),
        holder: payout.holder.clone(),
        bank: payout.bank.clone(),
    }
}
