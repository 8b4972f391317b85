//! KAJIVAP after delivery: withdrawing within a week, warranties in months and years, and a ministry that mediates.

use super::money::money;
use super::stage::{Draft, GOOD_NUMBER, Item, Stage};
use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party, Remedy};
use redress_contracts::redress::refunds::v1::RefundState;
use redress_contracts::redress::returns::v1::{Return, ReturnRulingFor, ReturnState};
use tonic::Code;

super::journeys! { "kajivap":
    withdraw "kv-withdraw" "2027-01-11T01:00:00Z" ["KV-01", "KV-03", "KV-05", "KV-06"], "withdrawn within 7 days, unused and with the receipt: refunded, the buyer pays the way back";
    withdraw_late "kv-withdraw-late" "2027-03-01T01:00:00Z" ["KV-01"], "on day 8 it is too late";
    warranty "kv-warranty-months" "2027-04-05T01:00:00Z" ["KV-02"], "the warranty of a fan ends after a year, and a maker's longer one wins";
    excluded "kv-exclusions" "2028-06-05T01:00:00Z" ["KV-04"], "a gift card does not come back, unless it is defective";
    answered "kv-answered-in-time" "2028-08-07T01:00:00Z" ["KV-05", "KV-11"], "an answer within 10 working days, else escalated";
    repaired "kv-repaired" "2028-10-02T01:00:00Z" ["KV-06", "KV-08"], "defective on receipt: repaired and sent back at the shop's cost";
    by_law "kv-law-after-warranty" "2029-01-08T01:00:00Z" ["KV-12"], "after the shop's warranty the law still stands, and is cited";
    outside "kv-ministry-mediates" "2029-09-03T01:00:00Z" ["KV-09", "KV-07"], "unresolved: the trade ministry has it, clocks stand still, its award is paid";
}

const SELLER: &str = "sel_kajivap";
const FAN_TOTAL: i64 = 213_600;

fn fan(country: &'static str) -> Draft {
    let fan = Item::new("Electric fan", SELLER, 1, 180_000)
        .tax(21_600)
        .shipping(12_000);
    Draft::new("PHP", country, vec![fan])
}

