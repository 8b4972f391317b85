//! Money and quantities: what was captured bounds what goes back, the ledger balances, the provider did what is booked.

use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::policies::v1::Breakdown;
use redress_contracts::redress::refunds::v1::{
    Effect, GetTrialBalanceResponse, PaymentFacts, Refund, RefundState,
};
use redress_contracts::redress::returns::v1::Return;
use redress_core::Money;
use redress_rpc::convert::money_from_wire;
use std::collections::BTreeMap;

/// Refunds that hold money and have not moved it.
const OPEN: [RefundState; 7] = [
    RefundState::Requested,
    RefundState::AwaitingPayoutDetails,
    RefundState::AwaitingPayout,
    RefundState::Submitting,
    RefundState::Pending,
    RefundState::Unknown,
    RefundState::ManualReview,
];

fn minor(money: Option<&WireMoney>) -> i64 {
    money
        .and_then(|money| money_from_wire(money).ok())
        .map_or(0, |money| money.minor)
}

fn shown(money: Option<&WireMoney>) -> String {
    let exact: Option<Money> = money.and_then(|money| money_from_wire(money).ok());
    exact.map_or_else(|| "nothing".to_owned(), |money| money.to_string())
}

/// Every currency of the ledger adds up to zero, and the ledger says so itself.
pub fn trial_balance(reply: &GetTrialBalanceResponse) -> Vec<String> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    for posting in &reply.balances {
        if let Some(amount) = &posting.amount {
            *sums.entry(&amount.currency_code).or_default() += minor(Some(amount));
        }
    }
    let mut found: Vec<String> = sums
        .iter()
        .filter(|(_, sum)| **sum != 0)
        .map(|(currency, sum)| format!("the ledger is out of balance by {sum} minor units of {currency}"))
        .collect();
    if !reply.is_balanced {
        found.push("the ledger calls itself out of balance".to_owned());
    }
    found
}

/// A refund's lines add up to its amount, which is above zero, and somewhere it cites a clause.
pub fn breakdown(refund: &Refund) -> Vec<String> {
    let mut found = Vec::new();
    let lines = refund.breakdown.iter().flat_map(|breakdown| &breakdown.lines);
    let sum: i64 = lines.clone().map(|line| minor(line.amount.as_ref())).sum();
    let amount = minor(refund.amount.as_ref());
    if sum != amount {
        found.push(format!(
            "a refund of {} has lines of {sum} minor units",
            shown(refund.amount.as_ref())
        ));
    }
    if amount <= 0 {
        found.push(format!("a refund is of {}", shown(refund.amount.as_ref())));
    }
    let mut cited = lines.flat_map(|line| &line.clause_ids).chain(&refund.clause_ids);
    if cited.next().is_none() {
        found.push(format!("a refund for {} cites no clause", refund.cause));
    }
    found
}

/// No payment gives back more than was captured of it, and what is held and refunded is what its refunds say.
pub fn payments<'a>(
    payments: &[PaymentFacts],
    refunds: impl Iterator<Item = &'a Refund> + Clone,
) -> Vec<String> {
    let mut found = Vec::new();
    for payment in payments {
        let (captured, held, refunded) = (
            minor(payment.captured.as_ref()),
            minor(payment.held.as_ref()),
            minor(payment.refunded.as_ref()),
        );
        if held + refunded > captured {
            found.push(format!(
                "{} held and {} refunded of {} captured",
                shown(payment.held.as_ref()),
                shown(payment.refunded.as_ref()),
                shown(payment.captured.as_ref())
            ));
        }
        if captured - held - refunded != minor(payment.remaining.as_ref()) {
            found.push(format!(
                "{} is not what remains",
                shown(payment.remaining.as_ref())
            ));
        }
        for line in &payment.lines {
            if minor(line.taken.as_ref()) > minor(line.captured.as_ref()) {
                found.push(format!(
                    "{} taken of {} captured for line {}",
                    shown(line.taken.as_ref()),
                    shown(line.captured.as_ref()),
                    line.line_id
                ));
            }
        }
        let of_payment = refunds
            .clone()
            .filter(|refund| refund.payment_id == payment.payment_id);
        let sum = |states: &[RefundState]| -> i64 {
            let counted = of_payment
                .clone()
                .filter(|refund| states.contains(&refund.state()));
            counted.map(|refund| minor(refund.amount.as_ref())).sum()
        };
        let (paid, open) = (sum(&[RefundState::Succeeded]), sum(&OPEN));
        if paid != refunded || open != held {
            found.push(format!(
                "{refunded} refunded and {held} held in the books, {paid} and {open} by the refunds themselves"
            ));
        }
    }
    found
}

