//! Every clause of the five shops is cited by something that happens: a decision, its deadlines, what follows it, or a term
//! that a record of another context rests on.

use crate::ask::{Ask, at, months, shop, under};
use redress_policy::pack::{ClauseIds, Pack};
use redress_policy::{
    CheckResult, DeadlineKind, Ground, InspectionFacts, Layers, PaymentKind, Remedy, SettlementFacts, Stock,
    Text, Topic, deadline_after, deadlines_on_approval, governing_case, judge_inspection, return_plan,
    settle,
};
use std::collections::BTreeSet;

const SHOWN: [&str; 6] = [
    "product_photo",
    "packaging_photo",
    "label_photo",
    "outer_box_label_photo",
    "receipt",
    "carrier_report",
];
const FIELDS: [&str; 5] = [
    "contact.name",
    "contact.email",
    "contact.phone",
    "invoice",
    "explanation",
];

/// What was cited while cases of one shop were driven.
struct Cited {
    layers: Layers,
    clauses: BTreeSet<String>,
}

impl Cited {
    fn of(layers: Layers) -> Self {
        Self {
            layers,
            clauses: BTreeSet::new(),
        }
    }

    fn add(&mut self, clauses: &[Text]) {
        self.clauses.extend(clauses.iter().map(ToString::to_string));
    }

    fn add_of(&mut self, clauses: impl FnOnce(&Pack) -> ClauseIds) {
        let clauses = clauses(&self.layers.marketplace);
        self.add(&clauses);
    }

    /// Decides, approves, plans, inspects with everything in order, and settles by every remedy that is offered.
    fn drive(&mut self, ask: &Ask) {
        let decision = ask.decide(&self.layers).0;
        self.add(&decision.clauses);
        for set in &decision.deadlines {
            self.add(&set.clauses);
        }
        let binding = decision.findings.last().expect("the version is named");
        self.add(&binding.clauses);
        if let Some(method) = &decision.method {
            self.add(&method.clauses);
        }
        if !decision.is_open() || !matches!(ask.0.topic, Topic::Return | Topic::Delivery) {
            for line in decision.breakdown.iter().flat_map(|breakdown| &breakdown.lines) {
                self.add(&line.clauses);
            }
            return;
        }
        let plan = return_plan(&self.layers, &ask.0, &decision);
        self.add(&plan.clauses);
        let mut approved = ask.0.clone();
        approved.order.rma_issue_time = plan.rma.as_ref().map(|_| approved.now);
        let set =
            deadlines_on_approval(&self.layers, &approved, approved.now).expect("the calendar covers it");
        set.iter().for_each(|set| self.add(&set.clauses));
        let about = (ask.0.topic, ask.0.ground);
        for kind in [
            DeadlineKind::RefundDue,
            DeadlineKind::Judgement,
            DeadlineKind::DisputeAnswer,
            DeadlineKind::Appeal,
            DeadlineKind::HeldGoods,
            DeadlineKind::Repair,
        ] {
            let set = deadline_after(&self.layers, kind, about, (approved.now, None, None), &[]);
            if let Some(set) = set.expect("the calendar covers it") {
                self.add(&set.clauses);
            }
        }
        let verdict = plan.checklist.map(|checklist| {
            let passed = |names: &[Text]| {
                let result = |name: &Text| CheckResult {
                    name: name.clone(),
                    passed: true,
                };
                names.iter().map(result).collect()
            };
            let facts = InspectionFacts {
                points: passed(&checklist.points),
                stages: passed(&checklist.stages),
                is_ground_confirmed: Some(true),
                ..InspectionFacts::default()
            };
            let (pack, _) = governing_case(&self.layers, &decision).expect("a case has the list");
            judge_inspection(pack, &checklist, ask.0.ground, &facts).expect("the facts are sound")
        });
        for remedy in &decision.remedies {
            let after = SettlementFacts {
                return_postage_minor: 500,
                missing_parts_minor: 500,
                verdict: verdict.clone(),
                exchange: (*remedy == Remedy::Exchange).then(|| redress_policy::ExchangeItem {
                    price_minor: 100,
                    text: "Another".into(),
                }),
                ..SettlementFacts::of(*remedy)
            };
            let settlement = settle(&self.layers, &ask.0, &after).unwrap_or_else(|error| panic!("{error}"));
            self.add(&settlement.clauses);
        }
    }

