//! What an order's summary shows of the policy: per seller, whether the buyer may cancel now by their own wish, until
//! when, and what would be refunded, in words and in figures.

use chrono::{DateTime, Utc};
use redress_policy::pack::{Case, CaseTerms, Pack, WindowRule};
use redress_policy::time::Span;
use redress_policy::{DeadlineKind, DecideError, Decision, Event, Ground, Layer, Layers, Party, Topic};
use redress_policybook::Bound;

use super::{Ask, answer};
use crate::domain::line::LineQuantity;
use crate::domain::order::Order;

/// The terms as they stand for one seller's lines.
#[derive(Clone, Debug)]
pub(crate) struct SellerTerms {
    pub seller_id: String,
    pub decision: Decision,
    /// Such as `24 hours from payment confirmation`.
    pub window: String,
    pub refund_terms: String,
    pub refund_due: String,
    /// The layer that set the window.
    pub layer: Layer,
    pub clauses: Vec<String>,
}

/// The terms of every seller of whose lines something is left.
///
/// # Errors
///
/// When the pack's calendar does not cover a day that matters.
pub(crate) fn of_order(
    order: &Order,
    bound: &Bound,
    now: DateTime<Utc>,
) -> Result<Vec<SellerTerms>, DecideError> {
    let mut all = Vec::new();
    for seller_id in order.seller_ids() {
        let Ok(lines) = order.asked_lines(&[], Some(&seller_id)) else {
            continue;
        };
        all.push(of_seller(order, bound, (seller_id, &lines), now)?);
    }
    Ok(all)
}

fn of_seller(
    order: &Order,
    bound: &Bound,
    (seller_id, lines): (String, &[LineQuantity]),
    now: DateTime<Utc>,
) -> Result<SellerTerms, DecideError> {
    let ground = own_wish(&bound.layers);
    let ask = Ask {
        topic: Topic::Cancel,
        ground,
        requested_by: Party::Buyer,
        lines,
        is_explained: true,
        shipping_minor: order.freed_shipping_minor(lines),
    };
    let (_, decision) = answer(order, &ask, bound, now)?;
    let named = decision
        .case_id
        .as_deref()
        .and_then(|id| find_case(&bound.layers, id));
    let own = decision
        .case_id
        .as_deref()
        .map(|id| own_terms(&bound.layers, &seller_id, id))
        .unwrap_or_default();
    let layer = window_layer(&decision).unwrap_or(Layer::Marketplace);
    let window = named.map_or_else(String::new, |(_, case)| {
        window_words(case, own.iter().find_map(|t| t.window))
    });
    let plan = own.iter().find_map(|terms| terms.refund.as_deref());
    let refund_terms = named.and_then(|(pack, case)| {
        let plan = plan.or(case.refund.as_deref())?;
        Some(pack.refund_plan(plan)?.text.to_string())
    });
    let due_span = own.iter().find_map(|terms| terms.refund_due);
    let due_rule = bound
        .layers
        .marketplace
        .deadline(DeadlineKind::RefundDue, Topic::Cancel, ground);
    let refund_due = due_rule.map(|rule| {
        format!(
            "{} from {}",
            due_span.unwrap_or(rule.span),
            event_words(rule.after)
        )
    });
    let mut clauses: Vec<String> = decision.clauses.iter().map(ToString::to_string).collect();
    let due_clauses = due_rule.iter().flat_map(|rule| rule.clauses.iter());
    for clause in due_clauses.chain(
        own.iter()
            .flat_map(|terms| terms.clauses.iter().flat_map(|c| c.iter())),
    ) {
        if !clauses.iter().any(|known| **known == **clause) {
            clauses.push(clause.to_string());
        }
    }
    Ok(SellerTerms {
        seller_id,
        window,
        refund_terms: refund_terms.unwrap_or_default(),
        refund_due: refund_due.unwrap_or_default(),
        layer,
        clauses,
        decision,
    })
}