/// What the provider did and what is booked as paid by it are the same, one to one and to the cent.
pub fn effects<'a>(effects: &[Effect], refunds: impl Iterator<Item = &'a Refund>) -> Vec<String> {
    let mut found = Vec::new();
    let mut by_key: BTreeMap<&str, Vec<&Effect>> = BTreeMap::new();
    for effect in effects {
        by_key.entry(&effect.idempotency_key).or_default().push(effect);
    }
    for refund in refunds {
        let key = format!("refund-{}", refund.refund_id);
        let done = by_key.remove(key.as_str()).unwrap_or_default();
        let is_by_provider = refund
            .method
            .as_ref()
            .is_none_or(|method| method.method == "original" && !method.needs_payout_details);
        let expected = match refund.state() {
            RefundState::Succeeded | RefundState::Reversed if is_by_provider => Some(1),
            RefundState::Succeeded | RefundState::Reversed | RefundState::Failed => Some(0),
            // Nobody knows yet, which is no fault; twice is.
            _ if done.len() > 1 => Some(1),
            _ => None,
        };
        if let Some(expected) = expected.filter(|expected| *expected != done.len()) {
            let state = refund.state().as_str_name();
            found.push(format!(
                "the provider paid {} times, not {expected}, for a refund of {} that is {state}",
                done.len(),
                shown(refund.amount.as_ref())
            ));
        }
        for effect in done {
            if minor(effect.amount.as_ref()) != minor(refund.amount.as_ref()) {
                found.push(format!(
                    "the provider paid {} for a refund of {}",
                    shown(effect.amount.as_ref()),
                    shown(refund.amount.as_ref())
                ));
            }
            if effect.is_reversed != (refund.state() == RefundState::Reversed) {
                found.push("a reversal is known on one side only".to_owned());
            }
        }
    }
    found.extend(by_key.values().flatten().map(|effect| {
        format!(
            "the provider paid {} for no refund that is known",
            shown(effect.amount.as_ref())
        )
    }));
    found
}

/// No line gives more than there is: shipped and cancelled of what was ordered, delivered of what was shipped, refunded by
/// returns of what was delivered.
pub fn quantities<'a>(order: &Order, returns: impl Iterator<Item = &'a Return> + Clone) -> Vec<String> {
    let mut found = Vec::new();
    for line in &order.lines {
        if line.cancelled_quantity + line.shipped_quantity > line.quantity {
            found.push(format!(
                "{} cancelled and {} shipped of {} of line {}",
                line.cancelled_quantity, line.shipped_quantity, line.quantity, line.line_id
            ));
        }
        if line.delivered_quantity > line.shipped_quantity {
            found.push(format!(
                "{} delivered of {} shipped of line {}",
                line.delivered_quantity, line.shipped_quantity, line.line_id
            ));
        }
        let refunds = |found: &&Return| {
            let remedy = found.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
            remedy.is_some_and(|refund| refund.lines.iter().any(|part| part.line_id == line.line_id))
        };
        let parts = returns.clone().filter(refunds).flat_map(|found| &found.lines);
        let refunded: i32 = parts
            .filter(|part| part.line_id == line.line_id)
            // Where goods had to come back, what came back is what is paid.
            .map(|part| {
                if part.received_quantity > 0 {
                    part.received_quantity
                } else {
                    part.quantity
                }
            })
            .sum();
        if refunded > line.shipped_quantity {
            found.push(format!(
                "{refunded} refunded by returns of {} that left of line {}",
                line.shipped_quantity, line.line_id
            ));
        }
    }
    found
}

/// What was applied is what was promised: the same amount, or nothing in both.
pub fn promise(promised: Option<&Breakdown>, applied: Option<&Breakdown>) -> Vec<String> {
    let amount = |refund: Option<&Breakdown>| minor(refund.and_then(|refund| refund.amount.as_ref()));
    if amount(promised) == amount(applied) {
        return Vec::new();
    }
    vec![format!(
        "a remedy promised a refund of {} minor units and gave {}",
        amount(promised),
        amount(applied)
    )]
}
