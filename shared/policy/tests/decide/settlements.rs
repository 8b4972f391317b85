//! What is really refunded or owed once it is known what came back.

use crate::ask::{Ask, shop, under};
use redress_policy::{
    Breakdown, ExchangeItem, Ground, InspectionOutcome, InspectionVerdict, Layers, ReceivedLine, Remedy,
    Settlement, SettlementFacts, Topic, settle,
};

const SHOWN: [&str; 5] = [
    "product_photo",
    "packaging_photo",
    "label_photo",
    "outer_box_label_photo",
    "receipt",
];
const FIELDS: [&str; 5] = [
    "contact.name",
    "contact.email",
    "contact.phone",
    "invoice",
    "explanation",
];

/// Two items at 100.00, each with 10.00 tax, in an order with 5.00 shipping.
fn asked(ground: Ground) -> Ask {
    let ask = Ask::new(Topic::Return, ground, "2026-03-24T10:00:00Z");
    ask.line(|line| (line.quantity, line.ordered_quantity) = (2, 2))
        .delivered("2026-03-21T10:00:00Z")
        .with_evidence(&SHOWN)
        .with_fields(&FIELDS)
}

fn verdict(outcome: InspectionOutcome, failed: &[&str], reduction_bp: i64) -> InspectionVerdict {
    InspectionVerdict {
        checklist_id: "list".into(),
        outcome,
        failed: failed.iter().map(|name| (*name).into()).collect(),
        missing: Vec::new(),
        reduction_bp,
        holds_goods: false,
        findings: Vec::new(),
        clauses: vec!["KC-04".into()],
    }
}

fn received(quantities: &[(&str, i64)]) -> Option<Vec<ReceivedLine>> {
    let line = |(line_id, quantity): &(&str, i64)| ReceivedLine {
        line_id: (*line_id).into(),
        quantity: *quantity,
    };
    Some(quantities.iter().map(line).collect())
}

#[track_caller]
fn settled(layers: &Layers, ask: &Ask, after: &SettlementFacts) -> Settlement {
    let settlement = settle(layers, &ask.0, after).unwrap_or_else(|error| panic!("{error}"));
    // Whoever previews and whoever pays get the same bytes.
    let again = settle(layers, &ask.0, after).expect("it settles again");
    let json = |settlement: &Settlement| serde_json::to_string(settlement).expect("it is plain data");
    assert_eq!(json(&again), json(&settlement));
    let back: Settlement = serde_json::from_str(&json(&settlement)).expect("it comes back");
    assert_eq!(back, settlement);
    for part in settlement.breakdown.iter().chain(&settlement.owed) {
        let sum: i64 = part.lines.iter().map(|line| line.amount_minor).sum();
        assert!(sum == part.amount_minor && sum >= 0);
        assert!(part.lines.iter().all(|line| !line.clauses.is_empty()));
    }
    settlement
}

/// `part amount clauses` of each line.
fn lines(breakdown: Option<&Breakdown>) -> Vec<String> {
    let lines = breakdown.iter().flat_map(|breakdown| &breakdown.lines);
    let line = |line: &redress_policy::BreakdownLine| {
        format!("{} {} {}", line.part, line.amount_minor, line.clauses.join(" "))
    };
    lines.map(line).collect()
}

#[track_caller]
fn refunds(settlement: &Settlement, amount_minor: i64, expected: &[&str]) {
    assert_eq!(lines(settlement.breakdown.as_ref()), expected);
    let amount = settlement
        .breakdown
        .as_ref()
        .map(|breakdown| breakdown.amount_minor);
    assert_eq!(amount, Some(amount_minor));
    assert!(settlement.method.is_some() && settlement.owed.is_none());
}

#[test]
fn kc10_everything_back_is_refunded_as_the_decision_said() {
    let layers = shop("kakaclo.toml");
    let ask = asked(Ground::DamagedOnArrival);
    let settlement = settled(&layers, &ask, &SettlementFacts::of(Remedy::Refund));
    assert_eq!(settlement.breakdown, ask.decide(&layers).0.breakdown);
    assert_eq!(settlement.clauses.join(" "), "KC-10");
    assert!(!settlement.is_refused);
    let all = SettlementFacts {
        received: received(&[("lin_1", 2)]),
        ..SettlementFacts::of(Remedy::Refund)
    };
    assert_eq!(settled(&layers, &ask, &all), settlement);
}

