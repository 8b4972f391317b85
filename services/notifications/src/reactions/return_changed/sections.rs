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
use crate::domain::phrase::{Filling, Phrase};

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
        | ReturnChange::DeadlineWarning => vec![section("needed-title", needed(found))],
        ReturnChange::Approved | ReturnChange::RmaIssued => {
            vec![section("back-title", way_back(found, pack)?)]
        }
        ReturnChange::Inspected => vec![section("found-title", inspected(found))],
        ReturnChange::Refused => vec![
            section("why-title", reasons(found)),
            section("open-title", open_now(found, dispute, pack)?),
        ],
        ReturnChange::Expired | ReturnChange::DisputeRuled => {
            vec![section("open-title", open_now(found, dispute, pack)?)]
        }
        _ => Vec::new(),
    })
}

fn needed(found: &pb::Return) -> Vec<Phrase> {
    let decision = found.decision.as_ref();
    let fields = decision.iter().flat_map(|decision| &decision.missing_fields);
    let mut lines: Vec<Phrase> = fields
        .map(|field| Phrase::new("needed-field").word("field", field))
        .collect();
    let needs = decision.iter().flat_map(|decision| &decision.evidence);
    for need in needs.filter(|need| !need.satisfied) {
        let line = Phrase::new("needed-evidence").text("what", &need.message);
        lines.push(line.with("kinds", Filling::AnyOf(need.any_of.clone())));
    }
    for note in found.evidence.iter().filter(|note| note.state == "asked_again") {
        lines.push(Phrase::new("needed-again").word("kind", &note.kind));
    }
    lines
}

fn way_back(found: &pb::Return, pack: &Pack) -> Result<Vec<Phrase>, TimeOutOfRange> {
    if found.is_returnless {
        return Ok(vec![Phrase::new("back-not")]);
    }
    if found.destination.is_none() && found.rma_number.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines = Vec::new();
    if !found.rma_number.is_empty() {
        let number = match &found.rma_expire_time {
            Some(time) => Phrase::new("back-number-until").with("time", Filling::Time(time_from_wire(time)?)),
            None => Phrase::new("return-number"),
        };
        lines.push(number.text("number", &found.rma_number));
    }
    if pack.rma.as_ref().is_some_and(|rma| rma.marked_outside) {
        lines.push(Phrase::new("back-marked"));
    }
    if let Some(destination) = &found.destination {
        let address = Phrase::new("back-address").text("address", &destination.address_text);
        lines.push(address.text("country", &destination.country));
    }
    if let Some(rma) = &pack.rma {
        lines.extend(asked_by(rma));
    }
    if let Some(payer) = Party::from_number(found.return_payer) {
        lines.push(Phrase::new("back-payer").text("party", payer.as_str()));
    }
    Ok(lines)
}

/// What the pack asks of who sends a parcel back.
fn asked_by(rma: &Rma) -> Vec<Phrase> {
    let given = Filling::Given;
    let mut lines = Vec::new();
    if !rma.slip_fields.is_empty() {
        lines.push(Phrase::new("back-slip").with(
            "what",
            given(rma.slip_fields.iter().map(ToString::to_string).collect()),
        ));
    }
    if !rma.sender_gives.is_empty() {
        lines.push(Phrase::new("back-given").with(
            "what",
            given(rma.sender_gives.iter().map(ToString::to_string).collect()),
        ));
    }
    if rma.buyer_bears_loss {
        lines.push(Phrase::new("back-insured"));
    }
    lines
}

fn inspected(found: &pb::Return) -> Vec<Phrase> {
    let Some(inspection) = &found.inspection else {
        return Vec::new();
    };
    let mut lines = vec![Phrase::new(outcome(inspection.outcome()))];
    lines.extend(failures(inspection));
    lines
}

/// The key of what the inspection came to.
fn outcome(outcome: pb::InspectionOutcome) -> &'static str {
    match outcome {
        pb::InspectionOutcome::Unspecified => "found-open",
        pb::InspectionOutcome::Passed => "found-passed",
        pb::InspectionOutcome::Reduced => "found-reduced",
        pb::InspectionOutcome::Refused => "found-refused",
        pb::InspectionOutcome::Incomplete => "found-incomplete",
    }
}

fn failures(inspection: &pb::Inspection) -> Vec<Phrase> {
    let checks = inspection.points.iter().chain(&inspection.stages);
    let failed = |check: &pb::InspectionPoint| {
        let line = Phrase::new("found-failed").word("point", &check.point);
        line.text("note", &check.note)
    };
    let mut lines: Vec<Phrase> = checks.filter(|check| !check.passed).map(failed).collect();
    let voids = inspection.voids.iter();
    lines.extend(voids.map(|void| Phrase::new("found-void").word("what", void)));
    if !inspection.is_ground_confirmed && inspection.outcome() == pb::InspectionOutcome::Refused {
        lines.push(Phrase::new("found-unconfirmed"));
    }
    if inspection.is_serial_number_wrong {
        lines.push(Phrase::new("found-serial"));
    }
    for part in &inspection.missing_parts {
        let price = part.price.as_ref().and_then(|price| money_from_wire(price).ok());
        let missing = match price {
            Some(price) => Phrase::new("found-missing-priced").with("price", Filling::Money(price)),
            None => Phrase::new("found-missing"),
        };
        lines.push(missing.text("part", &part.name));
    }
    lines
}

fn reasons(found: &pb::Return) -> Vec<Phrase> {
    let refused = found
        .decision
        .iter()
        .filter(|decision| decision.outcome() == Outcome::Refused);
    let findings = refused.flat_map(|decision| &decision.findings);
    let mut lines: Vec<Phrase> = findings
        .filter(|finding| !finding.held)
        .map(|finding| {
            let line = Phrase::new("why-finding").text("text", &finding.message);
            line.text("clauses", finding.clause_ids.join(", "))
        })
        .collect();
    lines.extend(found.inspection.iter().flat_map(failures));
    lines
}

fn open_now(
    found: &pb::Return,
    dispute: Option<&pb::ReturnDispute>,
    pack: &Pack,
) -> Result<Vec<Phrase>, TimeOutOfRange> {
    let mut lines = Vec::new();
    let refused = found
        .decision
        .iter()
        .filter(|decision| decision.outcome() == Outcome::Refused);
    for remedy in refused.flat_map(|decision| &decision.remedies) {
        if let Some(remedy) = Remedy::from_number(*remedy) {
            lines.push(Phrase::new("open-remedy").word("remedy", remedy.as_str()));
        }
    }
    let rules = pack.dispute.as_ref();
    if dispute.is_none() && rules.is_some_and(|rules| rules.open_to.contains(&Party::Buyer)) {
        lines.push(Phrase::new("open-dispute"));
    } else if rules.is_none() && pack.oversight.is_some() {
        lines.push(Phrase::new("open-platform"));
    }
    for body in &pack.external_bodies {
        let line = Phrase::new("open-body").text("body", body.name.to_string());
        lines.push(line.text("country", body.country.to_string()));
    }
    if let Some(time) = &found.held_until_time {
        lines.push(Phrase::new("open-held").with("time", Filling::Time(time_from_wire(time)?)));
    }
    Ok(lines)
}
