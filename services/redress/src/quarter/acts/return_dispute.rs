//! Disputes over returns: opened by buyers who do not take a no, settled, ruled, appealed, or taken to a body outside.

use super::super::book::{Case, File};
use super::super::dice::Dice;
use super::super::world::World;
use super::{Kind, dice, minor, minor_of};
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1::{
    AnswerReturnProposalRequest, AppealReturnRulingRequest, EscalateReturnDisputeRequest,
    OpenReturnDisputeRequest, ProposeReturnSettlementRequest, RecordReturnOutcomeRequest, ReturnDispute,
    ReturnDisputeState, ReturnRulingFor, ReturnState, RuleReturnDisputeRequest,
};
use tonic::{Response, Status};

/// How the parties go about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Temper {
    /// The seller offers, the buyer takes it.
    Settle,
    /// The buyer asks for more, and gets it.
    Haggle,
    /// The platform rules.
    Rule,
    /// The platform rules when it is told that it is late.
    RuleLate,
    /// The buyer goes to a body outside, where the pack names one.
    Outside,
}

/// Opens disputes over refused returns, and moves open ones on.
pub async fn act(world: &World, file: &mut File) {
    let pack = world.pack(file.fate.shop.id);
    if pack.is_some_and(|pack| pack.dispute.is_some()) {
        open(world, file).await;
    }
    for place in 0..file.return_disputes.len() {
        let case = &file.return_disputes[place];
        let temper = temper(world, file, place);
        let mut dice = dice(world, file, Kind::ReturnDispute, (place, case));
        let Some(wait) = patience(case, temper, &mut dice) else {
            continue;
        };
        if case.is_due(wait, file.day) {
            file.return_disputes[place].attempt();
            let moved = move_on(world, file, (place, temper, &mut dice)).await;
            let moved = moved.and_then(|reply| file.take("move a dispute over a return on", reply));
            if let Some(dispute) = moved {
                let day = file.day;
                file.return_disputes[place].see(dispute, day);
            }
        }
    }
}

fn temper(world: &World, file: &File, place: usize) -> Temper {
    let mut dice = file
        .fate
        .dice(world.seed, &[Kind::ReturnDispute as u64, place as u64]);
    *dice.weigh(&[
        (30, Temper::Settle),
        (15, Temper::Haggle),
        (30, Temper::Rule),
        (15, Temper::RuleLate),
        (10, Temper::Outside),
    ])
}

/// How long whoever's turn it is waits; none when it is nobody's.
fn patience(case: &Case<ReturnDispute>, temper: Temper, dice: &mut Dice) -> Option<u32> {
    match case.now.state() {
        ReturnDisputeState::Open if temper == Temper::RuleLate && !case.now.is_escalated => None,
        ReturnDisputeState::Open => Some(dice.between(1, 3)),
        // One ruling in four is appealed.
        ReturnDisputeState::Ruled if case.now.rulings.len() == 1 && dice.percent(25) => {
            Some(dice.between(1, 4))
        }
        ReturnDisputeState::Appealed => Some(dice.between(2, 5)),
        ReturnDisputeState::External => Some(dice.between(9, 14)),
        _ => None,
    }
}

async fn open(world: &World, file: &mut File) {
    for place in 0..file.returns.len() {
        let case = &file.returns[place];
        let is_refused = case.now.state() == ReturnState::Refused && case.now.dispute_id.is_empty();
        let minds = file
            .fate
            .dice(world.seed, &[Kind::Return as u64, place as u64, 77])
            .percent(40);
        if !is_refused || !minds || file.day != case.since + 1 {
            continue;
        }
        let return_id = case.now.return_id.clone();
        let request = OpenReturnDisputeRequest {
            request_id: file.request_id(),
            return_id,
            opened_by: Party::Buyer.into(),
            statement: "I showed all there is to see.".to_owned(),
            ..OpenReturnDisputeRequest::default()
        };
        let reply = world.return_disputes().open_return_dispute(request).await;
        if let Some(dispute) = file.take("open a dispute over a return", reply) {
            let case = Case::new(dispute, file.day);
            file.return_disputes.push(case);
        }
    }
}

/// What came of a call, where one was made.
type Moved = Option<Answer>;

