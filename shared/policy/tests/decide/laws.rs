//! The law under a shop: it wins where it gives the buyer more, is cited, and a tie stays with the shop.

use crate::ask::{Ask, at, shop, under};
use redress_policy::{Facts, Ground, LawPack, Layer, Layers, Outcome, Party, Topic, decide};

fn kwoking() -> Layers {
    under("kwoking.toml", "law/eu.toml")
}

fn return_for(ground: Ground, now: &str) -> Ask {
    Ask::new(Topic::Return, ground, now).delivered("2026-03-21T10:00:00Z")
}

const SHOWN: [&str; 3] = ["product_photo", "packaging_photo", "label_photo"];

#[test]
fn the_law_grants_at_once_what_the_shop_leaves_to_its_staff_and_pays_the_shipping_back() {
    let layers = kwoking();
    // Day 14 is Saturday 4 April; Sunday is off and the 6th is Easter Monday, so the law's period ends with the 7th.
    let said = return_for(Ground::ChangeOfMind, "2026-04-07T21:59:59Z")
        .order(|order| order.return_postage_minor = 700)
        .decide(&layers)
        .answers("allowed: EU-WITHDRAWAL")
        .by_case("eu-withdrawal")
        .closes("2026-05-20T22:00:00Z")
        .offers("refund partial_refund")
        .sends_back_at_cost_of("buyer")
        .refunds(
            11_800,
            &[
                "item 10000 EU-WITHDRAWAL",
                "tax 2000 EU-WITHDRAWAL",
                "original_shipping 500 EU-WITHDRAWAL",
                "return_postage -700 EU-WITHDRAWAL",
            ],
        );
    said.sets(&[
        "refund_due seller 2026-04-21T22:00:00Z EU-WITHDRAWAL",
        "return_parcel buyer 2026-04-21T22:00:00Z KW-09",
        "return_tracking buyer 2026-04-21T22:00:00Z KW-10",
    ]);
    // Later the shop's own 60 days run on, by its own terms.
    return_for(Ground::ChangeOfMind, "2026-04-07T22:00:00Z")
        .decide(&layers)
        .answers("needs_platform: KW-04 KW-05 KW-03")
        .closes("2026-05-20T22:00:00Z")
        .refunds(
            12_000,
            &[
                "item 10000 KW-04",
                "tax 2000 KW-04",
                "original_shipping 0 (-500) KW-04",
            ],
        );
}

#[test]
fn the_law_is_cited_for_the_larger_refund_where_both_grant() {
    let cancel = Ask::new(Topic::Cancel, Ground::Withdrawal, "2026-03-04T09:00:00Z");
    let layers = kwoking();
    // Equal refunds: the shop's own terms stand.
    cancel
        .decide(&layers)
        .answers("allowed: KW-08")
        .closes("")
        .refunds(
            12_500,
            &[
                "item 10000 KW-08",
                "tax 2000 KW-08",
                "original_shipping 500 KW-08",
            ],
        );
    // The law knows no fee of the bank.
    let said = cancel.order(|order| order.payment_fee_minor = 87).decide(&layers);
    said.answers("allowed: KW-08 EU-WITHDRAWAL")
        .by_case("cancel-before-shipping")
        .refunds(
            12_500,
            &[
                "item 10000 EU-WITHDRAWAL",
                "tax 2000 EU-WITHDRAWAL",
                "original_shipping 500 EU-WITHDRAWAL",
            ],
        );
}

#[test]
fn what_the_law_excepts_stays_with_the_shop() {
    let layers = kwoking();
    let made_to_order = Ask::new(Topic::Cancel, Ground::ChangeOfMind, "2026-03-04T09:00:00Z")
        .line(|line| line.category = "made_to_order".into());
    made_to_order
        .decide(&layers)
        .answers("needs_seller: KW-08")
        .objects("The law gives no right to withdraw for goods of this kind.");
}

