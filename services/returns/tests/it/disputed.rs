//! A return that the platform refused, and what tests of disputes do with it again and again.
//!
//! The order: two dresses at 22.00 USD from KakaClo. Its policy keeps 15 % for restocking: 37.40 of 44.00.

use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use redress_contracts::redress::returns::v1::return_dispute_service_client::ReturnDisputeServiceClient;
use redress_rpc::{Caller, Channel, Role};
use tonic::Status;

use crate::world::{World, ask, days, decision, dresses, fan, money};

pub type Disputes = ReturnDisputeServiceClient<Channel>;

/// What the policy gives in full.
pub const FULL: i64 = 3_740;
/// What was paid.
pub const PAID: i64 = 4_400;

/// A client of the local operator.
pub fn operator(world: &World) -> Disputes {
    Disputes::new(world.channel(Caller::local_operator()))
}

pub fn bound(world: &World, marketplace: &str, role: Role, principal: &str) -> Disputes {
    Disputes::new(world.channel(Caller::new(Some(marketplace), role, principal)))
}

pub fn buyer(world: &World) -> Disputes {
    bound(world, "kakaclo", Role::Buyer, "byr_mara")
}

pub fn seller(world: &World) -> Disputes {
    bound(world, "kakaclo", Role::Seller, "sel_a")
}

pub fn agent(world: &World) -> Disputes {
    bound(world, "kakaclo", Role::Agent, "agt")
}

/// A return that waits for the platform.
pub async fn waiting(world: &World, order_id: &str) -> pb::Return {
    world.neighbours.keep_order(dresses(order_id, true));
    let asked = world
        .asked(ask(order_id, Ground::ChangeOfMind, &[("1", 2)]))
        .await;
    assert_eq!(asked.state(), pb::ReturnState::UnderReview);
    asked
}

