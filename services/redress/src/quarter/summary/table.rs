//! The summary for people: a row for each figure, a column for each shop, and the total.

use super::{Figure, Summary};
use crate::quarter::shops::SHOPS;
use redress_core::{Currency, Money};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How wide the names of figures are.
const NAME: usize = 46;
/// How wide a shop's column is.
const COLUMN: usize = 13;

impl Summary {
    /// The whole table, and below it every invariant that did not hold.
    pub fn table(&self) -> String {
        let plan = &self.plan;
        let mut out = format!(
            "A quarter: {} days, {} orders, seed {}\n\n{:NAME$}",
            plan.days, plan.orders, plan.seed, ""
        );
        for shop in SHOPS {
            push(&mut out, shop.id);
        }
        push(&mut out, "total");
        let mut section = None;
        for (figure, values) in &self.figures {
            if section != Some(figure.section) {
                section = Some(figure.section);
                let title = format!("{:?}", figure.section);
                out.push_str(&format!("\n{title}"));
            }
            out.push_str(&row(figure, values));
        }
        out.push('\n');
        for broken in &self.broken {
            out.push_str(&format!("\nBROKEN {}", broken.line()));
        }
        let verdict = match self.broken.len() {
            0 => "every invariant held on every day".to_owned(),
            count => format!("{count} broken invariants"),
        };
        format!("{out}\n{verdict}")
    }
}

fn row(figure: &Figure, values: &BTreeMap<&'static str, i64>) -> String {
    let name = match (figure.name.is_empty(), figure.currency.is_empty()) {
        (_, true) => figure.name.clone(),
        (true, false) => figure.currency.clone(),
        (false, false) => format!("{}, {}", figure.name, figure.currency),
    };
    let mut out = format!("\n  {name:width$}", width = NAME - 2);
    for shop in SHOPS {
        let value = values.get(shop.id).copied().unwrap_or_default();
        push(&mut out, &shown(figure, value));
    }
    push(&mut out, &shown(figure, values.values().sum()));
    out
}

fn push(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{text:>COLUMN$}");
}

/// A count, or an amount without its currency, which stands in the row's name.
fn shown(figure: &Figure, value: i64) -> String {
    if value == 0 {
        return "-".to_owned();
    }
    match figure.currency.parse::<Currency>() {
        Ok(currency) => {
            let money = Money {
                minor: value,
                currency,
            }
            .to_string();
            money.split_whitespace().next().unwrap_or_default().to_owned()
        }
        Err(_) => value.to_string(),
    }
}
