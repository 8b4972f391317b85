//! Whether an answer is as stated.

use std::collections::{BTreeMap, HashMap};

use prost_reflect::MethodDescriptor;
use redress_rpc::access::rule_of;
use redress_tests::wire::Answer;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::cells::{Cell, Relation, of_nothing};
use crate::path_of;
use crate::rows::Row;
use crate::worlds::Worlds;

/// What the contracts let a role call, but the case, the pack or the link does not let this caller do.
const REFUSED_ELSEWHERE: [(&str, &[&str]); 4] = [
    // Whoever came by the link to one order places no other.
    ("PlaceOrder", &["buyer by link"]),
    // The pack names the judge, and here it is the platform.
    (
        "ReviewEvidence",
        &["buyer by link", "buyer", "seller", "seller_admin"],
    ),
    // Whoever sent a parcel knows its number, and proves that it arrived.
    ("CorrectTrackingNumber", &["buyer by link", "buyer"]),
    ("RecordProofOfDelivery", &["buyer by link", "buyer"]),
];

/// What nobody has told yet of the things that there are: a refund to a card asks for no account.
const NOTHING_KEPT: [&str; 1] = ["GetPayoutDetails"];

/// What knows no marketplaces: everybody who may call it sees all of it.
const WITHOUT_OWNERS: &str = "redress.refunds.v1.SandboxProviderService";

/// Judges an answer, and for what is foreign the answer to the same question about nothing.
///
/// # Errors
/// Why it is not as stated.
pub fn judge(
    worlds: &Worlds,
    (method, row): (&MethodDescriptor, &Row),
    cell: &Cell,
    (answer, nobodys): (&Answer, Option<&Answer>),
) -> Result<(), String> {
    if !may_call(method, row) {
        return is_refused_by_rule(method, answer);
    }
    is_let_in(method, row, cell, answer)?;
    if method.parent_service().full_name() == WITHOUT_OWNERS {
        return Ok(());
    }
    shows_nothing_foreign(worlds, row, cell, answer)?;
    match nobodys {
        // A change that was made names the moment and the version it made.
        Some(Ok(_)) if answer.is_ok() && is_change(method) => Ok(()),
        Some(nobodys) => is_the_same(cell, answer, nobodys),
        None => Ok(()),
    }
}

fn may_call(method: &MethodDescriptor, row: &Row) -> bool {
    allowed(method).iter().any(|role| role == row.role.as_str())
}

fn is_change(method: &MethodDescriptor) -> bool {
    rule_of(&path_of(method)).is_some_and(|rule| rule.scope.ends_with(":write"))
}

/// The words of the roles that the contract names.
fn allowed(method: &MethodDescriptor) -> Vec<String> {
    let rule = rule_of(&path_of(method)).map_or(&[][..], |rule| rule.roles);
    let word = |role: &redress_contracts::redress::access::v1::Role| {
        let name = role.as_str_name().trim_start_matches("ROLE_");
        name.to_lowercase()
    };
    rule.iter().map(word).collect()
}

/// The roles that a refusal names.
fn named_roles(status: &Status) -> Option<String> {
    let info = status.get_details_error_info()?;
    (info.reason == "CALLER_FORBIDDEN")
        .then(|| info.metadata.get("allowed_roles").cloned().unwrap_or_default())
}

fn is_refused_by_rule(method: &MethodDescriptor, answer: &Answer) -> Result<(), String> {
    let stated = allowed(method).join(", ");
    match answer {
        Err(status) if status.code() == Code::PermissionDenied && named_roles(status) == Some(stated) => {
            Ok(())
        }
        answer => Err(format!("not refused by its rule: {}", short(answer))),
    }
}

/// The call reached its service, and found what the caller sees.
fn is_let_in(method: &MethodDescriptor, row: &Row, cell: &Cell, answer: &Answer) -> Result<(), String> {
    let Err(status) = answer else { return Ok(()) };
    let is_whole = cell.field.is_none();
    let is_refused_elsewhere = REFUSED_ELSEWHERE
        .iter()
        .any(|(name, rows)| *name == method.name() && rows.contains(&row.name));
    match status.code() {
        Code::PermissionDenied if is_refused_elsewhere => Ok(()),
        _ if is_refused_elsewhere && cell.relation == Relation::Own => {
            Err(format!("not refused: {}", short(answer)))
        }
        Code::NotFound if is_whole && NOTHING_KEPT.contains(&method.name()) => Ok(()),
        Code::NotFound if is_whole && row.sees(cell.relation) => Err(format!("not found: {}", short(answer))),
        Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::ResourceExhausted => Ok(()),
        _ => Err(format!("no answer of a service: {}", short(answer))),
    }
}

/// No id of anything out of sight stands in what was answered, save those that were asked with.
fn shows_nothing_foreign(worlds: &Worlds, row: &Row, cell: &Cell, answer: &Answer) -> Result<(), String> {
    let Ok(bytes) = answer else { return Ok(()) };
    let text = String::from_utf8_lossy(bytes);
    let shown = worlds
        .out_of_sight(row)
        .find(|id| text.contains(id) && !cell.ids.iter().any(|asked| asked == id));
    match shown {
        Some(id) => Err(format!("the answer shows {id}")),
        None => Ok(()),
    }
}

/// What is foreign is answered to the byte like what does not exist, apart from the id itself.
fn is_the_same(cell: &Cell, answer: &Answer, nobodys: &Answer) -> Result<(), String> {
    if told(answer, &cell.ids) == told(nobodys, &cell.ids) {
        return Ok(());
    }
    Err(format!("{}, but of nothing {}", short(answer), short(nobodys)))
}

/// An answer in a form that two of them can be compared in, with the ids that were asked for told as those of nothing.
fn told(answer: &Answer, ids: &[String]) -> (Option<Code>, String) {
    let (code, text) = match answer {
        Ok(bytes) => (None, String::from_utf8_lossy(bytes).into_owned()),
        Err(status) => (
            Some(status.code()),
            format!("{} {}", status.message(), details_of(status)),
        ),
    };
    let text = ids
        .iter()
        .fold(text, |text, id| text.replace(id, &of_nothing(id)));
    (code, text)
}

/// All details, with the metadata sorted: on the wire its entries have no order.
fn details_of(status: &Status) -> String {
    let mut details = status.get_error_details();
    let info = details.error_info().cloned();
    details.set_error_info("", "", HashMap::new());
    let info = info.map(|info| {
        let metadata: BTreeMap<_, _> = info.metadata.into_iter().collect();
        (info.reason, info.domain, metadata)
    });
    format!("{info:?} {details:?}")
}

fn short(answer: &Answer) -> String {
    match answer {
        Ok(bytes) => format!("{} bytes", bytes.len()),
        Err(status) => format!("{:?} {}", status.code(), status.message()),
    }
}
