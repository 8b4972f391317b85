//! Money's laws: conversion tables and properties.

use super::*;
use proptest::prelude::*;

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, code.parse().unwrap())
}

#[test]
fn amounts_print_with_the_digits_of_their_currency() {
    for (minor, code, text) in [
        (1234, "USD", "12.34 USD"),
        (-5, "EUR", "-0.05 EUR"),
        (500, "JPY", "500 JPY"),
        (1, "KWD", "0.001 KWD"),
        (i64::MIN, "USD", "-92233720368547758.08 USD"),
    ] {
        assert_eq!(money(minor, code).to_string(), text);
    }
}

#[test]
fn only_currencies_with_a_minor_unit_are_accepted() {
    assert_eq!("USD".parse::<Currency>().unwrap().exponent(), 2);
    assert_eq!("usd".parse::<Currency>(), Err(CurrencyError::Unknown));
    assert_eq!("ABC".parse::<Currency>(), Err(CurrencyError::Unknown));
    for code in ["XAU", "XAG", "XTS", "XXX", "XDR"] {
        assert_eq!(
            code.parse::<Currency>(),
            Err(CurrencyError::NoMinorUnit(code.to_owned()))
        );
    }
}

#[test]
fn wire_amounts_that_are_not_exact_are_refused() {
    let from = Money::from_units_nanos;
    assert_eq!(from("USD", 12, 340_000_000), Ok(money(1234, "USD")));
    assert_eq!(from("USD", 0, -50_000_000), Ok(money(-5, "USD")));
    assert_eq!(from("USD", 1, -10_000_000), Err(MoneyError::MixedSigns));
    assert_eq!(from("USD", -1, 10_000_000), Err(MoneyError::MixedSigns));
    assert_eq!(from("USD", 0, 1_000_000_000), Err(MoneyError::NanosOutOfRange));
    assert_eq!(from("USD", 0, i32::MIN), Err(MoneyError::NanosOutOfRange));
    assert_eq!(from("USD", i64::MAX, 0), Err(MoneyError::Overflow));
    assert!(matches!(
        from("USD", 0, 1_000_000),
        Err(MoneyError::FinerThanMinorUnit { exponent: 2, .. })
    ));
    assert!(matches!(
        from("JPY", 0, 500_000_000),
        Err(MoneyError::FinerThanMinorUnit { exponent: 0, .. })
    ));
    assert!(matches!(
        from("", 1, 0),
        Err(MoneyError::Currency(CurrencyError::Unknown))
    ));
}

#[test]
fn amounts_of_two_currencies_do_not_mix() {
    let error = money(1, "USD").checked_add(money(1, "EUR")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the amounts are in USD and EUR, but must be in one currency"
    );
    assert_eq!(
        money(i64::MAX, "USD").checked_add(money(1, "USD")),
        Err(MoneyError::Overflow)
    );
    assert_eq!(money(i64::MIN, "USD").checked_neg(), Err(MoneyError::Overflow));
    assert_eq!(money(3, "USD").checked_mul(4), Ok(money(12, "USD")));
}

#[test]
fn money_is_minor_and_currency_for_serde() {
    let text = r#"{"minor":1234,"currency":"USD"}"#;
    assert_eq!(serde_json::to_string(&money(1234, "USD")).unwrap(), text);
    assert_eq!(serde_json::from_str::<Money>(text).unwrap(), money(1234, "USD"));
    assert!(serde_json::from_str::<Money>(r#"{"minor":1,"currency":"XAU"}"#).is_err());
}

proptest! {
    #[test]
    fn every_amount_survives_the_wire(
        minor: i64,
        code in prop::sample::select(vec!["USD", "JPY", "KWD", "CLF", "PHP", "UYW"]),
    ) {
        let before = money(minor, code);
        let (units, nanos) = before.to_units_nanos();
        prop_assert_eq!(Money::from_units_nanos(code, units, nanos), Ok(before));
    }

    #[test]
    fn what_is_added_can_be_taken_away(a: i64, b: i64) {
        let (a, b) = (money(a, "USD"), money(b, "USD"));
        if let Ok(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Ok(a));
        }
    }
}
