//! Tracking numbers as carriers give them, with check digits that are right; and the typing errors that people make in them.

use super::dice::Dice;

/// Weights of the check digit of postal items (UPU S10).
const S10: [u64; 8] = [8, 6, 4, 2, 3, 5, 9, 7];

/// A carrier and its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waybill {
    /// The carrier.
    pub carrier: &'static str,
    /// Its number.
    pub number: String,
}

/// A number of a carrier that delivers in this country.
pub fn waybill(country: &str, dice: &mut Dice) -> Waybill {
    let (carrier, number) = match (country, dice.below(4)) {
        ("PH", 0) => ("jt_express", plain("JT", 12, dice)),
        ("PH", 1) => ("ninja_van", plain("NLPH", 12, dice)),
        ("PH", 2) => ("spx", plain("SPXPH", 12, dice)),
        ("PH", _) => ("phlpost", s10("PH", dice)),
        ("US", 0) => ("fedex", fedex(dice)),
        ("US", 1) => ("usps", usps(dice)),
        (_, 0) => ("yunexpress", plain("YT", 16, dice)),
        (_, 1) => ("ups", ups(dice)),
        ("CA", _) => ("canada_post", s10("CA", dice)),
        ("AU", _) => ("australia_post", s10("AU", dice)),
        ("JP", _) => ("japan_post", s10("JP", dice)),
        ("FR", _) => ("la_poste", s10("FR", dice)),
        ("DE", _) => ("dhl_paket", s10("DE", dice)),
        ("GB", _) => ("royal_mail", s10("GB", dice)),
        ("IE", _) => ("an_post", s10("IE", dice)),
        ("CH", _) => ("swiss_post", s10("CH", dice)),
        ("BE", _) => ("bpost", s10("BE", dice)),
        _ => ("ups", ups(dice)),
    };
    Waybill { carrier, number }
}

impl Waybill {
    /// The number with one digit wrong, as somebody typed it.
    pub fn mistyped(&self) -> Waybill {
        let at = self.number.rfind(|c: char| c.is_ascii_digit()).unwrap_or(0);
        let wrong = |(place, c): (usize, char)| match c.to_digit(10) {
            Some(digit) if place == at => char::from_digit((digit + 1) % 10, 10).unwrap_or(c),
            _ => c,
        };
        Waybill {
            carrier: self.carrier,
            number: self.number.char_indices().map(wrong).collect(),
        }
    }
}

fn digits(count: usize, dice: &mut Dice) -> Vec<u64> {
    (0..count).map(|_| dice.below(10)).collect()
}

fn text(digits: &[u64]) -> String {
    digits.iter().map(u64::to_string).collect()
}

/// A number without a check digit.
fn plain(prefix: &str, count: usize, dice: &mut Dice) -> String {
    format!("{prefix}{}", text(&digits(count, dice)))
}

fn s10(country: &str, dice: &mut Dice) -> String {
    let serial = digits(8, dice);
    let sum: u64 = serial.iter().zip(S10).map(|(digit, weight)| digit * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        check => check,
    };
    format!("RR{}{check}{country}", text(&serial))
}

fn ups(dice: &mut Dice) -> String {
    let body = format!("{}A{}", text(&digits(5, dice)), text(&digits(9, dice)));
    format!("1Z{body}{}", ups_check(&body))
}

/// Letters count as digits from A = 2 on; every second place counts twice.
fn ups_check(body: &str) -> u64 {
    let value = |c: u8| {
        u64::from(if c.is_ascii_digit() {
            c - b'0'
        } else {
            (c - b'A' + 2) % 10
        })
    };
    let sum: u64 = body
        .bytes()
        .enumerate()
        .map(|(place, c)| value(c) * if place % 2 == 0 { 1 } else { 2 })
        .sum();
    (10 - sum % 10) % 10
}

fn fedex(dice: &mut Dice) -> String {
    let body = digits(11, dice);
    let sum: u64 = body
        .iter()
        .zip([3, 1, 7].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .sum();
    format!("{}{}", text(&body), sum % 11 % 10)
}

fn usps(dice: &mut Dice) -> String {
    let mut body = vec![9, 4, 0, 0, 1];
    body.extend(digits(16, dice));
    let sum: u64 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| digit * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    format!("{}{}", text(&body), (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::{Dice, ups_check, waybill};

    #[test]
    fn a_known_number_has_the_check_digit_that_is_computed() {
        assert_eq!(ups_check("999AA1012345678"), 4);
    }

    #[test]
    fn numbers_have_their_carriers_shape_and_a_typing_error_changes_one_place() {
        let mut dice = Dice::of(1, &[]);
        for country in ["US", "CA", "AU", "JP", "PH", "FR", "DE", "GB", "IE", "CH", "BE"] {
            for _ in 0..50 {
                let bill = waybill(country, &mut dice);
                let expected = match bill.carrier {
                    "ups" => 18,
                    "fedex" => 12,
                    "usps" => 22,
                    "yunexpress" => 18,
                    "jt_express" => 14,
                    "ninja_van" => 16,
                    "spx" => 17,
                    _ => 13,
                };
                assert_eq!(bill.number.len(), expected, "{bill:?}");
                let typed = bill.mistyped();
                let differing = bill
                    .number
                    .chars()
                    .zip(typed.number.chars())
                    .filter(|(a, b)| a != b);
                assert_eq!(differing.count(), 1, "{bill:?}");
            }
        }
    }
}
