//! Refunds, payments and breakdowns for the domain's tests.

use chrono::{DateTime, TimeZone, Utc};
use redress_core::{Currency, Money};

use super::breakdown::{Breakdown, BreakdownLine};
use super::payment::{Payment, PaymentLine};
use super::payout::Method;
use super::refund::{Ground, NewRefund, Opened, Refund};
use super::words::{Kind, Part, Party};

pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
}

pub fn dollar() -> Currency {
    "USD".parse().unwrap()
}

pub fn usd(minor: i64) -> Money {
    Money::new(minor, dollar())
}

/// A breakdown with its sum.
pub fn breakdown(lines: &[(Part, &str, i64)]) -> Breakdown {
    let line = |(part, line_id, minor): &(Part, &str, i64)| BreakdownLine {
        part: *part,
        line_id: (*line_id).to_owned(),
        amount: usd(*minor),
        clause_ids: Vec::new(),
        message: String::new(),
        withheld: None,
    };
    Breakdown {
        lines: lines.iter().map(line).collect(),
        amount: usd(lines.iter().map(|(_, _, minor)| minor).sum()),
    }
}

/// A payment of which as much was captured as its lines have.
pub fn payment(payment_id: &str, lines: &[(&str, i64)]) -> Payment {
    let line = |(line_id, minor): &(&str, i64)| PaymentLine {
        line_id: (*line_id).to_owned(),
        seller_id: format!("seller-{line_id}"),
        captured_minor: *minor,
        taken_minor: 0,
    };
    Payment {
        order_id: "ord_1".to_owned(),
        payment_id: payment_id.to_owned(),
        marketplace_id: "kwoking".to_owned(),
        buyer_id: "buyer-1".to_owned(),
        kind: None,
        reference: "ch_1".to_owned(),
        currency: dollar(),
        captured_minor: lines.iter().map(|(_, minor)| minor).sum(),
        held_minor: 0,
        refunded_minor: 0,
        confirm_time: noon(),
        lines: lines.iter().map(line).collect(),
    }
}

/// A payout to a wallet or an account.
pub fn payout_method() -> Method {
    Method {
        method: "payout".to_owned(),
        payout_options: vec!["gcash".to_owned(), "bank_account".to_owned()],
        needs_payout_details: true,
        clause_ids: Vec::new(),
    }
}

pub fn open(method: Method, breakdown: Breakdown) -> Opened {
    let new = NewRefund {
        id: "ref_1".to_owned(),
        kind: Kind::Owed,
        breakdown,
        method,
        payout: None,
        ground: Ground::default(),
        reason: String::new(),
        due_time: None,
        debtor: Party::Seller,
    };
    Refund::open(new, &payment("p1", &[("1", 10_000)]), noon())
}

/// A refund of 40.00 of line 1, just requested.
pub fn refund() -> Refund {
    open(Method::original(), breakdown(&[(Part::Item, "1", 4_000)]))
        .transition
        .refund
}
