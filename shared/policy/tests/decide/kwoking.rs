//! Kwoking: cancellation by the hour, returns by the day in Paris, hard ends, fees.

use crate::ask::{Ask, at, shop};
use redress_policy::{Ground, Party, Topic};

const PACK: &str = "kwoking.toml";

fn cancel(now: &str) -> Ask {
    Ask::new(Topic::Cancel, Ground::ChangeOfMind, now)
}

fn return_for(ground: Ground, now: &str) -> Ask {
    // A Saturday; the clocks of Paris go forward eight days later.
    Ask::new(Topic::Return, ground, now).delivered("2026-03-21T10:00:00Z")
}

const SHOWN: [&str; 3] = ["product_photo", "packaging_photo", "label_photo"];

#[test]
fn kw08_cancelling_is_free_within_24_hours_to_the_millisecond_and_later_until_shipping() {
    let layers = shop(PACK);
    for (now, case, closes) in [
        (
            "2026-03-02T08:00:00Z",
            "cancel-within-24h",
            "2026-03-03T08:00:00Z",
        ),
        (
            "2026-03-03T07:59:59.999Z",
            "cancel-within-24h",
            "2026-03-03T08:00:00Z",
        ),
        ("2026-03-03T08:00:00Z", "cancel-before-shipping", ""),
        ("2026-05-30T00:00:00Z", "cancel-before-shipping", ""),
    ] {
        cancel(now)
            .decide(&layers)
            .answers("allowed: KW-08")
            .by_case(case)
            .closes(closes)
            .offers("refund")
            .sends_back_at_cost_of("")
            .pays_by("original: KW-11")
            .refunds(
                12_500,
                &[
                    "item 10000 KW-08",
                    "tax 2000 KW-08",
                    "original_shipping 500 KW-08",
                ],
            );
    }
}

#[test]
fn kw08_24_hours_are_elapsed_time_over_the_change_to_summer_time() {
    let paid = |now| cancel(now).order(|order| order.payment_confirm_time = Some(at("2026-03-28T20:00:00Z")));
    let layers = shop(PACK);
    paid("2026-03-29T19:59:59Z")
        .decide(&layers)
        .by_case("cancel-within-24h")
        .closes("2026-03-29T20:00:00Z")
        .sets(&[
            // 14 days from Sunday 29 March in Paris, by then in summer time.
            "refund_due platform 2026-04-12T22:00:00Z KW-17",
        ]);
    paid("2026-03-29T20:00:00Z")
        .decide(&layers)
        .by_case("cancel-before-shipping");
}

#[test]
fn kw08_what_has_shipped_is_not_cancelled_but_can_be_returned() {
    for now in ["2026-03-02T20:00:00Z", "2026-03-05T20:00:00Z"] {
        cancel(now)
            .shipped("2026-03-02T18:00:00Z")
            .decide(&shop(PACK))
            .answers("refused line_shipped: KW-08")
            .by_case("cancel-before-shipping")
            .objects("What has shipped cannot be cancelled any more; it can be returned.")
            .offers("return")
            .refunds_nothing()
            .sets(&[]);
    }
}

#[test]
fn kw08_one_shipped_line_refuses_the_request_and_is_named() {
    let two = cancel("2026-03-02T20:00:00Z").and_line("lin_2", |line| line.shipped_quantity = 1);
    let said = two.decide(&shop(PACK)).answers("refused line_shipped: KW-08");
    assert_eq!(said.0.refused_line.as_deref(), Some("lin_2"));
    let (binding, of_lines) = said.0.findings.split_last().expect("findings");
    assert!(of_lines.iter().all(|finding| finding.line_id.is_some()));
    assert_eq!((&*binding.clauses[0], &binding.line_id), ("KW-18", &None));
}

#[test]
fn kw08_an_unpaid_order_is_cancelled_and_nothing_is_refunded() {
    let layers = shop(PACK);
    cancel("2026-03-20T00:00:00Z")
        .unpaid()
        .decide(&layers)
        .answers("allowed: KW-08")
        .by_case("cancel-unpaid")
        .refunds_nothing()
        .sets(&[]);
    cancel("2026-03-20T00:00:00Z")
        .unpaid()
        .shipped("2026-03-19T00:00:00Z")
        .decide(&layers)
        .objects(
            "The window is not open yet: it counts from the payment's confirmation, which is not on record.",
        );
}

