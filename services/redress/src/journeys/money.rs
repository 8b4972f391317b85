//! Amounts as journeys write them: whole minor units and a currency.

use redress_contracts::google::r#type::Money;
use redress_core::Currency;

/// So many minor units.
pub(crate) fn money(currency: &str, minor: i64) -> Money {
    let currency: Currency = currency.parse().expect("invariant: journeys use real currencies");
    let (units, nanos) = redress_core::Money { minor, currency }.to_units_nanos();
    Money {
        currency_code: currency.code().to_owned(),
        units,
        nanos,
    }
}
