//! What a message about a return says under headings of its own: what is still needed, how the goods go back, why it was
//! refused and what is open now, what an inspection found.

use redress_contracts::redress::policies::v1::Outcome;
use redress_contracts::redress::returns::v1 as pb;
use redress_policy::pack::{Pack, Rma};
use redress_policy::{Party, Remedy};
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{TimeOutOfRange, money_from_wire, time_from_wire};

use crate::domain::change::ReturnChange;
use crate::domain::occasion::Section;
use crate::domain::text::local;
use crate::reactions::reading::plain;

/// The sections of a change; those without lines are left out of the message.
pub(super) fn sections(
    change: ReturnChange,
    found: &pb::Return,
    dispute: Option<&pb::ReturnDispute>,
    pack: &Pack,
) -> Result<Vec<Section>, TimeOutOfRange> {
    let section = |title, lines| Section { title, lines };
    Ok(match change {
        ReturnChange::Requested
        | ReturnChange::Amended
        | ReturnChange::EvidenceAsked
        | ReturnChange::EvidenceChanged
        | ReturnChange::DeadlineWarning => vec![section("What is still needed", needed(found))],
        ReturnChange::Approved | ReturnChange::RmaIssued => {
            vec![section("How to send it back", way_back(found, pack)?)]
        }
        ReturnChange::Inspected => vec![section("What was found", inspected(found))],
        ReturnChange::Refused => vec![
            section("Why", reasons(found)),
            section("What is open now", open_now(found, dispute, pack)?),
        ],
        ReturnChange::Expired | ReturnChange::DisputeRuled => {
            vec![section("What is open now", open_now(found, dispute, pack)?)]
        }
        _ => Vec::new(),
    })
}

fn needed(found: &pb::Return) -> Vec<String> {
    let decision = found.decision.as_ref();
    let fields = decision.iter().flat_map(|decision| &decision.missing_fields);
    let mut lines: Vec<String> = fields
        .map(|field| format!("To be filled in: {}", plain(field)))
        .collect();
    let needs = decision.iter().flat_map(|decision| &decision.evidence);
    for need in needs.filter(|need| !need.satisfied) {
        let kinds: Vec<String> = need.any_of.iter().map(|kind| plain(kind)).collect();
        lines.push(format!("To be shown: {} ({})", need.message, kinds.join(" or ")));
    }
    for note in found.evidence.iter().filter(|note| note.state == "asked_again") {
        lines.push(format!("To be shown again: {}", plain(&note.kind)));
    }
    lines
}

fn way_back(found: &pb::Return, pack: &Pack) -> Result<Vec<String>, TimeOutOfRange> {
    if found.is_returnless {
        return Ok(vec!["The goods need not come back.".to_owned()]);
    }
    if found.destination.is_none() && found.rma_number.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    if !found.rma_number.is_empty() {
        let until = match &found.rma_expire_time {
            Some(time) => format!(
                ", good before {}",
                local(pack.pack.time_zone, time_from_wire(time)?)
            ),
            None => String::new(),
        };
        lines.push(format!("Return number: {}{until}", found.rma_number));
    }
    if let Some(rma) = &pack.rma {
        lines.extend(rma.marked_outside.then(|| {
            "Write the return number clearly on the outside of the parcel; the label to print has it."
                .to_owned()
        }));
    }
    if let Some(destination) = &found.destination {
        lines.push(format!(
            "Send it to: {} ({}). This is not the address that the parcel came from.",
            destination.address_text, destination.country
        ));
    }
    if let Some(rma) = &pack.rma {
        lines.extend(asked_by(rma));
    }
    if let Some(payer) = Party::from_number(found.return_payer) {
        lines.push(format!("The way back is paid by the {payer}."));
    }
    Ok(lines)
}

/// What the pack asks of who sends a parcel back.
fn asked_by(rma: &Rma) -> Vec<String> {
    let list = |words: Vec<&str>| words.into_iter().map(said_as).collect::<Vec<_>>().join(", ");
    let mut lines = Vec::new();
    if !rma.slip_fields.is_empty() {
        lines.push(format!(
            "Put a note into the parcel with {}.",
            list(rma.slip_fields.iter().map(|field| field.as_str()).collect())
        ));
    }
    if !rma.sender_gives.is_empty() {
        lines.push(format!(
            "Once it is sent, give us {}.",
            list(rma.sender_gives.iter().map(|word| &**word).collect())
        ));
    }
    if rma.buyer_bears_loss {
        lines.push("Insure the parcel: a loss on the way back is the buyer's risk.".to_owned());
    }
    lines
}

