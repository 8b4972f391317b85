//! Decimal texts as exact money: whole minor units, nothing rounded, no floats on the way.

use redress_core::Currency;

/// The largest amount that an order may hold, in minor units.
const LARGEST_MINOR: i64 = 1_000_000_000_000_000;

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Not digits with at most one decimal point.
    #[error("is no amount such as 1234.50, with a point and without thousands separators")]
    Form,
    /// Less than nothing.
    #[error("is negative")]
    Negative,
    /// A fraction that the currency does not have.
    #[error("has more decimals than the currency")]
    TooFine,
    /// More than an order may hold.
    #[error("is too large")]
    TooLarge,
}

/// The minor units of an amount such as `39.90`. Zeros beyond the currency's decimals change nothing and are taken.
///
/// # Errors
///
/// See [`AmountError`].
pub fn minor_of(text: &str, currency: Currency) -> Result<i64, AmountError> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return Err(AmountError::Form);
    }
    if is_negative {
        return Err(AmountError::Negative);
    }
    let decimals = usize::from(currency.exponent());
    let (kept, beyond) = fraction.split_at(fraction.len().min(decimals));
    if beyond.bytes().any(|byte| byte != b'0') {
        return Err(AmountError::TooFine);
    }
    let mut minor: i64 = 0;
    let padding = std::iter::repeat_n(b'0', decimals - kept.len());
    for byte in whole.bytes().chain(kept.bytes()).chain(padding) {
        minor = minor * 10 + i64::from(byte - b'0');
        if minor > LARGEST_MINOR {
            return Err(AmountError::TooLarge);
        }
    }
    Ok(minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real(text: &str) -> Result<i64, AmountError> {
        minor_of(text, "BRL".parse().expect("the real exists"))
    }

    #[test]
    fn decimals_become_minor_units_exactly() {
        for (text, minor) in [
            ("39.95", 3_995),
            ("0.1", 10),
            ("7", 700),
            ("0", 0),
            ("13664.08", 1_366_408),
            ("16.990", 1_699),
            ("0.29", 29),
        ] {
            assert_eq!(real(text), Ok(minor), "{text}");
        }
        assert_eq!(minor_of("500.0", "JPY".parse().expect("the yen exists")), Ok(500));
    }

    #[test]
    fn what_is_no_exact_amount_is_refused() {
        for (text, error) in [
            ("1.234,56", AmountError::Form),
            ("1,50", AmountError::Form),
            ("", AmountError::Form),
            (".5", AmountError::Form),
            ("5.", AmountError::Form),
            ("1e3", AmountError::Form),
            ("NaN", AmountError::Form),
            ("R$ 5", AmountError::Form),
            ("--1", AmountError::Form),
            ("-0.01", AmountError::Negative),
            ("0.005", AmountError::TooFine),
            ("10000000000000.01", AmountError::TooLarge),
            ("99999999999999999999999999", AmountError::TooLarge),
        ] {
            assert_eq!(real(text), Err(error), "{text}");
        }
    }
}