#[test]
fn kc07_kc04_only_what_came_back_is_settled_less_fee_and_what_failed() {
    let layers = shop("kakaclo.toml");
    let one_back = SettlementFacts {
        received: received(&[("lin_1", 1)]),
        missing_parts_minor: 300,
        verdict: Some(verdict(InspectionOutcome::Reduced, &["manufacturer tags"], 1_000)),
        ..SettlementFacts::of(Remedy::PartialRefund)
    };
    let settlement = settled(&layers, &asked(Ground::ChangeOfMind), &one_back);
    refunds(
        &settlement,
        8_200,
        &[
            "item 10000 KC-07",
            "tax 1000 KC-07",
            "restocking_fee -1500 KC-07",
            "missing_part -300 KC-04",
            "reduction -1000 KC-04",
        ],
    );
    assert_eq!(settlement.clauses.join(" "), "KC-07 KC-04");
    let line = &settlement.breakdown.as_ref().expect("it is refunded").lines[4];
    assert_eq!(&*line.text, "Taken off for: manufacturer tags.");
    // The inspector's own amount beats the list's, and is never more than there is.
    for (minor, amount) in [(0, 9_200), (500, 8_700), (1_000_000, 0)] {
        let own = SettlementFacts {
            reduction_minor: Some(minor),
            ..one_back.clone()
        };
        let settlement = settled(&layers, &asked(Ground::ChangeOfMind), &own);
        assert_eq!(settlement.breakdown.map(|b| b.amount_minor), Some(amount));
    }
}

#[test]
fn the_orders_shipping_goes_back_with_all_of_it_only() {
    let layers = shop("kakaclo.toml");
    let part = SettlementFacts {
        received: received(&[("lin_1", 2), ("lin_2", 0)]),
        ..SettlementFacts::of(Remedy::Refund)
    };
    let two = asked(Ground::WrongItem).and_line("lin_2", |_| {});
    let settlement = settled(&layers, &two, &part);
    refunds(&settlement, 22_000, &["item 20000 KC-10", "tax 2000 KC-10"]);
}

#[test]
fn kw04_kw03_kw11_a_change_of_mind_pays_way_parts_and_bank() {
    let ask = asked(Ground::ChangeOfMind).order(|order| order.payment_fee_minor = 87);
    let after = SettlementFacts {
        missing_parts_minor: 900,
        return_postage_minor: 690,
        ..SettlementFacts::of(Remedy::PartialRefund)
    };
    let settlement = settled(&shop("kwoking.toml"), &ask, &after);
    refunds(
        &settlement,
        20_323,
        &[
            "item 20000 KW-04",
            "tax 2000 KW-04",
            "original_shipping 0 KW-04",
            "missing_part -900 KW-03",
            "return_postage -690 KW-03",
            "bank_fee -87 KW-11",
        ],
    );
}

