//! KakaClo: working days of China, evidence, conflicting windows, stalls, and a platform that decides.

use crate::ask::{Ask, at, shop};
use redress_policy::{
    DeadlineKind, Ground, Party, Topic, deadline_after, deadlines_on_approval, time::Suspension,
};

const PACK: &str = "kakaclo.toml";
const SHOWN: [&str; 2] = ["product_photo", "outer_box_label_photo"];

fn return_for(ground: Ground, now: &str) -> Ask {
    Ask::new(Topic::Return, ground, now).delivered("2026-03-10T03:00:00Z")
}

#[test]
fn kc06_a_late_order_waits_for_the_platform_once_its_processing_time_is_over() {
    let layers = shop(PACK);
    let late = |now| {
        Ask::new(Topic::Cancel, Ground::LateShipment, now)
            .order(|order| order.processing_due_time = Some(at("2026-03-09T16:00:00Z")))
    };
    late("2026-03-09T15:59:59Z")
        .decide(&layers)
        .answers("refused not_late: KC-06")
        .objects("The processing time shown on the order has not run out.");
    late("2026-03-09T16:00:00Z")
        .decide(&layers)
        .answers("needs_platform: KC-06")
        .closes("")
        .offers("refund")
        .refunds(
            12_500,
            &[
                "item 10000 KC-06",
                "tax 2000 KC-06",
                "original_shipping 500 KC-06",
            ],
        )
        // 14 days from 10 March in Shanghai.
        .sets(&["platform_decision platform 2026-03-24T16:00:00Z KC-16"]);
    late("2026-03-10T00:00:00Z")
        .shipped("2026-03-09T23:00:00Z")
        .decide(&layers)
        .answers("refused line_shipped: KC-06");
    // An order without a promise is never late.
    Ask::new(Topic::Cancel, Ground::LateShipment, "2027-01-01T00:00:00Z")
        .decide(&layers)
        .answers("refused not_late: KC-06");
    Ask::new(Topic::Cancel, Ground::ChangeOfMind, "2026-03-02T09:00:00Z").decide(&layers).objects(
        "change_of_mind: the policy of KakaClo has no rule for this ground. What the buyer may call on here: \
         late_shipment.",
    );
}

#[test]
fn kc02_an_application_is_made_through_the_30th_day_in_shanghai() {
    let layers = shop(PACK);
    // Delivered on 10 March in Shanghai: day 30 is 9 April.
    return_for(Ground::ChangeOfMind, "2026-04-09T15:59:59.999Z")
        .decide(&layers)
        .answers("needs_platform: KC-02 KC-07")
        .closes("2026-04-09T16:00:00Z");
    return_for(Ground::ChangeOfMind, "2026-04-09T16:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KC-02")
        .closes("2026-04-09T16:00:00Z")
        .objects("The window closed with the end of 2026-04-09 (Asia/Shanghai).");
    // Late on the 10th by UTC is the 11th in Shanghai already.
    Ask::new(Topic::Return, Ground::ChangeOfMind, "2026-04-01T00:00:00Z")
        .delivered("2026-03-10T16:00:00Z")
        .decide(&layers)
        .closes("2026-04-10T16:00:00Z");
    Ask::new(Topic::Return, Ground::ChangeOfMind, "2026-04-01T00:00:00Z")
        .decide(&layers)
        .answers("refused line_not_delivered: KC-02");
}

#[test]
fn kc07_a_return_without_a_defect_costs_a_restocking_fee_and_the_way_back() {
    let asked = return_for(Ground::ChangeOfMind, "2026-03-12T03:00:00Z").order(|order| {
        order.return_postage_minor = 800;
        order.missing_parts_minor = 250;
    });
    let said = asked
        .decide(&shop(PACK))
        .sends_back_at_cost_of("buyer")
        .offers("partial_refund")
        .refunds(
            9_450,
            &[
                "item 10000 KC-07",
                "tax 2000 KC-07",
                "original_shipping 0 (-500) KC-07",
                "restocking_fee -1500 KC-07",
                "missing_part -250 KC-04",
                "return_postage -800 KC-07",
            ],
        );
    let lines = said.0.breakdown.expect("it has one").lines;
    let of_line: Vec<bool> = lines.iter().map(|line| line.line_id.is_some()).collect();
    assert_eq!(of_line, [true, true, false, true, false, false]);
}

