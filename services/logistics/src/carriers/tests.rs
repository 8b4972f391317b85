//! Numbers that carriers gave out, and what becomes of them when somebody mistypes them.

use proptest::prelude::*;

use super::check::Method;
use super::data::{Carrier, Format};
use super::near::Slip;
use super::{assess, book, identify, status_of};
use crate::domain::words::{Flaw, NumberState, Status};

/// Real numbers, each with a carrier and the form it has.
const KNOWN: [(&str, &str, &str); 38] = [
    ("1Z5R89390357567127", "ups", "ups_1z"),
    ("1Z879E930346834440", "ups", "ups_1z"),
    ("1Z410E7W0392751591", "ups", "ups_1z"),
    ("1Z999AA10123456784", "ups", "ups_1z"),
    ("986578788855", "fedex", "fedex_express_12"),
    ("477179081230", "fedex", "fedex_express_12"),
    ("799531274483", "fedex", "fedex_express_12"),
    ("0414 4176 0228 964", "fedex", "fedex_ground_15"),
    ("568283610012734", "fedex", "fedex_ground_15"),
    ("61299998820821171811", "fedex", "fedex_smartpost_20"),
    ("9261292700768711948021", "fedex", "fedex_smartpost_22"),
    ("9611020987654312345672", "fedex", "fedex_ground_96_22"),
    ("000123450000000027", "fedex", "fedex_ground_sscc_18"),
    ("1001921334250001000300779017972697", "fedex", "fedex_express_34"),
    (
        "9622001900000000000000776632517510",
        "fedex",
        "fedex_ground_gsn_34",
    ),
    ("0307 1790 0005 2348 3741", "usps", "usps_20"),
    ("7112 3456 7891 2345 6787", "usps", "usps_20"),
    ("7196 9010 7560 0307 7385", "usps", "usps_20_91"),
    ("9400 1112 0108 0805 4830 16", "usps", "usps_impb_22"),
    ("9405803699300124287899", "usps", "usps_impb_22"),
    ("92748931507708513018050063", "usps", "usps_impb_26"),
    ("420 22153 9101026837331000039521", "usps", "usps_impb_zip_30"),
    ("4201002334249200190132607600833457", "usps", "usps_impb_zip_34"),
    ("RB123456785GB", "royal_mail", "s10"),
    ("EE123456785FR", "la_poste", "s10"),
    ("CP123456785US", "usps", "s10"),
    ("RR473124829US", "usps", "s10"),
    ("3318810025", "dhl_express", "dhl_express_10"),
    ("8487135506", "dhl_express", "dhl_express_10"),
    ("GM2951173225174494", "dhl_ecommerce", "dhl_ecommerce_gm"),
    ("C11031500001879", "ontrac", "ontrac_cd"),
    ("D10011354453707", "ontrac", "ontrac_cd"),
    ("0073938000549297", "canada_post", "canada_post_16"),
    ("320595463938", "purolator", "purolator_12"),
    ("00 81827 0998 0000 0200 33 350 276 C", "dpd", "dpd_28"),
    ("TBA502887274000", "amazon", "amazon_tba"),
    ("YT2229521272164446", "yunexpress", "yunexpress_yt"),
    ("LTN74207623N1", "landmark", "landmark_ltn"),
];

#[test]
fn a_number_is_recognised_as_its_carriers() {
    for (number, carrier, format) in KNOWN {
        let identified = identify(number, "");
        let found = identified
            .candidates
            .iter()
            .find(|candidate| candidate.carrier.code == carrier);
        let found = found.unwrap_or_else(|| panic!("{number} is not {carrier}'s: {identified:?}"));
        assert_eq!(found.format, format, "{number}");
        assert_eq!(found.is_check_digit_valid, found.has_check_digit, "{number}");
        assert!(!identified.is_probable_typo, "{number}");
        assert_eq!(assess(number, carrier).state, NumberState::Valid, "{number}");
    }
}

#[test]
fn all_carriers_that_fit_are_named_and_the_one_of_the_order_wins() {
    // Twelve digits are Yamato's, Sagawa's and Japan Post's, with the same check digit.
    let number = valid("yamato", "yamato_12", "12345678901");
    let order = |hint| -> Vec<(String, i32)> {
        let candidates = identify(&number, hint).candidates;
        let named = candidates
            .iter()
            .filter(|candidate| candidate.is_check_digit_valid);
        named.map(|it| (it.carrier.code.clone(), it.confidence)).collect()
    };
    let without: Vec<_> = order("").into_iter().map(|(code, _)| code).collect();
    assert_eq!(without[..3], ["yamato", "japan_post", "sagawa"]);
    let hinted = order("Sagawa Express");
    assert_eq!(hinted[0], ("sagawa".to_owned(), 100));
    assert!(hinted[1..].iter().all(|(_, confidence)| *confidence < 100));
    let all = identify(&number, "").candidates;
    assert!(
        all.iter().any(|it| it.carrier.code == "jt_express"),
        "patterns count too"
    );
}

