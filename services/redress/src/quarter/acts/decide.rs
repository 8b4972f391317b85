//! Sellers and the platform decide cancellations that wait for them; some do so late, or not at all until they are told.

use super::super::book::{Case, File};
use super::super::world::World;
use super::{Kind, dice, sell};
use redress_contracts::redress::orders::v1::{
    Cancellation, CancellationState, DecideCancellationRequest, GetCancellationRequest, InterveneRequest,
    InterventionKind,
};
use redress_contracts::redress::policies::v1::Party;

/// How long someone who does not answer says nothing: longer than any pack lets them.
const SILENCE: u32 = 20;

/// Decides what waits for a decision and is due today.
pub async fn act(world: &World, file: &mut File) {
    for place in 0..file.cancellations.len() {
        let case = &file.cancellations[place];
        let Some(by) = awaited(&case.now) else { continue };
        let mut dice = dice(world, file, Kind::Cancellation, (place, case));
        let wait = if dice.percent(15) && !case.now.is_escalated {
            SILENCE
        } else {
            dice.between(0, 2)
        };
        if case.is_due(wait, file.day) {
            let approves = dice.percent(65);
            decide(world, file, (place, by, approves)).await;
        }
    }
    step_in(world, file).await;
}

fn awaited(cancellation: &Cancellation) -> Option<Party> {
    match cancellation.state() {
        CancellationState::AwaitingPlatform => Some(Party::Platform),
        CancellationState::AwaitingSeller => Some(Party::Seller),
        _ => None,
    }
}

async fn decide(world: &World, file: &mut File, (place, by, approves): (usize, Party, bool)) {
    // A deadline may have handed it to somebody else since it was last read.
    let Some(by) = read(world, file, place).await.filter(|awaited| *awaited == by) else {
        return;
    };
    let request = DecideCancellationRequest {
        request_id: file.request_id(),
        cancellation_id: file.cancellations[place].now.cancellation_id.clone(),
        decided_by: by.into(),
        approve: approves,
        reason: if approves {
            "Nothing has been packed."
        } else {
            "It is being packed."
        }
        .to_owned(),
        ..DecideCancellationRequest::default()
    };
    let (act, day) = ("decide a cancellation", file.day);
    let reply = world.orders().decide_cancellation(request).await;
    file.cancellations[place].attempt();
    if let Some(decided) = file.take(act, reply) {
        file.cancellations[place].see(decided, day);
        sell::read(world, file).await;
    }
}

async fn read(world: &World, file: &mut File, place: usize) -> Option<Party> {
    let request = GetCancellationRequest {
        cancellation_id: file.cancellations[place].now.cancellation_id.clone(),
    };
    let reply = world.orders().get_cancellation(request).await;
    let found = file.take("read a cancellation", reply)?;
    let awaited = awaited(&found);
    file.cancellations[place].now = found;
    awaited
}

/// Now and then the platform steps in over a refusal, and overrides it.
async fn step_in(world: &World, file: &mut File) {
    let is_wrong = |case: &Case<Cancellation>| {
        case.now.state() == CancellationState::Refused && case.now.dispute_id.is_empty()
    };
    for place in 0..file.cancellations.len() {
        let case = &file.cancellations[place];
        if !is_wrong(case) || !case.is_due(4, file.day) || case.tries > 0 {
            continue;
        }
        let steps_in = dice(world, file, Kind::Cancellation, (place, case)).percent(10);
        let cancellation_id = case.now.cancellation_id.clone();
        file.cancellations[place].attempt();
        if !steps_in {
            continue;
        }
        let request = InterveneRequest {
            request_id: file.request_id(),
            order_id: file.order_id(),
            cancellation_id,
            kind: InterventionKind::ApproveCancellation.into(),
            reason: "The refusal does not follow from the policy.".to_owned(),
            ..InterveneRequest::default()
        };
        let reply = world.orders().intervene(request).await;
        if file.take("step in over a cancellation", reply).is_some() {
            read(world, file, place).await;
            sell::read(world, file).await;
        }
    }
}
