//! Kajet: sellers' terms over the marketplace's, and an order's over both.

use crate::ask::{Ask, at, shop, with_order, with_seller};
use redress_policy::{DeadlineKind, Ground, Layer, Party, Topic, deadline_after, load_terms};

const PACK: &str = "kajet.toml";
const ANA: &str = "[[case]]\ncase = \"cancel-in-window\"\nwindow = { hours = 72 }\nrefund = \"without-shipping\"\n\
                   refund_due = { days = 10 }\n";

fn cancel(now: &str) -> Ask {
    Ask::new(Topic::Cancel, Ground::ChangeOfMind, now)
}

#[test]
fn kj01_without_terms_of_its_seller_an_order_is_cancelled_within_the_marketplaces_day() {
    let layers = shop(PACK);
    let said = cancel("2026-03-03T07:59:59Z")
        .decide(&layers)
        .answers("allowed: KJ-01 KJ-02 KJ-03");
    said.by_case("cancel-in-window")
        .closes("2026-03-03T08:00:00Z")
        .refunds(
            12_500,
            &[
                "item 10000 KJ-03",
                "tax 2000 KJ-03",
                "original_shipping 500 KJ-03",
            ],
        )
        .sets(&["refund_due seller 2026-03-07T00:00:00Z KJ-05 KJ-03"]);
    cancel("2026-03-03T08:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KJ-01")
        .objects("The window closed on 2026-03-03 at 08:00 (Europe/London).");
}

#[test]
fn kj01_and_kj03_a_sellers_terms_decide_window_amount_and_time() {
    let layers = with_seller(shop(PACK), "sel_ana", ANA);
    let said = cancel("2026-03-05T07:59:59Z")
        .decide(&layers)
        .answers("allowed: KJ-01 KJ-03 KJ-02");
    let said = said
        .closes("2026-03-05T08:00:00Z")
        .refunds(
            12_000,
            &[
                "item 10000 KJ-03",
                "tax 2000 KJ-03",
                "original_shipping 0 (-500) KJ-03",
            ],
        )
        .sets(&["refund_due seller 2026-03-16T00:00:00Z KJ-01 KJ-03"]);
    assert_eq!(said.0.layers.join(" "), "marketplace:kajet@3 seller:sel_ana@7");
    let window = said
        .0
        .findings
        .iter()
        .find(|finding| finding.message == "The window is open.")
        .expect("it is found");
    assert_eq!(
        (window.layer, &*window.clauses.join(" ")),
        (Layer::Seller, "KJ-01 KJ-03")
    );
    assert_eq!(window.mark, redress_policy::Mark::Stated);
    // Another seller's line keeps the marketplace's day, and the whole request falls with it.
    cancel("2026-03-05T07:59:59Z")
        .and_line("lin_2", |line| line.seller_id = "sel_ben".into())
        .decide(&layers)
        .answers("refused window_closed: KJ-01");
    // Each line is refunded by its own seller's terms; the earlier refund time holds for both.
    cancel("2026-03-02T09:00:00Z")
        .and_line("lin_2", |line| line.seller_id = "sel_ben".into())
        .decide(&layers)
        .closes("2026-03-03T08:00:00Z")
        .refunds(
            24_500,
            &[
                "item 10000 KJ-03",
                "tax 2000 KJ-03",
                "item 10000 KJ-03",
                "tax 2000 KJ-03",
                "original_shipping 500 KJ-03",
            ],
        )
        .sets(&["refund_due seller 2026-03-06T00:00:00Z KJ-05 KJ-03"]);
}

#[test]
fn kj03_a_seller_may_keep_a_share_and_the_decision() {
    let terms =
        "[[case]]\ncase = \"cancel-in-window\"\nrefund = \"eighty-percent\"\ndecided_by = \"seller\"\n";
    cancel("2026-03-02T09:00:00Z")
        .decide(&with_seller(shop(PACK), "sel_ana", terms))
        .answers("needs_seller: KJ-01 KJ-02 KJ-03")
        .refunds(
            9_600,
            &[
                "item 8000 (-2000) KJ-03",
                "tax 1600 (-400) KJ-03",
                "original_shipping 0 (-500) KJ-03",
            ],
        )
        .sets(&["seller_response seller 2026-03-05T00:00:00Z KJ-03 KJ-06"]);
}

