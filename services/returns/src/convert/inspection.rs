//! Inspections both ways, and requests for a remedy.

use redress_contracts::redress::returns::v1 as pb;
use redress_core::{Currency, Money};
use redress_policy::{InspectionOutcome, MissingPart, Remedy};
use redress_policybook::convert::finding_to_wire;
use redress_rpc::Fields;
use redress_rpc::convert::{money_to_wire, time_to_wire};

use super::goods::{LARGEST_MINOR, optional_money};
use super::requests::{MAX_ID, MAX_TEXT, about_return, optional_remedy};
use super::words::outcome_to_wire;
use crate::domain::inspection::{Check, Inspection, Seen};

const MAX_CHECKS: usize = 200;
const MAX_NAME: usize = 256;

/// The currency of an inspection's amounts, and the path of the first of them.
#[derive(Clone, Debug)]
pub(crate) struct Priced {
    pub currency: Currency,
    pub path: String,
}

/// What was seen, and the currency of its amounts, where it has any.
pub(crate) fn seen_from_wire(
    fields: &mut Fields,
    request: pb::InspectReturnRequest,
) -> Option<(Seen, Option<Priced>)> {
    about_return(fields, &request.return_id, &request.request_id);
    let mut priced = None;
    let points = checks_from_wire(fields, "points", &request.points);
    let stages = checks_from_wire(fields, "stages", &request.stages);
    if request.voids.len() > MAX_CHECKS {
        fields.refuse("voids", format_args!("must have at most {MAX_CHECKS} entries"));
    }
    for (index, void) in request.voids.iter().enumerate().take(MAX_CHECKS) {
        fields.non_empty(format_args!("voids[{index}]"), void, MAX_NAME);
    }
    let missing_parts = parts_from_wire(fields, request.missing_parts, &mut priced);
    let serial_number = fields.at_most("serial_number", request.serial_number.trim(), MAX_ID);
    let reduction = optional_money(fields, "reduction", request.reduction);
    if let Some(reduction) = reduction {
        one_currency(fields, "reduction", reduction, &mut priced);
    }
    let note = fields.at_most("note", &request.note, MAX_TEXT);
    let seen = Seen {
        points,
        stages,
        voids: request.voids,
        is_ground_confirmed: request.is_ground_confirmed,
        missing_parts,
        serial_number: serial_number?,
        reduction_minor: reduction.map(|money| money.minor),
        note: note?,
    };
    Some((seen, priced))
}

fn checks_from_wire(fields: &mut Fields, path: &str, points: &[pb::InspectionPoint]) -> Vec<Check> {
    if points.len() > MAX_CHECKS {
        fields.refuse(path, format_args!("must have at most {MAX_CHECKS} entries"));
        return Vec::new();
    }
    let mut checks = Vec::with_capacity(points.len());
    for (index, point) in points.iter().enumerate() {
        let name = fields.non_empty(format_args!("{path}[{index}].point"), &point.point, MAX_NAME);
        let note = if point.passed {
            fields.at_most(format_args!("{path}[{index}].note"), &point.note, MAX_TEXT)
        } else {
            fields.non_empty(format_args!("{path}[{index}].note"), &point.note, MAX_TEXT)
        };
        if let (Some(name), Some(note)) = (name, note) {
            checks.push(Check {
                name,
                passed: point.passed,
                note,
            });
        }
    }
    checks
}

fn parts_from_wire(
    fields: &mut Fields,
    parts: Vec<pb::MissingPart>,
    priced: &mut Option<Priced>,
) -> Vec<MissingPart> {
    if parts.len() > MAX_CHECKS {
        fields.refuse(
            "missing_parts",
            format_args!("must have at most {MAX_CHECKS} entries"),
        );
        return Vec::new();
    }
    let mut checked = Vec::with_capacity(parts.len());
    for (index, part) in parts.into_iter().enumerate() {
        let name = fields.non_empty(format_args!("missing_parts[{index}].name"), &part.name, MAX_NAME);
        let path = format!("missing_parts[{index}].price");
        let price = fields.money_not_negative(&path, part.price);
        if let (Some(name), Some(price)) = (name, price) {
            one_currency(fields, &path, price, priced);
            checked.push(MissingPart {
                name: name.into(),
                price_minor: price.minor,
            });
        }
    }
    checked
}

fn one_currency(fields: &mut Fields, path: &str, money: Money, priced: &mut Option<Priced>) {
    let first = priced.get_or_insert_with(|| Priced {
        currency: money.currency,
        path: path.to_owned(),
    });
    let first = first.currency;
    if money.currency != first {
        fields.refuse(
            path,
            format_args!("must be in {first}, like the rest of the inspection"),
        );
    }
    if money.minor > LARGEST_MINOR {
        fields.refuse(path, "is too large");
    }
}

/// A remedy that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wanted {
    /// The approved one when absent.
    pub remedy: Option<Remedy>,
    pub exchange_sku: String,
    /// What the item of an exchange costs.
    pub exchange_price: Option<Money>,
    pub reason: String,
}

pub(crate) fn wanted_from_wire(fields: &mut Fields, request: &pb::ApplyRemedyRequest) -> Option<Wanted> {
    about_return(fields, &request.return_id, &request.request_id);
    let remedy = optional_remedy(fields, "remedy", request.remedy);
    let exchange_sku = fields.at_most("exchange_sku", &request.exchange_sku, MAX_ID);
    let exchange_price = optional_money(fields, "exchange_price", request.exchange_price.clone());
    let reason = fields.at_most("reason", &request.reason, MAX_TEXT);
    Some(Wanted {
        remedy,
        exchange_sku: exchange_sku?,
        exchange_price,
        reason: reason?,
    })
}

pub(crate) fn inspection_to_wire(inspection: &Inspection, currency: Currency) -> pb::Inspection {
    let money = |minor| money_to_wire(Money::new(minor, currency));
    let point = |check: &Check| pb::InspectionPoint {
        point: check.name.clone(),
        passed: check.passed,
        note: check.note.clone(),
    };
    let Inspection { seen, verdict, .. } = inspection;
    let part = |part: &MissingPart| pb::MissingPart {
        name: part.name.to_string(),
        price: Some(money(part.price_minor)),
    };
    let is_reduced = verdict.outcome == InspectionOutcome::Reduced;
    pb::Inspection {
        checklist_id: verdict.checklist_id.to_string(),
        points: seen.points.iter().map(point).collect(),
        stages: seen.stages.iter().map(point).collect(),
        voids: seen.voids.clone(),
        is_ground_confirmed: seen.is_ground_confirmed,
        missing_parts: seen.missing_parts.iter().map(part).collect(),
        serial_number: seen.serial_number.clone(),
        is_serial_number_wrong: inspection.is_serial_number_wrong,
        reduction: seen.reduction_minor.filter(|_| is_reduced).map(money),
        note: seen.note.clone(),
        outcome: outcome_to_wire(verdict.outcome).into(),
        findings: verdict.findings.iter().map(finding_to_wire).collect(),
        clause_ids: verdict.clauses.iter().map(ToString::to_string).collect(),
        inspect_time: Some(time_to_wire(inspection.time)),
    }
}
