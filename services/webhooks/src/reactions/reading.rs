//! What the events of several contexts carry in the same form.

use chrono::{DateTime, Utc};
use prost_types::Timestamp;
use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::orders::v1::{LineQuantity, OpenDeadline};
use redress_contracts::redress::policies::v1::Party;
use redress_db::HandlerError;
use redress_rpc::convert::{TimeOutOfRange, money_from_wire, time_from_wire};

use super::Lacks;
use crate::domain::event::{Amount, Clock, Line};

/// When it happened.
pub(super) fn happened(time: Option<&Timestamp>) -> Result<DateTime<Utc>, HandlerError> {
    Ok(time_from_wire(time.ok_or(Lacks("change time"))?)?)
}

/// A word of the contracts: `PARTY_BUYER` with the prefix `PARTY_` becomes `buyer`; nothing for what is not stated.
pub(super) fn word(name: &str, prefix: &str) -> String {
    let word = name.strip_prefix(prefix).unwrap_or(name).to_ascii_lowercase();
    if word == "unspecified" {
        String::new()
    } else {
        word
    }
}

/// A party's word; nothing for one that this release does not know.
pub(super) fn party(number: i32) -> String {
    let party = Party::try_from(number).unwrap_or_default();
    word(party.as_str_name(), "PARTY_")
}

/// The clock that an event is about, if it has an end.
pub(super) fn clock(deadline: Option<&OpenDeadline>) -> Result<Option<Clock>, TimeOutOfRange> {
    let Some((deadline, due_time)) =
        deadline.and_then(|deadline| Some((deadline, deadline.due_time.as_ref()?)))
    else {
        return Ok(None);
    };
    Ok(Some(Clock {
        kind: deadline.kind.clone(),
        due_time: time_from_wire(due_time)?,
        party: party(deadline.party),
    }))
}

/// An amount that is there and not zero.
pub(super) fn amount(money: Option<&WireMoney>) -> Result<Option<Amount>, HandlerError> {
    let money = money.map(money_from_wire).transpose()?;
    Ok(money.filter(|money| money.minor != 0).map(Amount::from))
}

/// Lines whose seller is looked up.
pub(super) fn lines(lines: &[LineQuantity]) -> Vec<Line> {
    let line = |line: &LineQuantity| Line {
        line_id: line.line_id.clone(),
        quantity: line.quantity,
        seller_id: String::new(),
    };
    lines.iter().map(line).collect()
}

/// The policy's version, where one is named.
pub(super) fn version(number: i32) -> Option<i32> {
    Some(number).filter(|number| *number > 0)
}