#[test]
fn two_swapped_digits_are_caught_and_what_was_meant_is_offered() {
    let meant = "9405803699300124287899";
    let typed = "9405803699300124287989";
    let identified = identify(typed, "usps");
    assert!(identified.is_probable_typo);
    let near: Vec<_> = identified
        .near_numbers
        .iter()
        .map(|it| (&*it.tracking_number, it.slip))
        .collect();
    assert!(near.contains(&(meant, Slip::Swapped)), "{near:?}");
    let assessed = assess(typed, "usps");
    assert_eq!(
        (assessed.state, assessed.flaw),
        (NumberState::Invalid, Some(Flaw::WrongCheckDigit))
    );
    assert!(
        identified.candidates.iter().all(|it| it.confidence <= 50),
        "{identified:?}"
    );
}

#[test]
fn a_number_is_doubted_only_where_something_speaks_against_it() {
    let cases = [
        (
            "1Z999AA10123456785",
            "ups",
            NumberState::Invalid,
            Some(Flaw::WrongCheckDigit),
        ),
        ("HELLO", "ups", NumberState::Invalid, Some(Flaw::UnknownFormat)),
        (
            "9405803699300124287899",
            "fedex",
            NumberState::Invalid,
            Some(Flaw::OtherCarrier),
        ),
        // Not all that these give out is known.
        ("HELLO", "jne", NumberState::Unverified, None),
        ("HELLO", "a bicycle", NumberState::Unverified, None),
        ("1Z999AA10123456785", "a bicycle", NumberState::Unverified, None),
        (
            "1Z999AA10123456785",
            "",
            NumberState::Invalid,
            Some(Flaw::WrongCheckDigit),
        ),
        ("HELLO", "", NumberState::Unverified, None),
        (
            "RB123456784GB",
            "Royal Mail",
            NumberState::Invalid,
            Some(Flaw::WrongCheckDigit),
        ),
        ("", "ups", NumberState::None, None),
    ];
    for (number, carrier, state, flaw) in cases {
        let assessed = assess(number, carrier);
        assert_eq!(
            (assessed.state, assessed.flaw),
            (state, flaw),
            "{number} of {carrier}"
        );
    }
}

#[test]
fn a_carrier_is_found_by_its_number_alone_when_only_one_fits() {
    let assessed = assess("1z 999-aa1 01 2345 6784", "");
    assert_eq!(
        (&*assessed.carrier, &*assessed.tracking_number),
        ("ups", "1Z999AA10123456784")
    );
    assert_eq!(
        assessed.site,
        "https://www.ups.com/track?tracknum=1Z999AA10123456784"
    );
    let number = valid("yamato", "yamato_12", "12345678901");
    assert_eq!(assess(&number, "").carrier, "");
    assert_eq!(book().code_of("kuroneko"), "yamato");
    assert_eq!(book().code_of(" J&T "), "jt_express");
    assert_eq!(book().code_of("A bicycle "), "A bicycle");
}

#[test]
fn postal_items_of_any_country_are_a_posts() {
    let codes = |number: &str| -> Vec<String> {
        let candidates = identify(number, "").candidates;
        candidates.iter().map(|it| it.carrier.code.clone()).collect()
    };
    assert_eq!(codes("RB123456785PH"), ["phlpost"]);
    assert_eq!(codes("RB123456785IS"), ["post"]);
}

#[test]
fn numbers_of_any_length_and_alphabet_are_looked_at_without_harm() {
    for number in [
        "",
        " ",
        "é",
        "𝟙Z999AA10123456784",
        &"1".repeat(10_000),
        "'; DROP TABLE parcels",
        "\u{0}",
    ] {
        let identified = identify(number, "ups");
        assert!(identified.near_numbers.len() <= 50);
    }
}

#[test]
fn the_data_is_sound() {
    let mut ids = std::collections::HashSet::new();
    for carrier in &book().carriers {
        assert!(
            !carrier.formats.is_empty() || !carrier.is_complete,
            "{}",
            carrier.code
        );
        for format in &carrier.formats {
            assert!((0..=100).contains(&format.sure), "{}", format.id);
            assert!(
                format.id == "s10" || ids.insert(&format.id),
                "{} is there twice",
                format.id
            );
        }
        for country in &carrier.countries {
            assert!(
                country.len() == 2 && country.bytes().all(|c| c.is_ascii_uppercase()),
                "{country}"
            );
        }
        assert_eq!(book().find(&carrier.code).unwrap().code, carrier.code);
        assert_eq!(
            book().find(&carrier.name).unwrap().code,
            carrier.code,
            "{} names two",
            carrier.name
        );
    }
    assert!(book().carriers.len() >= 60);
}