#[test]
fn kw08_a_category_has_its_own_rule_after_the_first_day() {
    let made_to_order = |now| cancel(now).line(|line| line.category = "made_to_order".into());
    let layers = shop(PACK);
    made_to_order("2026-03-03T07:59:59Z")
        .decide(&layers)
        .answers("allowed: KW-08")
        .by_case("cancel-within-24h");
    made_to_order("2026-03-03T08:00:00Z")
        .decide(&layers)
        .answers("needs_seller: KW-08")
        .by_case("cancel-made-to-order")
        // Two working days from Tuesday: Wednesday and Thursday.
        .sets(&["seller_response seller 2026-03-05T23:00:00Z KW-08"]);
    made_to_order("2026-03-03T08:00:00Z")
        .shipped("2026-03-03T07:00:00Z")
        .decide(&layers)
        .answers("refused line_shipped: KW-08")
        .by_case("cancel-made-to-order");
    // With an ordinary line beside it the request waits for the seller as a whole.
    cancel("2026-03-04T08:00:00Z")
        .and_line("lin_2", |line| line.category = "made_to_order".into())
        .decide(&layers)
        .answers("needs_seller: KW-08");
}

#[test]
fn kw08_part_of_a_line_is_cancelled_at_its_part_of_price_tax_and_discount() {
    let part = cancel("2026-03-02T09:00:00Z")
        .order(|order| order.shipping_minor = 0)
        .line(|line| {
            line.ordered_quantity = 3;
            line.quantity = 2;
            line.tax_minor = 5_000;
            line.discount_minor = 1_000;
            line.shipping_minor = 100;
        });
    part.decide(&shop(PACK)).refunds(
        22_733,
        // 20000 less 667 of 1000; 3333 of 5000; 67 of 100.
        &["item 19333 KW-08", "tax 3333 KW-08", "original_shipping 67 KW-08"],
    );
}

#[test]
fn kw11_the_banks_fee_is_a_line_of_its_own_and_never_more_than_the_refund() {
    let layers = shop(PACK);
    cancel("2026-03-02T09:00:00Z")
        .order(|order| order.payment_fee_minor = 87)
        .decide(&layers)
        .refunds(
            12_413,
            &[
                "item 10000 KW-08",
                "tax 2000 KW-08",
                "original_shipping 500 KW-08",
                "bank_fee -87 KW-11",
            ],
        );
    cancel("2026-03-02T09:00:00Z")
        .order(|order| order.payment_fee_minor = 20_000)
        .decide(&layers)
        .refunds(
            0,
            &[
                "item 10000 KW-08",
                "tax 2000 KW-08",
                "original_shipping 500 KW-08",
                "bank_fee -12500 KW-11",
            ],
        );
    let by_shop = Ask::new(Topic::Cancel, Ground::OutOfStock, "2026-03-04T09:00:00Z").by(Party::Seller);
    by_shop
        .with_fields(&["explanation"])
        .order(|order| order.payment_fee_minor = 87)
        .decide(&layers)
        .answers("allowed: KW-08")
        .refunds(
            12_500,
            &[
                "item 10000 KW-08 KW-06",
                "tax 2000 KW-08 KW-06",
                "original_shipping 500 KW-08 KW-06",
            ],
        );
}

#[test]
fn a_shop_that_does_not_explain_its_cancellation_is_asked_to() {
    Ask::new(Topic::Cancel, Ground::SellerOther, "2026-03-04T09:00:00Z")
        .by(Party::Seller)
        .decide(&shop(PACK))
        .answers("incomplete: KW-08")
        .misses(&[], &["explanation"])
        .objects("Why the shop cancels, for the buyer to read.");
}

