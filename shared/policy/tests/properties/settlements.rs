//! What holds of every settlement and every plan, whatever came back and whatever was found.

use crate::requests::{cost_minor, request};
use proptest::prelude::*;
use redress_policy::{
    ExchangeItem, Facts, InspectionOutcome, InspectionVerdict, Layers, Outcome, ReceivedLine, Remedy,
    SettleError, SettlementFacts, decide, return_plan, settle,
};

prop_compose! {
    /// What is known at the end of a request: some of it came back, something was found, somebody may have granted it.
    fn after(facts: Facts, offered: Vec<Remedy>)(
        remedy in any::<usize>(),
        received in prop::option::weighted(0.7, prop::collection::vec(0_i64..1_000, facts.lines.len())),
        minor in prop::array::uniform4(prop_oneof![Just(0_i64), 0_i64..5_000, 0_i64..10_000_000_000]),
        is_reduced_by_hand: bool,
        outcome in prop::option::of(prop::sample::select(InspectionOutcome::ALL)),
        reduction_bp in 0_i64..=10_000,
        is_granted in prop::bool::weighted(0.2),
    ) -> SettlementFacts {
        // Mostly what is offered, sometimes what is not.
        let remedies = if remedy % 8 == 0 || offered.is_empty() { Remedy::ALL.to_vec() } else { offered.clone() };
        let remedy = remedies[remedy / 8 % remedies.len()];
        let received = received.map(|quantities| {
            let back = |(line, quantity): (&redress_policy::LineFacts, i64)| ReceivedLine {
                line_id: line.line_id.clone(),
                quantity: quantity % (line.quantity + 1),
            };
            facts.lines.iter().zip(quantities).map(back).collect()
        });
        SettlementFacts {
            remedy,
            received,
            missing_parts_minor: minor[0],
            return_postage_minor: minor[1],
            verdict: outcome.map(|outcome| InspectionVerdict {
                checklist_id: "list".into(),
                outcome,
                failed: vec!["labels".into()],
                missing: Vec::new(),
                reduction_bp: if outcome == InspectionOutcome::Reduced { reduction_bp } else { 0 },
                holds_goods: false,
                findings: Vec::new(),
                clauses: vec!["XX-01".into()],
            }),
            reduction_minor: is_reduced_by_hand.then_some(minor[2]),
            reduction_text: None,
            exchange: (remedy == Remedy::Exchange).then(|| ExchangeItem { price_minor: minor[3], text: "Another".into() }),
            granted_by: is_granted.then(|| ["XX-02".into()].into()),
        }
    }
}

fn settled() -> impl Strategy<Value = (&'static Layers, Facts, SettlementFacts)> {
    request().prop_flat_map(|(layers, facts)| {
        let offered = decide(layers, &facts).map(|decision| decision.remedies);
        let after = after(facts.clone(), offered.unwrap_or_default());
        (Just(layers), Just(facts), after)
    })
}

/// What the lines that came back cost.
fn cost_of_received(facts: &Facts, after: &SettlementFacts) -> i128 {
    let mut facts = facts.clone();
    if let Some(received) = &after.received {
        for (line, back) in facts.lines.iter_mut().zip(received) {
            line.quantity = back.quantity;
        }
        facts.lines.retain(|line| line.quantity > 0);
    }
    cost_minor(&facts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_settlement_adds_up_and_never_gives_more_than_what_came_back_cost((layers, facts, after) in settled()) {
        let settlement = match settle(layers, &facts, &after) {
            Ok(settlement) => settlement,
            Err(SettleError::Facts(errors)) => {
                prop_assert!(!errors.is_empty());
                return Ok(());
            }
            Err(SettleError::Decide(error)) => return Err(TestCaseError::fail(error.to_string())),
        };
        for part in settlement.breakdown.iter().chain(&settlement.owed) {
            let sum: i64 = part.lines.iter().map(|line| line.amount_minor).sum();
            prop_assert_eq!(sum, part.amount_minor);
            prop_assert!(part.lines.iter().all(|line| !line.clauses.is_empty() && line.withheld_minor >= 0));
        }
        let refund = settlement.breakdown.as_ref().map_or(0, |breakdown| breakdown.amount_minor);
        let owed = settlement.owed.as_ref().map_or(0, |owed| owed.amount_minor);
        prop_assert!(refund >= 0 && owed >= 0 && (refund == 0 || owed == 0));
        prop_assert!(i128::from(refund) <= cost_of_received(&facts, &after));
        prop_assert!(settlement.owed.is_none() || owed > 0);
        prop_assert!(!settlement.is_refused || (settlement.breakdown.is_none() && settlement.owed.is_none()));
        prop_assert!(settlement.breakdown.is_some() == settlement.method.is_some());
    }

    #[test]
    fn what_is_previewed_is_what_is_settled((layers, facts, after) in settled()) {
        let text = |facts: &Facts, after: &SettlementFacts| match settle(layers, facts, after) {
            Ok(settlement) => serde_json::to_string(&settlement).expect("it is plain data"),
            Err(error) => error.to_string(),
        };
        let stored = serde_json::to_string(&(&facts, &after)).expect("it is plain data");
        let (facts_back, after_back) = serde_json::from_str(&stored).expect("it comes back");
        prop_assert_eq!(text(&facts, &after), text(&facts_back, &after_back));
    }

    #[test]
    fn with_nothing_found_the_settlement_is_the_decision((layers, facts) in request(), at in any::<usize>()) {
        let decision = decide(layers, &facts).expect("the facts are sound and near");
        let money = [Remedy::Refund, Remedy::PartialRefund];
        let open: Vec<Remedy> = decision.remedies.iter().copied().filter(|remedy| money.contains(remedy)).collect();
        if decision.outcome == Outcome::Refused || open.is_empty() {
            return Ok(());
        }
        let after = SettlementFacts {
            missing_parts_minor: facts.order.missing_parts_minor,
            return_postage_minor: facts.order.return_postage_minor,
            ..SettlementFacts::of(open[at % open.len()])
        };
        let settlement = settle(layers, &facts, &after).expect("it is offered");
        prop_assert_eq!(settlement.breakdown, decision.breakdown);
        prop_assert_eq!(settlement.method, decision.method);
    }

    #[test]
    fn a_plan_asks_for_goods_or_lets_them_be_kept((layers, facts) in request()) {
        let decision = decide(layers, &facts).expect("the facts are sound and near");
        let plan = return_plan(layers, &facts, &decision);
        prop_assert!(!(plan.goods_first && plan.is_returnless));
        prop_assert!(plan.is_returnless == (!plan.kept_lines.is_empty() && plan.kept_lines.len() == facts.lines.len()));
        prop_assert!(plan.goods_first || (plan.rma.is_none() && plan.warehouse.is_none() && plan.checklist.is_none()));
        prop_assert!(decision.return_payer.is_none() || plan.is_returnless || plan.return_payer == decision.return_payer);
        prop_assert!(plan.findings.iter().all(|finding| !finding.clauses.is_empty()));
    }
}
