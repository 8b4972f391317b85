//! Several lines, suspended windows, limits of facts, and what the order of things must not change.

use crate::ask::{Ask, at, shop};
use redress_policy::{DecideError, Ground, Layers, Outcome, Party, Topic, decide, load};
use std::sync::Arc;

/// A pack of a few lines, so that a test sees all of what it says.
fn small(rules: &str) -> Layers {
    let head = "[pack]\nid = \"small\"\nname = \"Small\"\nlayer = \"marketplace\"\nedition = \"1\"\n\
                effective = \"2026-01-01\"\nlanguage = \"en\"\ntime_zone = \"Europe/Paris\"\ncalendar = \"FR\"\n\
                binds = \"placement\"\ncountries = [\"FR\"]\nclauses = [\"S-1\"]\n\
                [[clause]]\nid = \"S-1\"\ntext = \"All of it.\"\n";
    let pack = load(&format!("{head}{rules}"), "small.toml").unwrap_or_else(|errors| panic!("{errors:?}"));
    Layers::of(Arc::new(pack), 1)
}

fn case(id: &str, more: &str) -> String {
    format!(
        "[[case]]\nid = \"{id}\"\ntopic = \"cancel\"\ngrounds = [\"change_of_mind\"]\nparties = [\"buyer\"]\n\
         text = \"{id}\"\nclauses = [\"S-1\"]\n{more}"
    )
}

fn plan(id: &str, parts: &str) -> String {
    format!("[[refund_plan]]\nid = \"{id}\"\ntext = \"{id}\"\nclauses = [\"S-1\"]\n{parts}")
}

fn part(part: &str, more: &str) -> String {
    format!("[[refund_plan.parts]]\npart = \"{part}\"\ntext = \"{part}\"\nclauses = [\"S-1\"]\n{more}\n")
}

fn cancel(now: &str) -> Ask {
    Ask::new(Topic::Cancel, Ground::ChangeOfMind, now)
}

#[test]
fn what_belongs_to_the_order_comes_once_and_not_by_the_order_of_the_lines() {
    let keeps = plan(
        "keeps",
        &(part("item", "") + &part("original_shipping", "share_bp = 0")),
    );
    let gives = plan(
        "gives",
        &(part("item", "") + &part("original_shipping", "") + &part("bank_fee", "amount = \"payment_fee\"")),
    );
    let layers = small(
        &(case("toys", "categories = [\"toys\"]\nrefund = \"keeps\"\n")
            + &case("any", "refund = \"gives\"\n")
            + &keeps
            + &gives),
    );
    let asked = |first: &str, second: &str| {
        cancel("2026-03-03T00:00:00Z")
            .order(|order| order.payment_fee_minor = 100)
            .line(|line| line.category = first.into())
            .and_line("lin_2", |line| line.category = second.into())
            .decide(&layers)
    };
    asked("toys", "books").refunds(
        20_400,
        &[
            "item 10000 S-1",
            "item 10000 S-1",
            "original_shipping 500 S-1",
            "bank_fee -100 S-1",
        ],
    );
    asked("books", "toys").refunds(
        20_400,
        &[
            "item 10000 S-1",
            "original_shipping 500 S-1",
            "bank_fee -100 S-1",
            "item 10000 S-1",
        ],
    );
    asked("toys", "toys").refunds(
        20_000,
        &[
            "item 10000 S-1",
            "original_shipping 0 (-500) S-1",
            "item 10000 S-1",
        ],
    );
}

#[test]
fn fees_are_cut_before_the_refund_falls_below_nothing_the_last_one_first() {
    let fees = part("item", "share_bp = 100")
        + &part("restocking_fee", "share_bp = 50")
        + &part("missing_part", "amount = \"missing_parts\"")
        + &part("return_postage", "amount = \"return_postage\"");
    let layers = small(&(case("any", "refund = \"fees\"\n") + &plan("fees", &fees)));
    cancel("2026-03-03T00:00:00Z")
        .order(|order| (order.missing_parts_minor, order.return_postage_minor) = (70, 40))
        .decide(&layers)
        .refunds(
            0,
            &[
                "item 100 (-9900) S-1",
                "restocking_fee -50 S-1",
                "missing_part -50 S-1",
            ],
        );
}

