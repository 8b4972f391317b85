//! What makes a breakdown sound.

use super::*;
use crate::domain::samples::{breakdown, usd};

fn flaws(breakdown: &Breakdown) -> Vec<String> {
    match breakdown.check("breakdown") {
        Ok(()) => Vec::new(),
        Err(Rejection::Flawed(flaws)) => flaws.into_iter().map(|flaw| flaw.path).collect(),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_breakdown_adds_up_to_more_than_nothing_in_one_currency() {
    let good = breakdown(&[(Part::Item, "1", 500), (Part::RestockingFee, "1", -100)]);
    assert!(flaws(&good).is_empty());
    assert_eq!(
        flaws(&Breakdown {
            amount: usd(401),
            ..good.clone()
        }),
        ["breakdown.amount"]
    );
    assert_eq!(
        flaws(&Breakdown {
            lines: Vec::new(),
            ..good.clone()
        }),
        ["breakdown.lines"]
    );
    assert_eq!(flaws(&breakdown(&[(Part::Item, "1", 0)])), ["breakdown.amount"]);
    let mut mixed = good.clone();
    mixed.lines[1].amount = Money::new(-100, "EUR".parse().unwrap());
    assert_eq!(flaws(&mixed), ["breakdown.lines[1].amount"]);
    let mut huge = good;
    huge.lines[0].amount = usd(i64::MAX);
    assert_eq!(flaws(&huge), ["breakdown.lines[0].amount"]);
}

#[test]
fn an_order_line_never_pays_for_another() {
    let below = breakdown(&[
        (Part::Item, "1", 500),
        (Part::Item, "2", 100),
        (Part::MissingPart, "2", -200),
    ]);
    assert_eq!(flaws(&below), ["breakdown.lines[1].amount"]);
    assert_eq!(
        flaws(&breakdown(&[(Part::Item, "", 500)])),
        ["breakdown.lines[0].line_id"]
    );
}

#[test]
fn goodwill_corrections_and_rulings_draw_on_the_payment_alone() {
    let all = breakdown(&[
        (Part::Item, "1", 500),
        (Part::OriginalShipping, "1", 50),
        (Part::OriginalShipping, "", 70),
        (Part::Ruling, "1", 30),
        (Part::Goodwill, "", 20),
        (Part::BankFee, "", -10),
    ]);
    assert_eq!(all.takes(), [("".to_owned(), 70), ("1".to_owned(), 550)]);
    assert_eq!(all.nets()[&Source::Payment], 40);
    assert_eq!(all.goodwill_minor(), 20);
}
