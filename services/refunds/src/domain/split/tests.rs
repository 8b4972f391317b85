//! Splitting a debt: examples, and properties over any payments.

use super::*;
use crate::domain::samples::{breakdown, payment, usd};
use crate::domain::words::Part as Is;
use proptest::prelude::*;

fn amounts(parts: &[Part<'_>]) -> Vec<(String, i64)> {
    parts
        .iter()
        .map(|part| (part.payment.payment_id.clone(), part.breakdown.amount.minor))
        .collect()
}

#[test]
fn a_debt_is_drawn_from_the_payments_in_their_order() {
    let payments = [
        payment("p1", &[("1", 6_000)]),
        payment("p2", &[("1", 4_000), ("", 500)]),
    ];
    let owed = breakdown(&[(Is::Item, "1", 7_000), (Is::OriginalShipping, "", 500)]);
    let parts = split(&owed, &payments).unwrap();
    assert_eq!(amounts(&parts), [("p1".into(), 6_000), ("p2".into(), 1_500)]);
    assert_eq!(
        parts[1].breakdown,
        breakdown(&[(Is::Item, "1", 1_000), (Is::OriginalShipping, "", 500)])
    );
}

#[test]
fn what_only_the_first_payment_can_give_is_drawn_from_it_first() {
    let mut payments = [
        payment("p1", &[("1", 1_000), ("2", 1_000)]),
        payment("p2", &[("1", 1_000)]),
    ];
    payments[0].refunded_minor = 1_000;
    let owed = breakdown(&[(Is::Item, "1", 1_000), (Is::Item, "2", 1_000)]);
    let parts = split(&owed, &payments).unwrap();
    assert_eq!(parts[0].breakdown, breakdown(&[(Is::Item, "2", 1_000)]));
    assert_eq!(parts[1].breakdown, breakdown(&[(Is::Item, "1", 1_000)]));
}

#[test]
fn a_fee_of_the_order_is_borne_by_all_payments_in_proportion() {
    let payments = [payment("p1", &[("1", 6_000)]), payment("p2", &[("1", 3_000)])];
    let owed = breakdown(&[(Is::Item, "1", 9_000), (Is::BankFee, "", -100)]);
    let parts = split(&owed, &payments).unwrap();
    assert_eq!(amounts(&parts), [("p1".into(), 5_934), ("p2".into(), 2_966)]);
    assert_eq!(
        parts[0].breakdown,
        breakdown(&[(Is::Item, "1", 6_000), (Is::BankFee, "", -66)])
    );
}

#[test]
fn a_fee_makes_a_debt_fit_that_would_not_without_it() {
    let mut payments = [payment("p1", &[("1", 6_000)]), payment("p2", &[("1", 3_000)])];
    payments[1].refunded_minor = 100;
    let owed = breakdown(&[(Is::Item, "1", 9_000), (Is::BankFee, "", -400)]);
    let parts = split(&owed, &payments).unwrap();
    assert_eq!(amounts(&parts).iter().map(|(_, minor)| minor).sum::<i64>(), 8_600);
}

#[test]
fn a_ruling_draws_on_the_payments_alone() {
    let payments = [payment("p1", &[("1", 6_000)]), payment("p2", &[("1", 4_000)])];
    let parts_of = |minor| {
        let owed = breakdown(&[(Is::Ruling, "1", minor)]);
        split(&owed, &payments).map(|parts| amounts(&parts))
    };
    assert_eq!(
        parts_of(7_500),
        Ok(vec![("p1".into(), 6_000), ("p2".into(), 1_500)])
    );
    assert_eq!(
        parts_of(10_001),
        Err(Rejection::Exceeds {
            path: "breakdown.amount".into(),
            of: "the order's payments".into(),
            remaining: Some(usd(10_000)),
        })
    );
}

#[test]
fn more_than_is_left_of_a_line_names_the_line_and_the_rest() {
    let mut payments = [
        payment("p1", &[("1", 6_000), ("2", 1_000)]),
        payment("p2", &[("1", 4_000)]),
    ];
    payments[0].lines[0].taken_minor = 5_000;
    let owed = breakdown(&[(Is::Item, "2", 1_000), (Is::Item, "1", 6_000)]);
    assert_eq!(
        split(&owed, &payments),
        Err(Rejection::Exceeds {
            path: "breakdown.lines[1].amount".into(),
            of: "line 1".into(),
            remaining: Some(usd(5_000)),
        })
    );
}

/// Captured of up to three lines, on one to four payments.
fn payments() -> impl Strategy<Value = Vec<Payment>> {
    let lines = prop::collection::vec(0_i64..500, 3);
    prop::collection::vec(lines, 1..5).prop_map(|payments| {
        let named = payments.iter().enumerate();
        named
            .map(|(at, lines)| {
                payment(
                    &format!("p{at}"),
                    &[("1", lines[0]), ("2", lines[1]), ("", lines[2])],
                )
            })
            .collect()
    })
}

/// A breakdown with fees, some of lines and some of the order.
fn owed() -> impl Strategy<Value = Breakdown> {
    (
        1_i64..900,
        0_i64..300,
        0_i64..500,
        0_i64..300,
        0_i64..200,
        0_i64..200,
    )
        .prop_map(|(item, tax, other, shipping, line_fee, fee)| {
            breakdown(&[
                (Is::Item, "1", item),
                (Is::Tax, "1", tax),
                (Is::RestockingFee, "1", -line_fee.min(item)),
                (Is::Item, "2", other),
                (Is::OriginalShipping, "", shipping),
                (Is::BankFee, "", -fee.min(other + shipping + tax)),
            ])
        })
}

proptest! {
    #[test]
    fn parts_add_up_to_the_debt_and_no_payment_gives_more_than_it_has(
        payments in payments(),
        owed in owed(),
        refunded in prop::collection::vec(0_i64..200, 5),
    ) {
        let mut payments = payments;
        for (payment, refunded) in payments.iter_mut().zip(refunded) {
            payment.refunded_minor = refunded.min(payment.captured_minor);
        }
        prop_assume!(owed.check("breakdown").is_ok());
        if let Ok(parts) = split(&owed, &payments) {
            let mut nets = BTreeMap::new();
            for Part { payment, breakdown } in &parts {
                prop_assert_eq!(breakdown.check("breakdown"), Ok(()));
                prop_assert_eq!(payment.check_remaining(breakdown, Paths::BREAKDOWN), Ok(()));
                for (source, net) in breakdown.nets() {
                    *nets.entry(source).or_insert(0) += net;
                }
            }
            let total: i64 = parts.iter().map(|part| part.breakdown.amount.minor).sum();
            prop_assert_eq!(total, owed.amount.minor);
            prop_assert_eq!(split(&owed, &payments).unwrap(), parts);
        }
    }

    #[test]
    fn a_debt_within_what_is_left_of_its_lines_always_fits(payments in payments(), owed in owed()) {
        prop_assume!(owed.check("breakdown").is_ok());
        let left = |source: &Source| -> i64 { payments.iter().filter_map(|p| p.remaining_of(source)).sum() };
        let fits = owed.nets().iter().all(|(source, net)| *net <= left(source));
        prop_assert_eq!(split(&owed, &payments).is_ok(), fits);
    }
}