#[test]
fn an_exchange_settles_the_difference_either_way() {
    let layers = shop("rma-shop.toml");
    let exchange = |price_minor, return_postage_minor| SettlementFacts {
        return_postage_minor,
        exchange: Some(ExchangeItem {
            price_minor,
            text: "Router Pro".into(),
        }),
        ..SettlementFacts::of(Remedy::Exchange)
    };
    // The shop's mistake: cheaper, the same, dearer.
    let wrong = asked(Ground::WrongItem);
    let settlement = settled(&layers, &wrong, &exchange(15_000, 0));
    let credit = ["item 20000 RM-04 RM-05", "tax 2000 RM-04 RM-05"];
    refunds(
        &settlement,
        7_000,
        &[credit[0], credit[1], "exchange -15000 RM-05"],
    );
    let even = settled(&layers, &wrong, &exchange(22_000, 0));
    assert_eq!(even.breakdown.map(|breakdown| breakdown.amount_minor), Some(0));
    let dearer = settled(&layers, &wrong, &exchange(30_000, 0));
    assert_eq!((&dearer.breakdown, &dearer.method), (&None, &None));
    let owed = [
        "item -20000 RM-04 RM-05",
        "tax -2000 RM-04 RM-05",
        "exchange 30000 RM-05",
    ];
    assert_eq!(lines(dearer.owed.as_ref()), owed);
    assert_eq!(dearer.owed.map(|owed| owed.amount_minor), Some(8_000));
    // The buyer's mistake: carriage that the shop has paid comes on top.
    let own = settled(&layers, &asked(Ground::OrderedWrongItem), &exchange(22_000, 900));
    assert_eq!(own.owed.map(|owed| owed.amount_minor), Some(900));
    assert_eq!(own.clauses.join(" "), "RM-01 RM-04");
    // A law that lets the buyer withdraw offers no exchange: that stays the shop's, by its own clause.
    let layers = under("rma-shop.toml", "law/eu.toml");
    let settlement = settled(&layers, &asked(Ground::OrderedWrongItem), &exchange(15_000, 0));
    let last = lines(settlement.breakdown.as_ref()).pop();
    assert_eq!(last.as_deref(), Some("exchange -15000 RM-01"));
}

#[test]
fn kc11_kv08_what_is_sent_or_repaired_costs_nothing_but_what_is_charged() {
    let kakaclo = shop("kakaclo.toml");
    let settlement = settled(
        &kakaclo,
        &asked(Ground::WrongItem),
        &SettlementFacts::of(Remedy::Resend),
    );
    assert_eq!((&settlement.breakdown, &settlement.owed), (&None, &None));
    assert_eq!(settlement.clauses.join(" "), "KC-11");
    let repaired = settled(
        &shop("kajivap.toml"),
        &asked(Ground::Defective),
        &SettlementFacts::of(Remedy::Repair),
    );
    assert_eq!(repaired.clauses.join(" "), "KV-08");
    let lacking = SettlementFacts {
        missing_parts_minor: 900,
        return_postage_minor: 690,
        ..SettlementFacts::of(Remedy::Replacement)
    };
    let charged = settled(&shop("kwoking.toml"), &asked(Ground::Defective), &lacking);
    assert_eq!(lines(charged.owed.as_ref()), ["missing_part 900 KW-03"]);
    // The RMA shop keeps the postage that it has paid.
    let charged = settled(&shop("rma-shop.toml"), &asked(Ground::Defective), &lacking);
    assert_eq!(lines(charged.owed.as_ref()), ["return_postage 690 RM-09"]);
}

#[test]
fn kw03_kept_items_are_refunded_without_coming_back() {
    let cheap = asked(Ground::Defective).line(|line| line.unit_price_minor = 1_500);
    let settlement = settled(
        &shop("kwoking.toml"),
        &cheap,
        &SettlementFacts::of(Remedy::KeepItem),
    );
    assert_eq!(
        settlement.breakdown.map(|breakdown| breakdown.amount_minor),
        Some(5_500)
    );
}

#[test]
fn a_refused_inspection_gives_nothing_unless_somebody_grants_it() {
    let layers = shop("rma-shop.toml");
    let misused = SettlementFacts {
        verdict: Some(InspectionVerdict {
            clauses: vec!["RM-07".into()],
            ..verdict(InspectionOutcome::Refused, &["misuse"], 0)
        }),
        ..SettlementFacts::of(Remedy::Refund)
    };
    let settlement = settled(&layers, &asked(Ground::Warranty), &misused);
    assert!(settlement.is_refused);
    assert_eq!(
        (&settlement.breakdown, &settlement.owed, &settlement.method),
        (&None, &None, &None)
    );
    assert_eq!(settlement.clauses.join(" "), "RM-07");
    assert!(
        settlement
            .findings
            .iter()
            .any(|finding| &*finding.rule == "misuse" && !finding.held)
    );
    let granted = SettlementFacts {
        granted_by: Some(["RM-02".into()].into()),
        ..misused
    };
    let settlement = settled(&layers, &asked(Ground::Warranty), &granted);
    refunds(
        &settlement,
        22_500,
        &[
            "item 20000 RM-02",
            "tax 2000 RM-02",
            "original_shipping 500 RM-02",
        ],
    );
}

