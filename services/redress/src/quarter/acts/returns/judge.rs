//! Evidence is reviewed in the morning of the day on which a return is decided, and the decision sees the review.

use super::super::super::book::File;
use super::super::super::dice::Dice;
use super::super::super::world::World;
use super::super::{Kind, dice};
use super::{is_due, remedy_of};
use redress_contracts::redress::evidence::v1::{ReviewEvidenceRequest, Verdict};
use redress_contracts::redress::policies::v1::{Outcome, Party, Remedy};
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
