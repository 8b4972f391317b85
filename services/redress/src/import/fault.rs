//! What is wrong with a row or an order: a registered reason, where it stands, and a sentence.
//!
//! Messages name columns, words, amounts and times, never a buyer's name, address or e-mail address.

use serde::Serialize;
use std::fmt;
use std::sync::Arc;

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// Why something of a history is not imported.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Reason {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The reason in reports.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }

            /// What it means, in one sentence.
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

reasons! {
    /// The row has more or fewer columns than the header, or a quote in it is not closed.
    Columns = "columns",
    /// A value is not UTF-8.
    Encoding = "encoding",
    /// The row is longer than 64 KiB; the file is read no further.
    RowTooLong = "row_too_long",
    /// A required value is empty.
    MissingValue = "missing_value",
    /// A value is longer than 500 characters, or holds control characters.
    BadText = "bad_text",
    /// A value is not one of the words it may be.
    UnknownWord = "unknown_word",
    /// A value is no whole number in its range.
    BadNumber = "bad_number",
    /// A value is no exact amount of the currency.
    BadMoney = "bad_money",
    /// An amount is negative.
    NegativeMoney = "negative_money",
    /// A value is no time.
    BadTime = "bad_time",
    /// A time lies in the future.
    FutureTime = "future_time",
    /// Times contradict each other, such as delivered before shipped.
    TimeOrder = "time_order",
    /// An id was used before in the same file or order.
    DuplicateId = "duplicate_id",
    /// The row belongs to an order that the orders file does not have.
    UnknownOrder = "unknown_order",
    /// The row names a customer, product, seller or line that is not there.
    UnknownReference = "unknown_reference",
    /// The order has no lines.
    NoLines = "no_lines",
    /// The order has no payments.
    NoPayments = "no_payments",
    /// The order has more lines, payments or parcels than an order may have.
    TooMany = "too_many",
    /// The payments do not add up to lines, tax and shipping.
    PaymentsDiffer = "payments_differ",
    /// It was shipped, but its payment was never confirmed.
    ShippedUnpaid = "shipped_unpaid",
    /// It was cancelled after it had shipped, which the order book has no state for.
    CancelledAfterShipping = "cancelled_after_shipping",
    /// Its status and its times contradict each other.
    StatusContradicts = "status_contradicts",
    /// The order book has an order of this reference already, which is another one.
    OtherOrder = "other_order",
    /// The order book or the shop's policy refuses it; the message says which step and why.
    Refused = "refused",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Reason {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A row of a file; lines count from 1, the header's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// The file's name.
    pub file: Arc<str>,
    /// The line on which the row begins.
    pub line: u64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where.
    #[serde(flatten)]
    pub spot: Spot,
    /// The shop's id of the order; empty when the row has none.
    pub order_id: String,
    /// Why, for programs.
    pub reason: Reason,
    /// Why, for people.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.spot.file, self.spot.line, self.reason)?;
        if !self.order_id.is_empty() {
            write!(f, ": order {}", self.order_id)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// A value as messages show it: short, and without control characters.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut start: String = text.chars().take(LONGEST).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("`{}`", start.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_unique_words_with_a_sentence() {
        let mut words: Vec<&str> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            assert!(reason.description().ends_with('.'), "{reason}");
        }
    }

    #[test]
    fn values_are_shown_short_and_on_one_line() {
        assert_eq!(shown("a\nb"), "`a\\nb`");
        assert_eq!(shown(&"x".repeat(50)), format!("`{}…`", "x".repeat(40)));
    }
}
