//! Disputes over cancellations: buyers who do not take a no, offers, and the platform's rulings, some of them late.

use super::super::book::{Case, File};
use super::super::world::World;
use super::{Kind, dice, minor, minor_of, sell};
use redress_contracts::redress::orders::v1::{
    AnswerProposalRequest, CancellationState, Dispute, DisputeState, GetCancellationRequest,
    OpenDisputeRequest, ProposeSettlementRequest, RuleDisputeRequest, RulingFor,
};
use redress_contracts::redress::policies::v1::Party;

/// How the parties of a dispute go about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// The seller offers something and the buyer takes it.
    Settle,
    /// The buyer rejects it, offers something else, and the seller takes that.
    Haggle,
    /// Nobody moves; the platform rules.
    Rule,
    /// Nobody moves, and the platform is late.
    RuleLate,
}

/// Opens disputes over what was refused, and moves open ones on.
pub async fn act(world: &World, file: &mut File) {
    let has_disputes = world
        .pack(file.fate.shop.id)
        .is_some_and(|pack| pack.dispute.is_some());
    if has_disputes {
        open(world, file).await;
    }
    for place in 0..file.disputes.len() {
        let case = &file.disputes[place];
        if case.now.state() != DisputeState::Open {
            continue;
        }
        let temper = temper(world, file, place);
        let mut dice = dice(world, file, Kind::Dispute, (place, case));
        let is_late = temper == Temper::RuleLate && !case.now.is_escalated;
        let wait = if is_late { u32::MAX / 2 } else { dice.between(1, 3) };
        if case.is_due(wait, file.day) {
            let ruling = *dice.weigh(&RULINGS);
            move_on(world, file, (place, temper, ruling)).await;
        }
    }
}

/// How rulings fall.
const RULINGS: [(u64, RulingFor); 3] = [
    (45, RulingFor::Buyer),
    (25, RulingFor::BuyerInPart),
    (30, RulingFor::Seller),
];

fn temper(world: &World, file: &File, place: usize) -> Temper {
    let mut dice = file.fate.dice(world.seed, &[Kind::Dispute as u64, place as u64]);
    *dice.weigh(&[
        (35, Temper::Settle),
        (20, Temper::Haggle),
        (30, Temper::Rule),
        (15, Temper::RuleLate),
    ])
}

async fn open(world: &World, file: &mut File) {
    for place in 0..file.cancellations.len() {
        let case = &file.cancellations[place];
        let is_refused = case.now.state() == CancellationState::Refused && case.now.dispute_id.is_empty();
        if !is_refused || case.tries > 0 || !case.is_due(1, file.day) || case.is_due(3, file.day) {
            continue;
        }
        let minds = file
            .fate
            .dice(world.seed, &[Kind::Cancellation as u64, place as u64, 77])
            .percent(50);
        if !minds {
            continue;
        }
        let request = OpenDisputeRequest {
            request_id: file.request_id(),
            cancellation_id: case_id(file, place),
            opened_by: Party::Buyer.into(),
            statement: "Nothing had been packed when I asked.".to_owned(),
            ..OpenDisputeRequest::default()
        };
        let reply = world.orders().open_dispute(request).await;
        file.cancellations[place].attempt();
        if let Some(dispute) = file.take("open a dispute", reply) {
            let case = Case::new(dispute, file.day);
            file.disputes.push(case);
            read_cancellation(world, file, place).await;
        }
    }
}

fn case_id(file: &File, place: usize) -> String {
    file.cancellations[place].now.cancellation_id.clone()
}

async fn read_cancellation(world: &World, file: &mut File, place: usize) {
    let request = GetCancellationRequest {
        cancellation_id: case_id(file, place),
    };
    let reply = world.orders().get_cancellation(request).await;
    if let Some(found) = file.take("read a cancellation", reply) {
        let day = file.day;
        file.cancellations[place].see(found, day);
    }
}

async fn move_on(world: &World, file: &mut File, (place, temper, ruling): (usize, Temper, RulingFor)) {
    file.disputes[place].attempt();
    let dispute = file.disputes[place].now.clone();
    let open = dispute.proposals.iter().find(|proposal| !proposal.is_closed);
    let moved = match (temper, dispute.proposals.len(), open) {
        (Temper::Rule | Temper::RuleLate, ..) => rule(world, file, &dispute, ruling).await,
        (_, 0, _) => propose(world, file, &dispute, (Party::Seller, 40)).await,
        (Temper::Settle, _, Some(_)) => accept(world, file, &dispute, Party::Buyer).await,
        (Temper::Haggle, 1, _) => propose(world, file, &dispute, (Party::Buyer, 70)).await,
        (Temper::Haggle, _, Some(_)) => accept(world, file, &dispute, Party::Seller).await,
        // The proposal went unanswered too long or was turned down; the platform rules.
        (_, _, None) => rule(world, file, &dispute, ruling).await,
    };
    if let Some(dispute) = moved {
        let day = file.day;
        file.disputes[place].see(dispute, day);
        sell::read(world, file).await;
    }
}

/// So many percent of what the order cost.
fn share(file: &File, percent: i64) -> i64 {
    let total = file
        .order
        .as_ref()
        .map_or(0, |order| minor_of(order.total.as_ref()));
    (total * percent / 100).max(1)
}

async fn propose(
    world: &World,
    file: &mut File,
    dispute: &Dispute,
    (party, percent): (Party, i64),
) -> Option<Dispute> {
    let request = ProposeSettlementRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        amount: Some(minor(file, share(file, percent))),
        text: "Let us meet here.".to_owned(),
        ..ProposeSettlementRequest::default()
    };
    let reply = world.orders().propose_settlement(request).await;
    file.take("propose a settlement", reply)
}

async fn accept(world: &World, file: &mut File, dispute: &Dispute, party: Party) -> Option<Dispute> {
    let open = dispute.proposals.iter().find(|proposal| !proposal.is_closed)?;
    let request = AnswerProposalRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        proposal_id: open.proposal_id.clone(),
        party: party.into(),
        accept: true,
        ..AnswerProposalRequest::default()
    };
    let reply = world.orders().answer_proposal(request).await;
    file.take("accept a proposal", reply)
}

async fn rule(world: &World, file: &mut File, dispute: &Dispute, ruling: RulingFor) -> Option<Dispute> {
    let in_part = ruling == RulingFor::BuyerInPart;
    let request = RuleDisputeRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        ruling_for: ruling.into(),
        amount: in_part.then(|| minor(file, share(file, 30))),
        reason: "By what both sides showed.".to_owned(),
        ..RuleDisputeRequest::default()
    };
    let reply = world.orders().rule_dispute(request).await;
    file.take("rule a dispute", reply)
}
