//! What inspections come to, by the lists of the shops.

use crate::ask::shop;
use redress_policy::pack::{Checklist, Pack};
use redress_policy::{
    CheckResult, Ground, InspectionFacts, InspectionVerdict, MissingPart, Text, judge_inspection,
};
use std::sync::Arc;

/// A bench at which everything passes but what a test says.
struct Bench {
    pack: Arc<Pack>,
    checklist: Checklist,
    ground: Ground,
    facts: InspectionFacts,
}

fn bench(file: &str, checklist: &str, ground: Ground) -> Bench {
    let pack = shop(file).marketplace;
    let found = pack.checklists.iter().find(|list| &*list.id == checklist);
    let checklist = found.expect("the pack has the list").clone();
    let pass = |names: &[Text]| {
        let result = |name: &Text| CheckResult {
            name: name.clone(),
            passed: true,
        };
        names.iter().map(result).collect()
    };
    let facts = InspectionFacts {
        points: pass(&checklist.points),
        stages: pass(&checklist.stages),
        is_ground_confirmed: Some(true),
        ..InspectionFacts::default()
    };
    Bench {
        pack,
        checklist,
        ground,
        facts,
    }
}

impl Bench {
    fn fails(mut self, name: &str) -> Self {
        let mut all = self.facts.points.iter_mut().chain(&mut self.facts.stages);
        let result = all
            .find(|result| &*result.name == name)
            .expect("the list has the check");
        result.passed = false;
        self
    }

    fn lacks(mut self, part: &str, price_minor: i64) -> Self {
        self.facts.missing_parts.push(MissingPart {
            name: part.into(),
            price_minor,
        });
        self
    }

    fn finds(mut self, void: &str) -> Self {
        self.facts.voids.push(void.into());
        self
    }

    fn but(mut self, change: impl FnOnce(&mut InspectionFacts)) -> Self {
        change(&mut self.facts);
        self
    }

    /// Judges, and checks outcome and clauses: `refused: KW-15 KW-16`.
    #[track_caller]
    fn comes_to(&self, expected: &str) -> InspectionVerdict {
        let verdict = judge_inspection(&self.pack, &self.checklist, self.ground, &self.facts);
        let verdict = verdict.expect("the facts are sound");
        let said = format!("{}: {}", verdict.outcome, verdict.clauses.join(" "));
        assert_eq!(said, expected, "{:#?}", verdict.findings);
        let json = serde_json::to_string(&verdict).expect("it is plain data");
        let back: InspectionVerdict = serde_json::from_str(&json).expect("it comes back");
        assert_eq!(back, verdict);
        verdict
    }

    fn objects(&self) -> Vec<String> {
        let errors = judge_inspection(&self.pack, &self.checklist, self.ground, &self.facts);
        let errors = errors.expect_err("the facts are not sound");
        errors.iter().map(ToString::to_string).collect()
    }
}

fn names(names: &[Text]) -> String {
    names.join(", ")
}

#[test]
fn kc04_failed_points_reduce_and_missing_parts_are_charged() {
    let kakaclo = || bench("kakaclo.toml", "returned-goods", Ground::ChangeOfMind);
    kakaclo().comes_to("passed: KC-04 KC-07");
    let verdict = kakaclo()
        .fails("manufacturer tags")
        .comes_to("reduced: KC-04 KC-07");
    assert_eq!(
        (names(&verdict.failed), verdict.reduction_bp),
        ("manufacturer tags".into(), 1_000)
    );
    let both = kakaclo().fails("manufacturer tags").fails("good condition");
    assert_eq!(both.comes_to("reduced: KC-04 KC-07").reduction_bp, 2_000);
    // What is priced is charged; what nobody priced reduces.
    let charged = kakaclo()
        .fails("accessories")
        .lacks("belt", 300)
        .comes_to("reduced: KC-04");
    assert_eq!(charged.reduction_bp, 0);
    assert_eq!(
        kakaclo()
            .fails("accessories")
            .comes_to("reduced: KC-04")
            .reduction_bp,
        1_000
    );
}

#[test]
fn kw01_and_kw16_a_failed_point_refuses_and_the_goods_are_held() {
    let kwoking = || bench("kwoking.toml", "returned-goods", Ground::Defective);
    let passed = kwoking().comes_to("passed: KW-15 KW-01 KW-03");
    assert!(!passed.holds_goods && passed.failed.is_empty());
    for (point, clauses) in [("unused", "KW-01 KW-16"), ("original packaging", "KW-01 KW-16")] {
        let refused = kwoking().fails(point).comes_to(&format!("refused: {clauses}"));
        assert!(refused.holds_goods);
        assert_eq!(names(&refused.failed), point);
        let said: Vec<&str> = refused
            .findings
            .iter()
            .filter(|f| !f.held)
            .map(|f| &*f.message)
            .collect();
        assert!(
            said.contains(&"The return is not accepted, and the goods are held for the buyer."),
            "{said:?}"
        );
    }
    let accessories = "all accessories such as cables, chargers and batteries";
    let cable = kwoking().lacks("USB cable", 900);
    assert_eq!(cable.facts.missing_parts_minor(), 900);
    cable.comes_to("reduced: KW-03");
    cable.fails(accessories).comes_to("reduced: KW-03");
}

