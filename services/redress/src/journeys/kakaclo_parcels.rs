//! KakaClo's parcels: tracking that does not move, special periods that stop the clock, and parcels that never arrive.

use super::money::money;
use super::stage::{Draft, Item, Stage};
use anyhow::ensure;
use redress_contracts::redress::evidence::v1::Verdict;
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1::ReturnState;
use tonic::Code;

super::journeys! { "kakaclo":
    stalled "kc-tracking-stalled" "2028-03-06T03:00:00Z" ["KC-14"], "no update for more than ten business days, typhoon days not counted: settled by the platform";
    not_received "kc-not-received" "2028-06-05T03:00:00Z" ["KC-15"], "ten days beyond the estimate and no proof of delivery in time: granted";
    proven "kc-delivery-proven" "2028-08-07T03:00:00Z" ["KC-15", "KC-05"], "the supplier shows proof of delivery, the platform accepts it: refused";
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

async fn stalled(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(dresses()).await?;
    stage.track_order(&order, "in_transit").await?;
    stage.days(7).await?;
    let request = stage.ask_return(&order, Ground::TrackingStalled, &[]);
    let early = stage.try_return(request).await;
    stage.refused(
        ("buyer", "claims after a week"),
        early,
        (Code::FailedPrecondition, "WINDOW_NOT_OPEN"),
        Some("KC-14"),
    )?;
    // The clock is running already: a week of typhoon stops it.
    stage.special_period("weather", "CN", 7).await?;
    stage.days(12).await?;
    let request = stage.ask_return(&order, Ground::TrackingStalled, &[]);
    let held = stage.try_return(request).await;
    stage.refused(
        ("buyer", "claims while the typhoon days are not counted"),
        held,
        (Code::FailedPrecondition, "WINDOW_NOT_OPEN"),
        Some("KC-14"),
    )?;
    ensure!(
        !stage.parcel_of(&order).await?.is_stalled,
        "the parcel counts as stalled, typhoon days included"
    );
    stage.days(8).await?;
    ensure!(
        stage.parcel_of(&order).await?.is_stalled,
        "after more than ten business days it is not stalled"
    );
    let mut request = stage.ask_return(&order, Ground::TrackingStalled, &[]);
    request.wished_remedy = Remedy::Refund.into();
    let claim = stage.request_return(request, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&claim, Party::Platform, Remedy::Refund)
        .await?;
    stage
        .return_refunded(&order, &approved, money("USD", 5_100))
        .await?;
    Ok(())
}

async fn not_received(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(dresses()).await?;
    stage.days(12).await?;
    let request = stage.ask_return(&order, Ground::NotReceived, &[]);
    let early = stage.try_return(request).await;
    stage.refused(
        ("buyer", "claims two days after the estimate"),
        early,
        (Code::FailedPrecondition, "WINDOW_NOT_OPEN"),
        Some("KC-15"),
    )?;
    stage.days(10).await?;
    let request = stage.ask_return(&order, Ground::NotReceived, &[]);
    let claim = stage.request_return(request, ReturnState::UnderReview).await?;
    let asked = claim
        .deadlines
        .iter()
        .any(|deadline| deadline.kind == "proof_of_delivery" && deadline.party() == Party::Seller);
    ensure!(
        asked,
        "the supplier is not asked for proof: {:?}",
        claim.deadlines
    );
    stage.days(6).await?;
    let granted = stage.read_return(&claim).await?;
    stage.show_return("system", "no proof came in time", &granted);
    stage
        .return_refunded(&order, &granted, money("USD", 5_100))
        .await?;
    Ok(())
}

async fn proven(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(dresses()).await?;
    stage.days(22).await?;
    let request = stage.ask_return(&order, Ground::NotReceived, &[]);
    let claim = stage.request_return(request, ReturnState::UnderReview).await?;
    let proof = stage
        .add_evidence(&claim.return_id, "proof_of_delivery", Party::Seller)
        .await?;
    stage.days(6).await?;
    stage.stands(&claim, ReturnState::UnderReview).await?;
    stage
        .judge(&proof, Verdict::Accept, "Signed for at the door.")
        .await?;
    stage.stands(&claim, ReturnState::Refused).await?;
    ensure!(
        stage.refunds_of(&order, &claim.return_id).await?.is_empty(),
        "a proven delivery was refunded"
    );
    Ok(())
}
