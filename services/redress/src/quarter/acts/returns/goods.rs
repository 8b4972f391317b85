//! Goods on their way back: sent by the buyer, received by the warehouse in one or two times, inspected by the checklist.

use super::super::super::book::File;
use super::super::super::dice::Dice;
use super::super::super::waybill::{Waybill, waybill};
use super::super::super::world::World;
use super::super::minor;
use redress_contracts::redress::orders::v1::LineQuantity;
use redress_contracts::redress::returns::v1::{
    AnnounceParcelRequest, ApplyRemedyRequest, InspectReturnRequest, InspectionPoint, MatchParcelRequest,
    MissingPart, ParcelPurpose, ReceiveParcelRequest, RecordUnmatchedParcelRequest, Return,
    WithdrawReturnRequest,
};
use redress_policy::Text;
use redress_policy::pack::{Case, Checklist};

/// The buyer sends the goods and tells of the parcel, or gives up.
pub async fn send_back(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    if dice.percent(5) {
        let request = WithdrawReturnRequest {
            request_id: file.request_id(),
            return_id: found.return_id.clone(),
            reason: "I keep it.".to_owned(),
            ..WithdrawReturnRequest::default()
        };
        let reply = world.returns().withdraw_return(request).await;
        file.take("withdraw a return", reply);
        return;
    }
    let bill = waybill(file.fate.market.country, dice);
    if dice.percent(8) {
        return arrive_unannounced(world, file, (found, bill)).await;
    }
    let insured = dice.percent(30);
    let request = AnnounceParcelRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        carrier: bill.carrier.to_owned(),
        tracking_number: bill.number,
        tracking_site: "https://track.example.test".to_owned(),
        insured_value: insured.then(|| minor(file, file.fate.cart.total())),
        ..AnnounceParcelRequest::default()
    };
    let reply = world.returns().announce_parcel(request).await;
    file.take("announce a parcel", reply);
}

/// The buyer sends the goods and says nothing; the warehouse finds out whose they are.
async fn arrive_unannounced(world: &World, file: &mut File, (found, bill): (&Return, Waybill)) {
    let request = RecordUnmatchedParcelRequest {
        request_id: file.request_id(),
        marketplace_id: found.marketplace_id.clone(),
        carrier: bill.carrier.to_owned(),
        tracking_number: bill.number,
        description: "No number on the outside; inside is a slip with the order's number.".to_owned(),
        ..RecordUnmatchedParcelRequest::default()
    };
    let reply = world.returns().record_unmatched_parcel(request).await;
    let Some(parcel) = file.take("record a parcel that nobody announced", reply) else {
        return;
    };
    let request = MatchParcelRequest {
        request_id: file.request_id(),
        unmatched_parcel_id: parcel.unmatched_parcel_id,
        return_id: found.return_id.clone(),
        lines: out(found),
        reason: "By the slip inside.".to_owned(),
        ..MatchParcelRequest::default()
    };
    let reply = world.returns().match_parcel(request).await;
    file.take("match a parcel", reply);
}

/// What has not come back yet.
fn out(found: &Return) -> Vec<LineQuantity> {
    let out = found.lines.iter().map(|line| LineQuantity {
        line_id: line.line_id.clone(),
        quantity: line.quantity - line.received_quantity,
    });
    out.filter(|unit| unit.quantity > 0).collect()
}

/// The warehouse books in what has come: now and then less than was announced, and the rest some days later.
pub async fn receive(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    let mut lines = out(found);
    let is_first = found.lines.iter().all(|line| line.received_quantity == 0);
    if is_first && dice.percent(10) {
        for unit in lines.iter_mut().filter(|unit| unit.quantity > 1) {
            unit.quantity -= 1;
        }
    }
    let open = found
        .parcels
        .iter()
        .find(|parcel| parcel.purpose() == ParcelPurpose::Return && parcel.receive_time.is_none());
    let request = ReceiveParcelRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        parcel_id: open.map(|parcel| parcel.parcel_id.clone()).unwrap_or_default(),
        rma_number: found.rma_number.clone(),
        lines,
        postage: dice
            .percent(50)
            .then(|| minor(file, 100 * file.fate.market.rate / 20)),
        ..ReceiveParcelRequest::default()
    };
    let reply = world.returns().receive_parcel(request).await;
    file.take("receive a parcel", reply);
}

/// The warehouse inspects by the pack's checklist; where there is none, the remedy follows at once.
pub async fn inspect(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    let Some(checklist) = checklist_of(world, found) else {
        let request = ApplyRemedyRequest {
            request_id: file.request_id(),
            return_id: found.return_id.clone(),
            ..ApplyRemedyRequest::default()
        };
        let reply = world.returns().apply_remedy(request).await;
        file.take("apply a remedy", reply);
        return;
    };
    let points = checked(&checklist.points, 18, dice);
    let stages = checked(&checklist.stages, 8, dice);
    let is_ground_confirmed = dice.percent(94);
    let lacks_part = dice.percent(6);
    let request = InspectReturnRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        points,
        stages,
        voids: checklist
            .voids
            .iter()
            .filter(|_| dice.percent(3))
            .map(ToString::to_string)
            .collect(),
        is_ground_confirmed,
        missing_parts: lacks_part
            .then(|| MissingPart {
                name: "cable".to_owned(),
                price: Some(minor(file, file.fate.market.rate)),
            })
            .into_iter()
            .collect(),
        note: "Looked at on the bench.".to_owned(),
        ..InspectReturnRequest::default()
    };
    let reply = world.returns().inspect_return(request).await;
    file.take("inspect a return", reply);
}

/// One point in so many a hundred inspections fails.
fn checked(points: &[Text], chance: u64, dice: &mut Dice) -> Vec<InspectionPoint> {
    let failing = dice.percent(chance).then(|| dice.below(points.len() as u64));
    let point = |(place, text): (usize, &Text)| {
        let passed = failing != Some(place as u64);
        InspectionPoint {
            point: text.to_string(),
            passed,
            note: if passed { "" } else { "Seen at the bench." }.to_owned(),
        }
    };
    points.iter().enumerate().map(point).collect()
}

/// The checklist of the rule that the decision rests on: the shop's, or the law's where that gives the buyer more.
fn checklist_of<'a>(world: &'a World, found: &Return) -> Option<&'a Checklist> {
    let decision = found.decision.as_ref()?;
    let word = |name: &str, prefix: &str| name.trim_start_matches(prefix).to_lowercase();
    let topic = word(found.topic().as_str_name(), "TOPIC_");
    let ground = word(found.ground().as_str_name(), "GROUND_");
    let carries = |case: &Case| {
        case.topic.as_str() == topic
            && case.grounds.iter().any(|own| own.as_str() == ground)
            && decision
                .findings
                .iter()
                .any(|finding| *finding.rule_id == *case.id && finding.held)
            && case
                .clauses
                .iter()
                .any(|clause| decision.clause_ids.iter().any(|id| **id == **clause))
    };
    let (pack, case) = world.packs(&found.marketplace_id).find_map(|pack| {
        let case = pack.cases.iter().find(|case| carries(case))?;
        Some((pack, case))
    })?;
    let id = case.checklist.as_ref()?;
    pack.checklists.iter().find(|list| list.id == *id)
}
