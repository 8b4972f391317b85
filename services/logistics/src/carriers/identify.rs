//! Which carriers a number may belong to, and what is recorded of one that somebody gives for a carrier.

use super::data::{Carrier, CarrierBook, Format};
use super::near::{NearNumber, near};
use super::{MAX_NUMBER, book, normalized};
use crate::domain::words::{Flaw, NumberState};

/// What a hint adds: the carrier that the order names is likelier than any other that fits.
const HINT_SURE: i32 = 100;
/// Where a form says so little that it does not outweigh a wrong check digit.
const WEAK: i32 = 50;
/// From here on a number without a carrier is taken to be the one carrier's that it fits.
const CLEAR: i32 = 75;
/// How sure a number with a wrong check digit is anybody's.
const MISTYPED_SURE: i32 = 5;
const MAX_NEAR: usize = 50;

/// A carrier that a number may belong to.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub carrier: &'static Carrier,
    pub format: String,
    pub confidence: i32,
    pub has_check_digit: bool,
    pub is_check_digit_valid: bool,
}

impl Candidate {
    fn is_mistyped(&self) -> bool {
        self.has_check_digit && !self.is_check_digit_valid
    }
}

/// The answer for a number.
#[derive(Clone, Debug)]
pub(crate) struct Identified {
    pub tracking_number: String,
    /// The likeliest first; those whose check digit is wrong last.
    pub candidates: Vec<Candidate>,
    pub is_probable_typo: bool,
    pub near_numbers: Vec<NearNumber>,
}

/// What is recorded of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assessment {
    /// The carrier's code, or as it was given; empty when nobody knows.
    pub carrier: String,
    pub tracking_number: String,
    pub state: NumberState,
    pub flaw: Option<Flaw>,
    /// Where it can be followed.
    pub site: String,
}

/// Every carrier that a number may belong to; the one that the hint names comes first where it fits.
pub(crate) fn identify(number: &str, hint: &str) -> Identified {
    let tracking_number = normalized(number);
    let book = book();
    let hinted = book.find(hint);
    let matches = matches(book, &tracking_number);
    let mut candidates: Vec<Candidate> = matches.iter().map(|found| found.candidate(hinted)).collect();
    candidates.sort_by(|a, b| {
        let key = |it: &Candidate| (it.is_mistyped(), -it.confidence);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.carrier.code.cmp(&b.carrier.code))
    });
    let is_probable_typo = is_probable_typo(&matches, hinted);
    let mistyped = matches.iter().filter(|found| !found.is_checked);
    let likeliest = mistyped.max_by_key(|found| (found.is_of(hinted), found.format.sure));
    let near_numbers = match likeliest {
        Some(found) if is_probable_typo => near(found.format, &tracking_number, MAX_NEAR),
        _ => Vec::new(),
    };
    Identified {
        tracking_number,
        candidates,
        is_probable_typo,
        near_numbers,
    }
}

/// What is recorded of a number that somebody gives for a carrier, or for none.
pub(crate) fn assess(number: &str, carrier: &str) -> Assessment {
    let tracking_number = normalized(number);
    let book = book();
    let named = book.find(carrier);
    let matches = matches(book, &tracking_number);
    let (state, flaw) = match (tracking_number.is_empty(), named) {
        (true, _) => (NumberState::None, None),
        (false, Some(named)) => of_carrier(named, &matches),
        (false, None) if carrier.trim().is_empty() => of_anybody(&matches),
        (false, None) => (NumberState::Unverified, None),
    };
    let found = named.or_else(|| only_one(&matches).filter(|_| carrier.trim().is_empty()));
    Assessment {
        carrier: found.map_or_else(|| carrier.trim().to_owned(), |found| found.code.clone()),
        site: found
            .filter(|_| !tracking_number.is_empty())
            .map_or_else(String::new, |found| found.site(&tracking_number)),
        tracking_number,
        state,
        flaw,
    }
}