#[test]
fn kc08_a_problem_on_receipt_is_reported_within_5_working_days_and_shown() {
    let layers = shop(PACK);
    // Delivered on Tuesday 10 March: the fifth working day is Tuesday the 17th.
    let said = return_for(Ground::Defective, "2026-03-17T15:59:59Z")
        .with_evidence(&SHOWN)
        .decide(&layers);
    said.answers("needs_platform: KC-08 KC-02 KC-05 KC-10 KC-11")
        .closes("2026-03-17T16:00:00Z")
        .offers("refund resend")
        .sends_back_at_cost_of("seller")
        .refunds(
            12_500,
            &[
                "item 10000 KC-10",
                "tax 2000 KC-10",
                "original_shipping 500 KC-10",
            ],
        )
        .sets(&["platform_decision platform 2026-03-31T16:00:00Z KC-16"]);
    // Late and without the box: both are said, and only the lateness refuses.
    return_for(Ground::Defective, "2026-03-17T16:00:00Z")
        .with_evidence(&["product_photo"])
        .decide(&layers)
        .answers("refused window_closed: KC-08")
        .objects("The window closed with the end of 2026-03-17 (Asia/Shanghai).")
        .objects("A picture of the outer box with its shipping label.");
    // The golden week of October 2025: 1 to 8 October are off, Saturday the 11th is worked.
    let in_autumn = Ask::new(Topic::Return, Ground::Defective, "2025-10-12T00:00:00Z");
    in_autumn
        .delivered("2025-09-29T03:00:00Z")
        .decide(&layers)
        .closes("2025-10-13T16:00:00Z");
}

#[test]
fn kc03_missing_evidence_has_a_week_and_then_the_platform_decides() {
    return_for(Ground::WrongItem, "2026-03-12T03:00:00Z")
        .decide(&shop(PACK))
        .answers("incomplete: KC-08 KC-02 KC-05 KC-10 KC-11")
        .misses(&["product_photo", "outer_box_label_photo"], &[])
        .sets(&["evidence buyer 2026-03-19T16:00:00Z KC-03"]);
}

#[test]
fn kc09_of_two_clocks_the_later_end_counts_and_either_kind_of_evidence_is_enough() {
    let layers = shop(PACK);
    let said = return_for(Ground::ProblemInUse, "2026-04-09T15:59:59Z").with_evidence(&["product_video"]);
    let said = said
        .decide(&layers)
        .answers("needs_platform: KC-09 KC-02 KC-05 KC-10 KC-11");
    let said = said
        .closes("2026-04-09T16:00:00Z")
        .objects("The window closed with the end of 2026-04-07 (Asia/Shanghai).");
    let marks: Vec<_> = said
        .0
        .findings
        .iter()
        .filter(|f| f.clauses.iter().any(|id| &**id == "KC-09"))
        .collect();
    assert!(
        marks
            .iter()
            .any(|finding| finding.mark == redress_policy::Mark::Conflict)
    );
    return_for(Ground::ProblemInUse, "2026-04-09T16:00:00Z")
        .decide(&layers)
        .answers("refused window_closed: KC-09 KC-02");
}

#[test]
fn kc14_a_parcel_stalls_after_10_business_days_that_a_special_period_suspends() {
    let layers = shop(PACK);
    let stalled = |now| {
        Ask::new(Topic::Delivery, Ground::TrackingStalled, now)
            .shipped("2026-03-01T00:00:00Z")
            .order(|order| order.tracking_move_time = Some(at("2026-03-03T05:00:00Z")))
    };
    // Tuesday 3 March and ten working days: the whole of Tuesday the 17th must have passed.
    stalled("2026-03-17T15:59:59Z")
        .decide(&layers)
        .answers("refused window_not_open: KC-14")
        .objects("The window opens on 2026-03-18 at 00:00 (Asia/Shanghai).");
    stalled("2026-03-17T16:00:00Z")
        .decide(&layers)
        .answers("needs_platform: KC-14")
        .offers("resend refund")
        .sets(&[
            "platform_decision platform 2026-04-01T16:00:00Z KC-16",
            "stall platform 2026-03-17T16:00:00Z KC-14",
        ]);
    // Two working days of floods where the buyer lives, declared while the parcel is under way.
    let flooded = |region| {
        stalled("2026-03-17T16:00:00Z").with_period(region, "2026-03-11T16:00:00Z", "2026-03-13T16:00:00Z")
    };
    for region in ["", "FR", "CN"] {
        flooded(region)
            .decide(&layers)
            .answers("refused window_not_open: KC-14")
            .objects("The window opens on 2026-03-20 at 00:00 (Asia/Shanghai).");
    }
    flooded("US").decide(&layers).answers("needs_platform: KC-14");
    Ask::new(Topic::Delivery, Ground::TrackingStalled, "2026-03-20T00:00:00Z")
        .decide(&layers)
        .objects(
            "The window is not open yet: it counts from the last tracking update, which is not on record.",
        );
}

