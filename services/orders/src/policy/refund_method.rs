//! How money goes back that no decision was made about: by the pack's method for the way most of the order was paid.

use redress_policy::Method;
use redress_policy::pack::Pack;

use super::main_payment;
use crate::domain::order::Order;

/// The pack's method for the order's payment, else its general one, else the way it was paid.
pub(crate) fn refund_method(order: &Order, pack: &Pack) -> Method {
    let kind = main_payment(order).map(|payment| payment.kind);
    let named = pack
        .methods
        .iter()
        .find(|rule| kind.is_some_and(|kind| rule.payment_kinds.contains(&kind)));
    match named.or_else(|| pack.methods.iter().find(|rule| rule.payment_kinds.is_empty())) {
        Some(rule) => Method {
            method: rule.method.clone(),
            options: rule.options.clone(),
            clauses: rule.clauses.clone(),
        },
        None => Method {
            method: "original".into(),
            options: Vec::new(),
            clauses: Vec::new().into(),
        },
    }
}