#[test]
fn kw17_a_change_is_settled_until_shipping() {
    let change = Ask::new(Topic::Change, Ground::ChangeOfMind, "2026-03-09T08:00:00Z");
    let layers = shop(PACK);
    change
        .decide(&layers)
        .answers("allowed: KW-17 KW-08")
        .refunds(
            12_500,
            &[
                "item 10000 KW-17",
                "tax 2000 KW-17",
                "original_shipping 500 KW-17",
            ],
        )
        .sets(&["refund_due platform 2026-03-23T23:00:00Z KW-17"]);
    change
        .shipped("2026-03-08T08:00:00Z")
        .decide(&layers)
        .answers("refused line_shipped: KW-17 KW-08")
        .objects("What has shipped cannot be changed any more.");
}

#[test]
fn kw02_damage_on_arrival_is_reported_through_the_14th_day_in_paris() {
    let layers = shop(PACK);
    let money = [
        "item 10000 KW-06",
        "tax 2000 KW-06",
        "original_shipping 500 KW-06",
    ];
    // Day 14 is 4 April; it ends at 22:00 UTC, as Paris is in summer time by then.
    return_for(Ground::DamagedOnArrival, "2026-04-04T21:59:59.999Z")
        .with_evidence(&SHOWN)
        .decide(&layers)
        .answers("needs_platform: KW-02 KW-05 KW-07 KW-03 KW-06 KW-13")
        .closes("2026-04-04T22:00:00Z")
        .offers("refund replacement")
        .sends_back_at_cost_of("seller")
        .refunds(12_500, &money)
        // Five working days from Saturday 4 April in Paris, the 6th being Easter Monday.
        .sets(&["platform_decision platform 2026-04-13T22:00:00Z KW-09 KW-16"]);
    return_for(Ground::DamagedOnArrival, "2026-04-04T22:00:00Z")
        .with_evidence(&SHOWN)
        .decide(&layers)
        .answers("refused window_closed: KW-02")
        .objects("The window closed with the end of 2026-04-04 (Europe/Paris).")
        .offers("repair")
        .closes("2026-04-04T22:00:00Z");
}

#[test]
fn kw07_missing_and_refused_pictures_are_named() {
    let layers = shop(PACK);
    let asked = return_for(Ground::DamagedOnArrival, "2026-03-25T08:00:00Z");
    asked
        .clone()
        .with_evidence(&["packaging_video"])
        .decide(&layers)
        .answers("incomplete: KW-02 KW-05 KW-07 KW-03 KW-06 KW-13")
        .misses(&["product_photo or product_video", "label_photo"], &[])
        .objects("A photo of the label on the outside of the parcel.");
    let mut refused = asked.with_evidence(&SHOWN);
    refused.0.evidence[0].is_refused = true;
    refused
        .decide(&layers)
        .misses(&["product_photo or product_video"], &[]);
}

#[test]
fn kw12_accepting_without_reservation_opens_a_part_refund() {
    return_for(Ground::DamagedOnArrival, "2026-03-25T08:00:00Z")
        .with_evidence(&SHOWN)
        .order(|order| order.is_accepted_without_reservation = true)
        .decide(&shop(PACK))
        .offers("refund partial_refund replacement");
}

#[test]
fn kw03_the_buyer_keeps_what_is_worth_less_than_20_euros_and_is_charged_for_missing_parts() {
    let layers = shop(PACK);
    let worth = |minor| {
        return_for(Ground::Defective, "2026-03-25T08:00:00Z")
            .with_evidence(&SHOWN)
            .line(|line| (line.unit_price_minor, line.tax_minor) = (minor, 0))
    };
    worth(1_999)
        .decide(&layers)
        .offers("refund partial_refund replacement keep_item");
    worth(2_000)
        .decide(&layers)
        .offers("refund partial_refund replacement");
    worth(1_999)
        .order(|order| order.currency = "USD".parse().expect("a currency"))
        .decide(&layers)
        .offers("refund partial_refund replacement");
    worth(10_000)
        .order(|order| order.missing_parts_minor = 1_250)
        .decide(&layers)
        .refunds(
            9_250,
            &[
                "item 10000 KW-06",
                "original_shipping 500 KW-06",
                "missing_part -1250 KW-03",
            ],
        );
}