#[test]
fn kc12_a_ruling_pays_by_the_plan_of_the_case_that_refused() {
    let layers = shop("kakaclo.toml");
    let late = asked(Ground::ChangeOfMind).now("2026-05-24T10:00:00Z");
    let refused = settled(&layers, &late, &SettlementFacts::of(Remedy::PartialRefund));
    assert!(refused.is_refused);
    assert_eq!(refused.clauses.join(" "), "KC-02");
    let ruled = SettlementFacts {
        granted_by: Some(["KC-12".into(), "KC-16".into()].into()),
        ..SettlementFacts::of(Remedy::Refund)
    };
    let settlement = settled(&layers, &late, &ruled);
    refunds(
        &settlement,
        19_000,
        &[
            "item 20000 KC-07",
            "tax 2000 KC-07",
            "original_shipping 0 KC-07",
            "restocking_fee -3000 KC-07",
        ],
    );
    assert_eq!(settlement.clauses.join(" "), "KC-12 KC-16 KC-07");
}

#[test]
fn kv12_the_laws_plan_pays_where_it_gives_more() {
    let layers = under("rma-shop.toml", "law/eu.toml");
    let after = SettlementFacts {
        return_postage_minor: 900,
        ..SettlementFacts::of(Remedy::Refund)
    };
    let settlement = settled(&layers, &asked(Ground::Defective), &after);
    refunds(
        &settlement,
        22_500,
        &[
            "item 20000 EU-CONFORMITY",
            "tax 2000 EU-CONFORMITY",
            "original_shipping 500 EU-CONFORMITY",
        ],
    );
    let repaired = settled(
        &layers,
        &asked(Ground::Defective),
        &SettlementFacts::of(Remedy::Repair),
    );
    assert_eq!(repaired.clauses.join(" "), "EU-CONFORMITY");
}

#[test]
fn what_cannot_be_settled_says_why() {
    let says = |ask: &Ask, after: &SettlementFacts| {
        let error = settle(&shop("kakaclo.toml"), &ask.0, after).expect_err("it cannot be settled");
        error.to_string()
    };
    let ask = asked(Ground::WrongItem);
    let plain = SettlementFacts::of(Remedy::Refund);
    for (after, expected) in [
        (
            SettlementFacts::of(Remedy::Repair),
            "remedy: `repair` is not offered; open is: refund, resend",
        ),
        (
            SettlementFacts::of(Remedy::Wait),
            "remedy: `wait` is nothing that a return is settled with",
        ),
        (
            SettlementFacts::of(Remedy::Exchange),
            "exchange: the item in exchange is needed",
        ),
        (
            SettlementFacts {
                exchange: Some(ExchangeItem {
                    price_minor: 1,
                    text: "".into(),
                }),
                ..plain.clone()
            },
            "exchange: is for the remedy `exchange` only",
        ),
        (
            SettlementFacts {
                received: received(&[("lin_1", 3), ("lin_9", 1), ("lin_1", 1)]),
                ..plain.clone()
            },
            "received[0].quantity: must be between 0 and what was asked about; \
             received[1].line_id: is no line of the request; received[2].line_id: the line is named twice",
        ),
        (
            SettlementFacts {
                received: received(&[("lin_1", 0)]),
                ..plain.clone()
            },
            "received: nothing has come back",
        ),
        (
            SettlementFacts {
                reduction_minor: Some(-1),
                ..plain.clone()
            },
            "reduction_minor: must be between 0 and 10^15 minor units",
        ),
        (
            SettlementFacts {
                verdict: Some(InspectionVerdict {
                    missing: vec!["parts".into(), "accessories".into()],
                    ..verdict(InspectionOutcome::Incomplete, &[], 0)
                }),
                ..plain
            },
            "inspection: has no result yet for parts, accessories",
        ),
    ] {
        assert_eq!(
            says(&ask, &after),
            format!("the facts cannot be settled: {expected}")
        );
    }
}