async fn move_on(world: &World, file: &mut File, (place, temper, dice): (usize, Temper, &mut Dice)) -> Moved {
    let dispute = file.return_disputes[place].now.clone();
    match dispute.state() {
        ReturnDisputeState::Ruled => return Some(appeal(world, file, &dispute).await),
        ReturnDisputeState::Appealed => return Some(rule(world, file, (&dispute, dice)).await),
        ReturnDisputeState::External => return Some(outcome(world, file, &dispute).await),
        _ => {}
    }
    let open = dispute.proposals.iter().any(|proposal| !proposal.is_closed);
    match (temper, dispute.proposals.len()) {
        (Temper::Rule | Temper::RuleLate, _) => Some(rule(world, file, (&dispute, dice)).await),
        (Temper::Outside, _) => escalate(world, file, (&dispute, dice)).await,
        (_, 0) => Some(propose(world, file, (&dispute, Party::Seller, 40)).await),
        (Temper::Haggle, 1) => Some(propose(world, file, (&dispute, Party::Buyer, 70)).await),
        (Temper::Settle, _) if open => accept(world, file, (&dispute, Party::Buyer)).await,
        (_, _) if open => accept(world, file, (&dispute, Party::Seller)).await,
        _ => Some(rule(world, file, (&dispute, dice)).await),
    }
}

/// What came of a call.
type Answer = Result<Response<ReturnDispute>, Status>;

/// So many percent of what the return's units cost, roughly: of the order.
fn share(file: &File, percent: i64) -> i64 {
    let total = file
        .order
        .as_ref()
        .map_or(0, |order| minor_of(order.total.as_ref()));
    (total * percent / 400).max(1)
}

async fn propose(
    world: &World,
    file: &mut File,
    (dispute, party, percent): (&ReturnDispute, Party, i64),
) -> Answer {
    let request = ProposeReturnSettlementRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        amount: Some(minor(file, share(file, percent))),
        keeps_goods: !is_back(file, dispute),
        text: "Let us meet here.".to_owned(),
        ..ProposeReturnSettlementRequest::default()
    };
    world.return_disputes().propose_return_settlement(request).await
}

/// Whether any of the goods are back with the shop.
fn is_back(file: &File, dispute: &ReturnDispute) -> bool {
    let of_dispute = file
        .returns
        .iter()
        .find(|case| case.now.return_id == dispute.return_id);
    let mut lines = of_dispute.iter().flat_map(|case| &case.now.lines);
    lines.any(|line| line.received_quantity > 0)
}

async fn accept(world: &World, file: &mut File, (dispute, party): (&ReturnDispute, Party)) -> Moved {
    let open = dispute.proposals.iter().find(|proposal| !proposal.is_closed)?;
    let request = AnswerReturnProposalRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        proposal_id: open.proposal_id.clone(),
        party: party.into(),
        accept: true,
        ..AnswerReturnProposalRequest::default()
    };
    Some(world.return_disputes().answer_return_proposal(request).await)
}

async fn rule(world: &World, file: &mut File, (dispute, dice): (&ReturnDispute, &mut Dice)) -> Answer {
    let ruling = *dice.weigh(&[
        (45, ReturnRulingFor::Buyer),
        (25, ReturnRulingFor::BuyerInPart),
        (30, ReturnRulingFor::Seller),
    ]);
    let in_part = ruling == ReturnRulingFor::BuyerInPart;
    let request = RuleReturnDisputeRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        ruling_for: ruling.into(),
        amount: in_part.then(|| minor(file, share(file, 30))),
        reason: "By what both sides showed.".to_owned(),
        ..RuleReturnDisputeRequest::default()
    };
    world.return_disputes().rule_return_dispute(request).await
}

async fn appeal(world: &World, file: &mut File, dispute: &ReturnDispute) -> Answer {
    let for_buyer = dispute.rulings.last().map(|ruling| ruling.ruling_for());
    let party = if for_buyer == Some(ReturnRulingFor::Seller) {
        Party::Buyer
    } else {
        Party::Seller
    };
    let request = AppealReturnRulingRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        reason: "The second picture was not looked at.".to_owned(),
        ..AppealReturnRulingRequest::default()
    };
    world.return_disputes().appeal_return_ruling(request).await
}

/// Where the pack names no body outside, the platform rules.
async fn escalate(world: &World, file: &mut File, (dispute, dice): (&ReturnDispute, &mut Dice)) -> Moved {
    let body = world
        .pack(file.fate.shop.id)
        .and_then(|pack| pack.external_bodies.first());
    let Some(body) = body.map(|body| body.name.to_string()) else {
        return Some(rule(world, file, (dispute, dice)).await);
    };
    let request = EscalateReturnDisputeRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        body,
        reference: format!("2026-{}", file.fate.number),
        ..EscalateReturnDisputeRequest::default()
    };
    Some(world.return_disputes().escalate_return_dispute(request).await)
}

async fn outcome(world: &World, file: &mut File, dispute: &ReturnDispute) -> Answer {
    let request = RecordReturnOutcomeRequest {
        request_id: file.request_id(),
        dispute_id: dispute.dispute_id.clone(),
        outcome: "Mediated: the shop gives a part.".to_owned(),
        amount: Some(minor(file, share(file, 50))),
        ..RecordReturnOutcomeRequest::default()
    };
    world.return_disputes().record_return_outcome(request).await
}
