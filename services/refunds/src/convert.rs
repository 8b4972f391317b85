//! Between protobuf and the domain, pure. Bad fields are collected with their paths; nothing is rounded or guessed.

mod words;

use chrono::{DateTime, Utc};
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::refunds::v1;
use redress_core::{Money, etag};
use redress_rpc::Fields;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use crate::app::Page;
use crate::domain::breakdown::MAX_LINES;
use crate::domain::words::Announcement;
use crate::domain::{Breakdown, BreakdownLine, Method, Payment, Refund};
use crate::provider::sandbox::Effect;
use crate::store::{Journal, Posting};

pub use words::{
    behaviour_from_wire, kind_from_wire, party_from_wire, payment_kind_from_wire, resolution_from_wire,
    state_from_wire,
};
use words::{kind_to_wire, part_from_wire, part_to_wire, party_to_wire, payment_kind_word, state_to_wire};

/// The longest text that people write, in characters.
pub const MAX_TEXT: usize = 2_000;
/// The longest id or name of ours or others, in characters.
pub const MAX_NAME: usize = 200;

/// A refund as it is now.
pub fn refund_to_wire(refund: &Refund) -> v1::Refund {
    let Refund {
        ground, breakdown, ..
    } = refund;
    v1::Refund {
        refund_id: refund.id.clone(),
        order_id: refund.order_id.clone(),
        marketplace_id: refund.marketplace_id.clone(),
        payment_id: refund.payment_id.clone(),
        state: state_to_wire(refund.state).into(),
        kind: kind_to_wire(refund.kind).into(),
        breakdown: Some(breakdown_to_wire(breakdown)),
        amount: Some(money_to_wire(breakdown.amount)),
        method: Some(policies::RefundMethod {
            method: refund.method.method.clone(),
            payout_options: refund.method.payout_options.clone(),
            needs_payout_details: refund.method.needs_payout_details,
            clause_ids: refund.method.clause_ids.clone(),
        }),
        payout_hint: refund.payout_hint.clone(),
        cause_id: ground.cause_id.clone(),
        cause: ground.cause.clone(),
        decision_id: ground.decision_id.clone(),
        create_time: Some(time_to_wire(refund.create_time)),
        due_time: Some(time_to_wire(refund.due_time)),
        is_overdue: refund.is_overdue,
        debtor: party_to_wire(refund.debtor).into(),
        seller_id: ground.seller_id.clone(),
        settle_time: refund.settle_time.map(time_to_wire),
        reason: refund.reason.clone(),
        provider_reference: refund.provider_reference.clone(),
        attempt_count: i32::try_from(refund.attempt_count).unwrap_or(i32::MAX),
        etag: etag::etag(refund.revision),
        corrects_refund_id: ground.corrects_refund_id.clone().unwrap_or_default(),
        clause_ids: ground.clause_ids.clone(),
    }
}

/// The event that tells of a refund's change.
pub fn refund_changed(refund: &Refund, announcement: Announcement, time: DateTime<Utc>) -> v1::RefundChanged {
    let audience = refund.audience(announcement).into_iter();
    v1::RefundChanged {
        refund: Some(refund_to_wire(refund)),
        change: announcement.to_string(),
        audience: audience.map(|party| party_to_wire(party).into()).collect(),
        change_time: Some(time_to_wire(time)),
    }
}

/// A breakdown.
pub fn breakdown_to_wire(breakdown: &Breakdown) -> policies::Breakdown {
    let line = |line: &BreakdownLine| policies::BreakdownLine {
        part: part_to_wire(line.part).into(),
        line_id: line.line_id.clone(),
        amount: Some(money_to_wire(line.amount)),
        clause_ids: line.clause_ids.clone(),
        message: line.message.clone(),
        withheld: line.withheld.map(money_to_wire),
    };
    policies::Breakdown {
        lines: breakdown.lines.iter().map(line).collect(),
        amount: Some(money_to_wire(breakdown.amount)),
    }
}

/// A breakdown that must be there; its sums are the domain's to check.
pub fn breakdown_from_wire(
    fields: &mut Fields,
    path: &str,
    breakdown: Option<policies::Breakdown>,
) -> Option<Breakdown> {
    let breakdown = fields.required(path, breakdown)?;
    if breakdown.lines.len() > MAX_LINES {
        fields.refuse(
            format_args!("{path}.lines"),
            format_args!("must have at most {MAX_LINES} lines"),
        );
        return None;
    }
    let amount = fields.money(format_args!("{path}.amount"), breakdown.amount);
    let lines: Vec<_> = (0..)
        .zip(breakdown.lines)
        .map(|(at, line): (usize, _)| line_from_wire(fields, &format!("{path}.lines[{at}]"), line))
        .collect();
    Some(Breakdown {
        lines: lines.into_iter().collect::<Option<_>>()?,
        amount: amount?,
    })
}

