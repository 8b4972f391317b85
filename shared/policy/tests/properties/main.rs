//! What holds of every decision, whatever the facts: money adds up and is bounded, parts give the whole, answers repeat.

mod requests;
mod settlements;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use redress_policy::{
    DecideError, Decision, Facts, Ground, Layers, LineFacts, OrderFacts, Outcome, Part, Party,
    StoredDecision, Topic, decide, outcome, packs,
};
use requests::{STACKS, cost_minor, line, request};
use std::sync::Arc;

fn json(decision: &Decision) -> String {
    serde_json::to_string(decision).expect("it is plain data")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn a_refund_adds_up_and_lies_between_nothing_and_what_was_paid((layers, facts) in request()) {
        let decision = decide(layers, &facts).expect("the facts are sound and near");
        let Some(breakdown) = &decision.breakdown else { return Ok(()) };
        let sum: i64 = breakdown.lines.iter().map(|line| line.amount_minor).sum();
        prop_assert_eq!(sum, breakdown.amount_minor);
        prop_assert!(sum >= 0);
        prop_assert!(i128::from(sum) <= cost_minor(&facts), "{} of {}", sum, cost_minor(&facts));
        for line in &breakdown.lines {
            prop_assert!(line.withheld_minor >= 0 && (line.amount_minor, line.withheld_minor) != (0, 0));
            let is_fee = matches!(
                line.part, Part::RestockingFee | Part::MissingPart | Part::ReturnPostage | Part::BankFee);
            let is_signed = if is_fee { line.amount_minor == -line.withheld_minor } else { line.amount_minor >= 0 };
            prop_assert!(is_signed);
            prop_assert!(!line.clauses.is_empty());
        }
        prop_assert!(decision.outcome != Outcome::Refused && decision.method.is_some());
    }

    #[test]
    fn a_decision_is_the_same_again_and_after_it_was_stored((layers, facts) in request()) {
        let decision = decide(layers, &facts).expect("the facts are sound and near");
        prop_assert_eq!(outcome(layers, &facts).expect("as above"), decision.outcome);
        let stored = StoredDecision { facts, decision };
        let text = serde_json::to_string(&stored).expect("it is plain data");
        let back: StoredDecision = serde_json::from_str(&text).expect("it comes back");
        let again = decide(layers, &back.facts).expect("as before");
        prop_assert_eq!(json(&again), json(&stored.decision));
        prop_assert_eq!(&back, &stored);
    }

    #[test]
    fn a_decision_explains_itself((layers, facts) in request()) {
        let decision = decide(layers, &facts).expect("the facts are sound and near");
        let is_open = decision.outcome != Outcome::Refused;
        prop_assert_eq!(decision.refusal.is_some(), !is_open);
        prop_assert!(decision.findings.iter().any(|finding| finding.held == is_open || decision.outcome == Outcome::Incomplete));
        for clause in &decision.clauses {
            let is_of = |pack: &redress_policy::pack::Pack| pack.clause(clause).is_some();
            prop_assert!(is_of(&layers.marketplace) || layers.laws.iter().any(|law| is_of(&law.pack)), "{}", clause);
        }
        prop_assert!(!decision.clauses.is_empty() || decision.refusal == Some(redress_policy::RefusalReason::NoRule));
        for set in &decision.deadlines {
            prop_assert!(set.due_time > set.start_time && set.warn_time.is_none_or(|warn| warn < set.due_time));
        }
        let most = facts.lines.len() * (layers.laws.len() + 1) * 30;
        prop_assert!(decision.findings.len() <= most);
        prop_assert!(decision.findings.iter().all(|finding| !finding.message.is_empty()));
    }

    #[test]
    fn the_lines_of_a_request_are_equal_before_the_policy((layers, facts) in request()) {
        let mut turned = facts.clone();
        turned.lines.reverse();
        let (a, b) = (decide(layers, &facts).expect("sound"), decide(layers, &turned).expect("sound"));
        prop_assert_eq!(a.outcome, b.outcome);
        let amount = |decision: &Decision| decision.breakdown.as_ref().map(|breakdown| breakdown.amount_minor);
        prop_assert_eq!(amount(&a), amount(&b));
        prop_assert_eq!(a.return_payer, b.return_payer);
        let kinds = |decision: &Decision| decision.deadlines.iter().map(|set| (set.kind, set.due_time)).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&a), kinds(&b));
    }

    #[test]
    fn a_line_refunded_in_parts_gives_exactly_the_line(
        (plan, parts, line) in (0_usize..3, prop::collection::vec(1_i64..6, 1..8), line()),
    ) {
        // All of a line at once; less 15 %; and 80 % of it.
        let (shop, ground) = [("kwoking", Ground::ChangeOfMind), ("kakaclo", Ground::ChangeOfMind), ("kajet", Ground::LateShipment)][plan];
        let layers = seller_keeps_a_fifth(shop);
        let whole = LineFacts { ordered_quantity: parts.iter().sum(), refunded_quantity: 0, ..line };
        let whole = LineFacts {
            discount_minor: whole.discount_minor.min(whole.unit_price_minor * whole.ordered_quantity),
            category: "".into(),
            attributes: Vec::new(),
            ..whole
        };
        let topic = if shop == "kakaclo" { Topic::Return } else { Topic::Cancel };
        let refund = |quantity, refunded_quantity| {
            let line = LineFacts { quantity, refunded_quantity, ..whole.clone() };
            by_part(&decide(&layers, &plain_facts(topic, ground, line)).expect("it is decided"))
        };
        let at_once = refund(whole.ordered_quantity, 0);
        let mut refunded = 0;
        let mut in_parts: [i64; 4] = [0; 4];
        for quantity in parts {
            let part = refund(quantity, refunded);
            refunded += quantity;
            for (sum, minor) in in_parts.iter_mut().zip(part) {
                *sum += minor;
            }
        }
        prop_assert_eq!(in_parts, at_once);
    }

    #[test]
    fn facts_of_any_size_are_refused_or_decided_and_never_overflow(
        (layers, mut facts) in request(),
        numbers in prop::array::uniform12(prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(-1_i64), Just(1_000_000_000_000_000), any::<i64>(), 0_i64..100]),
        which in 0_usize..4096,
        seconds in any::<i64>(),
    ) {
        let order = &mut facts.order;
        let line = &mut facts.lines[0];
        let fields = [
            &mut order.payment_fee_minor, &mut order.shipping_minor, &mut order.return_postage_minor, &mut order.missing_parts_minor,
            &mut line.quantity, &mut line.ordered_quantity, &mut line.refunded_quantity, &mut line.shipped_quantity,
            &mut line.unit_price_minor, &mut line.tax_minor, &mut line.discount_minor, &mut line.shipping_minor,
        ];
        for (at, (field, number)) in fields.into_iter().zip(numbers).enumerate() {
            if which & 1 << at != 0 {
                *field = number;
            }
        }
        if let Some(time) = DateTime::from_timestamp(seconds, 0).filter(|_| which % 3 == 0) {
            facts.now = time;
            facts.lines[0].deliver_time = Some(time);
        }
        match decide(layers, &facts) {
            Ok(decision) => prop_assert!(decision.breakdown.is_none_or(|breakdown| breakdown.amount_minor >= 0)),
            Err(DecideError::Facts(errors)) => prop_assert!(!errors.is_empty()),
            // A time that no calendar covers.
            Err(DecideError::Time(_)) => {}
        }
    }
}

