//! What an approved return needs: goods, payer, list, number, warehouse; and which case said so.

use crate::ask::{Ask, shop, under};
use redress_policy::{
    Decision, Ground, Layers, Party, ReturnPlan, Topic, delivery_rule, governing_case, nearest_warehouse,
    return_plan,
};

const SHOWN: [&str; 8] = [
    "product_photo",
    "packaging_photo",
    "label_photo",
    "outer_box_label_photo",
    "receipt",
    "invoice",
    "product_video",
    "carrier_report",
];
const FIELDS: [&str; 5] = [
    "contact.name",
    "contact.email",
    "contact.phone",
    "invoice",
    "explanation",
];

fn asked(topic: Topic, ground: Ground) -> Ask {
    Ask::new(topic, ground, "2026-03-24T10:00:00Z")
        .delivered("2026-03-21T10:00:00Z")
        .with_evidence(&SHOWN)
        .with_fields(&FIELDS)
}

fn planned(layers: &Layers, ask: &Ask) -> (Decision, ReturnPlan) {
    let decision = ask.decide(layers).0;
    let plan = return_plan(layers, &ask.0, &decision);
    for finding in &plan.findings {
        assert!(finding.held && !finding.clauses.is_empty());
        assert!(finding.clauses.iter().all(|clause| plan.clauses.contains(clause)));
    }
    (decision, plan)
}

/// `goods payer list rma warehouse` with a dash for what there is not.
fn in_short(plan: &ReturnPlan) -> String {
    let or_dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
    [
        if plan.goods_first { "goods" } else { "-" }.to_owned(),
        or_dash(plan.return_payer.map(Party::as_str)),
        or_dash(plan.checklist.as_ref().map(|list| &*list.id)),
        if plan.rma.is_some() { "rma" } else { "-" }.to_owned(),
        or_dash(plan.warehouse.as_ref().map(|warehouse| &*warehouse.id)),
    ]
    .join(" ")
}

#[test]
fn each_shop_says_what_a_return_needs() {
    for (file, topic, ground, plan, clauses) in [
        (
            "kakaclo.toml",
            Topic::Return,
            Ground::ChangeOfMind,
            "goods buyer returned-goods rma duisburg",
            "KC-07 KC-02 KC-04 KC-17 KC-10 KC-11",
        ),
        (
            "kakaclo.toml",
            Topic::Return,
            Ground::DamagedOnArrival,
            "goods seller returned-goods rma duisburg",
            "KC-08 KC-02 KC-05 KC-10 KC-11 KC-04 KC-07 KC-17",
        ),
        (
            "kwoking.toml",
            Topic::Return,
            Ground::Defective,
            "goods seller returned-goods rma roissy",
            "KW-02 KW-03 KW-06 KW-13 KW-01 KW-15 KW-16 KW-09 KW-10 KW-14",
        ),
        (
            "kwoking.toml",
            Topic::Return,
            Ground::ChangeOfMind,
            "goods buyer returned-goods rma roissy",
            "KW-04 KW-03 KW-01 KW-15 KW-16 KW-09 KW-10 KW-14",
        ),
        (
            "rma-shop.toml",
            Topic::Return,
            Ground::OrderedWrongItem,
            "goods buyer factory rma factory",
            "RM-01 RM-06 RM-02 RM-07 RM-08 RM-11 RM-12 RM-13",
        ),
        (
            "rma-shop.toml",
            Topic::Return,
            Ground::WrongItem,
            "goods seller factory rma factory",
            "RM-05 RM-06 RM-02 RM-07 RM-08 RM-11 RM-12 RM-13",
        ),
        (
            "rma-shop.toml",
            Topic::Delivery,
            Ground::RefusedAtDoor,
            "goods buyer - - factory",
            "RM-04 RM-06 RM-08",
        ),
        (
            "kajivap.toml",
            Topic::Return,
            Ground::Withdrawal,
            "goods buyer unused - makati",
            "KV-01 KV-06 KV-03 KV-11",
        ),
        (
            "kajivap.toml",
            Topic::Return,
            Ground::Defective,
            "goods seller original-state - makati",
            "KV-08 KV-06 KV-03 KV-11",
        ),
    ] {
        let layers = shop(file);
        let (decision, said) = planned(&layers, &asked(topic, ground));
        assert_eq!(in_short(&said), plan, "{file} {ground}");
        assert_eq!(said.clauses.join(" "), clauses, "{file} {ground}");
        let (pack, case) = governing_case(&layers, &decision).expect("a case answered");
        assert_eq!(
            (&pack.pack.id, Some(&case.id)),
            (&decision.policy_id, decision.case_id.as_ref())
        );
    }
}