#[test]
fn a_suspended_window_runs_on_and_a_seller_cannot_suspend_what_the_pack_does_not() {
    let window = |suspendable: bool| {
        let rule = "[[case.windows]]\ncloses = { after = \"payment_confirmed\", span = { hours = 24 } }\nclauses = [\"S-1\"]\n";
        small(&case("any", &format!("{rule}suspendable = {suspendable}\n")))
    };
    let asked =
        cancel("2026-03-03T09:00:00Z").with_period("FR", "2026-03-02T20:00:00Z", "2026-03-02T23:00:00Z");
    asked
        .decide(&window(true))
        .answers("allowed: S-1")
        .closes("2026-03-03T11:00:00Z");
    asked
        .decide(&window(false))
        .answers("refused window_closed: S-1")
        .closes("2026-03-03T08:00:00Z");
}

#[test]
fn the_earlier_of_two_windows_counts_where_the_pack_says_so_and_a_final_case_ends_the_search() {
    let window = |hours: u32| {
        format!(
            "[[case.windows]]\ncloses = {{ after = \"placed\", span = {{ hours = {hours} }} }}\nclauses = [\"S-1\"]\n"
        )
    };
    let both = window(24) + &window(48);
    let earlier = small(&case("any", &format!("window_mode = \"earlier\"\n{both}")));
    cancel("2026-03-03T07:59:59Z")
        .decide(&earlier)
        .answers("allowed: S-1")
        .closes("2026-03-03T08:00:00Z");
    cancel("2026-03-03T08:00:00Z")
        .decide(&earlier)
        .answers("refused window_closed: S-1");
    let later = small(&case("any", &both));
    cancel("2026-03-03T08:00:00Z")
        .decide(&later)
        .answers("allowed: S-1")
        .closes("2026-03-04T08:00:00Z");

    let first = case(
        "first",
        &format!("is_final = true\ncategories = [\"toys\"]\n{}", window(24)),
    );
    let layers = small(&(first + &case("second", "")));
    let asked = cancel("2026-03-04T00:00:00Z");
    asked.decide(&layers).by_case("second").closes("");
    asked
        .line(|line| line.category = "toys".into())
        .decide(&layers)
        .by_case("first")
        .answers("refused window_closed: S-1");
}

#[test]
fn the_strictest_line_decides_and_the_window_is_the_earliest() {
    let window =
        "[[case.windows]]\ncloses = { after = \"delivered\", span = { days = 10 } }\nclauses = [\"S-1\"]\n";
    let layers = small(
        &(case(
            "toys",
            &format!("categories = [\"toys\"]\ndecided_by = \"platform\"\n{window}"),
        ) + &case("any", window)),
    );
    let asked = cancel("2026-03-10T00:00:00Z")
        .delivered("2026-03-05T00:00:00Z")
        .and_line("lin_2", |line| {
            line.category = "toys".into();
            line.deliver_time = Some(at("2026-03-03T00:00:00Z"));
        });
    asked
        .decide(&layers)
        .answers("needs_platform: S-1")
        .by_case("toys")
        .closes("2026-03-13T23:00:00Z");
    let late = asked
        .now("2026-03-14T00:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: S-1");
    assert_eq!(
        late.closes("2026-03-13T23:00:00Z").0.refused_line.as_deref(),
        Some("lin_2")
    );
}

#[test]
fn goods_of_another_kind_have_no_rule_and_a_warranty_that_is_not_there_does_not_run() {
    let layers = small(&case("toys", "categories = [\"toys\"]\n"));
    cancel("2026-03-03T00:00:00Z").decide(&layers).answers("refused no_rule: S-1").objects(
        "change_of_mind: the policy of Small covers this ground for goods of another kind only. What the buyer may call \
         on here: change_of_mind.",
    );
    let claim = case("claim", "")
        .replace("cancel", "return")
        .replace("change_of_mind", "warranty");
    let warranty = "[[warranty]]\nproduct_classes = [\"durable\"]\nspan = { years = 1 }\nremedies = [\"repair\"]\nclauses = [\"S-1\"]\n";
    Ask::new(Topic::Return, Ground::Warranty, "2026-04-01T00:00:00Z")
        .delivered("2026-03-05T00:00:00Z")
        .decide(&small(&(claim + warranty)))
        .answers("refused no_rule: S-1")
        .objects("No warranty covers goods of this category and class.");
}

