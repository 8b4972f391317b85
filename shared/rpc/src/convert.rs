//! Between the well-known wire types and ours: `google.type.Money`, `google.protobuf.Timestamp`.
//!
//! Nothing is rounded: what has no exact counterpart is an error. Timestamps are cut to microseconds, which is what
//! both databases keep.

use chrono::{DateTime, Utc};
use prost_types::Timestamp;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_core::{Money, MoneyError};

/// A timestamp that is not a time between the years 1 and 9999.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a time between the years 1 and 9999")]
pub struct TimeOutOfRange;

/// First and last second of the range that protobuf allows.
const TIMESTAMP_SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// `google.type.Money` as exact money.
///
/// # Errors
///
/// An unknown currency, a fraction finer than its minor unit, mixed signs, or too much.
pub fn money_from_wire(money: &WireMoney) -> Result<Money, MoneyError> {
    Money::from_units_nanos(&money.currency_code, money.units, money.nanos)
}

/// Exact money as `google.type.Money`.
pub fn money_to_wire(money: Money) -> WireMoney {
    let (units, nanos) = money.to_units_nanos();
    WireMoney {
        currency_code: money.currency.to_string(),
        units,
        nanos,
    }
}

/// A protobuf timestamp as a time, cut to microseconds.
///
/// # Errors
///
/// [`TimeOutOfRange`] for what protobuf does not allow.
pub fn time_from_wire(timestamp: &Timestamp) -> Result<DateTime<Utc>, TimeOutOfRange> {
    let nanos = u32::try_from(timestamp.nanos).map_err(|_| TimeOutOfRange)?;
    if !TIMESTAMP_SECONDS.contains(&timestamp.seconds) || nanos >= 1_000_000_000 {
        return Err(TimeOutOfRange);
    }
    DateTime::from_timestamp(timestamp.seconds, nanos / 1_000 * 1_000).ok_or(TimeOutOfRange)
}

/// A time as a protobuf timestamp.
pub fn time_to_wire(time: DateTime<Utc>) -> Timestamp {
    let nanos = i32::try_from(time.timestamp_subsec_nanos() % 1_000_000_000);
    Timestamp {
        seconds: time.timestamp(),
        nanos: nanos.expect("invariant: less than a second of nanos fits i32"),
    }
}
