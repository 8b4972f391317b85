//! Where lines break, what is drawn for what was written, and in which order.

use proptest::prelude::*;

use super::*;

const STYLE: Style = Style::regular(10.0);

fn lines(text: &str, room: f32) -> Vec<String> {
    STYLE.lines(text, room)
}

#[test]
fn lines_break_at_spaces_and_at_line_ends() {
    assert_eq!(lines("one two three", 1000.0), ["one two three"]);
    assert_eq!(
        lines("one two three", STYLE.width("one two")),
        ["one two", "three"]
    );
    assert_eq!(
        lines("one\r\ntwo\n\nthree\n\n", 1000.0),
        ["one", "two", "", "three"]
    );
    assert_eq!(lines("one    two", STYLE.width("one ")), ["one", "two"]);
    assert_eq!(lines("", 100.0), [""]);
}

#[test]
fn a_word_too_long_for_a_line_is_broken_and_loses_nothing() {
    let word = "W".repeat(40);
    let lines = lines(&word, STYLE.width("WWWWWWW"));
    assert_eq!(lines.len(), 6);
    assert_eq!(lines.concat(), word);
}

#[test]
fn wide_characters_break_anywhere_but_before_closing_marks() {
    assert_eq!(lines("包装破损。屏幕裂了", 50.0), ["包装破损。", "屏幕裂了"]);
    assert_eq!(lines("包装破损。屏幕裂了", 40.0), ["包装破", "损。屏幕", "裂了"]);
}

#[test]
fn a_mark_stays_with_its_letter() {
    let thai = "ที่อยู่ที่อยู่";
    for line in lines(thai, 15.0) {
        assert!(bitmaps::advance(line.chars().next().unwrap()) > 0.0, "{line}");
    }
    assert_eq!(lines(thai, 15.0).concat(), thai);
}

#[test]
fn what_is_written_in_two_code_points_is_drawn_as_one() {
    assert_eq!(printable("Cafe\u{301} Pen\u{303}a"), "Café Peña");
}

#[test]
fn the_invisible_goes_and_the_impossible_shows_its_code_point() {
    assert_eq!(printable("a\u{200b}b\u{ad}c\u{feff}\u{fe0f}"), "abc");
    assert_eq!(printable("a\tb\u{3000}c\u{7}d"), "a b c d");
    assert_eq!(printable("broken 😀 \u{e000}"), "broken <U+1F600> <U+E000>");
}

#[test]
fn right_to_left_text_stands_from_left_to_right_on_paper() {
    assert_eq!(visual("Anna"), "Anna");
    assert_eq!(visual("דוד"), "דוד".chars().rev().collect::<String>());
    let mirrored = "דוד".chars().rev().collect::<String>();
    assert_eq!(visual("Order דוד, 42"), format!("Order 42 ,{mirrored}"));
    // The mark still follows the letter that it stands over.
    assert_eq!(visual("שָׁ ב"), "ב שָׁ");
}

#[test]
fn arabic_letters_are_joined_and_still_mean_themselves() {
    let shaped = printable("محمد لا");
    assert_ne!(shaped, "محمد لا");
    assert_eq!(shaped.chars().map(meaning).collect::<String>(), "محمد لا");
}

proptest! {
    #[test]
    fn every_line_fits_and_every_character_has_a_glyph(text in "\\PC{0,80}", room in 30.0f32..300.0) {
        let lines = lines(&text, room);
        for line in &lines {
            prop_assert!(STYLE.width(line) <= room + 0.01, "{:?}", line);
            prop_assert!(line.chars().all(|c| winansi(c).is_some() || bitmaps::has(c)), "{:?}", line);
        }
        let kept = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
        prop_assert_eq!(kept(&lines.concat()), kept(&printable(&text).replace('\n', "")));
    }

    #[test]
    fn arabic_loses_no_letter(text in "[ء-ي ]{0,20}") {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(&text).into_owned();
        prop_assert_eq!(printable(&text).chars().map(meaning).collect::<String>(), composed);
    }

    #[test]
    fn the_order_on_paper_has_the_same_characters(text in "[a-zא-ת0-9 ()ء-ي]{0,30}") {
        let sorted = |text: &str| { let mut all: Vec<char> = text.chars().collect(); all.sort_unstable(); all };
        prop_assert_eq!(sorted(&visual(&text)), sorted(&text));
    }
}
