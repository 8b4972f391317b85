//! Payout details: what is taken, and what is shown.

use super::*;
use crate::domain::samples::payout_method;

fn details(kind: &str, account: &str, bank: &str) -> PayoutDetails {
    PayoutDetails {
        kind: kind.to_owned(),
        account: account.to_owned(),
        holder: "Maria Santos".to_owned(),
        bank: bank.to_owned(),
    }
}

#[test]
fn only_a_complete_destination_among_the_options_is_taken() {
    let flaws = |details: PayoutDetails| match details.check(&payout_method()) {
        Ok(_) => Vec::new(),
        Err(Rejection::Flawed(flaws)) => flaws.into_iter().map(|flaw| flaw.path).collect(),
        Err(other) => panic!("{other}"),
    };
    assert!(flaws(details("gcash", "0917 123 4567", "")).is_empty());
    assert!(flaws(details("bank_account", "PH-0012345678", "BDO")).is_empty());
    assert_eq!(flaws(details("paypal", "maria@example.com", "")), ["kind"]);
    assert_eq!(flaws(details("bank_account", "PH-0012345678", " ")), ["bank"]);
    assert_eq!(flaws(details("gcash", "12;4567", "")), ["account"]);
    let nobody = PayoutDetails {
        holder: String::new(),
        ..details("", "1", "")
    };
    assert_eq!(flaws(nobody), ["kind", "account", "holder"]);
}

#[test]
fn an_account_is_neither_printed_nor_shown_beyond_its_end() {
    let details = details("gcash", "0917 123 4567", "")
        .check(&payout_method())
        .unwrap();
    assert_eq!(details.hint(), "4567");
    let printed = format!("{details:?}");
    assert!(
        !printed.contains("4567") && !printed.contains("Maria"),
        "{printed}"
    );
}
