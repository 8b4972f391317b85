//! The values of one row: each is read in its form, and everything that is wrong is noted, not only the first.

use super::amount::{AmountError, minor_of};
use super::clock_text::time_of;
use super::fault::{Fault, Reason, shown};
use super::table::Row;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use redress_core::Currency;

/// The longest value that is taken, in characters.
const LONGEST_TEXT: usize = 500;

/// Reads the values of a row.
pub struct Cells<'r> {
    row: &'r Row,
    order_id: &'r str,
    faults: Vec<Fault>,
}

impl<'r> Cells<'r> {
    /// Of a row that belongs to an order.
    pub fn of(row: &'r Row, order_id: &'r str) -> Self {
        let mut cells = Self {
            row,
            order_id,
            faults: Vec::new(),
        };
        if !row.is_whole() {
            cells.note(Reason::Columns, row.width_fault());
        }
        cells
    }

    /// What is wrong with the row.
    pub fn finish(self) -> Vec<Fault> {
        self.faults
    }

    /// Notes something that is wrong. Of a row that is not whole nothing else is said.
    pub fn note(&mut self, reason: Reason, message: impl Into<String>) {
        if !self.row.is_whole() && !self.faults.is_empty() {
            return;
        }
        self.faults.push(Fault {
            spot: self.row.spot(),
            order_id: self.order_id.to_owned(),
            reason,
            message: message.into(),
        });
    }

    /// A value that may be empty.
    pub fn text(&mut self, column: &str) -> Option<&'r str> {
        // Where columns are missing or too many, no value is known to be in its place.
        if !self.row.is_whole() {
            return None;
        }
        let text = match self.row.value(column) {
            Err(_) => {
                self.note(Reason::Encoding, format!("`{column}` is not UTF-8"));
                return None;
            }
            Ok(text) => text.filter(|text| !text.is_empty())?,
        };
        if text.chars().count() > LONGEST_TEXT || text.chars().any(is_refused) {
            let what =
                format!("`{column}` is longer than {LONGEST_TEXT} characters or holds control characters");
            self.note(Reason::BadText, what);
            return None;
        }
        Some(text)
    }

    /// A value that may be empty, on one line.
    pub fn line_text(&mut self, column: &str) -> String {
        let text = self.text(column).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A value that must be there.
    pub fn required(&mut self, column: &str) -> Option<&'r str> {
        let faults_before = self.faults.len();
        let text = self.text(column);
        if text.is_none() && self.faults.len() == faults_before {
            self.note(Reason::MissingValue, format!("`{column}` is empty"));
        }
        text
    }

    /// An amount that must be there.
    pub fn amount(&mut self, column: &str, currency: Currency) -> Option<i64> {
        let text = self.required(column)?;
        self.minor(column, text, currency)
    }

    /// An amount; nothing when empty.
    pub fn amount_or_zero(&mut self, column: &str, currency: Currency) -> Option<i64> {
        match self.text(column) {
            None => Some(0),
            Some(text) => self.minor(column, text, currency),
        }
    }

    /// A time that must be there.
    pub fn required_time(&mut self, column: &str, zone: Tz) -> Option<DateTime<Utc>> {
        let text = self.required(column)?;
        self.instant(column, text, zone)
    }

    /// A time that may be missing.
    pub fn time(&mut self, column: &str, zone: Tz) -> Option<DateTime<Utc>> {
        let text = self.text(column)?;
        self.instant(column, text, zone)
    }

    /// A quantity; 1 when empty.
    pub fn quantity(&mut self, column: &str) -> Option<i64> {
        let Some(text) = self.text(column) else {
            return Some(1);
        };
        match text.parse() {
            Ok(quantity @ 1..=1_000_000) => Some(quantity),
            _ => {
                let what = format!("`{column}` {} is no whole number from 1 to 1000000", shown(text));
                self.note(Reason::BadNumber, what);
                None
            }
        }
    }

    /// One of some words.
    pub fn word<T: Copy>(&mut self, column: &str, text: &str, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let what = format!("`{column}` {} is none of {}", shown(text), known.join(", "));
            self.note(Reason::UnknownWord, what);
        }
        found.map(|(_, meaning)| *meaning)
    }

    fn minor(&mut self, column: &str, text: &str, currency: Currency) -> Option<i64> {
        match minor_of(text, currency) {
            Ok(minor) => Some(minor),
            Err(error) => {
                let reason = match error {
                    AmountError::Negative => Reason::NegativeMoney,
                    AmountError::Form | AmountError::TooFine | AmountError::TooLarge => Reason::BadMoney,
                };
                self.note(reason, format!("`{column}` {} {error}", shown(text)));
                None
            }
        }
    }

    fn instant(&mut self, column: &str, text: &str, zone: Tz) -> Option<DateTime<Utc>> {
        let time = time_of(text, zone);
        if time.is_none() {
            let form = "is no time such as 2018-08-15 11:30:33 or 2018-08-15T11:30:33-03:00";
            self.note(Reason::BadTime, format!("`{column}` {} {form}", shown(text)));
        }
        time
    }
}

/// Line breaks and tabs are part of some texts; other control characters are not.
fn is_refused(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}
