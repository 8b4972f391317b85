//! Breakdowns both ways. What comes in adds up and has one currency, or it is refused with the path of what is wrong.

use std::sync::Arc;

use redress_contracts::redress::policies::v1 as pb;
use redress_core::{Currency, Money};
use redress_policy::{Breakdown, BreakdownLine, Part, Text};
use redress_rpc::convert::{money_from_wire, money_to_wire};

use super::words::Word;

/// A breakdown on the wire that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path} {reason}")]
pub struct BreakdownError {
    /// Where, below the breakdown, such as `lines[0].amount`.
    pub path: String,
    /// Why; completes the sentence "the field …".
    pub reason: String,
}

/// A breakdown as the contract has it.
pub fn breakdown_to_wire(breakdown: &Breakdown) -> pb::Breakdown {
    let money = |minor| {
        money_to_wire(Money {
            minor,
            currency: breakdown.currency,
        })
    };
    let line = |line: &BreakdownLine| pb::BreakdownLine {
        part: line.part.to_wire().into(),
        line_id: line.line_id.as_deref().unwrap_or_default().to_owned(),
        amount: Some(money(line.amount_minor)),
        clause_ids: strings(&line.clauses),
        message: line.text.to_string(),
        withheld: (line.withheld_minor != 0).then(|| money(line.withheld_minor)),
    };
    pb::Breakdown {
        lines: breakdown.lines.iter().map(line).collect(),
        amount: Some(money(breakdown.amount_minor)),
    }
}

/// A breakdown from the wire: one currency, known parts, lines that add up to an amount of at least zero.
///
/// # Errors
///
/// The first thing that is wrong, with its path.
pub fn breakdown_from_wire(breakdown: &pb::Breakdown) -> Result<Breakdown, BreakdownError> {
    let amount = money_at("amount".to_owned(), breakdown.amount.as_ref())?;
    let mut lines = Vec::with_capacity(breakdown.lines.len());
    for (index, line) in breakdown.lines.iter().enumerate() {
        lines.push(line_from_wire(index, line, amount.currency)?);
    }
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount_minor)).sum();
    if sum != i128::from(amount.minor) {
        return Err(error("amount".to_owned(), "must be the sum of the lines"));
    }
    if amount.minor < 0 {
        return Err(error("amount".to_owned(), "must not be negative"));
    }
    Ok(Breakdown {
        currency: amount.currency,
        lines,
        amount_minor: amount.minor,
    })
}

fn line_from_wire(
    index: usize,
    line: &pb::BreakdownLine,
    currency: Currency,
) -> Result<BreakdownLine, BreakdownError> {
    let at = |field: &str| format!("lines[{index}].{field}");
    let part = Part::from_number(line.part).ok_or_else(|| error(at("part"), "must be a known part"))?;
    let amount = money_at(at("amount"), line.amount.as_ref())?;
    let withheld = match &line.withheld {
        Some(money) => money_at(at("withheld"), Some(money))?,
        None => Money { minor: 0, currency },
    };
    for (field, money) in [("amount", amount), ("withheld", withheld)] {
        if money.currency != currency {
            return Err(error(at(field), "must be in the currency of the whole"));
        }
    }
    if withheld.minor < 0 {
        return Err(error(at("withheld"), "must not be negative"));
    }
    Ok(BreakdownLine {
        part,
        line_id: (!line.line_id.is_empty()).then(|| line.line_id.as_str().into()),
        amount_minor: amount.minor,
        withheld_minor: withheld.minor,
        clauses: line
            .clause_ids
            .iter()
            .map(|clause| Text::from(clause.as_str()))
            .collect(),
        text: line.message.as_str().into(),
    })
}

fn money_at(
    path: String,
    money: Option<&redress_contracts::google::r#type::Money>,
) -> Result<Money, BreakdownError> {
    let Some(money) = money else {
        return Err(error(path, "is required"));
    };
    money_from_wire(money).map_err(|reason| error(path, &reason.to_string()))
}

fn error(path: String, reason: &str) -> BreakdownError {
    BreakdownError {
        path,
        reason: reason.to_owned(),
    }
}

/// Texts of the core as the wire has them.
pub(super) fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text: &Arc<str>| text.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breakdown() -> Breakdown {
        let line = |part, amount_minor, withheld_minor| BreakdownLine {
            part,
            line_id: Some("l1".into()),
            amount_minor,
            withheld_minor,
            clauses: ["KW-04".into()].into(),
            text: "why".into(),
        };
        let lines = vec![
            line(Part::Item, 10_000, 0),
            line(Part::OriginalShipping, 0, 500),
            line(Part::BankFee, -150, 0),
        ];
        Breakdown {
            currency: "EUR".parse().unwrap(),
            lines,
            amount_minor: 9_850,
        }
    }

    #[test]
    fn a_breakdown_comes_back_from_the_wire_as_it_was() {
        assert_eq!(
            breakdown_from_wire(&breakdown_to_wire(&breakdown())),
            Ok(breakdown())
        );
    }

    #[test]
    fn a_breakdown_that_does_not_hold_together_is_refused_where_it_breaks() {
        let refused = |spoil: &dyn Fn(&mut pb::Breakdown)| {
            let mut wire = breakdown_to_wire(&breakdown());
            spoil(&mut wire);
            breakdown_from_wire(&wire).unwrap_err().path
        };
        assert_eq!(refused(&|wire| wire.amount = None), "amount");
        assert_eq!(
            refused(&|wire| wire.amount.as_mut().unwrap().units += 1),
            "amount"
        );
        assert_eq!(refused(&|wire| wire.lines[1].part = 0), "lines[1].part");
        assert_eq!(refused(&|wire| wire.lines[2].amount = None), "lines[2].amount");
        assert_eq!(
            refused(&|wire| wire.lines[0].amount.as_mut().unwrap().currency_code = "USD".into()),
            "lines[0].amount"
        );
        assert_eq!(
            refused(&|wire| wire.lines[1].withheld.as_mut().unwrap().units = -5),
            "lines[1].withheld"
        );
    }
}
