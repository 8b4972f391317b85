//! The embedded calendar files and when they are read: a country at its first use, a region at its own first use.
//!
//! The list of countries is the list of files in `data/calendars/`, in alphabetical order.

use std::sync::OnceLock;

use super::{Calendar, parse};

/// One data file: the country's calendar and those of its regions.
struct File {
    country: &'static str,
    text: &'static str,
    calendars: OnceLock<Box<[Slot]>>,
}

/// One calendar of a file, parsed when it is first asked for.
struct Slot {
    section: parse::Section,
    calendar: OnceLock<Calendar>,
}

macro_rules! files {
    ($($country:literal)*) => {
        [$(File {
            country: $country,
            text: include_str!(concat!("../../data/calendars/", $country, ".txt")),
            calendars: OnceLock::new(),
        }),*]
    };
}

static FILES: [File; 31] = files![
    "AE" "AU" "BR" "CA" "CN" "DE" "ES" "FR" "GB" "ID" "IE" "IN" "IT" "JP" "KR" "MX"
    "MY" "NL" "NZ" "PH" "PL" "PT" "SA" "SE" "SG" "TH" "TR" "TW" "US" "VN" "ZA"
];

impl File {
    /// The calendars of this file, the country's first. Cuts the text into sections, but does not parse them.
    fn slots(&self) -> &[Slot] {
        self.calendars.get_or_init(|| {
            parse::sections(self.text)
                .map(|section| Slot {
                    section,
                    calendar: OnceLock::new(),
                })
                .collect()
        })
    }
}

pub(super) fn find(code: &str) -> Option<&'static Calendar> {
    let country = code.get(..2)?;
    let at = FILES.binary_search_by(|file| file.country.cmp(country)).ok()?;
    let slots = FILES[at].slots();
    let slot = slots
        .iter()
        .find(|slot| parse::code_of(slot.section.version) == code)?;
    Some(
        slot.calendar
            .get_or_init(|| parse::calendar(slot.section, slots[0].section)),
    )
}

pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    FILES
        .iter()
        .flat_map(File::slots)
        .map(|slot| parse::code_of(slot.section.version))
}