/// Asks for a return and gives all the evidence that is asked for.
async fn asked(
    stage: &mut Stage,
    order: &redress_contracts::redress::orders::v1::Order,
    ground: Ground,
) -> anyhow::Result<Return> {
    let request = stage.ask_return(order, ground, &[]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage
        .show_evidence(&asked.return_id, &["product_photo", "receipt"])
        .await?;
    stage.read_return(&asked).await
}

async fn withdraw(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(fan("PH"), 3).await?;
    stage.days(6).await?;
    let request = stage.ask_return(&order, Ground::Withdrawal, &[]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.show_evidence(&asked.return_id, &["receipt"]).await?;
    let approved = stage.stands(&asked, ReturnState::AwaitingParcel).await?;
    ensure!(
        approved.return_payer() == Party::Buyer,
        "{:?} pays the way back",
        approved.return_payer()
    );
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "unused", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Refund).await?;
    stage
        .return_refunded(&order, &applied, money("PHP", FAN_TOTAL))
        .await?;
    Ok(())
}

async fn withdraw_late(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(fan("PH"), 3).await?;
    stage.days(8).await?;
    let request = stage.ask_return(&order, Ground::Withdrawal, &[]);
    let late = stage.try_return(request).await;
    stage.refused(
        ("buyer", "withdraws on day 8"),
        late,
        (Code::FailedPrecondition, "WINDOW_CLOSED"),
        Some("KV-01"),
    )?;
    Ok(())
}

async fn warranty(stage: &mut Stage) -> anyhow::Result<()> {
    // To a buyer outside the Philippines, where no law stands beside the shop's own warranty.
    let order = stage.delivered(fan("US"), 3).await?;
    stage.days(367).await?;
    let request = stage.ask_return(&order, Ground::Warranty, &[]);
    let late = stage.try_return(request).await;
    stage.refused(
        ("buyer", "claims a year and a day after delivery"),
        late,
        (Code::FailedPrecondition, "WINDOW_CLOSED"),
        Some("KV-02"),
    )?;
    let mut request = stage.ask_return(&order, Ground::Warranty, &[]);
    request.maker_warranty_months = 24;
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage
        .show_evidence(&asked.return_id, &["product_photo", "receipt"])
        .await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    stage
        .refuse_return(&review, Party::Platform, "The maker's card is for another model.")
        .await?;
    Ok(())
}

async fn excluded(stage: &mut Stage) -> anyhow::Result<()> {
    let card = Item::new("Gift card", SELLER, 1, 50_000).attribute("gift_card");
    let order = stage.delivered(Draft::new("PHP", "PH", vec![card]), 3).await?;
    stage.days(2).await?;
    let request = stage.ask_return(&order, Ground::Withdrawal, &[]);
    let kept_out = stage.try_return(request).await;
    stage.refused(
        ("buyer", "withdraws from a gift card"),
        kept_out,
        (Code::FailedPrecondition, "EXCLUDED"),
        Some("KV-04"),
    )?;
    let found = asked(stage, &order, Ground::Defective).await?;
    ensure!(
        found.state() == ReturnState::UnderReview,
        "a defective one is {:?}",
        found.state()
    );
    Ok(())
}

async fn answered(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(fan("US"), 3).await?;
    stage.days(2).await?;
    let found = asked(stage, &order, Ground::Defective).await?;
    let due = found
        .deadlines
        .iter()
        .any(|deadline| deadline.clause_ids.iter().any(|id| id == "KV-05"));
    ensure!(due, "no answer is due: {:?}", found.deadlines);
    stage.days(19).await?;
    let late = stage.read_return(&found).await?;
    ensure!(late.is_escalated, "the answer is late and nobody was told");
    stage.told(&order, Party::Platform, "deadline_passed").await?;
    stage
        .approve_return(&late, Party::Platform, Remedy::Replacement)
        .await?;
    let message = stage.told(&order, Party::Buyer, "return_approved").await?;
    stage.contacts("KV-11", &message).await
}

async fn repaired(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(fan("PH"), 3).await?;
    stage.days(2).await?;
    let found = asked(stage, &order, Ground::Defective).await?;
    let approved = stage
        .approve_return(&found, Party::Platform, Remedy::Repair)
        .await?;
    ensure!(
        approved.return_payer() == Party::Seller,
        "{:?} pays the way back",
        approved.return_payer()
    );
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "original-state", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Repair).await?;
    let done = stage.repair(&applied, true).await?;
    let sent = stage.send(&done).await?;
    stage.track_to_buyer(&sent).await?;
    stage.stands(&sent, ReturnState::Closed).await?;
    Ok(())
}

async fn by_law(stage: &mut Stage) -> anyhow::Result<()> {
    let soap = Item::new("Soap maker", SELLER, 1, 90_000).class("non_durable");
    let order = stage.delivered(Draft::new("PHP", "PH", vec![soap]), 3).await?;
    // The shop's six months are over; the law's two years are not.
    stage.days(200).await?;
    let found = asked(stage, &order, Ground::Warranty).await?;
    let decision = found.decision.clone().context("there is no decision")?;
    ensure!(
        decision.outcome() == Outcome::NeedsPlatform,
        "it is {:?}",
        decision.outcome()
    );
    ensure!(
        decision.clause_ids.iter().any(|id| id == "PH-DEFECT"),
        "it cites {:?}",
        decision.clause_ids
    );
    stage
        .refuse_return(&found, Party::Platform, "The picture shows another machine.")
        .await?;
    Ok(())
}

async fn outside(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .delivered(fan("PH").paid_by(PaymentKind::Card, 0), 3)
        .await?;
    stage.days(2).await?;
    let found = asked(stage, &order, Ground::Defective).await?;
    let refused = stage
        .refuse_return(&found, Party::Platform, "It runs in the video.")
        .await?;
    let dispute = stage
        .dispute(&refused, Party::Buyer, "It stops after a minute.")
        .await?;
    let dispute = stage.state(&dispute, Party::Seller, "Not with us.", &[]).await?;
    let dispute = stage.rule(&dispute, ReturnRulingFor::Seller, None).await?;
    let dispute = stage
        .escalate(&dispute, "Department of Trade and Industry")
        .await?;
    let held = stage.read_return(&refused).await?;
    ensure!(held.is_paused, "the clocks go on while the ministry has the case");
    stage.days(60).await?;
    let dispute = stage.outcome(&dispute, Some(money("PHP", FAN_TOTAL))).await?;
    ensure!(dispute.external.is_some(), "the outcome is not recorded");
    stage
        .refunded(
            &order,
            &refused.return_id,
            RefundState::Succeeded,
            money("PHP", FAN_TOTAL),
        )
        .await?;
    Ok(())
}
