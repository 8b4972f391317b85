//! `orders.payment_confirmed`: what may be refunded, per payment and per order line, enters the books.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::orders::v1::{LineCapture, PaymentConfirmed, PaymentKind};
use redress_core::Money;
use redress_db::{Apply, HandlerError, Tx};
use redress_rpc::{Fields, Problem};

use crate::convert::{self, money_or_nothing};
use crate::domain::breakdown::ORDER_SHIPPING;
use crate::domain::words::Movement;
use crate::domain::{Payment, PaymentLine, ledger};
use crate::error::Error;
use crate::reactions::refund_owed::Unreadable;
use crate::store::{self, NewJournal};

/// Plans the booking of a captured payment; one that is in the books already stays as it is.
pub fn plan(event: &Envelope) -> Result<Apply, HandlerError> {
    let message = PaymentConfirmed::decode(event.payload.as_slice())?;
    let payment = read(message, event).map_err(Unreadable::from)?;
    Ok(Box::new(move |tx| Ok(book(tx, &payment)?)))
}

fn book(tx: &mut Tx, payment: &Payment) -> Result<(), Error> {
    let is_new = store::payment_insert(tx.conn(), payment)?;
    if !is_new || payment.captured_minor == 0 {
        return Ok(());
    }
    let journal = NewJournal {
        id: tx.ids().text("jrn", tx.now()),
        movement: Movement::Captured,
        marketplace_id: &payment.marketplace_id,
        order_id: &payment.order_id,
        refund_id: "",
        post_time: tx.now(),
    };
    let currency = payment.currency.to_string();
    Ok(store::journal_insert(
        tx.conn(),
        journal,
        &currency,
        &ledger::capture(payment.captured_minor),
    )?)
}

fn read(message: PaymentConfirmed, event: &Envelope) -> Result<Payment, Problem> {
    let mut fields = Fields::new();
    let paid = fields.required("payment", message.payment);
    let captured = paid
        .as_ref()
        .and_then(|paid| fields.money_not_negative("payment.captured", paid.captured.clone()));
    let (Some(paid), Some(captured)) = (paid, captured) else {
        fields.finish()?;
        unreachable!("invariant: what is missing was refused");
    };
    let mut lines = Vec::new();
    for (at, line) in message.lines.into_iter().enumerate() {
        lines.extend(read_line(
            &mut fields,
            &format!("lines[{at}].amount"),
            line,
            captured,
        ));
    }
    let shipping = money_or_nothing(&mut fields, "shipping", message.shipping, captured);
    if let Some(shipping) = shipping.filter(|shipping| shipping.minor > 0) {
        same_currency(&mut fields, "shipping", shipping, captured);
        lines.push(line(ORDER_SHIPPING.to_owned(), String::new(), shipping));
    }
    fields.finish()?;
    let confirm_time = paid
        .confirm_time
        .as_ref()
        .and_then(|time| redress_rpc::convert::time_from_wire(time).ok());
    let kind = PaymentKind::try_from(paid.kind)
        .ok()
        .and_then(convert::payment_kind_from_wire);
    Ok(Payment {
        order_id: message.order_id,
        payment_id: paid.payment_id,
        marketplace_id: message.marketplace_id,
        buyer_id: message.buyer_id,
        kind,
        reference: paid.reference,
        currency: captured.currency,
        captured_minor: captured.minor,
        held_minor: 0,
        refunded_minor: 0,
        confirm_time: confirm_time.unwrap_or(event.time),
        lines,
    })
}

fn read_line(fields: &mut Fields, path: &str, given: LineCapture, captured: Money) -> Option<PaymentLine> {
    let amount = fields.money_not_negative(path, given.amount)?;
    same_currency(fields, path, amount, captured);
    Some(line(given.line_id, given.seller_id, amount))
}

fn same_currency(fields: &mut Fields, path: &str, amount: Money, captured: Money) {
    if amount.currency != captured.currency {
        fields.refuse(path, "must be in the currency of the captured amount");
    }
}

fn line(line_id: String, seller_id: String, amount: Money) -> PaymentLine {
    PaymentLine {
        line_id,
        seller_id,
        captured_minor: amount.minor,
        taken_minor: 0,
    }
}
