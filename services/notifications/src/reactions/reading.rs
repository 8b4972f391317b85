//! What the events of several contexts carry in the same form.

use redress_contracts::google::r#type::Money as WireMoney;
use redress_contracts::redress::orders::v1::OpenDeadline;
use redress_core::Money;
use redress_db::HandlerError;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{TimeOutOfRange, money_from_wire, time_from_wire};

use crate::domain::occasion::Clock;

/// The parties that an event names; what this release does not know of is told to nobody.
pub(super) fn audience(parties: &[i32]) -> Vec<Party> {
    let known = parties.iter().map(|party| Party::from_number(*party));
    known.flatten().collect()
}

/// The clocks that have an end, in the order given.
pub(super) fn clocks<'a>(
    deadlines: impl IntoIterator<Item = &'a OpenDeadline>,
) -> Result<Vec<Clock>, TimeOutOfRange> {
    let running = deadlines
        .into_iter()
        .filter_map(|deadline| Some((deadline, deadline.due_time.as_ref()?)));
    running
        .map(|(deadline, due_time)| {
            Ok(Clock {
                kind: deadline.kind.clone(),
                due_time: time_from_wire(due_time)?,
                party: Party::from_number(deadline.party),
            })
        })
        .collect()
}

/// An amount that is there and not zero.
pub(super) fn amount(money: Option<&WireMoney>) -> Result<Option<Money>, HandlerError> {
    let money = money.map(money_from_wire).transpose()?;
    Ok(money.filter(|money| money.minor != 0))
}