#[test]
fn the_law_adds_remedies_that_a_hard_end_of_the_shop_took_away() {
    let claim = return_for(Ground::Warranty, "2026-06-01T00:00:00Z").with_evidence(&SHOWN);
    let phone = claim.line(|line| line.category = "phones".into());
    phone
        .decide(&shop("kwoking.toml"))
        .offers("repair")
        .refunds_nothing();
    phone
        .decide(&kwoking())
        .answers("needs_platform: KW-02 KW-07 KW-05 KW-13 EU-CONFORMITY")
        .by_case("guarantee")
        .offers("repair replacement partial_refund refund")
        // Two years from 21 March 2026.
        .closes("2028-03-21T23:00:00Z")
        .refunds(
            12_500,
            &[
                "item 10000 EU-CONFORMITY",
                "tax 2000 EU-CONFORMITY",
                "original_shipping 500 EU-CONFORMITY",
            ],
        );
}

#[test]
fn the_law_takes_the_way_back_from_the_buyer() {
    let contact = ["contact.name", "contact.email", "contact.phone", "invoice"];
    let said = return_for(Ground::Defective, "2026-04-01T00:00:00Z")
        .with_evidence(&["product_photo"])
        .with_fields(&contact)
        .decide(&under("rma-shop.toml", "law/eu.toml"));
    said.answers("needs_platform: RM-02 RM-07 RM-10 RM-06 RM-08 RM-09 EU-CONFORMITY")
        .sends_back_at_cost_of("seller")
        .offers("replacement refund repair partial_refund");
}

#[test]
fn kv12_the_shops_policy_follows_the_law_and_both_are_cited() {
    let layers = under("kajivap.toml", "law/ph.toml");
    let claim = |ground, now| {
        Ask::new(Topic::Return, ground, now)
            .order(|order| order.buyer_country = "PH".into())
            .delivered("2026-03-09T02:00:00Z")
            .with_fields(&["contact.name", "contact.email", "explanation"])
            .with_evidence(&["receipt", "product_photo"])
    };
    // Within the shop's 7 days its own terms stand; a lower price is the law's to add.
    claim(Ground::Defective, "2026-03-12T00:00:00Z")
        .decide(&layers)
        .answers("needs_platform: KV-08 KV-05 KV-03 KV-06 PH-DEFECT KV-12")
        .by_case("defective-or-not-as-ordered")
        .closes("2028-03-09T16:00:00Z")
        .offers("replacement repair refund partial_refund");
    // On day 8 the law still gives two years.
    let said = claim(Ground::Defective, "2026-03-17T02:00:00Z")
        .decide(&layers)
        .answers("needs_platform: PH-DEFECT KV-12")
        .by_case("ph-defect")
        .closes("2028-03-09T16:00:00Z")
        .sends_back_at_cost_of("seller")
        .refunds(
            12_500,
            &[
                "item 10000 PH-DEFECT",
                "tax 2000 PH-DEFECT",
                "original_shipping 500 PH-DEFECT",
            ],
        );
    assert!(
        said.0
            .findings
            .iter()
            .any(|finding| finding.layer == Layer::Law && finding.held)
    );
    assert!(
        said.0
            .findings
            .iter()
            .any(|finding| finding.layer == Layer::Marketplace && !finding.held)
    );
    assert_eq!(said.0.layers.join(" "), "law:law-ph@1 marketplace:kajivap@3");
    claim(Ground::Defective, "2028-03-09T16:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KV-08");
    // The law is silent on withdrawal.
    claim(Ground::Withdrawal, "2026-03-17T02:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KV-01");
}

#[test]
fn kv12_a_buyer_in_the_union_has_14_days_where_the_shop_gives_7() {
    let layers = under("kajivap.toml", "law/eu.toml");
    let withdraws = |now| {
        Ask::new(Topic::Return, Ground::Withdrawal, now)
            .delivered("2026-03-09T02:00:00Z")
            .with_fields(&["contact.name", "contact.email", "explanation"])
            .with_evidence(&["receipt"])
            .decide(&layers)
    };
    withdraws("2026-03-12T00:00:00Z")
        .answers("allowed: KV-01 KV-05 KV-03 KV-06")
        .closes("2026-03-23T23:00:00Z");
    withdraws("2026-03-20T00:00:00Z")
        .answers("allowed: EU-WITHDRAWAL KV-12")
        .by_case("eu-withdrawal")
        .misses(&[], &[])
        .closes("2026-03-23T23:00:00Z")
        .pays_by("original: KV-07");
    withdraws("2026-03-23T23:00:00Z").answers("refused window_closed: KV-01");
    // Without its receipt the shop would ask for more; the law does not.
    Ask::new(Topic::Return, Ground::Withdrawal, "2026-03-12T00:00:00Z")
        .delivered("2026-03-09T02:00:00Z")
        .decide(&layers)
        .answers("allowed: EU-WITHDRAWAL KV-12")
        .misses(&[], &[]);
}