/// A form of a carrier that a number has.
struct Match {
    carrier: &'static Carrier,
    format: &'static Format,
    is_checked: bool,
}

impl Match {
    fn is_of(&self, carrier: Option<&Carrier>) -> bool {
        carrier.is_some_and(|carrier| carrier.code == self.carrier.code)
    }

    /// It says more than that the number could be anybody's.
    fn is_telling(&self) -> bool {
        self.is_checked && self.format.sure >= WEAK
    }

    fn candidate(&self, hinted: Option<&Carrier>) -> Candidate {
        let confidence = match (self.is_checked, self.is_of(hinted)) {
            (true, true) => HINT_SURE,
            (true, false) => self.format.sure.min(HINT_SURE - 1),
            (false, true) => 2 * MISTYPED_SURE,
            (false, false) => MISTYPED_SURE,
        };
        Candidate {
            carrier: self.carrier,
            format: self.format.id.clone(),
            confidence,
            has_check_digit: self.format.has_check_digit(),
            is_check_digit_valid: self.format.has_check_digit() && self.is_checked,
        }
    }
}

/// The best form of each carrier that a number has.
fn matches(book: &'static CarrierBook, number: &str) -> Vec<Match> {
    if number.len() > MAX_NUMBER || !number.is_ascii() {
        return Vec::new();
    }
    let bytes = number.as_bytes();
    let best = |carrier: &'static Carrier| {
        let fitting = carrier.formats.iter().filter(|format| format.fits(bytes));
        let found = fitting.map(|format| Match {
            carrier,
            format,
            is_checked: format.is_checked(bytes),
        });
        found.max_by_key(|found| (found.is_checked, found.format.sure))
    };
    let mut found: Vec<Match> = book.carriers.iter().filter_map(best).collect();
    let is_postal = |found: &Match| found.format.id == "s10" && !found.carrier.is_any_post();
    if found.iter().any(is_postal) {
        found.retain(|found| !found.carrier.is_any_post());
    }
    found
}

/// A check digit is wrong, and nothing that says more speaks for the number.
fn is_probable_typo(matches: &[Match], hinted: Option<&Carrier>) -> bool {
    let is_mistyped = |found: &Match| !found.is_checked;
    let of_hint = matches.iter().find(|found| found.is_of(hinted));
    match of_hint {
        Some(found) if found.is_checked => false,
        Some(_) => !matches
            .iter()
            .any(|found| found.is_telling() && found.format.has_check_digit()),
        None => matches.iter().any(is_mistyped) && !matches.iter().any(Match::is_telling),
    }
}

fn of_carrier(named: &Carrier, matches: &[Match]) -> (NumberState, Option<Flaw>) {
    match matches.iter().find(|found| found.is_of(Some(named))) {
        Some(found) if found.is_checked => (NumberState::Valid, None),
        Some(_) => (NumberState::Invalid, Some(Flaw::WrongCheckDigit)),
        None if !named.is_complete => (NumberState::Unverified, None),
        None if matches.iter().any(Match::is_telling) => (NumberState::Invalid, Some(Flaw::OtherCarrier)),
        None => (NumberState::Invalid, Some(Flaw::UnknownFormat)),
    }
}

fn of_anybody(matches: &[Match]) -> (NumberState, Option<Flaw>) {
    if is_probable_typo(matches, None) {
        return (NumberState::Invalid, Some(Flaw::WrongCheckDigit));
    }
    let is_known = matches.iter().any(Match::is_telling);
    (
        if is_known {
            NumberState::Valid
        } else {
            NumberState::Unverified
        },
        None,
    )
}

/// The carrier that a number clearly belongs to.
fn only_one(matches: &[Match]) -> Option<&'static Carrier> {
    let mut clear = matches
        .iter()
        .filter(|found| found.is_checked && found.format.sure >= CLEAR);
    match (clear.next(), clear.next()) {
        (Some(found), None) => Some(found.carrier),
        _ => None,
    }
}
