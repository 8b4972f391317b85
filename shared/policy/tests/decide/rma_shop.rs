//! The RMA shop: stock that runs out, change of mind before and after shipping, return numbers that expire.

use crate::ask::{Ask, at, shop};
use redress_policy::{Ground, Party, Stock, Topic, deadlines_on_approval};

const PACK: &str = "rma-shop.toml";
const CONTACT: [&str; 4] = ["contact.name", "contact.email", "contact.phone", "invoice"];

#[test]
fn rm03_the_shop_marks_what_is_out_of_stock_and_the_buyer_has_three_days_to_choose() {
    let layers = shop(PACK);
    Ask::new(Topic::OutOfStock, Ground::OutOfStock, "2026-03-05T08:00:00Z")
        .by(Party::Seller)
        .decide(&layers)
        .answers("allowed: RM-03")
        .by_case("mark-out-of-stock")
        .offers("wait refund")
        .refunds_nothing()
        .sets(&[
            "notify_party seller 2026-03-06T08:00:00Z RM-03",
            "choose_out_of_stock buyer 2026-03-08T16:00:00Z RM-03",
        ]);
    let chooses = Ask::new(Topic::OutOfStock, Ground::OutOfStock, "2026-03-06T08:00:00Z");
    chooses.decide(&layers).answers("refused in_stock: RM-03");
    chooses
        .line(|line| line.stock = Stock::OutOfStock)
        .decide(&layers)
        .answers("allowed: RM-03")
        .by_case("choose-out-of-stock")
        .offers("wait refund")
        .refunds(
            12_500,
            &[
                "item 10000 RM-03",
                "tax 2000 RM-03",
                "original_shipping 500 RM-03",
            ],
        )
        .sets(&["refund_due platform 2026-03-07T16:00:00Z RM-03"]);
}

#[test]
fn rm03_waiting_can_still_be_cancelled_with_a_refund_at_once() {
    let layers = shop(PACK);
    let cancels = Ask::new(Topic::Cancel, Ground::OutOfStock, "2026-03-06T08:00:00Z");
    // The rule for this ground beats the one for cancelling, which gives a week.
    cancels
        .clone()
        .line(|line| line.stock = Stock::BackOrder)
        .decide(&layers)
        .answers("allowed: RM-03")
        .sets(&["refund_due platform 2026-03-07T16:00:00Z RM-03"]);
    cancels
        .decide(&layers)
        .answers("refused in_stock: RM-03")
        .objects("The product is not marked out of stock.");
}

#[test]
fn rm04_a_change_of_mind_cancels_until_shipping_and_costs_both_ways_after_it() {
    let layers = shop(PACK);
    Ask::new(Topic::Cancel, Ground::ChangeOfMind, "2026-06-01T00:00:00Z")
        .decide(&layers)
        .answers("allowed: RM-04")
        .closes("")
        .refunds(
            12_500,
            &[
                "item 10000 RM-04 RM-05",
                "tax 2000 RM-04 RM-05",
                "original_shipping 500 RM-04 RM-05",
            ],
        )
        .sets(&["refund_due platform 2026-06-08T16:00:00Z RM-04"]);
    Ask::new(Topic::Cancel, Ground::ChangeOfMind, "2026-03-06T00:00:00Z")
        .shipped("2026-03-05T00:00:00Z")
        .decide(&layers)
        .answers("refused line_shipped: RM-04")
        .objects(
            "What has shipped cannot be cancelled; refuse the parcel at the door or ask for a return number.",
        )
        .offers("refuse_parcel return");
    let both_ways = [
        "item 10000 RM-04",
        "tax 2000 RM-04",
        "original_shipping 0 (-500) RM-04 RM-01",
        "return_postage -900 RM-04 RM-01",
    ];
    // At the door, before any delivery.
    Ask::new(Topic::Delivery, Ground::RefusedAtDoor, "2026-03-06T00:00:00Z")
        .by(Party::Platform)
        .shipped("2026-03-05T00:00:00Z")
        .order(|order| order.return_postage_minor = 900)
        .decide(&layers)
        .answers("allowed: RM-04")
        .sends_back_at_cost_of("buyer")
        .refunds(11_100, &both_ways)
        .sets(&[]);
    // Under way or delivered, by a return number.
    let returns = |ask: Ask| {
        ask.with_fields(&CONTACT)
            .order(|order| order.return_postage_minor = 900)
            .decide(&layers)
            .answers("needs_platform: RM-04 RM-10 RM-06")
            .sends_back_at_cost_of("buyer")
            .refunds(11_100, &both_ways)
    };
    let ask = Ask::new(Topic::Return, Ground::ChangeOfMind, "2026-03-06T00:00:00Z");
    returns(ask.clone().shipped("2026-03-05T00:00:00Z")).closes("");
    returns(ask.delivered("2026-03-05T18:00:00Z")).closes("2026-04-05T16:00:00Z");
}