#[test]
fn a_lost_parcel_asks_for_no_goods() {
    let lost = Ask::new(Topic::Delivery, Ground::NotReceived, "2026-03-24T10:00:00Z")
        .shipped("2026-03-05T10:00:00Z");
    let (_, plan) = planned(&shop("kwoking.toml"), &lost);
    assert_eq!(plan, ReturnPlan::default());
}

#[test]
fn kw03_what_is_worth_less_than_20_euros_is_kept() {
    let layers = shop("kwoking.toml");
    let cheap = asked(Topic::Return, Ground::Defective).line(|line| line.unit_price_minor = 1_999);
    let (_, plan) = planned(&layers, &cheap);
    assert_eq!(in_short(&plan), "- - - - -");
    assert!(plan.is_returnless);
    assert_eq!(plan.kept_lines, ["lin_1".into()]);
    assert_eq!(plan.clauses, ["KW-03".into()]);
    // Beside something dear only the cheap line is kept, and the rest comes back.
    let mixed = cheap.and_line("lin_2", |line| line.unit_price_minor = 2_000);
    let (_, plan) = planned(&layers, &mixed);
    assert!(plan.goods_first && !plan.is_returnless);
    assert_eq!(plan.kept_lines, ["lin_1".into()]);
    // Not for a change of mind, and not in another currency.
    let flawless = asked(Topic::Return, Ground::ChangeOfMind).line(|line| line.unit_price_minor = 1_999);
    assert!(planned(&layers, &flawless).1.kept_lines.is_empty());
    let dollars = asked(Topic::Return, Ground::Defective)
        .line(|line| line.unit_price_minor = 1_999)
        .order(|order| order.currency = "USD".parse().expect("a currency"));
    assert!(planned(&layers, &dollars).1.kept_lines.is_empty());
}

#[test]
fn kv12_where_the_law_answers_its_list_counts_and_the_shop_says_where_to() {
    let layers = under("kajivap.toml", "law/ph.toml");
    let late = asked(Topic::Return, Ground::Defective).now("2026-05-01T00:00:00Z");
    let (decision, plan) = planned(&layers, &late);
    let (pack, case) = governing_case(&layers, &decision).expect("the law's case answered");
    assert_eq!((&*pack.pack.id, &*case.id), ("law-ph", "ph-defect"));
    assert_eq!(in_short(&plan), "goods seller ph-defect - makati");
    assert_eq!(plan.clauses.join(" "), "PH-DEFECT KV-11");
    let eu = under("kwoking.toml", "law/eu.toml");
    let (decision, plan) = planned(&eu, &asked(Topic::Return, Ground::ChangeOfMind));
    assert_eq!(decision.case_id.as_deref(), Some("eu-withdrawal"));
    assert_eq!(in_short(&plan), "goods buyer eu-withdrawal rma roissy");
    // After the law's 14 days it is the shop's own case again.
    let (_, plan) = planned(
        &eu,
        &asked(Topic::Return, Ground::ChangeOfMind).now("2026-05-01T00:00:00Z"),
    );
    assert_eq!(in_short(&plan), "goods buyer returned-goods rma roissy");
}

