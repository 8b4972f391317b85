//! Between `redress.status.v1` and the timeline. The view is made of the contracts' messages by the domain itself.

use chrono::{DateTime, Utc};
use redress_contracts::redress::status::v1 as pb;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use crate::domain::entry::Entry;

/// An entry as the contract has it.
pub fn entry_to_wire(entry: Entry) -> pb::TimelineEntry {
    pb::TimelineEntry {
        entry_id: entry.entry_id,
        order_id: entry.order_id,
        entry_time: Some(time_to_wire(entry.entry_time)),
        source: entry.source,
        change: entry.change,
        case_id: entry.case_id,
        actor: entry.actor.map_or(0, |actor| actor.to_wire().into()),
        text: entry.text,
        clause_ids: entry.clause_ids,
        amount: entry.amount.map(money_to_wire),
    }
}

/// The place of an entry in its list, as a page token keeps it.
pub fn place(entry: &Entry) -> String {
    format!("{} {}", entry.entry_time.timestamp_micros(), entry.entry_id)
}

/// The time and the id in such a place; `None` for anything else.
pub fn place_from_token(text: &str) -> Option<(DateTime<Utc>, String)> {
    let (micros, entry_id) = text.split_once(' ')?;
    let time = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some((time, entry_id.to_owned()))
}