    /// What a message of a change cites.
    fn tell(&mut self, change: &str) {
        self.add_of(|pack| pack.notice(change).expect("the pack tells of it").clauses.clone());
    }

    /// Every clause of the shop is there.
    fn make_up(self, prefix: &str, count: usize) {
        let own: BTreeSet<String> = self
            .clauses
            .into_iter()
            .filter(|id| id.starts_with(prefix))
            .collect();
        let all: BTreeSet<String> = (1..=count)
            .map(|number| format!("{prefix}-{number:02}"))
            .collect();
        assert_eq!(own, all, "missing: {:?}", all.difference(&own));
    }
}

/// A request three days after delivery, with all that a shop may ask for.
fn asked(topic: Topic, ground: Ground) -> Ask {
    Ask::new(topic, ground, "2026-03-24T10:00:00Z")
        .delivered("2026-03-21T10:00:00Z")
        .with_evidence(&SHOWN)
        .with_fields(&FIELDS)
        .order(|order| order.payment_fee_minor = 50)
}

#[test]
fn kakaclo() {
    let mut cited = Cited::of(shop("kakaclo.toml"));
    let late = Ask::new(Topic::Cancel, Ground::LateShipment, "2026-03-24T10:00:00Z");
    cited.drive(&late.order(|order| order.processing_due_time = Some(at("2026-03-10T00:00:00Z"))));
    for ground in [
        Ground::DamagedOnArrival,
        Ground::ProblemInUse,
        Ground::ChangeOfMind,
    ] {
        cited.drive(&asked(Topic::Return, ground));
    }
    let mut unseen = asked(Topic::Return, Ground::DamagedOnArrival);
    unseen.0.evidence.clear();
    cited.drive(&unseen);
    let under_way = |ground| {
        Ask::new(Topic::Delivery, ground, "2026-04-24T10:00:00Z")
            .shipped("2026-03-03T00:00:00Z")
            .order(|order| {
                order.tracking_move_time = Some(at("2026-03-03T05:00:00Z"));
                order.delivery_expected_time = Some(at("2026-03-10T03:00:00Z"));
            })
    };
    for ground in [
        Ground::TrackingStalled,
        Ground::NotReceived,
        Ground::InvalidTracking,
    ] {
        cited.drive(&under_way(ground));
    }
    cited.add_of(|pack| pack.dispute.as_ref().expect("it has disputes").clauses.clone());
    cited.add_of(|pack| pack.contacts.as_ref().expect("it has contacts").clauses.clone());
    cited.tell("return_approved");
    cited.tell("tracking_invalid");
    cited.make_up("KC", 18);
}

#[test]
fn kwoking() {
    let mut cited = Cited::of(shop("kwoking.toml"));
    cited.drive(&Ask::new(
        Topic::Cancel,
        Ground::ChangeOfMind,
        "2026-03-02T10:00:00Z",
    ));
    cited.drive(&Ask::new(
        Topic::Change,
        Ground::ChangeOfMind,
        "2026-03-02T10:00:00Z",
    ));
    for ground in [Ground::Defective, Ground::ChangeOfMind, Ground::Warranty] {
        cited.drive(&asked(Topic::Return, ground));
    }
    let accepted = asked(Topic::Return, Ground::DamagedOnArrival);
    cited.drive(&accepted.order(|order| order.is_accepted_without_reservation = true));
    let lost = Ask::new(Topic::Delivery, Ground::NotReceived, "2026-03-24T10:00:00Z");
    cited.drive(&lost.shipped("2026-03-03T00:00:00Z"));
    let refused = Ask::new(Topic::Delivery, Ground::RefusedAtDoor, "2026-03-24T10:00:00Z");
    cited.drive(&refused.shipped("2026-03-03T00:00:00Z").with_evidence(&SHOWN));
    cited.tell("return_approved");
    cited.tell("return_refused");
    cited.make_up("KW", 18);
}

