//! Whatever a refund goes through, the books say where the money is.

use std::collections::BTreeMap;

use super::*;
use crate::domain::payout::Method;
use crate::domain::samples::{breakdown, open, payout_method};
use crate::domain::words::Part;

/// The balances after a payment of 100.00 and the movements of a refund.
fn balances(
    method: Method,
    parts: &[(Part, &str, i64)],
    movements: &[Movement],
) -> BTreeMap<&'static str, i64> {
    let refund = open(method, breakdown(parts)).transition.refund;
    let booked = movements.iter().flat_map(|movement| book(&refund, *movement));
    let mut balances = BTreeMap::new();
    for transfer in capture(10_000).into_iter().chain(booked) {
        assert!(transfer.minor > 0 && transfer.debit != transfer.credit);
        *balances.entry(transfer.debit.as_str()).or_insert(0) += transfer.minor;
        *balances.entry(transfer.credit.as_str()).or_insert(0) -= transfer.minor;
    }
    assert_eq!(balances.values().sum::<i64>(), 0);
    balances.retain(|_, minor| *minor != 0);
    balances
}

const MIXED: &[(Part, &str, i64)] = &[
    (Part::Item, "1", 4_000),
    (Part::RestockingFee, "1", -500),
    (Part::Goodwill, "", 300),
];

#[test]
fn a_paid_refund_leaves_the_provider_with_less_and_goodwill_as_an_expense() {
    let after = balances(Method::original(), MIXED, &[Movement::Held, Movement::Paid]);
    let expected = [
        ("provider_clearing", 6_200),
        ("buyer_funds", -6_500),
        ("goodwill_expense", 300),
    ];
    assert_eq!(after, expected.into());
}

#[test]
fn a_refund_under_way_is_payable() {
    let after = balances(Method::original(), MIXED, &[Movement::Held]);
    assert_eq!(after["refunds_payable"], -3_800);
}

#[test]
fn a_failed_and_a_reversed_refund_leave_no_trace_in_the_balances() {
    let untouched = balances(Method::original(), MIXED, &[]);
    for method in [Method::original(), payout_method()] {
        let failed = balances(method.clone(), MIXED, &[Movement::Held, Movement::Released]);
        assert_eq!(failed, untouched);
        let reversed = balances(
            method,
            MIXED,
            &[Movement::Held, Movement::Paid, Movement::Reversed],
        );
        assert_eq!(reversed, untouched);
    }
}

#[test]
fn a_payout_is_paid_from_the_operators_accounts() {
    let after = balances(
        payout_method(),
        &[(Part::Item, "1", 4_000)],
        &[Movement::Held, Movement::Paid],
    );
    let expected = [
        ("provider_clearing", 10_000),
        ("payout_clearing", -4_000),
        ("buyer_funds", -6_000),
    ];
    assert_eq!(after, expected.into());
}