fn line_from_wire(fields: &mut Fields, path: &str, line: policies::BreakdownLine) -> Option<BreakdownLine> {
    let part: Option<policies::BreakdownPart> = fields.one_of(format_args!("{path}.part"), line.part);
    let line_id = fields.at_most(format_args!("{path}.line_id"), &line.line_id, MAX_NAME);
    let amount = fields.money(format_args!("{path}.amount"), line.amount);
    let message = fields.at_most(format_args!("{path}.message"), &line.message, MAX_TEXT);
    let withheld = match line.withheld {
        None => None,
        Some(withheld) => Some(fields.money_not_negative(format_args!("{path}.withheld"), Some(withheld))?),
    };
    Some(BreakdownLine {
        part: part_from_wire(part?)?,
        line_id: line_id?,
        amount: amount?,
        clause_ids: line.clause_ids,
        message: message?,
        withheld,
    })
}

/// How a refund is paid; back the way it was paid when nothing is said.
pub fn method_from_wire(method: Option<policies::RefundMethod>) -> Method {
    match method {
        Some(method) if !method.method.is_empty() => Method {
            method: method.method,
            payout_options: method.payout_options,
            needs_payout_details: method.needs_payout_details,
            clause_ids: method.clause_ids,
        },
        _ => Method::original(),
    }
}

/// The money facts of a payment.
pub fn payment_to_wire(payment: &Payment) -> v1::PaymentFacts {
    let money = |minor| Some(money_to_wire(payment.money(minor)));
    let lines = payment.lines.iter().map(|line| v1::LineFacts {
        line_id: line.line_id.clone(),
        captured: money(line.captured_minor),
        taken: money(line.taken_minor),
    });
    v1::PaymentFacts {
        payment_id: payment.payment_id.clone(),
        order_id: payment.order_id.clone(),
        captured: money(payment.captured_minor),
        held: money(payment.held_minor),
        refunded: money(payment.refunded_minor),
        remaining: money(payment.remaining_minor()),
        lines: lines.collect(),
        kind: payment_kind_word(payment.kind).to_owned(),
    }
}

/// A journal with its postings.
pub fn journal_to_wire(journal: Journal) -> v1::Journal {
    v1::Journal {
        journal_id: journal.id,
        kind: journal.kind,
        refund_id: journal.refund_id,
        order_id: journal.order_id,
        post_time: Some(time_to_wire(journal.post_time)),
        postings: journal.postings.into_iter().map(posting_to_wire).collect(),
    }
}

/// The balances, and whether every currency adds up to zero.
pub fn balance_to_wire(balances: Vec<Posting>) -> v1::GetTrialBalanceResponse {
    let mut sums: std::collections::BTreeMap<_, i128> = std::collections::BTreeMap::new();
    for Posting { amount, .. } in &balances {
        *sums.entry(amount.currency.to_string()).or_default() += i128::from(amount.minor);
    }
    v1::GetTrialBalanceResponse {
        is_balanced: sums.values().all(|sum| *sum == 0),
        balances: balances.into_iter().map(posting_to_wire).collect(),
    }
}

fn posting_to_wire(posting: Posting) -> v1::Posting {
    v1::Posting {
        account: posting.account,
        amount: Some(money_to_wire(posting.amount)),
    }
}

/// What the sandbox did.
pub fn effect_to_wire(effect: Effect) -> v1::Effect {
    v1::Effect {
        effect_id: effect.id,
        idempotency_key: effect.idempotency_key,
        payment_reference: effect.payment_reference,
        amount: Some(money_to_wire(effect.amount)),
        apply_time: Some(time_to_wire(effect.apply_time)),
        is_reversed: effect.is_reversed,
        call_count: i32::try_from(effect.call_count).unwrap_or(i32::MAX),
    }
}

/// The items of a page, and the token of the next one, which `key` of the last item makes.
pub fn page_to_wire<T, W>(
    page: Page<T>,
    key: impl Fn(&T) -> String,
    to_wire: impl Fn(T) -> W,
) -> (Vec<W>, String) {
    let next = page
        .items
        .last()
        .filter(|_| page.has_more)
        .map(key)
        .unwrap_or_default();
    (page.items.into_iter().map(to_wire).collect(), next)
}

/// Nothing, in the currency of `amount`, when money is absent on the wire.
pub fn money_or_nothing(
    fields: &mut Fields,
    path: &str,
    amount: Option<redress_contracts::google::r#type::Money>,
    of: Money,
) -> Option<Money> {
    match amount {
        None => Some(Money::zero(of.currency)),
        Some(amount) => fields.money_not_negative(path, Some(amount)),
    }
}