/// The same, refused.
pub async fn refused(world: &World, order_id: &str) -> pb::Return {
    let waiting = waiting(world, order_id).await;
    let request = decision(&waiting, false, Remedy::Unspecified);
    let refused = world
        .operator()
        .decide_return(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(refused.state(), pb::ReturnState::Refused);
    refused
}

/// The same, with a dispute that the buyer opened.
pub async fn disputed(world: &World) -> (pb::Return, pb::ReturnDispute) {
    let case = refused(world, "ord_1").await;
    let dispute = open(world, &case, Party::Buyer).await.unwrap();
    (case, dispute)
}

/// A fan from KAJIVAP that awaits its parcel, with a dispute that the buyer opened: its policy names bodies outside.
pub async fn fan_disputed(world: &World) -> (pb::Return, pb::ReturnDispute) {
    world.neighbours.keep_order(fan("ord_1"));
    let asked = world.asked(ask("ord_1", Ground::Withdrawal, &[("1", 1)])).await;
    world
        .evidence(&asked, ("evd_1", "receipt"), Party::Buyer, "added")
        .await;
    let case = world.found(&asked).await;
    assert_eq!(case.state(), pb::ReturnState::AwaitingParcel);
    let dispute = open(world, &case, Party::Buyer).await.unwrap();
    (case, dispute)
}

/// The end of a clock of so many days that starts at 10:00 UTC: midnight in Shanghai, after the last of them.
pub fn in_days(start: DateTime<Utc>, count: i64) -> DateTime<Utc> {
    start + days(count) + TimeDelta::hours(6)
}

pub async fn open(world: &World, case: &pb::Return, party: Party) -> Result<pb::ReturnDispute, Status> {
    let opened = operator(world).open_return_dispute(opening(case, party)).await?;
    Ok(opened.into_inner())
}

pub async fn rule(
    world: &World,
    dispute: &pb::ReturnDispute,
    (ruling_for, minor): (pb::ReturnRulingFor, Option<i64>),
) -> Result<pb::ReturnDispute, Status> {
    let ruled = operator(world)
        .rule_return_dispute(ruling(dispute, ruling_for, minor))
        .await?;
    Ok(ruled.into_inner())
}

pub async fn appeal(
    world: &World,
    dispute: &pb::ReturnDispute,
    party: Party,
) -> Result<pb::ReturnDispute, Status> {
    let appealed = operator(world)
        .appeal_return_ruling(appealing(dispute, party))
        .await?;
    Ok(appealed.into_inner())
}

pub async fn read(world: &World, dispute: &pb::ReturnDispute) -> pb::ReturnDispute {
    let request = pb::GetReturnDisputeRequest {
        dispute_id: dispute.dispute_id.clone(),
    };
    operator(world)
        .get_return_dispute(request)
        .await
        .unwrap()
        .into_inner()
}

pub fn opening(case: &pb::Return, party: Party) -> pb::OpenReturnDisputeRequest {
    pb::OpenReturnDisputeRequest {
        return_id: case.return_id.clone(),
        opened_by: party.into(),
        statement: "The picture shows it.".to_owned(),
        evidence_ids: vec!["evd_1".to_owned()],
        ..pb::OpenReturnDisputeRequest::default()
    }
}

pub fn statement(dispute: &pb::ReturnDispute, party: Party) -> pb::AddReturnStatementRequest {
    pb::AddReturnStatementRequest {
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        text: "It was worn.".to_owned(),
        ..pb::AddReturnStatementRequest::default()
    }
}

pub fn proposal(dispute: &pb::ReturnDispute, party: Party, minor: i64) -> pb::ProposeReturnSettlementRequest {
    pb::ProposeReturnSettlementRequest {
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        amount: Some(money("USD", minor)),
        keeps_goods: true,
        text: "To settle this.".to_owned(),
        ..pb::ProposeReturnSettlementRequest::default()
    }
}

pub fn answer(
    dispute: &pb::ReturnDispute,
    id: &str,
    party: Party,
    accept: bool,
) -> pb::AnswerReturnProposalRequest {
    pb::AnswerReturnProposalRequest {
        dispute_id: dispute.dispute_id.clone(),
        proposal_id: id.to_owned(),
        party: party.into(),
        accept,
        ..pb::AnswerReturnProposalRequest::default()
    }
}

pub fn ruling(
    dispute: &pb::ReturnDispute,
    ruling_for: pb::ReturnRulingFor,
    minor: Option<i64>,
) -> pb::RuleReturnDisputeRequest {
    pb::RuleReturnDisputeRequest {
        dispute_id: dispute.dispute_id.clone(),
        ruling_for: ruling_for.into(),
        amount: minor.map(|minor| money("USD", minor)),
        reason: "By what both sides showed.".to_owned(),
        ..pb::RuleReturnDisputeRequest::default()
    }
}

pub fn appealing(dispute: &pb::ReturnDispute, party: Party) -> pb::AppealReturnRulingRequest {
    pb::AppealReturnRulingRequest {
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        reason: "The second picture was not looked at.".to_owned(),
        ..pb::AppealReturnRulingRequest::default()
    }
}

pub fn escalation(dispute: &pb::ReturnDispute, body: &str) -> pb::EscalateReturnDisputeRequest {
    pb::EscalateReturnDisputeRequest {
        dispute_id: dispute.dispute_id.clone(),
        body: body.to_owned(),
        reference: "2026-0815".to_owned(),
        ..pb::EscalateReturnDisputeRequest::default()
    }
}

pub fn outcome(dispute: &pb::ReturnDispute, minor: Option<i64>) -> pb::RecordReturnOutcomeRequest {
    pb::RecordReturnOutcomeRequest {
        dispute_id: dispute.dispute_id.clone(),
        outcome: "Mediated.".to_owned(),
        amount: minor.map(|minor| money("PHP", minor)),
        ..pb::RecordReturnOutcomeRequest::default()
    }
}

/// The last change told of, whole.
pub async fn last_change(world: &World) -> pb::ReturnChanged {
    let mut events: Vec<pb::ReturnChanged> = world.events("returns.return_changed").await;
    events.pop().unwrap()
}

/// The last change of a kind.
pub async fn told(world: &World, change: &str) -> pb::ReturnChanged {
    let events: Vec<pb::ReturnChanged> = world.events("returns.return_changed").await;
    let mut events = events.into_iter().filter(|event| event.change == change);
    events.next_back().unwrap()
}

/// The kinds of clocks that a return has.
pub async fn clocks(world: &World, case: &pb::Return) -> Vec<String> {
    let found = world.found(case).await;
    found.deadlines.into_iter().map(|clock| clock.kind).collect()
}