#[test]
fn a_payer_that_the_law_takes_from_the_buyer_is_cited_by_the_law() {
    let layers = under("rma-shop.toml", "law/eu.toml");
    let (decision, plan) = planned(&layers, &asked(Topic::Return, Ground::Defective));
    assert_eq!(decision.case_id.as_deref(), Some("defective-on-receipt"));
    assert_eq!(plan.return_payer, Some(Party::Seller));
    let payer = plan
        .findings
        .iter()
        .find(|finding| &*finding.rule == "return_payer");
    assert_eq!(payer.expect("it is said").clauses.join(" "), "EU-CONFORMITY");
}

#[test]
fn where_no_case_answers_a_return_would_still_bring_goods_back() {
    let layers = shop("kajivap.toml");
    let kept_out =
        asked(Topic::Return, Ground::Withdrawal).line(|line| line.attributes = vec!["medicine".into()]);
    let (decision, plan) = planned(&layers, &kept_out);
    assert_eq!(governing_case(&layers, &decision), None);
    assert_eq!(in_short(&plan), "goods - - - makati");
}

#[test]
fn kc17_the_nearest_warehouse_is_one_at_home_else_by_the_globe() {
    let layers = shop("kakaclo.toml");
    let mut pack = (*layers.marketplace).clone();
    for (country, warehouse) in [
        ("US", "los-angeles"),
        ("us", "los-angeles"),
        ("MX", "los-angeles"),
        ("CA", "los-angeles"),
        ("ZA", "duisburg"),
        ("FR", "duisburg"),
        ("GB", "duisburg"),
        ("NG", "duisburg"),
        ("TR", "duisburg"),
        ("CN", "guangzhou"),
        ("PH", "guangzhou"),
        ("AU", "guangzhou"),
        ("PF", "los-angeles"),
        ("IN", "guangzhou"),
        ("JP", "guangzhou"),
        // Nobody knows where this is: the first of the list.
        ("XX", "guangzhou"),
    ] {
        let nearest = nearest_warehouse(&pack, country, None).map(|warehouse| &*warehouse.id);
        assert_eq!(nearest, Some(warehouse), "{country}");
    }
    let mut newark = pack.warehouses[1].clone();
    (newark.id, newark.latitude, newark.longitude) = ("newark".into(), 40.7, -74.2);
    newark.regions = vec!["NJ".into(), "New York".into()];
    pack.warehouses.push(newark);
    for (region, warehouse) in [
        (Some("new york"), "newark"),
        (Some("CA"), "los-angeles"),
        (None, "los-angeles"),
    ] {
        let nearest = nearest_warehouse(&pack, "US", region).map(|warehouse| &*warehouse.id);
        assert_eq!(nearest, Some(warehouse), "{region:?}");
    }
    pack.warehouses.clear();
    assert_eq!(nearest_warehouse(&pack, "US", None), None);
}

#[test]
fn statuses_of_parcels_start_what_the_pack_names() {
    for (file, status, ground) in [
        ("kakaclo.toml", "stalled", Some(Ground::TrackingStalled)),
        ("kakaclo.toml", "overdue", Some(Ground::NotReceived)),
        ("kakaclo.toml", "refused_by_recipient", None),
        (
            "kwoking.toml",
            "refused_by_recipient",
            Some(Ground::RefusedAtDoor),
        ),
        ("kwoking.toml", "returned_to_sender", Some(Ground::ChangeOfMind)),
        ("kwoking.toml", "refused_at_customs", Some(Ground::ChangeOfMind)),
        ("kwoking.toml", "lost", Some(Ground::NotReceived)),
        (
            "rma-shop.toml",
            "refused_by_recipient",
            Some(Ground::RefusedAtDoor),
        ),
        ("rma-shop.toml", "return_lost", Some(Ground::ReturnLost)),
        ("kajet.toml", "lost", None),
    ] {
        let layers = shop(file);
        let rule = delivery_rule(&layers.marketplace, status);
        assert_eq!(rule.map(|rule| rule.ground), ground, "{file} {status}");
    }
}