#[test]
fn kc15_an_overdue_parcel_without_proof_of_delivery_is_claimed() {
    let layers = shop(PACK);
    let overdue = |now| {
        Ask::new(Topic::Delivery, Ground::NotReceived, now)
            .shipped("2026-03-01T00:00:00Z")
            .order(|order| order.delivery_expected_time = Some(at("2026-03-10T03:00:00Z")))
    };
    overdue("2026-03-20T15:59:59Z")
        .decide(&layers)
        .answers("refused window_not_open: KC-15");
    overdue("2026-03-20T16:00:00Z")
        .decide(&layers)
        .answers("needs_platform: KC-15")
        .offers("refund resend")
        .sets(&[
            "platform_decision platform 2026-04-04T16:00:00Z KC-16",
            "proof_of_delivery seller 2026-03-26T16:00:00Z KC-15",
            "overdue platform 2026-03-20T16:00:00Z KC-15",
        ]);
    overdue("2026-03-20T16:00:00Z")
        .order(|order| order.is_delivery_proven = true)
        .decide(&layers)
        .answers("refused condition_failed: KC-15")
        .objects("The supplier has shown proof of delivery.");
}

#[test]
fn kc13_a_wrong_number_is_asked_for_again_within_3_working_days() {
    // Friday 13 March: Monday, Tuesday, Wednesday.
    Ask::new(Topic::Delivery, Ground::InvalidTracking, "2026-03-13T03:00:00Z")
        .by(Party::Platform)
        .decide(&shop(PACK))
        .answers("allowed: KC-13")
        .refunds_nothing()
        .sets(&["tracking_correction buyer 2026-03-18T16:00:00Z KC-13"]);
}

#[test]
fn kc16_the_platform_judges_within_14_days_of_stepping_in() {
    let layers = shop(PACK);
    let asked = (Topic::Return, Ground::Defective);
    let start = at("2026-03-20T18:00:00Z");
    let judged = |suspensions: &[Suspension]| {
        deadline_after(
            &layers,
            DeadlineKind::Judgement,
            asked,
            (start, None, None),
            suspensions,
        )
        .expect("it can be counted")
        .expect("the pack sets one")
    };
    let set = judged(&[]);
    // 18:00 UTC is 21 March in Shanghai.
    assert_eq!(
        (set.due_time, set.warn_time),
        (at("2026-04-04T16:00:00Z"), Some(at("2026-04-02T16:00:00Z")))
    );
    assert_eq!(
        set.last_day.map(|day| day.to_string()).as_deref(),
        Some("2026-04-04")
    );
    // The pack does not let a special period suspend a judgement.
    let period = Suspension {
        id: "spp_1".into(),
        region: "CN".into(),
        from: at("2026-03-22T00:00:00Z"),
        to: at("2026-03-25T00:00:00Z"),
    };
    assert_eq!(judged(&[period]), set);
}

#[test]
fn kc10_an_approved_return_starts_the_buyers_clocks_and_the_refunds_when_the_goods_are_back() {
    let layers = shop(PACK);
    let mut asked = return_for(Ground::Defective, "2026-03-12T03:00:00Z").with_evidence(&SHOWN);
    let named = |facts: &redress_policy::Facts, time| -> Vec<(DeadlineKind, String)> {
        let set = deadlines_on_approval(&layers, facts, at(time)).expect("it can be counted");
        set.iter()
            .map(|set| (set.kind, set.due_time.to_rfc3339()))
            .collect()
    };
    assert_eq!(
        named(&asked.0, "2026-03-16T08:00:00Z"),
        [
            (DeadlineKind::ReturnParcel, "2026-03-30T16:00:00+00:00".to_owned()),
            (
                DeadlineKind::ReturnTracking,
                "2026-03-30T16:00:00+00:00".to_owned()
            ),
        ]
    );
    asked = asked.order(|order| order.return_receive_time = Some(at("2026-03-27T08:00:00Z")));
    let refund = (DeadlineKind::RefundDue, "2026-03-30T16:00:00+00:00".to_owned());
    assert!(named(&asked.0, "2026-03-16T08:00:00Z").contains(&refund));
}
