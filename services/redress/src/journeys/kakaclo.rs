//! KakaClo, a marketplace for drop-shippers: late shipments judged by the platform, and rules that change at once.

use super::money::money;
use super::stage::{Draft, Item, Stage};
use anyhow::ensure;
use redress_contracts::redress::orders::v1::{
    CancellationState, Dispute, GetDisputeRequest, OpenDisputeRequest, RuleDisputeRequest, RulingFor,
};
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party};
use redress_contracts::redress::refunds::v1::RefundState;
use tonic::Code;

super::journeys! { "kakaclo":
    late_shipment "kc-late-shipment" "2026-03-02T03:00:00Z" ["KC-06", "KC-16"], "not shipped in time: the platform grants the full refund";
    judged_in_time "kc-dispute-ruled" "2026-04-01T03:00:00Z" ["KC-06", "KC-16", "KC-12"], "the platform refuses, the buyer disputes, the ruling pays";
    judgement_overdue "kc-judgement-overdue" "2026-06-01T03:00:00Z" ["KC-16"], "no judgement within two weeks: escalated before and when it passes";
    new_version "kc-new-version" "2026-08-03T03:00:00Z" ["KC-01"], "a published version applies to the next application at once";
}

const SELLER: &str = "sel_shenzhen";

/// Two dresses to the United States, 51.00 USD.
fn dresses() -> Draft {
    Draft::new(
        "USD",
        "US",
        vec![Item::new("Dress", SELLER, 2, 2_200).shipping(700)],
    )
}

async fn late_shipment(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.place_and_pay(dresses()).await?;
    stage.days(3).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::LateShipment, &[]);
    let result = stage.try_cancel(request).await;
    stage.refused(
        ("buyer", "asks to cancel on day 3 of 5"),
        result,
        (Code::FailedPrecondition, "NOT_LATE"),
        Some("KC-06"),
    )?;
    stage.days(3).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::LateShipment, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.outcome() == Outcome::NeedsPlatform,
        "it is {:?}",
        decision.outcome()
    );
    ensure!(
        cancellation.state() == CancellationState::AwaitingPlatform,
        "it is {:?}",
        cancellation.state()
    );
    let result = stage.ship(&order, &[]).await;
    ensure!(result.is_err(), "what waits for a decision was shipped");
    stage
        .decide(
            &cancellation,
            Party::Platform,
            true,
            "The supplier missed its own promise.",
        )
        .await?;
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("USD", 5_100),
        )
        .await?;
    stage.told(&order, Party::Buyer, "cancellation_approved").await?;
    Ok(())
}

/// A late order whose cancellation the platform refused, and the dispute over it.
async fn disputed(
    stage: &mut Stage,
) -> anyhow::Result<(redress_contracts::redress::orders::v1::Order, String, Dispute)> {
    let order = stage.place_and_pay(dresses()).await?;
    stage.days(6).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::LateShipment, &[]);
    let (cancellation, _) = stage.cancel(request).await?;
    stage
        .decide(
            &cancellation,
            Party::Platform,
            false,
            "The supplier has booked the parcel.",
        )
        .await?;
    let request = OpenDisputeRequest {
        request_id: stage.request_id(),
        cancellation_id: cancellation.cancellation_id.clone(),
        opened_by: Party::Buyer.into(),
        statement: "Nothing has left the warehouse.".to_owned(),
        ..OpenDisputeRequest::default()
    };
    let dispute = stage.orders.open_dispute(request).await?.into_inner();
    stage.show(
        "buyer",
        "opens a dispute",
        "open",
        &dispute.clause_ids,
        String::new(),
    );
    ensure!(
        dispute.judgement_due_time.is_some(),
        "the dispute has no judgement deadline"
    );
    Ok((order, cancellation.cancellation_id, dispute))
}

async fn judged_in_time(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation_id, dispute) = disputed(stage).await?;
    stage.days(4).await?;
    let request = RuleDisputeRequest {
        request_id: stage.request_id(),
        dispute_id: dispute.dispute_id,
        ruling_for: RulingFor::Buyer.into(),
        reason: "The carrier never scanned the parcel.".to_owned(),
        ..RuleDisputeRequest::default()
    };
    let ruled = stage.orders.rule_dispute(request).await?.into_inner();
    stage.show(
        "platform",
        "rules for the buyer",
        "ruled",
        &ruled.clause_ids,
        super::step::amount(ruled.amount.as_ref()),
    );
    let refunds = stage.refunds_of(&order, "").await?;
    ensure!(refunds.len() == 1, "{} refunds", refunds.len());
    ensure!(
        refunds[0].state() == RefundState::Succeeded,
        "the refund is {:?}",
        refunds[0].state()
    );
    ensure!(
        refunds[0].amount == Some(money("USD", 5_100)),
        "the refund is {:?}",
        refunds[0].amount
    );
    stage.show(
        "refunds",
        format!("refund for {}", refunds[0].cause),
        "succeeded",
        &[],
        super::step::amount(refunds[0].amount.as_ref()),
    );
    let request = redress_contracts::redress::orders::v1::GetCancellationRequest { cancellation_id };
    let cancellation = stage.orders.get_cancellation(request).await?.into_inner();
    ensure!(
        cancellation.state() == CancellationState::Refunded,
        "the cancellation is {:?}",
        cancellation.state()
    );
    Ok(())
}

async fn judgement_overdue(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, _, dispute) = disputed(stage).await?;
    stage.days(13).await?;
    let request = GetDisputeRequest {
        dispute_id: dispute.dispute_id.clone(),
    };
    let warned = stage.orders.get_dispute(request.clone()).await?.into_inner();
    ensure!(
        warned.is_escalated,
        "a day before the judgement is due nobody was warned"
    );
    let message = stage.told(&order, Party::Platform, "deadline_warning").await?;
    ensure!(!message.clause_ids.is_empty(), "the warning cites nothing");
    stage.days(2).await?;
    stage.told(&order, Party::Platform, "deadline_passed").await?;
    Ok(())
}

async fn new_version(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .place_and_pay(Draft::new(
            "USD",
            "US",
            vec![Item::new("Shirt", SELLER, 2, 1_500)],
        ))
        .await?;
    stage.days(6).await?;
    let old = stage.policy().await?;
    let request = stage.ask(&order, Party::Buyer, Ground::LateShipment, &[("1", 1)]);
    let (first, decision) = stage.cancel(request).await?;
    ensure!(
        decision.policy_version == old.version,
        "version {} bound",
        decision.policy_version
    );
    let new = stage
        .publish("edition = \"undated\"", "edition = \"2026 autumn\"")
        .await?;
    let request = stage.ask(&order, Party::Buyer, Ground::LateShipment, &[("1", 1)]);
    let (_, decision) = stage.cancel(request).await?;
    ensure!(
        decision.policy_version == new.version,
        "the new application is under version {}",
        decision.policy_version
    );
    let decided = stage
        .decide(&first, Party::Platform, true, "Late indeed.")
        .await?;
    let kept = decided.decision.map(|decision| decision.policy_version);
    ensure!(
        kept == Some(old.version),
        "the older case is now under version {kept:?}"
    );
    stage
        .refunded(
            &order,
            &first.cancellation_id,
            RefundState::Succeeded,
            money("USD", 1_500),
        )
        .await?;
    Ok(())
}
