//! The built-in packs: they load, they are complete, and a broken one says where and why.

use redress_policy::{diff, explain, load, open_terms, packs};

fn source(file: &str) -> &'static str {
    let (_, source) = packs::all()
        .find(|(name, _)| *name == file)
        .expect("the pack is built in");
    source
}

#[test]
fn every_built_in_pack_loads() {
    for (file, source) in packs::all() {
        if let Err(errors) = load(source, file) {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{}", errors.join("\n"));
        }
    }
}

#[test]
fn the_five_shops_carry_all_69_clauses() {
    let expected = [("KC", 18), ("KW", 18), ("RM", 13), ("KJ", 8), ("KV", 12)];
    let mut found = Vec::new();
    for (file, source) in packs::SHOPS {
        let pack = load(source, file).expect("the pack loads");
        found.extend(pack.clauses.iter().map(|clause| clause.id.to_string()));
    }
    let mut wanted: Vec<String> = expected
        .iter()
        .flat_map(|(shop, count)| (1..=*count).map(move |number| format!("{shop}-{number:02}")))
        .collect();
    assert_eq!(wanted.len(), 69);
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn every_clause_of_a_shop_is_there_in_the_languages_that_messages_are_written_in() {
    for (file, source) in packs::SHOPS {
        let pack = load(source, file).expect("the pack loads");
        for clause in &pack.clauses {
            for language in ["fr", "fil", "es", "pt"] {
                let text = pack.clause_in(&clause.id, language);
                assert!(
                    text.is_some_and(|text| *text != clause.text),
                    "{} in {language}",
                    clause.id
                );
            }
        }
    }
}

#[test]
fn every_shop_says_which_terms_it_assumes() {
    for (file, source) in packs::SHOPS {
        let pack = load(source, file).expect("the pack loads");
        let open = open_terms(&pack);
        assert!(!open.is_empty(), "{file} assumes nothing");
        for term in open {
            assert!(
                !term.why.is_empty() && !term.value.is_empty() && !term.clauses.is_empty(),
                "{file}: {term:?}"
            );
        }
    }
}

#[test]
fn every_clause_is_explained_by_the_rules_that_carry_it() {
    for (file, source) in packs::all() {
        let pack = load(source, file).expect("the pack loads");
        for clause in explain(&pack, None) {
            assert!(
                !clause.rules.is_empty(),
                "{file}: nothing explains {}",
                clause.clause
            );
            assert!(
                clause.rules.iter().all(|rule| !rule.text.is_empty()),
                "{file}: {clause:?}"
            );
        }
    }
    let kwoking = load(source("kwoking.toml"), "kwoking.toml").expect("the pack loads");
    let clause = &explain(&kwoking, Some("KW-05"))[0];
    let rule = clause
        .rules
        .iter()
        .find(|rule| rule.path == "case.change-of-mind.windows[0]")
        .expect("it carries KW-05");
    assert_eq!(rule.text, "closes: 60 days after delivered");
    assert_eq!(explain(&kwoking, Some("KW-99")), []);
}

#[test]
fn packs_differ_by_the_terms_that_changed_and_by_their_clauses() {
    let before = source("kwoking.toml");
    let old = load(before, "kwoking.toml").expect("the pack loads");
    let changed = |from: &str, to: &str| {
        let new = load(&replaced(before, from, to).0, "kwoking.toml").expect("the pack loads");
        diff(&old, &new)
    };
    assert_eq!(diff(&old, &old), []);
    let day = &changed("span = { hours = 24 }", "span = { hours = 48 }")[0];
    assert_eq!(day.path, "case.cancel-within-24h.windows[0].closes.span");
    assert_eq!(
        (day.from.as_deref(), day.to.as_deref()),
        (Some("24 hours"), Some("48 hours"))
    );
    assert_eq!(day.clauses, ["KW-08"]);
    // A rule put before the others is one rule more, and no change to the others.
    let hold = "[[deadline]]\nkind = \"appeal\"\nafter = \"ruled\"\nspan = { days = 7 }\nparty = \"buyer\"\n\
                on_expiry = \"lapse\"\nclauses = [\"KW-17\"]\n\n[[deadline]]\n";
    let added = changed("[[deadline]]\n", hold);
    assert!(
        added
            .iter()
            .all(|change| change.path.starts_with("deadline[appeal].") && change.from.is_none()),
        "{added:?}"
    );
    assert_eq!(added.len(), 6);
    // Conditions in another order say the same.
    let condition = |fact: &str| format!("[[case.conditions]]\nfact = \"{fact}\"\nis = false\n");
    assert!(before.contains(&condition("order.paid")));
    let conditions: Vec<_> = old.cases[0].conditions.iter().rev().cloned().collect();
    let mut turned = old.clone();
    turned.cases[0].conditions = conditions;
    assert_eq!(diff(&old, &turned), []);
}

/// The source with the first `from` replaced, and the line on which the replacement begins.
fn replaced(source: &str, from: &str, to: &str) -> (String, usize) {
    let at = source
        .find(from)
        .unwrap_or_else(|| panic!("the pack no longer has `{from}`"));
    (
        source.replacen(from, to, 1),
        source[..at].matches('\n').count() + 1,
    )
}

/// What is replaced, by what, how many lines below its beginning the error is (above it for a table's own head), and the
/// error's path and reason.
type Break = (&'static str, &'static str, isize, &'static str, &'static str);

const BREAKS: &[Break] = &[
    (
        "[pack]\n",
        "[pack]\nshoe_size = 43\n",
        1,
        "pack.shoe_size",
        "unknown field `shoe_size`",
    ),
    (
        "name = \"Kwoking\"\n",
        "name = \"Kwoking\"\nname = \"Twice\"\n",
        1,
        "",
        "duplicate key",
    ),
    (
        "name = \"Kwoking\"",
        "name = \" \"",
        0,
        "pack.name",
        "must not be empty",
    ),
    (
        "[translations.fr]\n",
        "[translations.fr]\nKW-99 = \"Rien\"\n",
        0,
        "translations.fr",
        "there is no clause `KW-99`",
    ),
    (
        "[translations.fr]\n",
        "[translations.en]\n",
        0,
        "translations.en",
        "the language of the clauses' own words",
    ),
    (
        "KW-18 = \"Les conditions",
        "KW-18 = \"\" # \"",
        0,
        "translations.fr.KW-18",
        "must not be empty",
    ),
    (
        "time_zone = \"Europe/Paris\"",
        "time_zone = \"Europe/Atlantis\"",
        0,
        "pack.time_zone",
        "no time zone",
    ),
    (
        "calendar = \"FR\"",
        "calendar = \"XX\"",
        0,
        "pack.calendar",
        "there is no calendar `XX`",
    ),
    (
        "effective = \"2024-01-01\"",
        "effective = \"2024-02-30\"",
        0,
        "pack.effective",
        "must be a date",
    ),
    (
        "countries = [\"FR\"]",
        "countries = [\"France\"]",
        0,
        "pack.countries",
        "`France` is no ISO 3166",
    ),
    (
        "layer = \"marketplace\"",
        "layer = \"seller\"",
        0,
        "pack.layer",
        "a seller's terms are another file",
    ),
    (
        "id = \"KW-02\"",
        "id = \"KW-01\"",
        0,
        "clause[1].id",
        "`KW-01` stands twice",
    ),
    (
        "id = \"cancel-within-24h\"",
        "id = \"cancel-unpaid\"",
        0,
        "case[1].id",
        "`cancel-unpaid` stands twice",
    ),
    (
        "parties = [\"buyer\"]",
        "parties = []",
        0,
        "case[0].parties",
        "at least one party is needed",
    ),
    (
        "parties = [\"buyer\"]",
        "parties = [\"wizard\"]",
        0,
        "case[0].parties[0]",
        "unknown variant `wizard`",
    ),
    (
        "otherwise = [\"return\"]\n",
        "decided_by = \"buyer\"\n",
        0,
        "case[0].decided_by",
        "cannot decide their own",
    ),
    (
        "clauses = [\"KW-08\"]",
        "clauses = [\"KW-88\"]",
        0,
        "case[0].clauses",
        "there is no clause `KW-88`",
    ),
    (
        "clauses = [\"KW-08\"]",
        "clauses = []",
        0,
        "case[0].clauses",
        "at least one clause is needed",
    ),
    (
        "refund = \"full\"",
        "refund = \"fuller\"",
        0,
        "case[1].refund",
        "there is no refund plan `fuller`",
    ),
    (
        "checklist = \"returned-goods\"",
        "checklist = \"none\"",
        0,
        "case[7].checklist",
        "there is no checklist `none`",
    ),
    (
        "span = { hours = 24 }",
        "span = { hours = 0 }",
        0,
        "case[1].windows[0].closes.span",
        "is not positive",
    ),
    (
        "span = { hours = 24 }",
        "span = { days = 1, hours = 4 }",
        0,
        "case[1].windows[0].closes.span",
        "exactly one",
    ),
    (
        "closes = { after = \"payment_confirmed\", span = { hours = 24 } }",
        "opens = { after = \"payment_confirmed\", span = { days = 2 } }\ncloses = { after = \"payment_confirmed\", span = { hours = 24 } }",
        -1,
        "case[1].windows[0]",
        "is impossible: it closes 24 hours after `payment_confirmed`",
    ),
    (
        "closes = { after = \"payment_confirmed\"",
        "closes = { after = \"approved\"",
        0,
        "case[1].windows[0].closes.after",
        "counts from `approved`, which comes with or after the request",
    ),
    (
        "fact = \"line.shipped\"\nis = false",
        "fact = \"order.paid\"\nis = true",
        -1,
        "case[0].conditions[1]",
        "can never hold",
    ),
    (
        "any_of = [\"product_photo\", \"product_video\"]",
        "any_of = []",
        0,
        "case[7].evidence[0].any_of",
        "at least one kind",
    ),
    (
        "share_bp = 10000",
        "share_bp = 10001",
        0,
        "refund_plan[0].parts[0].share_bp",
        "between 0 and 10000",
    ),
    (
        "part = \"tax\"",
        "part = \"item\"",
        -1,
        "refund_plan[0].parts[1]",
        "`item` stands twice",
    ),
    (
        "part = \"tax\"",
        "part = \"goodwill\"",
        0,
        "refund_plan[0].parts[1].part",
        "granted by people",
    ),
    (
        "amount = \"payment_fee\"\n",
        "",
        -2,
        "refund_plan[0].parts[3]",
        "needs either `share_bp` or `amount`",
    ),
    (
        "method = \"original\"",
        "method = \"barter\"",
        0,
        "method[0].method",
        "must be `original` or `payout`",
    ),
    (
        "method = \"original\"",
        "method = \"payout\"",
        -1,
        "method[0].options",
        "a payout needs options",
    ),
    (
        "currency = \"EUR\"",
        "currency = \"EUX\"",
        0,
        "returnless.currency",
        "`EUX`: not an ISO 4217",
    ),
    (
        "on_failure = \"refuse\"",
        "on_failure = \"regret\"",
        0,
        "checklist[0].on_failure",
        "unknown variant `regret`",
    ),
    (
        "on_failure = \"refuse\"",
        "on_failure = \"reduce\"\nreduction_bp = 10001",
        1,
        "checklist[0].reduction_bp",
        "between 1 and 10000",
    ),
    (
        "points = [\"original state\", \"unused\"",
        "points = [\"original state\", \"original state\", \"unused\"",
        -2,
        "checklist[0]",
        "the check `original state` stands twice",
    ),
    (
        "name = \"unused\"",
        "name = \"unusual\"",
        0,
        "checklist[0].details[1].name",
        "the checklist has no check `unusual`",
    ),
    (
        "name = \"unused\"",
        "name = \"ground\"",
        21,
        "checklist[0].details[5].name",
        "`ground` stands twice",
    ),
    (
        "status = \"returned_to_sender\"",
        "status = \"refused_by_recipient\"",
        0,
        "delivery[1].status",
        "`refused_by_recipient` stands twice",
    ),
    (
        "latitude = 49.0",
        "latitude = 94.0",
        -4,
        "warehouse[0]",
        "out of range",
    ),
    (
        "below_minor = 2000",
        "below_minor = 0",
        0,
        "returnless.below_minor",
        "must be positive",
    ),
    (
        "why = \"A guarantee",
        "# why = \"A guarantee",
        -4,
        "clause[1]",
        "is marked `conflict` and must say `why`",
    ),
];

#[test]
fn a_broken_pack_says_where_and_why() {
    for (from, to, below, path, reason) in BREAKS {
        let (broken, line) = replaced(source("kwoking.toml"), from, to);
        let errors = load(&broken, "mine.toml").expect_err(to);
        let found: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let found = found.join("\n");
        let error = errors.iter().find(|error| error.message.contains(reason));
        let error = error.unwrap_or_else(|| panic!("`{to}`: no error says `{reason}`:\n{found}"));
        assert_eq!((&*error.file, &*error.path), ("mine.toml", *path), "{found}");
        assert_eq!(
            Some(error.line),
            line.checked_add_signed(*below),
            "`{to}`:\n{found}"
        );
    }
}

#[test]
fn every_fault_is_said_at_once_and_a_clause_that_nothing_carries_is_one() {
    let (broken, _) = replaced(source("kwoking.toml"), "id = \"KW-14\"", "id = \"KW-19\"");
    let (broken, _) = replaced(&broken, "calendar = \"FR\"", "calendar = \"XX\"");
    let errors = load(&broken, "mine.toml").expect_err("it is broken in two places");
    let found: Vec<&str> = errors.iter().map(|error| &*error.message).collect();
    assert!(errors.is_sorted_by_key(|error| error.line), "{errors:?}");
    assert!(
        found
            .iter()
            .any(|message| message.contains("there is no calendar `XX`")),
        "{found:?}"
    );
    assert!(
        found.contains(&"no rule carries the clause `KW-19`")
            && found.contains(&"there is no clause `KW-14`"),
        "{found:?}"
    );
}