#[test]
fn of_two_deadline_rules_the_more_specific_counts_and_of_equals_the_first() {
    let rule = |topics: &str, days: u32| {
        format!(
            "[[deadline]]\nkind = \"platform_decision\"\nafter = \"requested\"\nspan = {{ days = {days} }}\n\
             party = \"platform\"\non_expiry = \"escalate\"\nclauses = [\"S-1\"]\n{topics}"
        )
    };
    let waits = case("any", "decided_by = \"platform\"\n");
    let asked = cancel("2026-03-10T12:00:00Z");
    let due = |rules: String| {
        asked.decide(&small(&(waits.clone() + &rules))).0.deadlines[0]
            .last_day
            .expect("in days")
    };
    let (all, one, two) = (
        rule("", 1),
        rule("topics = [\"cancel\"]\n", 2),
        rule("topics = [\"cancel\", \"change\"]\n", 3),
    );
    assert_eq!(due(all.clone() + &one + &two).to_string(), "2026-03-12");
    assert_eq!(due(two + &one + &all).to_string(), "2026-03-13");
}

#[test]
fn facts_that_contradict_themselves_are_refused_before_anything_is_decided() {
    let layers = shop("kwoking.toml");
    let asked = cancel("2026-03-03T00:00:00Z");
    let broken = |change: &dyn Fn(&mut redress_policy::Facts)| {
        let mut facts = asked.0.clone();
        change(&mut facts);
        match decide(&layers, &facts) {
            Err(DecideError::Facts(errors)) => errors
                .iter()
                .map(|error| error.path.clone())
                .collect::<Vec<_>>()
                .join(" "),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(broken(&|facts| facts.lines.clear()), "lines");
    assert_eq!(
        broken(&|facts| facts.lines.push(facts.lines[0].clone())),
        "lines[1].line_id"
    );
    assert_eq!(
        broken(&|facts| {
            facts.lines[0].quantity = 3;
            facts.lines[0].shipped_quantity = 4;
            facts.lines[0].delivered_quantity = -1;
            facts.lines[0].tax_minor = -1;
            facts.lines[0].discount_minor = 10_001;
            facts.order.payment_fee_minor = i64::MAX;
            facts.now = chrono::DateTime::<chrono::Utc>::MAX_UTC;
        }),
        "now lines[0].quantity lines[0].shipped_quantity lines[0].delivered_quantity lines[0].discount_minor \
         lines[0].tax_minor order.payment_fee_minor"
    );
    let many = |count: usize| {
        let mut facts = asked.0.clone();
        let line = facts.lines.remove(0);
        facts.lines.extend((0..count).map(|i| redress_policy::LineFacts {
            line_id: format!("lin_{i}").into(),
            unit_price_minor: 1_000_000_000_000_000,
            tax_minor: 1_000_000_000_000_000,
            shipping_minor: 1_000_000_000_000_000,
            ..line.clone()
        }));
        facts
    };
    // The largest case there can be still adds up.
    let largest = decide(&layers, &many(1_000)).expect("it is decided");
    assert_eq!(
        largest.breakdown.map(|breakdown| breakdown.amount_minor),
        Some(3_000_000_000_000_000_500)
    );
    assert_eq!(
        (largest.outcome, largest.findings.len()),
        (Outcome::Allowed, 5 * 1_000 + 1)
    );
    assert!(matches!(
        decide(&layers, &many(1_001)),
        Err(DecideError::Facts(_))
    ));
}

#[test]
fn a_day_that_no_calendar_covers_is_an_error_and_no_decision() {
    let late =
        Ask::new(Topic::Return, Ground::Defective, "2031-06-01T00:00:00Z").delivered("2031-05-30T00:00:00Z");
    let error = decide(&shop("kakaclo.toml"), &late.0).expect_err("the calendar ends in 2030");
    assert_eq!(
        error.to_string(),
        "the calendar CN covers 2016-01-01 to 2030-12-31, not 2031-05-30"
    );
}

#[test]
fn staff_and_sellers_are_asked_nothing_that_is_the_buyers() {
    let by_platform =
        Ask::new(Topic::Cancel, Ground::PlatformRules, "2026-03-03T00:00:00Z").by(Party::Platform);
    by_platform
        .decide(&shop("kwoking.toml"))
        .answers("allowed: KW-08")
        .misses(&[], &[]);
}
