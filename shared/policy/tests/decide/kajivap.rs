//! KAJIVAP: withdrawal, warranties in calendar months and years, exclusions, ways of paying back.

use crate::ask::{Ask, at, months, shop};
use redress_policy::{Ground, PaymentKind, Topic};

const PACK: &str = "kajivap.toml";
const CONTACT: [&str; 3] = ["contact.name", "contact.email", "explanation"];

/// A request from Manila with everything that it must give.
fn return_for(ground: Ground, delivered: &str, now: &str) -> Ask {
    Ask::new(Topic::Return, ground, now)
        .order(|order| {
            order.buyer_country = "PH".into();
            order.currency = "PHP".parse().expect("a currency");
        })
        .delivered(delivered)
        .with_fields(&CONTACT)
        .with_evidence(&["receipt", "product_photo"])
}

#[test]
fn kv01_a_distance_purchase_is_withdrawn_from_through_the_7th_day_in_manila() {
    let layers = shop(PACK);
    // 18:00 UTC on 9 March is 10 March in Manila; day 7 is the 17th.
    let withdraws = |now| return_for(Ground::Withdrawal, "2026-03-09T18:00:00Z", now);
    withdraws("2026-03-17T15:59:59Z")
        .order(|order| order.return_postage_minor = 12_000)
        .decide(&layers)
        .answers("allowed: KV-01 KV-05 KV-03 KV-06")
        .closes("2026-03-17T16:00:00Z")
        .offers("refund")
        .sends_back_at_cost_of("buyer")
        .refunds(
            500,
            &[
                "item 10000 KV-01",
                "tax 2000 KV-01",
                "original_shipping 500 KV-01",
                "return_postage -12000 KV-06",
            ],
        )
        .sets(&[
            "refund_due platform 2026-04-16T16:00:00Z KV-07",
            "return_parcel buyer 2026-03-31T16:00:00Z KV-06 KV-03",
        ]);
    withdraws("2026-03-17T16:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KV-01")
        .objects("The window closed with the end of 2026-03-17 (Asia/Manila).");
}

#[test]
fn kv01_an_order_is_withdrawn_from_before_it_ships() {
    Ask::new(Topic::Cancel, Ground::Withdrawal, "2026-06-01T00:00:00Z")
        .decide(&shop(PACK))
        .answers("allowed: KV-01")
        .closes("")
        .refunds(
            12_500,
            &[
                "item 10000 KV-08 KV-01",
                "tax 2000 KV-08 KV-01",
                "original_shipping 500 KV-08 KV-01",
            ],
        );
}

#[test]
fn kv02_a_warranty_ends_with_its_month_and_its_year_also_where_they_are_short() {
    let layers = shop(PACK);
    for (class, delivered, closes) in [
        // 31 August and six months: the last day of February, which ends at 16:00 UTC.
        ("non_durable", "2026-08-31T02:00:00Z", "2027-02-28T16:00:00Z"),
        ("non_durable", "2027-08-31T02:00:00Z", "2028-02-29T16:00:00Z"),
        ("non_durable", "2026-03-30T18:00:00Z", "2026-09-30T16:00:00Z"),
        // A leap day and a year, and two.
        ("durable", "2024-02-29T02:00:00Z", "2025-02-28T16:00:00Z"),
        ("durable", "2025-02-28T02:00:00Z", "2026-02-28T16:00:00Z"),
        ("immovable", "2024-02-29T02:00:00Z", "2026-02-28T16:00:00Z"),
        // A line without a class has the shortest.
        ("", "2026-08-31T02:00:00Z", "2027-02-28T16:00:00Z"),
    ] {
        let end = at(closes);
        let claim = |now: chrono::DateTime<chrono::Utc>| {
            let asked = return_for(Ground::Warranty, delivered, &now.to_rfc3339());
            asked
                .line(|line| line.product_class = class.into())
                .decide(&layers)
                .closes(closes)
        };
        claim(end - chrono::TimeDelta::milliseconds(1))
            .answers("needs_platform: KV-02 KV-05 KV-03 KV-06")
            .offers("replacement repair refund")
            .sends_back_at_cost_of("seller");
        claim(end).answers("refused window_closed: KV-02");
    }
}

