//! ISO 4217 currencies that an amount can be in: those with a minor unit. Precious metals, test codes and other
//! codes without one are refused.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A currency of ISO 4217 with a defined minor unit; one byte, freely copied.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    iso: iso_currency::Currency,
    exponent: u8,
}

/// Why a code is not a currency here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// ISO 4217 does not know the code (upper case, three letters).
    #[error("not an ISO 4217 currency code")]
    Unknown,
    /// ISO 4217 knows it, but amounts in it have no minor unit: metals, funds, test codes.
    #[error("{0} has no minor unit and cannot be an amount's currency")]
    NoMinorUnit(String),
}

impl Currency {
    /// The three-letter code, upper case.
    pub fn code(self) -> &'static str {
        self.iso.code()
    }

    /// How many decimal digits the minor unit has: 2 for USD, 0 for JPY, 3 for KWD.
    pub const fn exponent(self) -> u8 {
        self.exponent
    }

    /// How many minor units make one unit: 100 for USD, 1 for JPY.
    pub const fn minor_per_unit(self) -> i64 {
        10_i64.pow(self.exponent as u32)
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(code: &str) -> Result<Currency, CurrencyError> {
        let iso = iso_currency::Currency::from_code(code).ok_or(CurrencyError::Unknown)?;
        // More than nine digits would not fit the nanos of google.type.Money; no currency comes near.
        let exponent = iso
            .exponent()
            .and_then(|digits| u8::try_from(digits).ok())
            .filter(|digits| *digits <= 9);
        let exponent = exponent.ok_or_else(|| CurrencyError::NoMinorUnit(code.to_owned()))?;
        Ok(Currency { iso, exponent })
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Currency, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}