#[test]
fn a_contract_that_was_not_delivered_within_30_days_is_ended_by_law_without_asking_anybody() {
    let layers = under("kakaclo.toml", "law/eu.toml");
    let late = |now| Ask::new(Topic::Cancel, Ground::LateShipment, now);
    late("2026-03-31T00:00:00Z")
        .decide(&layers)
        .answers("refused not_late: KC-06");
    // Day 30 is Wednesday 1 April in Brussels.
    let said = late("2026-04-01T22:00:00Z")
        .decide(&layers)
        .answers("allowed: EU-LATE-DELIVERY");
    said.by_case("eu-late-delivery").closes("").sets(&[
        // The shop's own seven days end before the law's 14.
        "refund_due platform 2026-04-09T16:00:00Z KC-06 KC-15",
    ]);
    late("2026-04-01T22:00:00Z")
        .order(|order| order.processing_due_time = Some(at("2026-03-20T00:00:00Z")))
        .decide(&layers)
        .answers("allowed: EU-LATE-DELIVERY")
        .by_case("eu-late-delivery");
}

#[test]
fn a_law_under_a_shop_never_makes_an_answer_worse() {
    let times = [
        "2026-03-21T12:00:00Z",
        "2026-04-01T00:00:00Z",
        "2026-05-01T00:00:00Z",
        "2027-03-01T00:00:00Z",
        "2029-01-01T00:00:00Z",
    ];
    let mut compared = 0;
    for (file, _) in redress_policy::packs::SHOPS {
        let alone = shop(file);
        let eu = under(file, "law/eu.toml");
        let both = Layers {
            laws: [&eu.laws[..], &under(file, "law/ph.toml").laws[..]].concat(),
            ..alone.clone()
        };
        for facts in times.iter().flat_map(|now| every_request(now)) {
            let (a, b, c) = (
                decided(&alone, &facts),
                decided(&eu, &facts),
                decided(&both, &facts),
            );
            for (worse, better) in [(a, b), (b, c)] {
                let is_open = worse.0 != Outcome::Refused;
                assert!(better.0 <= worse.0, "{file}: {facts:?}: {worse:?} {better:?}");
                assert!(
                    !is_open || better.1 >= worse.1,
                    "{file}: {facts:?}: {worse:?} {better:?}"
                );
            }
            compared += 1;
        }
    }
    assert!(compared > 1_000);
}

/// The outcome and the refund.
fn decided(layers: &Layers, facts: &Facts) -> (Outcome, i64) {
    let decision = decide(layers, facts).expect("it is decided");
    (
        decision.outcome,
        decision.breakdown.map_or(0, |breakdown| breakdown.amount_minor),
    )
}

fn every_request(now: &str) -> Vec<Facts> {
    let mut all = Vec::new();
    for topic in Topic::ALL {
        for ground in Ground::ALL {
            for party in [Party::Buyer, Party::Seller] {
                let asked = Ask::new(*topic, *ground, now)
                    .by(party)
                    .with_evidence(&SHOWN)
                    .order(|order| order.payment_fee_minor = 87);
                all.push(asked.clone().0);
                all.push(asked.delivered("2026-03-21T10:00:00Z").0);
            }
        }
    }
    all
}

#[test]
fn of_two_laws_the_one_that_gives_more_counts_in_either_order() {
    let eu = under("kwoking.toml", "law/eu.toml");
    let ph: Vec<LawPack> = under("kwoking.toml", "law/ph.toml").laws;
    let asked = return_for(Ground::Defective, "2026-06-01T00:00:00Z")
        .with_evidence(&["product_photo", "receipt"])
        .with_fields(&["contact.name", "contact.email", "explanation"])
        .order(|order| order.return_receive_time = Some(at("2026-06-01T00:00:00Z")));
    for laws in [[&eu.laws[..], &ph[..]].concat(), [&ph[..], &eu.laws[..]].concat()] {
        let layers = Layers { laws, ..eu.clone() };
        let said = asked
            .decide(&layers)
            .offers("repair replacement partial_refund refund");
        assert_eq!(said.0.outcome, Outcome::NeedsPlatform);
    }
}
