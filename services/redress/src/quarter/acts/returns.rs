//! Returns, moved on by whoever's turn it is: one act for each return and day at most, some in time, some late, some never.

mod goods;
mod judge;
mod prove;
mod remedy;

pub use judge::review;

use super::super::book::{Case, File};
use super::super::dice::Dice;
use super::super::world::World;
use super::{Kind, dice};
use redress_contracts::redress::policies::v1::{Remedy, Topic};
use redress_contracts::redress::returns::v1::{GetReturnRequest, ParcelPurpose, Return, ReturnState};

/// How long someone who never acts waits.
const NEVER: u32 = u32::MAX / 2;

/// Moves the returns on that are due today.
pub async fn act(world: &World, file: &mut File) {
    for place in 0..file.returns.len() {
        if is_due(world, file, place) {
            file.returns[place].attempt();
            move_on(world, file, place).await;
        }
    }
}

/// Whether somebody acts on a return today.
fn is_due(world: &World, file: &File, place: usize) -> bool {
    let case = &file.returns[place];
    let mut dice = dice(world, file, Kind::Return, (place, case));
    let wait = patience(case, &mut dice);
    wait < NEVER && case.is_due(wait, file.day)
}

/// How many days whoever's turn it is lets pass.
fn patience(case: &Case<Return>, dice: &mut Dice) -> u32 {
    let found = &case.now;
    match found.state() {
        ReturnState::Requested => dice.between(1, 3),
        ReturnState::AwaitingEvidence => dice.between(0, 2),
        // Some are late, and move only when they are told.
        ReturnState::UnderReview if found.is_escalated => dice.between(1, 2),
        ReturnState::UnderReview => *dice.weigh(&[(85, 1u32), (15, NEVER)]) + dice.between(0, 2),
        ReturnState::Approved => dice.between(0, 2),
        // What the carrier brings back comes whatever the buyer does.
        ReturnState::AwaitingParcel if found.topic() == Topic::Delivery => dice.between(5, 12),
        ReturnState::AwaitingParcel => *dice.weigh(&[(84, 1u32), (4, 9), (12, NEVER)]) + dice.between(0, 4),
        ReturnState::InTransit if is_coming(found) => 1,
        ReturnState::InTransit => NEVER,
        ReturnState::PartlyReceived => dice.between(3, 6),
        ReturnState::Received | ReturnState::Inspected => dice.between(0, 2),
        ReturnState::Remedied => dice.between(1, 4),
        ReturnState::Refused if found.held_until_time.is_some() => dice.between(3, 8),
        _ => NEVER,
    }
}

/// Its carrier says that a parcel with goods is at the warehouse.
fn is_coming(found: &Return) -> bool {
    let is_there = |parcel: &&redress_contracts::redress::returns::v1::ReturnParcel| {
        parcel.purpose() == ParcelPurpose::Return
            && parcel.receive_time.is_none()
            && parcel.status == "delivered"
    };
    found.parcels.iter().any(|parcel| is_there(&parcel))
}

async fn move_on(world: &World, file: &mut File, place: usize) {
    // A clock or a parcel may have moved it since last night.
    let Some(found) = read(world, file, place).await else {
        return;
    };
    let mut dice = dice(world, file, Kind::Return, (place, &file.returns[place]));
    match found.state() {
        ReturnState::Requested => prove::amend(world, file, &found).await,
        ReturnState::AwaitingEvidence => prove::show(world, file, (&found, &mut dice)).await,
        ReturnState::UnderReview => judge::decide(world, file, (&found, &mut dice)).await,
        ReturnState::AwaitingParcel if found.topic() == Topic::Delivery => {
            goods::receive(world, file, (&found, &mut dice)).await;
        }
        ReturnState::AwaitingParcel => goods::send_back(world, file, (&found, &mut dice)).await,
        ReturnState::InTransit | ReturnState::PartlyReceived => {
            goods::receive(world, file, (&found, &mut dice)).await;
        }
        ReturnState::Received => goods::inspect(world, file, (&found, &mut dice)).await,
        ReturnState::Approved | ReturnState::Inspected => remedy::apply(world, file, &found).await,
        ReturnState::Remedied => remedy::follow_up(world, file, (&found, &mut dice)).await,
        ReturnState::Refused => remedy::send(world, file, &found).await,
        _ => {}
    }
    // What followed at once is seen tonight.
}

/// Reads a return; none when it cannot be read.
pub async fn read(world: &World, file: &mut File, place: usize) -> Option<Return> {
    let request = GetReturnRequest {
        return_id: file.returns[place].now.return_id.clone(),
    };
    let reply = world.returns().get_return(request).await;
    file.take("read a return", reply)
}

/// Which of the decision's remedies is taken: the wish where it is among them, else the first.
fn remedy_of(found: &Return) -> Remedy {
    let offered = found.decision.iter().flat_map(|decision| decision.remedies());
    let wish = found.wished_remedy();
    let offered: Vec<Remedy> = offered.collect();
    let same = offered.iter().find(|remedy| **remedy == wish);
    same.or(offered.first()).copied().unwrap_or_default()
}
