//! What people do in the quarter, each act a call of the public contracts. Whom it strikes to act on a day is decided by
//! the order's fate, and by the dice of a case where nobody could know beforehand that there would be one.
//!
//! Within one part of a day each order is worked on by itself: nothing here looks at another order.

pub mod buy;
pub mod carry;
pub mod claim;
pub mod decide;
pub mod dispute;
pub mod pay_out;
pub mod place;
pub mod return_dispute;
pub mod returns;
pub mod sell;

use super::book::{Case, File};
use super::world::World;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_core::{Currency, Money};
use redress_rpc::convert::{money_from_wire, money_to_wire};

/// What a case is, for its dice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Cancellation = 1,
    Dispute = 2,
    Refund = 3,
    Return = 4,
    ReturnDispute = 5,
    Evidence = 6,
    Shipment = 7,
}

/// Dice for the present turn of a case.
fn dice<T>(world: &World, file: &File, kind: Kind, (place, case): (usize, &Case<T>)) -> super::dice::Dice {
    file.fate.dice(
        world.seed,
        &[
            kind as u64,
            place as u64,
            u64::from(case.turn),
            u64::from(case.tries),
        ],
    )
}

/// Minor units of the order's currency on the wire.
fn minor(file: &File, minor: i64) -> WireMoney {
    let currency: Currency = file
        .fate
        .market
        .currency
        .parse()
        .expect("invariant: markets trade in real currencies");
    money_to_wire(Money { minor, currency })
}

/// Minor units from the wire; nothing when absent or no amount.
pub(super) fn minor_of(money: Option<&WireMoney>) -> i64 {
    money
        .and_then(|money| money_from_wire(money).ok())
        .map_or(0, |money| money.minor)
}