#[test]
fn kw15_a_named_problem_is_confirmed_and_a_change_of_mind_names_none() {
    let kwoking = |ground| bench("kwoking.toml", "returned-goods", ground);
    let unsaid = |facts: &mut InspectionFacts| facts.is_ground_confirmed = None;
    let refuted = |facts: &mut InspectionFacts| facts.is_ground_confirmed = Some(false);
    for ground in [
        Ground::Defective,
        Ground::DamagedOnArrival,
        Ground::Warranty,
        Ground::WrongItem,
    ] {
        let verdict = kwoking(ground).but(unsaid).comes_to("incomplete: KW-15");
        assert_eq!(names(&verdict.missing), "ground");
        let verdict = kwoking(ground).but(refuted).comes_to("refused: KW-15 KW-16");
        assert_eq!(names(&verdict.failed), "ground");
    }
    for ground in [Ground::ChangeOfMind, Ground::Withdrawal, Ground::OrderedWrongItem] {
        kwoking(ground).but(unsaid).comes_to("passed: KW-01 KW-03");
        kwoking(ground).but(refuted).comes_to("passed: KW-01 KW-03");
    }
}

#[test]
fn rm02_rm07_rm08_rm11_each_refusal_has_its_clause() {
    let factory = |ground| bench("rma-shop.toml", "factory", ground);
    let all = "RM-02 RM-08 RM-07 RM-11";
    factory(Ground::Defective).comes_to(&format!("passed: {all}"));
    factory(Ground::Defective)
        .finds("artificial_damage")
        .comes_to("refused: RM-02 RM-08");
    factory(Ground::Defective)
        .finds("misuse")
        .comes_to("refused: RM-07");
    factory(Ground::Defective)
        .fails("factory_test")
        .comes_to("refused: RM-08");
    factory(Ground::Defective)
        .fails("original components")
        .comes_to("refused: RM-11");
    factory(Ground::ChangeOfMind)
        .fails("enclosed documents")
        .comes_to("refused: RM-11");
    // A list that charges nothing does with missing parts what it does with every failure.
    let lacking = factory(Ground::ChangeOfMind).lacks("antenna", 500);
    assert_eq!(
        names(&lacking.comes_to("refused: RM-02 RM-07 RM-08 RM-11").failed),
        "missing_parts"
    );
}

#[test]
fn rm08_without_its_own_result_of_the_factory_test_nothing_follows() {
    let untested = |facts: &mut InspectionFacts| facts.stages.clear();
    let factory = || bench("rma-shop.toml", "factory", Ground::Defective);
    let verdict = factory().but(untested).comes_to("incomplete: RM-08");
    assert_eq!(names(&verdict.missing), "factory_test");
    // A point that failed waits for the rest; what voids the claim does not.
    let failed = factory().fails("original components").but(untested);
    assert_eq!(
        names(&failed.comes_to("incomplete: RM-11 RM-08").missing),
        "factory_test"
    );
    let void = factory().finds("misuse").but(|facts| {
        facts.points.clear();
        facts.stages.clear();
        facts.is_ground_confirmed = None;
    });
    assert_eq!(names(&void.comes_to("refused: RM-07").missing), "");
}

#[test]
fn kv01_kv08_the_two_lists_of_kajivap() {
    let unused = || bench("kajivap.toml", "unused", Ground::Withdrawal);
    unused().comes_to("passed: KV-01 KV-03");
    assert!(
        !unused()
            .fails("labels")
            .comes_to("refused: KV-01 KV-03")
            .holds_goods
    );
    let defective = || bench("kajivap.toml", "original-state", Ground::Defective);
    defective().comes_to("passed: KV-08 KV-03");
    defective().fails("receipt or invoice").comes_to("refused: KV-03");
    defective()
        .but(|facts| facts.is_ground_confirmed = Some(false))
        .comes_to("refused: KV-08");
}

#[test]
fn what_the_list_does_not_know_is_named() {
    let kwoking = bench("kwoking.toml", "returned-goods", Ground::Defective)
        .finds("misuse")
        .lacks("cable", -1)
        .but(|facts| {
            facts.points[1].name = "shiny".into();
            facts.points[2] = facts.points[0].clone();
            facts.stages.push(CheckResult {
                name: "factory_test".into(),
                passed: true,
            });
        });
    let said = kwoking.objects();
    let expected = [
        "points[1].name: `shiny` is none of the points of `returned-goods`",
        "points[2].name: `original state` is named twice",
        "stages[0].name: `factory_test` is none of the stages of `returned-goods`",
        "voids[0]: `misuse` is none of the voids of `returned-goods`",
        "missing_parts[0].price_minor: must be between 0 and 10^12 minor units",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
}