#[test]
fn kj01_an_orders_terms_beat_its_sellers() {
    let order = "[[case]]\ncase = \"cancel-in-window\"\nwindow = { days = 7 }\nclauses = [\"KJ-01\"]\n";
    let layers = with_order(with_seller(shop(PACK), "sel_ana", ANA), order);
    let said = cancel("2026-03-09T23:59:59Z")
        .decide(&layers)
        .closes("2026-03-10T00:00:00Z");
    // What the order leaves open stays with the seller.
    let said = said.refunds(
        12_000,
        &[
            "item 10000 KJ-03",
            "tax 2000 KJ-03",
            "original_shipping 0 (-500) KJ-03",
        ],
    );
    let window = said
        .0
        .findings
        .iter()
        .find(|finding| finding.message == "The window is open.")
        .expect("it is found");
    assert_eq!(
        (window.layer, &*window.clauses.join(" ")),
        (Layer::Order, "KJ-01")
    );
    assert_eq!(
        said.0.layers.join(" "),
        "marketplace:kajet@3 seller:sel_ana@7 order:2"
    );
    cancel("2026-03-10T00:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KJ-01")
        .objects("The window closed with the end of 2026-03-09 (Europe/London).");
}

#[test]
fn kj05_a_later_approval_counts_the_sellers_own_refund_time() {
    let layers = with_seller(shop(PACK), "sel_ana", ANA);
    let due = |case, seller| {
        let start = (at("2026-03-28T12:00:00Z"), case, seller);
        deadline_after(
            &layers,
            DeadlineKind::RefundDue,
            (Topic::Cancel, Ground::ChangeOfMind),
            start,
            &[],
        )
        .expect("it can be counted")
        .map(|set| (set.due_time, set.layer))
    };
    let (case, ana) = (Some("cancel-in-window"), Some("sel_ana"));
    // The clocks of London go forward on the 29th.
    assert_eq!(due(case, ana), Some((at("2026-04-07T23:00:00Z"), Layer::Seller)));
    assert_eq!(
        due(case, Some("sel_ben")),
        Some((at("2026-03-31T23:00:00Z"), Layer::Marketplace))
    );
    assert_eq!(
        due(None, ana),
        Some((at("2026-03-31T23:00:00Z"), Layer::Marketplace))
    );
}

#[test]
fn kj04_a_seller_cancels_with_an_explanation_and_tells_the_buyer_by_the_next_day() {
    let layers = shop(PACK);
    let cancels = Ask::new(Topic::Cancel, Ground::OutOfStock, "2026-03-20T10:00:00Z").by(Party::Seller);
    cancels
        .decide(&layers)
        .answers("incomplete: KJ-04 KJ-05")
        .misses(&[], &["explanation"]);
    cancels
        .with_fields(&["explanation"])
        .decide(&layers)
        .answers("allowed: KJ-04 KJ-05")
        .sets(&[
            "refund_due seller 2026-03-24T00:00:00Z KJ-05 KJ-03",
            "notify_party seller 2026-03-22T00:00:00Z KJ-04",
        ]);
}

#[test]
fn terms_that_the_marketplace_does_not_allow_are_refused_with_their_line() {
    let pack = shop(PACK).marketplace;
    let head = "[terms]\nedition = \"1\"\nname = \"Ana's\"\n";
    let table = [
        (
            "[[case]]\ncase = \"cancel-by-seller\"\nrefund = \"full\"\n",
            5,
            "case[0].case",
            "`kajet` does not let the seller adjust `cancel-by-seller`",
        ),
        (
            "[[case]]\ncase = \"no-such\"\nwindow = { hours = 1 }\n",
            5,
            "case[0].case",
            "`kajet` has no case `no-such`",
        ),
        (
            "[[case]]\ncase = \"cancel-in-window\"\nrefund = \"half\"\n",
            6,
            "case[0].refund",
            "`kajet` has no refund plan `half`",
        ),
        (
            "[[case]]\ncase = \"cancel-in-window\"\n[[case]]\ncase = \"cancel-in-window\"\n",
            7,
            "case[1].case",
            "the case is adjusted twice",
        ),
        (
            "[[case]]\ncase = \"cancel-in-window\"\ndecided_by = \"buyer\"\n",
            6,
            "case[0].decided_by",
            "the buyer cannot decide their own request",
        ),
        (
            "[[case]]\ncase = \"cancel-in-window\"\nmethod = \"payout\"\n",
            6,
            "case[0].method",
            "the pack names no destinations for a payout",
        ),
        (
            "[[case]]\ncase = \"cancel-in-window\"\nclauses = [\"KJ-99\"]\n",
            6,
            "case[0].clauses",
            "`KJ-99` is no clause of `kajet`",
        ),
        (
            "[[case]]\ncase = \"cancel-in-window\"\nwindow = { hours = 0 }\n",
            6,
            "case[0].window",
            "hours = 0 is not positive",
        ),
    ];
    for (terms, line, path, reason) in table {
        let errors =
            load_terms(&format!("{head}{terms}"), "ana.toml", &pack, Layer::Seller).expect_err(reason);
        let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(found, [format!("ana.toml:{line}: {path}: {reason}")]);
    }
}
