//! Every occasion in every language, for every reader: nothing is left to be filled in, and nothing is left in English.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone as _, Utc};
use redress_policy::{BreakdownLine, load, packs};

use super::*;
use crate::domain::change::Change;
use crate::domain::language::Language;
use crate::domain::occasion::Item;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 1, 8, 0, 0).unwrap()
}

fn pack(name: &str) -> Pack {
    let (file, source) = packs::all().find(|(file, _)| *file == name).unwrap();
    load(source, file).unwrap()
}

fn money(minor: i64) -> Money {
    Money::new(minor, "PHP".parse().unwrap())
}

/// An occasion about which there is everything to say.
fn occasion(change: Change) -> Occasion {
    let lines = Part::ALL.iter().map(|part| BreakdownLine {
        part: *part,
        line_id: None,
        amount_minor: 100,
        withheld_minor: 7,
        clauses: vec!["KV-07".into()].into(),
        text: "…".into(),
    });
    let clock = |party| Clock {
        kind: "platform_decision".to_owned(),
        due_time: now(),
        party,
    };
    Occasion {
        thing: match change {
            Change::Return(_) => "claim",
            _ => "order",
        },
        case_id: "case_1".to_owned(),
        actor: Some(Party::Seller),
        items: vec![Item {
            title: "…".to_owned(),
            quantity: 2,
        }],
        facts: vec![Phrase::new("ground").word("ground", "defective")],
        said: "…".to_owned(),
        breakdown: Some(Breakdown {
            currency: "PHP".parse().unwrap(),
            amount_minor: 100 * i64::try_from(Part::ALL.len()).unwrap(),
            lines: lines.collect(),
        }),
        amount: Some(money(123_456)),
        sections: vec![Section {
            title: "needed-title",
            lines: vec![Phrase::new("needed-again").word("kind", "product_photo")],
        }],
        refund_due_time: Some(now()),
        clocks: vec![clock(Some(Party::Buyer)), clock(Some(Party::Seller)), clock(None)],
        clause_ids: vec!["KV-07".to_owned()],
        ..Occasion::new(change, "ord_1".to_owned(), "kajivap".to_owned())
    }
}

#[test]
fn every_occasion_is_told_in_every_language_with_nothing_left_to_fill_in() {
    let pack = pack("kajivap.toml");
    for change in Change::all() {
        for reader in [Party::Buyer, Party::Seller, Party::Platform] {
            let told = |language| {
                let zone = pack.pack.time_zone;
                text(&occasion(change), reader, Voice { language, zone }, &pack)
            };
            let english = told(Language::English);
            let of_english: BTreeSet<&str> = english.body.lines().collect();
            for language in Language::ALL {
                let Text { subject, body } = told(language);
                let what = format!("{change:?} to the {reader} in {}", language.tag());
                for said in [&subject, &body] {
                    assert!(!said.contains(['{', '}', '$']), "{what}: {said}");
                }
                assert!(
                    subject.contains("ord_1") && !subject.ends_with('.'),
                    "{what}: {subject}"
                );
                let lead = body.lines().next().unwrap();
                assert!(lead.ends_with('.') && !lead.contains("  "), "{what}: {lead}");
                if language != Language::English {
                    assert_ne!(subject, english.subject, "{what}");
                    let same: Vec<&str> = body.lines().filter(|line| of_english.contains(line)).collect();
                    assert!(
                        same.iter().all(|line| is_the_same_everywhere(line)),
                        "{what}: {same:?}"
                    );
                }
            }
        }
    }
}

/// Lines that are no words of a language: names, numbers and addresses.
fn is_the_same_everywhere(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || ["…", "2 x …", "Order ord_1"].contains(&line)
        || ["E-mail: ", "Address: ", "Web: "]
            .iter()
            .any(|way| line.starts_with(way))
}

#[test]
fn a_time_an_amount_and_a_number_are_written_as_the_language_does() {
    let zone = pack("kajivap.toml").pack.time_zone;
    let cases = [
        (
            Language::English,
            "1 May 2026, 16:00 (Asia/Manila)",
            "1234.56 PHP",
        ),
        (
            Language::French,
            "1er mai 2026 à 16:00 (Asia/Manila)",
            "1\u{a0}234,56 PHP",
        ),
        (
            Language::Filipino,
            "ika-1 ng Mayo 2026, 16:00 (Asia/Manila)",
            "1,234.56 PHP",
        ),
        (
            Language::Spanish,
            "1 de mayo de 2026, 16:00 (Asia/Manila)",
            "1.234,56 PHP",
        ),
        (
            Language::Portuguese,
            "1 de maio de 2026, 16:00 (Asia/Manila)",
            "1.234,56 PHP",
        ),
    ];
    for (language, time, amount) in cases {
        let voice = Voice { language, zone };
        let expected = Phrase::new("expected").with("time", Filling::Time(now()));
        assert!(voice.say(&expected).ends_with(time), "{}", voice.say(&expected));
        let owed = Phrase::new("still-owed").with("amount", Filling::Money(money(123_456)));
        assert!(voice.say(&owed).ends_with(amount), "{}", voice.say(&owed));
        let many = Phrase::new("about-item").with("quantity", Filling::Number(12_000));
        assert_eq!(voice.say(&many.text("title", "A fan")), "12000 x A fan");
    }
}

#[test]
fn a_clause_that_the_pack_does_not_have_in_the_language_says_which_one_it_is_in() {
    let mut pack = pack("kwoking.toml");
    let zone = pack.pack.time_zone;
    let told = |pack: &Pack, language| {
        let mut occasion = occasion(Change::all()[0]);
        occasion.clause_ids = vec!["KW-18".to_owned()];
        text(&occasion, Party::Buyer, Voice { language, zone }, pack).body
    };
    let own = "The terms may change; changes are published in the help centre.";
    assert!(told(&pack, Language::English).contains(&format!("KW-18: {own}")));
    assert!(told(&pack, Language::French).contains("KW-18 : Les conditions peuvent changer"));
    pack.translations.clear();
    assert!(told(&pack, Language::French).contains(&format!("KW-18 [en] : {own}")));
    pack.pack.text_language = "fr".into();
    assert!(told(&pack, Language::English).contains(&format!("KW-18 [fr]: {own}")));
}