#[test]
fn carriers_own_codes_are_our_words() {
    let cases = [
        ("upu", "", "EMI", Some(Status::Delivered)),
        ("ups", "", "d", Some(Status::Delivered)),
        (
            "17track",
            "ups",
            "Exception_Rejected",
            Some(Status::RefusedByRecipient),
        ),
        (
            "17track",
            "",
            "DeliveryFailure_Other",
            Some(Status::DeliveryAttemptFailed),
        ),
        (
            "17TRACK",
            "",
            "Exception_Returned",
            Some(Status::ReturnedToSender),
        ),
        ("somebody", "fedex", "OD", Some(Status::OutForDelivery)),
        ("aftership", "", "InTransit_005", Some(Status::CustomsCleared)),
        ("somebody", "", "OD", None),
        ("ups", "", "nonsense", None),
    ];
    for (source, carrier, code, expected) in cases {
        assert_eq!(
            status_of(source, carrier, code),
            expected,
            "{source} {carrier} {code}"
        );
    }
}

/// A number of a format: a body, and the check digit that makes it sound.
fn valid(carrier: &str, format: &str, body: &str) -> String {
    let carrier = book().find(carrier).unwrap();
    let format = carrier.formats.iter().find(|it| it.id == format).unwrap();
    sound(format, body).unwrap()
}

fn sound(format: &Format, body: &str) -> Option<String> {
    let digits = (b'0'..=b'9').chain(b'A'..=b'Z').map(char::from);
    let mut numbers = digits.map(|digit| format!("{body}{digit}"));
    numbers.find(|number| format.fits(number.as_bytes()) && format.is_checked(number.as_bytes()))
}

/// The formats with a check digit at their end, with bodies of twelve random digits' worth put into a known number.
fn checked() -> Vec<(&'static Carrier, &'static Format)> {
    let carriers = book().carriers.iter();
    let all = carriers.flat_map(|carrier| carrier.formats.iter().map(move |format| (carrier, format)));
    all.filter(|(_, format)| format.has_check_digit()).collect()
}

/// Whether a way to reckon tells every two digits at the same place apart.
fn tells_all_digits_apart(format: &Format) -> bool {
    !matches!(
        format.method(),
        // Even weights meet themselves at five, and rests of seven and eleven at two digits.
        Some(Method::Mod10By12 | Method::Mod10By49 | Method::Mod7 | Method::Mod11By137 | Method::S10)
    )
}

proptest! {
    /// One wrong digit is caught wherever the way to reckon can tell the two digits apart, which is nearly everywhere.
    #[test]
    fn one_wrong_digit_is_caught(seed in any::<u64>(), at in 0usize..40, other in 0u8..10) {
        for (carrier, format) in checked() {
            let Some(number) = sample(format, seed) else { continue };
            let bytes = number.as_bytes();
            let at = at % bytes.len();
            if !bytes[at].is_ascii_digit() || bytes[at] == b'0' + other {
                continue;
            }
            let mut typed = bytes.to_vec();
            typed[at] = b'0' + other;
            if !format.fits(&typed) {
                continue;
            }
            let is_caught = !format.is_checked(&typed);
            if tells_all_digits_apart(format) && at >= format.first_checked() {
                prop_assert!(is_caught, "{} {}: {number} at {at}", carrier.code, format.id);
            }
            if is_caught {
                let near = super::near::near(format, std::str::from_utf8(&typed).unwrap(), usize::MAX);
                let meant = near.iter().any(|it| it.tracking_number == number);
                prop_assert!(meant, "{}: {number} is not near {typed:?}", format.id);
            }
        }
    }

    /// Two swapped neighbours are caught by every way to reckon that promises it.
    #[test]
    fn two_swapped_neighbours_are_caught(seed in any::<u64>(), at in 0usize..40) {
        for (carrier, format) in checked() {
            let Some(number) = sample(format, seed) else { continue };
            let mut typed = number.as_bytes().to_vec();
            let at = at % (typed.len() - 1);
            if typed[at] == typed[at + 1] || at < format.first_checked() {
                continue;
            }
            let (a, b) = (typed[at], typed[at + 1]);
            typed.swap(at, at + 1);
            if !format.fits(&typed) {
                continue;
            }
            let both = |c: u8| a == c || b == c;
            let promised = match format.method() {
                // Neighbours five apart weigh the same; so do 0 and 9 where digits are added.
                Some(Method::Mod10By31) => a.abs_diff(b) != 5,
                Some(Method::Mod10By12) => a.is_ascii_digit() && b.is_ascii_digit() && at + 2 < typed.len(),
                Some(Method::Luhn) => !(both(b'0') && both(b'9')),
                _ => false,
            };
            if promised {
                prop_assert!(!format.is_checked(&typed), "{} {}: {number} at {at}", carrier.code, format.id);
            }
        }
    }
}

/// A sound number of a format, the same for the same seed.
fn sample(format: &Format, seed: u64) -> Option<String> {
    let mut state = seed | 1;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8 % 10
    };
    let template = format.template();
    let digits: String = template
        .chars()
        .map(|c| if c == '#' { char::from(b'0' + next()) } else { c })
        .collect();
    if format.id == "s10" {
        let body = digits.as_bytes();
        let digit = Method::S10.digit(&body[2..10])?;
        return Some(format!("{}{}{}", &digits[..10], char::from(digit), &digits[11..]));
    }
    sound(format, &digits[..digits.len() - 1])
}
