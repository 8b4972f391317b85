//! Exact money: whole minor units of an ISO 4217 currency. No floats, no silent rounding, no arithmetic across
//! currencies; every operation that could overflow says so.
//!
//! Rounding happens in two named places only: [`share_bp`] (a percentage) and [`allocate`] (splitting a total).

mod currency;
mod share;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use currency::{Currency, CurrencyError};
pub use share::{allocate, share_bp};

const NANOS_PER_UNIT: i128 = 1_000_000_000;

/// An amount in minor units (cents for USD, yen for JPY, thousandths for KWD). May be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Whole minor units.
    pub minor: i64,
    /// The currency that says what a minor unit is.
    pub currency: Currency,
}

/// Why an amount cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Beyond 64 bits of minor units.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies where one is needed.
    #[error("the amounts are in {left} and {right}, but must be in one currency")]
    CurrencyMismatch { left: Currency, right: Currency },
    /// Not a currency that amounts can be in.
    #[error(transparent)]
    Currency(#[from] CurrencyError),
    /// `units` and `nanos` of different signs.
    #[error("units and nanos must not have different signs")]
    MixedSigns,
    /// `nanos` outside ±999 999 999.
    #[error("nanos must lie between -999999999 and 999999999")]
    NanosOutOfRange,
    /// A fraction that the currency does not have.
    #[error("{currency} has {exponent} decimal places, and the amount has more")]
    FinerThanMinorUnit { currency: Currency, exponent: u8 },
}

impl Money {
    /// `minor` minor units of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Money {
        Money::new(0, currency)
    }

    /// Whether it is exactly nothing.
    pub const fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// Whether it is less than nothing.
    pub const fn is_negative(&self) -> bool {
        self.minor < 0
    }

    /// The sum; refuses another currency and an overflow.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_add(other.minor))
    }

    /// The difference; refuses another currency and an overflow.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.same_currency(other)?;
        self.with(self.minor.checked_sub(other.minor))
    }

    /// The amount with the other sign.
    pub fn checked_neg(self) -> Result<Money, MoneyError> {
        self.with(self.minor.checked_neg())
    }

    /// The amount `factor` times, for a quantity.
    pub fn checked_mul(self, factor: i64) -> Result<Money, MoneyError> {
        self.with(self.minor.checked_mul(factor))
    }

    /// The sum of amounts that must all be in `currency`.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Money::zero(currency), Money::checked_add)
    }

    /// From the parts of a `google.type.Money`: whole units and nanos (10⁻⁹ units) of the same sign.
    pub fn from_units_nanos(code: &str, units: i64, nanos: i32) -> Result<Money, MoneyError> {
        let currency: Currency = code.parse()?;
        let nanos = i128::from(nanos);
        if nanos.abs() >= NANOS_PER_UNIT {
            return Err(MoneyError::NanosOutOfRange);
        }
        if (units > 0 && nanos < 0) || (units < 0 && nanos > 0) {
            return Err(MoneyError::MixedSigns);
        }
        let nanos_per_minor = NANOS_PER_UNIT / i128::from(currency.minor_per_unit());
        if nanos % nanos_per_minor != 0 {
            return Err(MoneyError::FinerThanMinorUnit {
                currency,
                exponent: currency.exponent(),
            });
        }
        let minor = i128::from(units) * i128::from(currency.minor_per_unit()) + nanos / nanos_per_minor;
        let minor = i64::try_from(minor).map_err(|_| MoneyError::Overflow)?;
        Ok(Money { minor, currency })
    }

    /// The parts of a `google.type.Money`: `(units, nanos)`, of the same sign.
    pub fn to_units_nanos(self) -> (i64, i32) {
        let per_unit = self.currency.minor_per_unit();
        let nanos_per_minor = NANOS_PER_UNIT as i64 / per_unit;
        let nanos = i32::try_from(self.minor % per_unit * nanos_per_minor);
        (
            self.minor / per_unit,
            nanos.expect("invariant: less than one unit is less than 10^9 nanos"),
        )
    }

    fn same_currency(self, other: Money) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }

    fn with(self, minor: Option<i64>) -> Result<Money, MoneyError> {
        let minor = minor.ok_or(MoneyError::Overflow)?;
        Ok(Money { minor, ..self })
    }
}

/// `12.34 USD`, `-0.05 EUR`, `500 JPY`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minor < 0 { "-" } else { "" };
        let per_unit = self.currency.minor_per_unit().unsigned_abs();
        let minor = self.minor.unsigned_abs();
        write!(f, "{sign}{}", minor / per_unit)?;
        if per_unit > 1 {
            write!(
                f,
                ".{:0width$}",
                minor % per_unit,
                width = usize::from(self.currency.exponent())
            )?;
        }
        write!(f, " {}", self.currency)
    }
}

#[cfg(test)]
mod tests;