/// A shop alone; Kajet with a seller whose plan gives 80 %.
fn seller_keeps_a_fifth(shop: &str) -> Layers {
    let at = packs::SHOPS
        .iter()
        .position(|(file, _)| file.starts_with(shop))
        .expect("the shop is built in");
    let layers = STACKS[2 * at].clone();
    if shop != "kajet" {
        return layers;
    }
    let source = "[terms]\nedition = \"1\"\nname = \"Ana\"\n[[case]]\ncase = \"cancel-in-window\"\nrefund = \"eighty-percent\"\n";
    let terms = redress_policy::load_terms(
        source,
        "ana.toml",
        &layers.marketplace,
        redress_policy::Layer::Seller,
    );
    let terms = redress_policy::SellerTermsPack {
        seller_id: "sel_1".into(),
        terms: Arc::new(terms.expect("the terms load")),
        version: 1,
    };
    Layers {
        sellers: vec![terms],
        ..layers
    }
}

/// Facts on which every shop refunds: a fresh order to cancel, or one that came yesterday.
fn plain_facts(topic: Topic, ground: Ground, line: LineFacts) -> Facts {
    let placed: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().expect("it is a time");
    let is_return = topic == Topic::Return;
    let now = placed + TimeDelta::hours(if is_return { 72 } else { 1 });
    let event = is_return.then_some(now - TimeDelta::hours(24));
    let order = OrderFacts {
        payment_confirm_time: Some(placed),
        place_time: placed,
        payment_fee_minor: 0,
        shipping_minor: 0,
        return_postage_minor: 0,
        missing_parts_minor: 0,
        ..order_of(placed)
    };
    let quantity = if is_return { line.quantity } else { 0 };
    let line = LineFacts {
        ship_time: event,
        deliver_time: event,
        shipped_quantity: quantity,
        delivered_quantity: quantity,
        ..line
    };
    Facts {
        topic,
        ground,
        requested_by: Party::Buyer,
        now,
        order,
        lines: vec![line],
        fields: Vec::new(),
        evidence: Vec::new(),
        special_periods: Vec::new(),
    }
}

fn order_of(placed: DateTime<Utc>) -> OrderFacts {
    let order = serde_json::json!({ "buyer_country": "FR", "currency": "EUR", "place_time": placed });
    serde_json::from_value(order).expect("what is left out has a default")
}

/// Item, tax, shipping and fee of a refund.
fn by_part(decision: &Decision) -> [i64; 4] {
    let of = |part| {
        let lines = decision.breakdown.iter().flat_map(|breakdown| &breakdown.lines);
        lines
            .filter(|line| line.part == part)
            .map(|line| line.amount_minor)
            .sum()
    };
    [
        of(Part::Item),
        of(Part::Tax),
        of(Part::OriginalShipping),
        of(Part::RestockingFee),
    ]
}
