//! Evidence is reviewed in the morning of the day on which a return is decided, and the decision sees the review.

use super::super::super::book::File;
use super::super::super::dice::Dice;
use super::super::super::world::World;
use super::super::{Kind, dice};
use super::prove::{Piece, add};
use super::{is_due, remedy_of};
use redress_contracts::redress::evidence::v1::{ReviewEvidenceRequest, Verdict};
use redress_contracts::redress::logistics::v1::{RecordProofOfDeliveryRequest, Shipment};
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party, Remedy};
use redress_contracts::redress::returns::v1::{DecideReturnRequest, Return, ReturnState};

/// Reviews the evidence of what will be decided today.
pub async fn review(world: &World, file: &mut File) {
    for place in 0..file.returns.len() {
        let case = &file.returns[place];
        if case.now.state() != ReturnState::UnderReview || !is_due(world, file, place) {
            continue;
        }
        let mut dice = dice(world, file, Kind::Evidence, (place, case));
        let waiting = case.now.evidence.iter().filter(|note| note.state == "added");
        let waiting: Vec<String> = waiting.map(|note| note.evidence_id.clone()).collect();
        for evidence_id in waiting {
            let verdict = *dice.weigh(&[
                (88, Verdict::Accept),
                (7, Verdict::AskAgain),
                (5, Verdict::Refuse),
            ]);
            let request = ReviewEvidenceRequest {
                request_id: file.request_id(),
                evidence_id,
                verdict: verdict.into(),
                reason: "By what it shows.".to_owned(),
                ..ReviewEvidenceRequest::default()
            };
            let reply = world.evidence().review_evidence(request).await;
            file.take("review evidence", reply);
        }
    }
}

/// Decides a return that waits for the seller or the platform.
pub async fn decide(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    if found.ground() == Ground::NotReceived && dice.percent(20) {
        prove_delivery(world, file, (found, dice)).await;
        return;
    }
    let outcome = found.decision.as_ref().map(|decision| decision.outcome());
    let by = if outcome == Some(Outcome::NeedsSeller) && !found.is_escalated {
        Party::Seller
    } else {
        Party::Platform
    };
    let approve = dice.percent(78);
    let waive_goods = dice.percent(5);
    let request = DecideReturnRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        decided_by: by.into(),
        approve,
        remedy: if approve {
            remedy_of(found)
        } else {
            Remedy::Unspecified
        }
        .into(),
        reason: if approve {
            "It is shown well."
        } else {
            "It is not shown."
        }
        .to_owned(),
        waive_goods: approve && waive_goods,
        ..DecideReturnRequest::default()
    };
    let reply = world.returns().decide_return(request).await;
    file.take("decide a return", reply);
}

/// The seller shows who signed for the parcel; the policy then looks at the claim again.
async fn prove_delivery(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    let is_it = |shipment: &&Shipment| {
        let mut ids = shipment.parcels.iter().map(|parcel| &parcel.parcel_id);
        ids.any(|id| *id == found.claimed_parcel_id)
    };
    let Some(shipment) = file.shipments.iter().find(is_it) else {
        return;
    };
    let shipment_id = shipment.shipment_id.clone();
    let seed = dice.below(u64::MAX);
    let piece = Piece {
        case_id: &shipment_id,
        kind: "proof_of_delivery",
        party: Party::Seller,
        seed,
    };
    let Some(evidence_id) = add(world, file, piece).await else {
        return;
    };
    let request = RecordProofOfDeliveryRequest {
        request_id: file.request_id(),
        shipment_id: shipment_id.clone(),
        evidence_id,
        signed_by: "A neighbour".to_owned(),
        ..RecordProofOfDeliveryRequest::default()
    };
    let reply = world.logistics().record_proof_of_delivery(request).await;
    file.take("prove a delivery", reply);
}