#[test]
fn kw04_a_change_of_mind_earns_the_price_without_shipping_for_60_days() {
    let layers = shop(PACK);
    return_for(Ground::ChangeOfMind, "2026-05-20T21:59:59Z")
        .order(|order| order.return_postage_minor = 700)
        .decide(&layers)
        .answers("needs_platform: KW-04 KW-05 KW-03")
        .closes("2026-05-20T22:00:00Z")
        .offers("partial_refund")
        .sends_back_at_cost_of("buyer")
        .refunds(
            11_300,
            &[
                "item 10000 KW-04",
                "tax 2000 KW-04",
                "original_shipping 0 (-500) KW-04",
                "return_postage -700 KW-03",
            ],
        );
    return_for(Ground::ChangeOfMind, "2026-05-20T22:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KW-04 KW-05")
        .objects("The window closed with the end of 2026-05-20 (Europe/Paris).")
        .objects("From 60 days after delivery no refund and no replacement is given, whatever the ground.");
}

#[test]
fn kw02_and_kw05_leave_repair_for_the_rest_of_the_guarantee() {
    let layers = shop(PACK);
    let claim = |now: &str, category: &str| {
        let asked = return_for(Ground::Warranty, now).with_evidence(&SHOWN);
        asked.line(|line| line.category = category.into()).decide(&layers)
    };
    claim("2026-05-20T21:59:59Z", "phones")
        .answers("needs_platform: KW-02 KW-05 KW-07 KW-13")
        .closes("2027-03-21T23:00:00Z")
        .offers("refund replacement repair");
    claim("2026-05-20T22:00:00Z", "phones")
        .offers("repair")
        .refunds_nothing()
        .closes("2027-03-21T23:00:00Z");
    claim("2027-03-21T22:59:59Z", "phones").answers("needs_platform: KW-02 KW-07 KW-05 KW-13");
    claim("2027-03-21T23:00:00Z", "phones").answers("refused window_closed: KW-02 KW-05");
    // Any other category has six months.
    claim("2026-09-21T21:59:59Z", "toys")
        .offers("repair")
        .closes("2026-09-21T22:00:00Z");
    claim("2026-09-21T22:00:00Z", "toys")
        .answers("refused window_closed: KW-02 KW-05")
        .objects("The warranty ended with the end of 2026-09-21 (Europe/Paris).");
}

#[test]
fn kw06_stock_decides_between_sending_again_and_refunding_what_was_lost() {
    let lost = Ask::new(Topic::Delivery, Ground::NotReceived, "2026-03-20T08:00:00Z")
        .shipped("2026-03-04T08:00:00Z");
    let layers = shop(PACK);
    lost.decide(&layers)
        .answers("needs_platform: KW-06")
        .offers("refund");
    lost.clone()
        .order(|order| order.is_replacement_in_stock = true)
        .decide(&layers)
        .answers("needs_platform: KW-06")
        .offers("resend")
        .refunds_nothing();
    lost.order(|order| order.is_delivery_proven = true)
        .decide(&layers)
        .answers("refused condition_failed: KW-06")
        .objects("The delivery is proven.");
}

#[test]
fn an_unknown_ground_names_what_there_is_and_a_wrong_party_who_may() {
    let layers = shop(PACK);
    Ask::new(Topic::Delivery, Ground::TrackingStalled, "2026-03-20T08:00:00Z").decide(&layers).answers(
        "refused no_rule: ",
    ).objects(
        "tracking_stalled: the policy of Kwoking has no rule for this ground. What the buyer may call on here: \
         change_of_mind, not_received, refused_at_door.",
    );
    cancel("2026-03-02T09:00:00Z").by(Party::Seller).decide(&layers).answers("refused wrong_party: KW-08").objects(
        "change_of_mind: the policy of Kwoking leaves this ground to the buyer. What the seller may call on here: \
         out_of_stock, seller_other.",
    );
    let platform = Ask::new(Topic::Return, Ground::Defective, "2026-03-20T08:00:00Z").by(Party::Platform);
    platform.decide(&layers).answers("refused wrong_party: KW-02 KW-03 KW-06 KW-13").objects(
        "defective: the policy of Kwoking leaves this ground to the buyer. What the platform may call on here: none.",
    );
}