#[test]
fn rm10_each_missing_field_is_named() {
    Ask::new(Topic::Return, Ground::Defective, "2026-03-06T00:00:00Z")
        .delivered("2026-03-05T00:00:00Z")
        .with_fields(&["contact.email"])
        .with_evidence(&["product_photo"])
        .decide(&shop(PACK))
        .answers("incomplete: RM-02 RM-07 RM-10 RM-06 RM-08 RM-09")
        .misses(&[], &["contact.name", "contact.phone", "invoice"]);
}

#[test]
fn rm06_a_return_number_expires_30_days_after_its_issue_and_the_buyer_is_warned() {
    let asked = Ask::new(Topic::Return, Ground::Defective, "2026-03-10T00:00:00Z")
        .delivered("2026-03-05T00:00:00Z")
        .with_fields(&CONTACT)
        .with_evidence(&["product_photo"])
        .order(|order| order.rma_issue_time = Some(at("2026-03-09T20:00:00Z")));
    let said = asked
        .decide(&shop(PACK))
        .answers("needs_platform: RM-02 RM-07 RM-10 RM-06 RM-08 RM-09")
        .sends_back_at_cost_of("buyer")
        .refunds(
            12_000,
            &[
                "item 10000 RM-06",
                "tax 2000 RM-06",
                "original_shipping 0 (-500) RM-09",
            ],
        )
        .sets(&[
            "platform_decision platform 2026-03-13T16:00:00Z RM-10",
            "rma_expiry buyer 2026-04-09T16:00:00Z RM-06",
        ]);
    let expiry = said
        .0
        .deadline(redress_policy::DeadlineKind::RmaExpiry)
        .expect("it is set")
        .clone();
    // Issued on 10 March in Shanghai.
    assert_eq!(
        (expiry.start_time, expiry.warn_time),
        (at("2026-03-09T20:00:00Z"), Some(at("2026-04-02T16:00:00Z")))
    );
    assert_eq!(expiry.on_expiry, redress_policy::pack::OnExpiry::Close);
}

#[test]
fn rm06_a_number_that_comes_with_the_approval_expires_from_then_on() {
    let asked = Ask::new(Topic::Return, Ground::Defective, "2026-03-06T00:00:00Z")
        .delivered("2026-03-05T00:00:00Z")
        .with_fields(&CONTACT)
        .with_evidence(&["product_photo"]);
    let approved = at("2026-03-09T20:00:00Z");
    let on_approval = |ask: &Ask| {
        let set = deadlines_on_approval(&shop(PACK), &ask.0, approved).expect("it can be counted");
        let named = set.iter().map(|set| format!("{} {}", set.kind, set.due_time));
        named.collect::<Vec<_>>()
    };
    let tracking = "return_tracking 2026-03-24 16:00:00 UTC";
    assert_eq!(on_approval(&asked), [tracking]);
    let numbered = asked.order(|order| order.rma_issue_time = Some(approved));
    assert_eq!(
        on_approval(&numbered),
        [tracking, "rma_expiry 2026-04-09 16:00:00 UTC"]
    );
}

#[test]
fn rm02_what_is_missing_is_asked_for_within_two_weeks_and_then_decided_on() {
    let asked = Ask::new(Topic::Return, Ground::Defective, "2026-03-06T00:00:00Z");
    let said = asked
        .delivered("2026-03-05T00:00:00Z")
        .with_fields(&CONTACT)
        .decide(&shop(PACK))
        .sets(&["evidence buyer 2026-03-20T16:00:00Z RM-02 RM-10"]);
    assert_eq!(
        said.0.deadlines[0].on_expiry,
        redress_policy::pack::OnExpiry::PlatformDecision
    );
}

#[test]
fn rm02_and_rm07_damage_by_hand_misuse_and_an_expired_warranty_void_the_claim() {
    let layers = shop(PACK);
    let claim = |now| {
        Ask::new(Topic::Return, Ground::Warranty, now)
            .delivered("2026-03-05T00:00:00Z")
            .with_fields(&CONTACT)
            .with_evidence(&["product_photo"])
    };
    claim("2027-03-05T15:59:59Z")
        .decide(&layers)
        .answers("needs_platform: RM-07 RM-10 RM-02 RM-06 RM-08 RM-09");
    claim("2027-03-05T16:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: RM-07");
    claim("2026-05-05T00:00:00Z")
        .order(|order| order.is_artificially_damaged = true)
        .decide(&layers)
        .answers("refused excluded: RM-02 RM-08")
        .objects("Damage done by hand is not taken back.");
    claim("2026-05-05T00:00:00Z")
        .order(|order| order.is_misused = true)
        .decide(&layers)
        .answers("refused excluded: RM-07")
        .objects("A misused product voids the claim.");
}

#[test]
fn rm13_a_loss_on_the_way_back_is_the_buyers() {
    let lost = Ask::new(Topic::Delivery, Ground::ReturnLost, "2026-04-01T00:00:00Z").by(Party::Platform);
    lost.delivered("2026-03-05T00:00:00Z").decide(&shop(PACK)).answers("refused condition_failed: RM-13").objects(
        "The parcel was lost on its way back: that risk is the buyer's, and the insurance of the parcel answers for it.",
    );
}
