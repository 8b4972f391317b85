//! What requests have in common, and the smaller ones, checked as far as they can be without the return.

use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::returns::v1 as pb;
use redress_documents::rma::RmaNumber;
use redress_policy::{Party, Remedy};
use redress_policybook::convert::word;
use redress_rpc::{Caller, Fields, Problem};

use super::party::party_from_wire;
use crate::domain::debt::Payout;

/// The longest id that a caller chooses.
pub(crate) const MAX_ID: usize = 128;
/// The longest text.
pub(crate) const MAX_TEXT: usize = 4_000;
const MAX_WORD: usize = 64;
const MAX_NAME: usize = 256;

/// A required id of a resource.
pub(crate) fn resource_id(fields: &mut Fields, path: &str, id: &str) {
    fields.non_empty(path, id, MAX_ID);
}

/// The ids of a request about one return.
pub(crate) fn about_return(fields: &mut Fields, return_id: &str, request_id: &str) {
    resource_id(fields, "return_id", return_id);
    fields.request_id("request_id", request_id);
}

/// Ends a collection whose value is complete when no field is bad.
///
/// # Errors
///
/// Every bad field with its path.
pub(crate) fn finish<T>(fields: Fields, value: Option<T>) -> Result<T, Problem> {
    fields.finish()?;
    Ok(value.expect("invariant: a field that is missing was noted"))
}

/// A remedy that may be left open.
pub(crate) fn optional_remedy(fields: &mut Fields, path: &str, number: i32) -> Option<Remedy> {
    if number == 0 {
        None
    } else {
        word::<Remedy>(fields, path, number)
    }
}

/// Where the money should go; absent when the request does not say.
pub(crate) fn payout_from_wire(fields: &mut Fields, payout: Option<orders::PayoutDetails>) -> Option<Payout> {
    let payout = payout?;
    let kind = fields.non_empty("payout.kind", &payout.kind, MAX_WORD);
    let account = fields.non_empty("payout.account", &payout.account, MAX_ID);
    let holder = fields.at_most("payout.holder", &payout.holder, MAX_NAME);
    let bank = fields.at_most("payout.bank", &payout.bank, MAX_NAME);
    Some(Payout {
        kind: kind?,
        account: account?,
        holder: holder?,
        bank: bank?,
    })
}

/// A person's decision about a return.
#[derive(Clone, Debug)]
pub(crate) struct Ruling {
    pub decided_by: Party,
    pub is_approved: bool,
    /// The buyer's wish, else the first that is offered, when absent.
    pub remedy: Option<Remedy>,
    pub reason: String,
    pub waives_goods: bool,
}

/// A person's decision, with the reason, which a refusal needs.
pub(crate) fn ruling_from_wire(
    fields: &mut Fields,
    request: &pb::DecideReturnRequest,
    caller: &Caller,
) -> Option<Ruling> {
    about_return(fields, &request.return_id, &request.request_id);
    let decided_by = party_from_wire(fields, "decided_by", request.decided_by, caller);
    // A buyer who calls is refused by their role.
    if decided_by == Some(Party::Buyer) && caller.buyer.is_none() {
        fields.refuse("decided_by", "must be the seller or the platform");
    }
    let remedy = optional_remedy(fields, "remedy", request.remedy);
    let reason = if request.approve {
        fields.at_most("reason", &request.reason, MAX_TEXT)
    } else {
        fields.non_empty("reason", &request.reason, MAX_TEXT)
    };
    Some(Ruling {
        decided_by: decided_by?,
        is_approved: request.approve,
        remedy,
        reason: reason?,
        waives_goods: request.waive_goods,
    })
}

/// A return number as somebody typed it; a typing error is told as such.
pub(crate) fn rma_from_wire(fields: &mut Fields, path: &str, typed: &str) -> Option<String> {
    let number = fields.take(path, typed.parse::<RmaNumber>())?;
    Some(number.to_string())
}

/// The note on a repair.
pub(crate) fn repair_from_wire(
    fields: &mut Fields,
    request: &pb::RecordRepairRequest,
) -> Option<(bool, String)> {
    about_return(fields, &request.return_id, &request.request_id);
    let note = fields.non_empty("note", &request.note, MAX_TEXT);
    Some((request.is_repaired, note?))
}

/// Why a return is withdrawn.
pub(crate) fn withdrawal_from_wire(
    fields: &mut Fields,
    request: &pb::WithdrawReturnRequest,
) -> Option<String> {
    about_return(fields, &request.return_id, &request.request_id);
    fields.at_most("reason", &request.reason, MAX_TEXT)
}
