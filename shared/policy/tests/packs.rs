//! The built-in packs: they load, they are complete, and a broken one says where and why.

use redress_policy::{load, load_terms, open_terms, packs};

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
    let wanted: Vec<String> = expected
        .iter()
        .flat_map(|(shop, count)| (1..=*count).map(move |number| format!("{shop}-{number:02}")))
        .collect();
    found.sort();
    let mut sorted = wanted.clone();
    sorted.sort();
    assert_eq!(found, sorted);
    assert_eq!(wanted.len(), 69);
}

#[test]
fn every_shop_says_which_terms_it_assumes() {
    for (file, source) in packs::SHOPS {
        let pack = load(source, file).expect("the pack loads");
        let open = open_terms(&pack);
        assert!(!open.is_empty(), "{file} assumes nothing");
        assert!(open.iter().all(|term| !term.why.is_empty()), "{file} has a term without a reason");
    }
}

fn broken(from: &str, to: &str) -> Vec<(usize, String)> {
    let (file, source) = packs::SHOPS.iter().find(|(file, _)| *file == "kwoking.toml").expect("kwoking is built in");
    assert!(source.contains(from), "the pack no longer has `{from}`");
    let broken = source.replacen(from, to, 1);
    load(&broken, file).expect_err("the pack is broken").into_iter().map(|error| (error.line, error.message)).collect()
}

#[test]
fn a_broken_pack_says_where_and_why() {
    let table = [
        ("[pack]\n", "[pack]\nshoe_size = 43\n", "unknown field `shoe_size`"),
        ("time_zone = \"Europe/Paris\"", "time_zone = \"Europe/Atlantis\"", "no time zone"),
        ("calendar = \"FR\"", "calendar = \"XX\"", "there is no calendar `XX`"),
        ("id = \"KW-08\"", "id = \"KW-99\"", "there is no clause `KW-08`"),
        ("{ hours = 24 }", "{ hours = 0 }", "is not positive"),
        ("currency = \"EUR\"", "currency = \"EUX\"", "EUX"),
    ];
    for (from, to, reason) in table {
        let errors = broken(from, to);
        let found = errors.iter().find(|(_, message)| message.contains(reason));
        let (line, _) = found.unwrap_or_else(|| panic!("`{to}`: no error says `{reason}`: {errors:?}"));
        assert!(*line >= 1);
    }
}

#[test]
fn sellers_adjust_only_what_the_marketplace_lets_them() {
    let (file, source) = packs::SHOPS.iter().find(|(file, _)| *file == "kajet.toml").expect("kajet is built in");
    let pack = load(source, file).expect("the pack loads");
    let terms = |case: &str| {
        format!("[terms]\nedition = \"1\"\nname = \"Ana's\"\n[[case]]\ncase = \"{case}\"\nwindow = {{ hours = 48 }}\n")
    };
    let adjustable = pack.cases.iter().find(|c| c.adjustable_by.contains(&redress_policy::Layer::Seller));
    let fixed = pack.cases.iter().find(|c| c.adjustable_by.is_empty()).expect("some case is fixed");
    let adjustable = adjustable.expect("KJ-01: sellers have their own windows");
    let layer = redress_policy::Layer::Seller;
    assert!(load_terms(&terms(&adjustable.id), "ana.toml", &pack, layer).is_ok());
    for case in [&*fixed.id, "no-such-case"] {
        let errors = load_terms(&terms(case), "ana.toml", &pack, layer).expect_err("it may not");
        assert_eq!((errors[0].line, &*errors[0].path), (5, "case[0].case"), "{errors:?}");
    }
}
