//! What an RMA number looks like, and that no typing error of the usual kinds passes.

use proptest::prelude::*;

use super::*;

const NUMBER: &str = "RMA-7K2Q-9XWM-8";

/// A valid number as its nine characters.
fn characters(entropy: u64) -> Vec<char> {
    let text = RmaNumber::from_entropy(&entropy.to_be_bytes()).to_string();
    text.chars().filter(|c| *c != '-').skip(PREFIX.len()).collect()
}

fn parse(characters: &[char]) -> Result<RmaNumber, RmaError> {
    characters.iter().collect::<String>().parse()
}

#[test]
fn a_number_reads_back_as_it_was_printed() {
    let number: RmaNumber = NUMBER.parse().unwrap();
    assert_eq!(number.to_string(), NUMBER);
    assert_eq!(number.to_string().parse(), Ok(number));
}

#[test]
fn case_hyphens_spaces_and_a_missing_prefix_do_not_matter() {
    let number: RmaNumber = NUMBER.parse().unwrap();
    for form in [
        "rma-7k2q-9xwm-8",
        "RMA7K2Q9XWM8",
        "7K2Q-9XWM-8",
        "7k2q9xwm8",
        "  rma 7k2q 9xwm 8\n",
        "RMA\u{2013}7K2Q\u{2011}9XWM\u{00a0}8",
        "R.M.A._7K2Q_9XWM_8",
    ] {
        assert_eq!(form.parse(), Ok(number), "{form:?}");
    }
}

#[test]
fn look_alikes_are_read_as_what_they_can_only_be() {
    let entropy = (0u64..)
        .find(|entropy| {
            let text = characters(*entropy);
            text.contains(&'0') && text.contains(&'1')
        })
        .unwrap();
    let number = parse(&characters(entropy)).unwrap();
    for (zero, one) in [('O', 'I'), ('o', 'l'), ('O', 'L'), ('0', 'i')] {
        let typed = number
            .to_string()
            .replace('0', &zero.to_string())
            .replace('1', &one.to_string());
        assert_eq!(typed.parse(), Ok(number), "{typed}");
    }
}

#[test]
fn what_is_no_number_says_why() {
    let length = |found| Err(RmaError::Length { found });
    let character = |character, position| Err(RmaError::Character { character, position });
    for (text, error) in [
        ("", length(0)),
        ("RMA", length(0)),
        ("rm", length(2)),
        ("RMA-7K2Q-9XWM", length(8)),
        ("RMA-7K2Q-9XWM-88", length(10)),
        ("7K2Q9XWM", length(8)),
        ("RMA-7K2Q9X", length(6)),
        ("RMA-7K2U-9XWM-8", character('U', 8)),
        ("RMA-7K2Q-9XWM-*", character('*', 15)),
        ("RMA-7K2Q-9XWé-8", character('é', 13)),
        ("RMA-7K2Q-9XWM-7", Err(RmaError::CheckCharacter)),
        ("RMA-K72Q-9XWM-8", Err(RmaError::CheckCharacter)),
    ] {
        assert_eq!(text.parse::<RmaNumber>(), error, "{text:?}");
    }
    assert_eq!(
        "RMA-7K2U-9XWM-8".parse::<RmaNumber>().unwrap_err().to_string(),
        "'U' at position 8 is in no RMA number"
    );
}

#[test]
fn no_body_begins_like_the_prefix() {
    // Entropy that would give such a body is found by trying: one of 2^15 does.
    let hit = (0u64..).find(|entropy| {
        let hash = Sha256::digest(entropy.to_be_bytes());
        (0..3).map(|i| letter(hash[i] & 31)).eq(PREFIX.chars())
    });
    let text = RmaNumber::from_entropy(&hit.unwrap().to_be_bytes()).to_string();
    assert!(text.starts_with("RMA-SMA"), "{text}");
    assert!(text.parse::<RmaNumber>().is_ok());
}

/// As the code is linear, an error pattern passes for one number exactly if it passes for all: so every error pattern is
/// tried here on zeros, and the properties below try whole numbers.
#[test]
fn no_single_error_and_no_swap_at_any_two_places_is_a_code_word() {
    for i in 0..LEN {
        for difference in 1..32 {
            let mut word = [0; LEN];
            word[i] = difference;
            assert!(!check::holds(&word), "{word:?}");
            for j in 0..i {
                word[j] = difference;
                assert!(!check::holds(&word), "{word:?}");
                word[j] = 0;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_wrong_character_is_found(entropy: u64) {
        let right = characters(entropy);
        for place in 0..LEN {
            for wrong in ALPHABET.iter().map(|letter| char::from(*letter)).filter(|c| *c != right[place]) {
                let mut typed = right.clone();
                typed[place] = wrong;
                prop_assert!(parse(&typed).is_err(), "{typed:?}");
            }
        }
    }

    #[test]
    fn every_two_characters_that_changed_places_are_found(entropy: u64) {
        let right = characters(entropy);
        for i in 0..LEN {
            for j in (0..i).filter(|j| right[*j] != right[i]) {
                let mut typed = right.clone();
                typed.swap(i, j);
                prop_assert!(parse(&typed).is_err(), "{typed:?}");
            }
        }
    }

    #[test]
    fn every_lost_or_doubled_character_is_found(entropy: u64, place in 0..LEN) {
        let is_length = |read| matches!(read, Err(RmaError::Length { .. }));
        let right = characters(entropy);
        let mut lost = right.clone();
        lost.remove(place);
        prop_assert!(is_length(parse(&lost)));
        let mut doubled = right.clone();
        doubled.insert(place, right[place]);
        prop_assert!(is_length(parse(&doubled)));
    }

    #[test]
    fn any_text_is_read_without_a_panic(text: String) {
        if let Ok(number) = text.parse::<RmaNumber>() {
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }
    }
}