/// The ground of a buyer who just does not want it any more, as these layers name it.
fn own_wish(layers: &Layers) -> Ground {
    let packs = || std::iter::once(&*layers.marketplace).chain(layers.laws.iter().map(|law| &*law.pack));
    let gives = |ground: Ground| {
        packs().flat_map(|pack| &pack.cases).any(|case| {
            case.topic == Topic::Cancel
                && case.parties.contains(&Party::Buyer)
                && case.grounds.contains(&ground)
        })
    };
    if !gives(Ground::ChangeOfMind) && gives(Ground::Withdrawal) {
        Ground::Withdrawal
    } else {
        Ground::ChangeOfMind
    }
}

fn find_case<'a>(layers: &'a Layers, id: &str) -> Option<(&'a Pack, &'a Case)> {
    std::iter::once(&*layers.marketplace)
        .chain(layers.laws.iter().map(|law| &*law.pack))
        .find_map(|pack| {
            pack.cases
                .iter()
                .find(|case| &*case.id == id)
                .map(|case| (pack, case))
        })
}

/// What the order's and the seller's own terms change in a case, the stronger first.
fn own_terms<'a>(layers: &'a Layers, seller_id: &str, case_id: &str) -> Vec<&'a CaseTerms> {
    let Some((_, case)) = find_case(layers, case_id) else {
        return Vec::new();
    };
    let seller = layers.sellers.iter().find(|pack| &*pack.seller_id == seller_id);
    let of_layer = [
        (Layer::Order, layers.order.as_deref()),
        (Layer::Seller, seller.map(|pack| &*pack.terms)),
    ];
    of_layer
        .into_iter()
        .filter(|(layer, _)| case.adjustable_by.contains(layer))
        .filter_map(|(_, terms)| terms?.cases.iter().find(|terms| &*terms.case == case_id))
        .collect()
}

/// The layer of the finding about the window of the case that answered.
fn window_layer(decision: &Decision) -> Option<Layer> {
    let is_window = |finding: &&redress_policy::Finding| {
        finding.rule.as_ref().split('.').next() == decision.case_id.as_deref()
            && finding.facts.iter().any(|fact| fact.name == "window.close_time")
    };
    decision
        .findings
        .iter()
        .filter(is_window)
        .map(|finding| finding.layer)
        .next_back()
}

fn window_words(case: &Case, own: Option<Span>) -> String {
    let words = |rule: &WindowRule| {
        let closes = rule.closes.as_ref().map(|closes| {
            format!(
                "{} from {}",
                own.unwrap_or(closes.span),
                event_words(closes.after)
            )
        });
        let opens = rule.opens.as_ref().map(|opens| match opens.span {
            Some(span) => format!("{span} after {}", event_words(opens.after)),
            None => event_words(opens.after).to_owned(),
        });
        match (opens, closes) {
            (_, Some(closes)) => closes,
            (Some(opens), None) => format!("from {opens} until it ships"),
            (None, None) => "until it ships".to_owned(),
        }
    };
    let all: Vec<String> = case.windows.iter().map(words).collect();
    if all.is_empty() {
        "until it ships".to_owned()
    } else {
        all.join("; or ")
    }
}

fn event_words(event: Event) -> &'static str {
    match event {
        Event::Placed => "placing the order",
        Event::PaymentConfirmed => "payment confirmation",
        Event::ProcessingDue => "the end of the processing time",
        Event::Shipped => "shipping",
        Event::Delivered => "delivery",
        Event::Requested => "the request",
        Event::Approved => "approval",
        Event::RmaIssued => "the issue of the RMA number",
        Event::Intervened => "the platform's intervention",
        Event::DeliveryExpected => "the expected delivery",
        Event::TrackingMoved => "the last tracking update",
        Event::ReturnReceived => "receipt of the return",
        Event::Asked => "being asked",
        Event::Ruled => "the ruling",
    }
}