#[test]
fn kv02_the_longer_of_the_legal_and_the_makers_warranty_counts() {
    let layers = shop(PACK);
    for (own, closes) in [(18, "2027-07-15T16:00:00Z"), (3, "2027-01-15T16:00:00Z")] {
        return_for(Ground::Warranty, "2026-01-15T02:00:00Z", "2026-12-31T00:00:00Z")
            .line(|line| {
                line.product_class = "durable".into();
                line.maker_warranty = Some(months(own));
            })
            .decide(&layers)
            .closes(closes);
    }
}

#[test]
fn kv04_excluded_goods_come_back_only_when_defective_or_under_warranty() {
    let layers = shop(PACK);
    for attribute in [
        "digital",
        "gift_card",
        "clearance",
        "personalised",
        "perishable",
        "hygiene",
        "medicine",
    ] {
        let asked = |ground| {
            return_for(ground, "2026-03-09T02:00:00Z", "2026-03-12T02:00:00Z")
                .line(|line| line.attributes = vec!["blue".into(), attribute.into()])
                .decide(&layers)
        };
        let refused = asked(Ground::Withdrawal)
            .answers("refused excluded: KV-04")
            .refunds_nothing();
        assert_eq!(refused.0.case_id, None);
        asked(Ground::Defective).answers("needs_platform: KV-04 KV-08 KV-05 KV-03 KV-06");
        asked(Ground::Warranty).answers("needs_platform: KV-04 KV-02 KV-05 KV-03 KV-06");
    }
    let said = return_for(Ground::Withdrawal, "2026-03-09T02:00:00Z", "2026-03-12T02:00:00Z").decide(&layers);
    assert!(
        said.0
            .findings
            .iter()
            .all(|finding| !finding.clauses.iter().any(|id| &**id == "KV-04"))
    );
}

#[test]
fn kv05_an_application_names_what_it_lacks_and_is_answered_within_10_working_days() {
    let layers = shop(PACK);
    let asked =
        Ask::new(Topic::Return, Ground::Defective, "2026-03-31T02:00:00Z").delivered("2026-03-30T02:00:00Z");
    asked
        .clone()
        .decide(&layers)
        .answers("incomplete: KV-08 KV-05 KV-03 KV-06")
        .misses(
            &["product_photo", "receipt or invoice"],
            &["contact.name", "contact.email", "explanation"],
        )
        .sets(&[
            "evidence buyer 2026-04-07T16:00:00Z KV-03 KV-05",
            // 2 and 3 April are Maundy Thursday and Good Friday, the 9th is the Day of Valor.
            "response platform 2026-04-17T16:00:00Z KV-05",
        ]);
    let said = asked
        .with_fields(&CONTACT)
        .with_evidence(&["invoice", "product_photo"])
        .decide(&layers);
    let said = said.answers("needs_platform: KV-08 KV-05 KV-03 KV-06").sets(&[
        "platform_decision platform 2026-04-17T16:00:00Z KV-05",
        "response platform 2026-04-17T16:00:00Z KV-05",
    ]);
    let versions: Vec<_> = said
        .0
        .deadlines
        .iter()
        .filter_map(|set| set.calendar_version.as_deref())
        .collect();
    assert!(
        versions.iter().all(|version| version.starts_with("PH@")) && versions.len() == 2,
        "{versions:?}"
    );
}

#[test]
fn kv07_money_goes_back_as_it_came() {
    let layers = shop(PACK);
    let paid = |kind| {
        Ask::new(Topic::Cancel, Ground::ChangeOfMind, "2026-03-03T00:00:00Z")
            .order(|order| order.payment_kind = kind)
            .decide(&layers)
    };
    for (kind, method) in [
        (PaymentKind::Card, "original: KV-07"),
        (PaymentKind::Cash, "payout gcash, paymaya, bank_account: KV-07"),
        (
            PaymentKind::BankDeposit,
            "payout gcash, paymaya, bank_account: KV-07",
        ),
        (PaymentKind::EWallet, "original: KV-07"),
        (
            PaymentKind::DigitalWallet,
            "payout digital_wallet, gcash, paymaya, bank_account: KV-07",
        ),
    ] {
        paid(Some(kind))
            .pays_by(method)
            .sets(&["refund_due platform 2026-04-02T16:00:00Z KV-07"]);
    }
    // Where nobody knows how it was paid, no rule of this pack speaks.
    paid(None).pays_by("original: ");
}
