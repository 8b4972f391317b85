//! A cancellation that a strict seller refused, and what tests of disputes do with it again and again.
//!
//! The order: two vases at 20.00 GBP, 5.00 for shipping. The seller's terms give 80 % of the price: 32.00 of 45.00.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Status;

use crate::draft::{Draft, money};
use crate::world::{Client, World, ask, hours};

const STRICT_TERMS: &str = r#"
[terms]
edition = "2026-03"
name = "Strict & Sons"

[[case]]
case = "cancel-in-window"
window = { hours = 48 }
refund = "eighty-percent"
decided_by = "seller"
refund_due = { days = 2 }
"#;

/// The refused cancellation and its order.
pub async fn refused(world: &World) -> (pb::Order, pb::Cancellation) {
    let (order, waiting) = waiting(world).await;
    let cancellation = decide(world, &waiting, false).await;
    assert_eq!(cancellation.state(), pb::CancellationState::Refused);
    (order, cancellation)
}

/// The same, approved by the seller.
pub async fn approved(world: &World) -> (pb::Order, pb::Cancellation) {
    let (order, waiting) = waiting(world).await;
    let cancellation = decide(world, &waiting, true).await;
    assert_eq!(cancellation.state(), pb::CancellationState::Approved);
    (order, cancellation)
}

/// The same, waiting for the seller.
pub async fn waiting(world: &World) -> (pb::Order, pb::Cancellation) {
    world.shelf.publish_terms("kajet", "sel_a", STRICT_TERMS);
    let draft = Draft::new("kajet", "GBP", "GB", &[("sel_a", 2, 2_000)]);
    let order = world
        .paid(draft.with(|request| request.shipping = Some(money("GBP", 500))))
        .await;
    world.clock.advance(hours(30));
    let cancellation = world
        .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]))
        .await
        .unwrap();
    assert_eq!(cancellation.state(), pb::CancellationState::AwaitingSeller);
    (order, cancellation)
}

async fn decide(world: &World, cancellation: &pb::Cancellation, approve: bool) -> pb::Cancellation {
    let request = pb::DecideCancellationRequest {
        cancellation_id: cancellation.cancellation_id.clone(),
        decided_by: Party::Seller.into(),
        approve,
        reason: "It is packed.".to_owned(),
        ..pb::DecideCancellationRequest::default()
    };
    world
        .operator()
        .decide_cancellation(request)
        .await
        .unwrap()
        .into_inner()
}

/// A dispute over the refused cancellation, opened by the buyer.
pub async fn disputed(world: &World) -> (pb::Order, pb::Cancellation, pb::Dispute) {
    let (order, cancellation) = refused(world).await;
    let dispute = world
        .operator()
        .open_dispute(opening(&cancellation, Party::Buyer))
        .await
        .unwrap()
        .into_inner();
    (order, cancellation, dispute)
}

pub fn opening(cancellation: &pb::Cancellation, party: Party) -> pb::OpenDisputeRequest {
    pb::OpenDisputeRequest {
        cancellation_id: cancellation.cancellation_id.clone(),
        opened_by: party.into(),
        statement: "I asked in time.".to_owned(),
        evidence_refs: vec!["order summary".to_owned()],
        ..pb::OpenDisputeRequest::default()
    }
}

pub fn statement(dispute: &pb::Dispute, party: Party) -> pb::AddStatementRequest {
    pb::AddStatementRequest {
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        text: "It was packed.".to_owned(),
        ..pb::AddStatementRequest::default()
    }
}

pub fn proposal(dispute: &pb::Dispute, party: Party, minor: i64) -> pb::ProposeSettlementRequest {
    pb::ProposeSettlementRequest {
        dispute_id: dispute.dispute_id.clone(),
        party: party.into(),
        amount: Some(money("GBP", minor)),
        text: "To settle this.".to_owned(),
        ..pb::ProposeSettlementRequest::default()
    }
}

pub fn answer(dispute: &pb::Dispute, id: &str, party: Party, accept: bool) -> pb::AnswerProposalRequest {
    pb::AnswerProposalRequest {
        dispute_id: dispute.dispute_id.clone(),
        proposal_id: id.to_owned(),
        party: party.into(),
        accept,
        ..pb::AnswerProposalRequest::default()
    }
}

pub fn ruling(
    dispute: &pb::Dispute,
    ruling_for: pb::RulingFor,
    minor: Option<i64>,
) -> pb::RuleDisputeRequest {
    pb::RuleDisputeRequest {
        dispute_id: dispute.dispute_id.clone(),
        ruling_for: ruling_for.into(),
        amount: minor.map(|minor| money("GBP", minor)),
        reason: "The request came in time.".to_owned(),
        ..pb::RuleDisputeRequest::default()
    }
}

pub async fn rule(world: &World, request: pb::RuleDisputeRequest) -> Result<pb::Dispute, Status> {
    Ok(world.operator().rule_dispute(request).await?.into_inner())
}

pub async fn read(world: &World, dispute: &pb::Dispute) -> pb::Dispute {
    let request = pb::GetDisputeRequest {
        dispute_id: dispute.dispute_id.clone(),
    };
    world.operator().get_dispute(request).await.unwrap().into_inner()
}

/// Steps into the case of an order's cancellation.
pub fn step(
    order: &pb::Order,
    cancellation: Option<&pb::Cancellation>,
    kind: pb::InterventionKind,
) -> pb::InterveneRequest {
    pb::InterveneRequest {
        order_id: order.order_id.clone(),
        cancellation_id: cancellation
            .map(|c| c.cancellation_id.clone())
            .unwrap_or_default(),
        kind: kind.into(),
        reason: "The refusal breaks the rules.".to_owned(),
        ..pb::InterveneRequest::default()
    }
}

pub fn buyer(world: &World) -> Client {
    world.bound("kajet", Role::Buyer, "byr_mara")
}

pub fn seller(world: &World) -> Client {
    world.bound("kajet", Role::Seller, "sel_a")
}

/// The last change told of, whole.
pub async fn last_change(world: &World) -> pb::OrderChanged {
    world.events("orders.order_changed").await.pop().unwrap()
}

/// How many clocks of an aggregate run.
pub async fn clocks(world: &World, aggregate: &str) -> Vec<String> {
    let id = aggregate.to_owned();
    let rows = world
        .db
        .read(move |conn| redress_db::open_of(conn, &id))
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| row.id.trim_start_matches(aggregate).to_owned())
        .collect()
}