#[test]
fn the_rma_shop() {
    let mut cited = Cited::of(shop("rma-shop.toml"));
    let out = Ask::new(Topic::OutOfStock, Ground::OutOfStock, "2026-03-05T08:00:00Z");
    cited.drive(&out.line(|line| line.stock = Stock::OutOfStock));
    for ground in [
        Ground::ChangeOfMind,
        Ground::OrderedWrongItem,
        Ground::WrongItem,
        Ground::Defective,
        Ground::Warranty,
    ] {
        cited.drive(&asked(Topic::Return, ground));
    }
    cited.drive(&asked(Topic::Delivery, Ground::RefusedAtDoor));
    cited.drive(&asked(Topic::Delivery, Ground::ReturnLost));
    cited.tell("rma_issued");
    cited.make_up("RM", 13);
}

#[test]
fn kajet() {
    let mut cited = Cited::of(shop("kajet.toml"));
    let now = "2026-03-02T10:00:00Z";
    cited.drive(&Ask::new(Topic::Cancel, Ground::ChangeOfMind, now));
    let by_seller = Ask::new(Topic::Cancel, Ground::OutOfStock, now).by(redress_policy::Party::Seller);
    cited.drive(&by_seller.with_fields(&FIELDS));
    let by_platform = Ask::new(Topic::Cancel, Ground::PlatformRules, now).by(redress_policy::Party::Platform);
    cited.drive(&by_platform.with_fields(&FIELDS));
    let about = (Topic::Cancel, Ground::ChangeOfMind);
    for kind in [DeadlineKind::Appeal, DeadlineKind::Judgement] {
        let set = deadline_after(&cited.layers, kind, about, (at(now), None, None), &[]);
        let set = set.expect("the calendar covers it").expect("the pack sets one");
        cited.add(&set.clauses);
    }
    cited.add_of(|pack| pack.oversight.as_ref().expect("it has oversight").clauses.clone());
    cited.make_up("KJ", 8);
}

#[test]
fn kajivap() {
    let mut cited = Cited::of(under("kajivap.toml", "law/ph.toml"));
    for ground in [Ground::Withdrawal, Ground::Defective, Ground::Warranty] {
        cited.drive(&asked(Topic::Return, ground));
    }
    let kept_out =
        |ground| asked(Topic::Return, ground).line(|line| line.attributes = vec!["gift_card".into()]);
    cited.drive(&kept_out(Ground::Withdrawal));
    cited.drive(&kept_out(Ground::Defective));
    let makers = asked(Topic::Return, Ground::Warranty).now("2028-03-24T10:00:00Z");
    cited.drive(&makers.line(|line| line.maker_warranty = Some(months(36))));
    // Day 34: the shop's 7 days are over, the law's two years are not.
    let by_law = asked(Topic::Return, Ground::Defective).now("2026-04-24T10:00:00Z");
    let said = by_law
        .decide(&cited.layers)
        .answers("needs_platform: PH-DEFECT KV-12");
    assert_eq!(said.0.case_id.as_deref(), Some("ph-defect"));
    cited.drive(&by_law);
    let cash = Ask::new(Topic::Cancel, Ground::Withdrawal, "2026-03-02T10:00:00Z");
    cited.drive(&cash.order(|order| order.payment_kind = Some(PaymentKind::Cash)));
    cited.add_of(|pack| pack.external_bodies[0].clauses.clone());
    cited.add_of(|pack| pack.contacts.as_ref().expect("it has contacts").clauses.clone());
    cited.make_up("KV", 12);
}