fn said_as(word: &str) -> String {
    match word {
        "rma_number" => "the return number".to_owned(),
        "problem" => "a short description of the problem".to_owned(),
        "shipping_receipt" => "a copy of the shipping receipt".to_owned(),
        "insured_value" => "what it is insured for".to_owned(),
        "tracking_site" => "where its number can be followed".to_owned(),
        other => format!("the {}", plain(other)),
    }
}

fn inspected(found: &pb::Return) -> Vec<String> {
    let Some(inspection) = &found.inspection else {
        return Vec::new();
    };
    let mut lines = vec![format!("Outcome: {}", outcome(inspection.outcome()))];
    lines.extend(failures(inspection));
    lines
}

fn outcome(outcome: pb::InspectionOutcome) -> &'static str {
    match outcome {
        pb::InspectionOutcome::Unspecified => "not judged yet",
        pb::InspectionOutcome::Passed => "everything is as it should be",
        pb::InspectionOutcome::Reduced => "accepted, and something is taken off",
        pb::InspectionOutcome::Refused => "not accepted",
        pb::InspectionOutcome::Incomplete => "not complete yet",
    }
}

fn failures(inspection: &pb::Inspection) -> Vec<String> {
    let checks = inspection.points.iter().chain(&inspection.stages);
    let mut lines: Vec<String> = checks
        .filter(|check| !check.passed)
        .map(|check| format!("Not as it should be: {}. {}", plain(&check.point), check.note))
        .collect();
    lines.extend(
        inspection
            .voids
            .iter()
            .map(|void| format!("Found: {}", plain(void))),
    );
    if !inspection.is_ground_confirmed && inspection.outcome() == pb::InspectionOutcome::Refused {
        lines.push("What was claimed could not be confirmed.".to_owned());
    }
    if inspection.is_serial_number_wrong {
        lines.push("The serial number is not the one that was sold.".to_owned());
    }
    for part in &inspection.missing_parts {
        let price = part.price.as_ref().and_then(|price| money_from_wire(price).ok());
        let price = price.map(|price| format!(", {price}")).unwrap_or_default();
        lines.push(format!("Missing: {}{price}", part.name));
    }
    lines
}

fn reasons(found: &pb::Return) -> Vec<String> {
    let refused = found
        .decision
        .iter()
        .filter(|decision| decision.outcome() == Outcome::Refused);
    let findings = refused.flat_map(|decision| &decision.findings);
    let mut lines: Vec<String> = findings
        .filter(|finding| !finding.held)
        .map(|finding| format!("{} ({})", finding.message, finding.clause_ids.join(", ")))
        .collect();
    lines.extend(found.inspection.iter().flat_map(failures));
    lines
}

fn open_now(
    found: &pb::Return,
    dispute: Option<&pb::ReturnDispute>,
    pack: &Pack,
) -> Result<Vec<String>, TimeOutOfRange> {
    let mut lines = Vec::new();
    let refused = found
        .decision
        .iter()
        .filter(|decision| decision.outcome() == Outcome::Refused);
    for remedy in refused.flat_map(|decision| &decision.remedies) {
        if let Some(remedy) = Remedy::from_number(*remedy) {
            lines.push(format!("Instead: {}", plain(remedy.as_str())));
        }
    }
    let rules = pack.dispute.as_ref();
    if dispute.is_none() && rules.is_some_and(|rules| rules.open_to.contains(&Party::Buyer)) {
        lines.push("A dispute can be opened over it; further evidence can be shown there.".to_owned());
    } else if rules.is_none() && pack.oversight.is_some() {
        lines.push("The platform can be asked to look at it.".to_owned());
    }
    for body in &pack.external_bodies {
        lines.push(format!(
            "Where nothing else helps: {} ({})",
            body.name, body.country
        ));
    }
    if let Some(time) = &found.held_until_time {
        let time = local(pack.pack.time_zone, time_from_wire(time)?);
        lines.push(format!("The goods are held for the buyer before {time}."));
    }
    Ok(lines)
}
