//! KakaClo after delivery: windows, evidence that the platform weighs, returns to the nearest warehouse, parcels that stall
//! or never arrive.

use super::money::money;
use super::stage::{Draft, GOOD_NUMBER, Item, Stage};
use anyhow::{Context as _, ensure};
use redress_contracts::redress::evidence::v1::Verdict;
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party, Remedy};
use redress_contracts::redress::returns::v1::{InspectionOutcome, ReturnState};
use tonic::Code;

super::journeys! { "kakaclo":
    window "kc-return-window" "2027-01-04T03:00:00Z" ["KC-02"], "an application on day 30 is taken, on day 31 it is refused with the date";
    no_defect "kc-no-defect" "2027-04-05T03:00:00Z" ["KC-04", "KC-07", "KC-17", "KC-18"], "no defect: back at the buyer's cost to the nearest warehouse, less restocking and what failed";
    on_receipt "kc-problem-on-receipt" "2027-06-07T03:00:00Z" ["KC-05", "KC-08", "KC-10"], "damaged on receipt: both pictures, judged by the platform, refunded in full on return";
    receipt_late "kc-problem-reported-late" "2027-07-05T03:00:00Z" ["KC-08"], "a problem on receipt reported after 5 working days is refused";
    evidence_missing "kc-evidence-missing" "2027-08-02T03:00:00Z" ["KC-03"], "no evidence in time: the platform decides, nothing is rejected in silence";
    in_use "kc-problem-in-use" "2027-09-06T03:00:00Z" ["KC-09", "KC-11"], "a problem in use within the later of two windows: sent again once the first is back";
    wrong_number "kc-tracking-corrected" "2027-12-06T03:00:00Z" ["KC-13"], "a wrong tracking number is told, corrected, and both are kept";
    unannounced "kc-unannounced" "2028-02-07T03:00:00Z" ["KC-17"], "goods sent without asking are recorded as unannounced and matched by hand";
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

async fn window(stage: &mut Stage) -> anyhow::Result<()> {
    // Delivered at 11:00 in Shanghai; day 30 ends at midnight there, 16:00 UTC.
    let order = stage.delivered(dresses(), 4).await?;
    stage.days(30).await?;
    stage.hours(12).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 1)]);
    let taken = stage.request_return(request, ReturnState::UnderReview).await?;
    ensure!(
        taken.rma_number.is_empty(),
        "a return number was given before approval"
    );
    stage.hours(1).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 1)]);
    let late = stage.try_return(request).await;
    let refusal = (Code::FailedPrecondition, "WINDOW_CLOSED");
    let said = stage.refused(("buyer", "asks on day 31"), late, refusal, Some("KC-02"))?;
    let closed = said
        .get("window_close_time")
        .context("the refusal does not say when the window closed")?;
    let expected = (stage.now() - chrono::TimeDelta::hours(1))
        .date_naive()
        .to_string();
    ensure!(
        closed.starts_with(&expected),
        "the window closed {closed}, not on {expected}"
    );
    stage
        .refuse_return(
            &taken,
            Party::Platform,
            "Worn in the pictures of the shop's page.",
        )
        .await?;
    Ok(())
}

async fn no_defect(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(dresses(), 4).await?;
    stage.days(5).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 2)]);
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::PartialRefund)
        .await?;
    ensure!(
        approved.state() == ReturnState::AwaitingParcel,
        "it is {:?}",
        approved.state()
    );
    ensure!(
        approved.return_payer() == Party::Buyer,
        "{:?} pays the way back",
        approved.return_payer()
    );
    let place = approved
        .destination
        .clone()
        .context("no return address was given")?;
    ensure!(
        place.warehouse_id == "los-angeles",
        "sent to {}",
        place.warehouse_id
    );
    let message = stage.told(&order, Party::Buyer, "return_approved").await?;
    ensure!(
        message.body.contains("+1 626 866 2112"),
        "the message does not say how to reach the shop"
    );
    stage.contacts("KC-18", &message).await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    ensure!(back.state() == ReturnState::InTransit, "it is {:?}", back.state());
    stage.days(6).await?;
    let received = stage.receive(&back, &[]).await?;
    let mut inspection = stage
        .inspection(&received, "returned-goods", &["manufacturer tags"])
        .await?;
    inspection.reduction = Some(money("USD", 500));
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let found = inspected.inspection.clone().unwrap_or_default();
    ensure!(
        found.outcome() == InspectionOutcome::Reduced,
        "it is {:?}",
        found.outcome()
    );
    let preview = stage.preview(&inspected, Remedy::PartialRefund).await?;
    let applied = stage.apply(&inspected, Remedy::PartialRefund).await?;
    let refund = applied.remedy.clone().and_then(|remedy| remedy.refund);
    ensure!(
        refund == preview.refund,
        "the refund is not what the preview said"
    );
    // 44.00 for the dresses, less 15 % for restocking and 5.00 for the tags; shipping is kept.
    stage
        .return_refunded(&order, &applied, money("USD", 3_240))
        .await?;
    Ok(())
}

async fn on_receipt(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(dresses(), 4).await?;
    stage.days(2).await?;
    let request = stage.ask_return(&order, Ground::DamagedOnArrival, &[("1", 2)]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    let decision = asked.decision.clone().unwrap_or_default();
    let missing = decision.evidence.iter().filter(|need| !need.satisfied).count();
    ensure!(missing == 2, "{missing} kinds of evidence are missing, not 2");
    let photo = stage
        .add_evidence(&asked.return_id, "product_photo", Party::Buyer)
        .await?;
    let waiting = stage.stands(&asked, ReturnState::AwaitingEvidence).await?;
    let needs = waiting.decision.unwrap_or_default().evidence;
    let named: Vec<_> = needs
        .iter()
        .filter(|need| !need.satisfied)
        .flat_map(|need| &need.any_of)
        .collect();
    ensure!(named == ["outer_box_label_photo"], "still missing: {named:?}");
    stage
        .show_evidence(&asked.return_id, &["outer_box_label_photo"])
        .await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    stage.judge(&photo, Verdict::Accept, "").await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Refund)
        .await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    stage.days(5).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Refund).await?;
    stage
        .return_refunded(&order, &applied, money("USD", 5_100))
        .await?;
    Ok(())
}

async fn receipt_late(stage: &mut Stage) -> anyhow::Result<()> {
    // Delivered on a Friday: five working days end with the next Friday.
    let order = stage.delivered(dresses(), 4).await?;
    stage.days(8).await?;
    let request = stage.ask_return(&order, Ground::Defective, &[("1", 1)]);
    let late = stage.try_return(request).await;
    let refusal = (Code::FailedPrecondition, "WINDOW_CLOSED");
    stage.refused(
        ("buyer", "reports a defect on the sixth working day"),
        late,
        refusal,
        Some("KC-08"),
    )?;
    Ok(())
}

async fn evidence_missing(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(dresses(), 4).await?;
    stage.days(1).await?;
    let request = stage.ask_return(&order, Ground::NotAsDescribed, &[("1", 1)]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.days(6).await?;
    stage.told(&order, Party::Buyer, "deadline_warning").await?;
    stage.days(2).await?;
    let judged = stage.stands(&asked, ReturnState::UnderReview).await?;
    let outcome = judged.decision.clone().unwrap_or_default().outcome();
    ensure!(outcome != Outcome::Refused, "it was refused without a judgement");
    let refused = stage
        .refuse_return(&judged, Party::Platform, "Nothing was shown in time.")
        .await?;
    ensure!(
        refused.state() == ReturnState::Refused,
        "it is {:?}",
        refused.state()
    );
    Ok(())
}

async fn in_use(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(dresses(), 20).await?;
    // 45 days after shipping, 25 after delivery.
    stage.days(25).await?;
    let mut request = stage.ask_return(&order, Ground::ProblemInUse, &[("1", 1)]);
    request.wished_remedy = Remedy::Resend.into();
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Resend)
        .await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let early = stage.preview(&back, Remedy::Resend).await?;
    ensure!(
        !early.obstacle.is_empty(),
        "it would be sent again before the first is back"
    );
    stage.days(5).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Resend).await?;
    let sent = stage.send(&applied).await?;
    stage.track_to_buyer(&sent).await?;
    stage.stands(&sent, ReturnState::Closed).await?;
    Ok(())
}

/// The number that UPS could have given, with its last digit mistyped.
const WRONG_NUMBER: &str = "1Z999AA10123456785";

async fn wrong_number(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(dresses(), 4).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 1)]);
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::PartialRefund)
        .await?;
    stage.announce(&approved, WRONG_NUMBER).await?;
    let wrong = stage.read_return(&approved).await?;
    let parcel = wrong.parcels.first().cloned().context("there is no parcel")?;
    ensure!(parcel.is_number_wrong, "the wrong number was not noticed");
    let message = stage.told(&order, Party::Buyer, "tracking_invalid").await?;
    ensure!(
        message.clause_ids.iter().any(|id| id == "KC-13"),
        "it cites {:?}",
        message.clause_ids
    );
    let corrected = stage
        .correct_tracking(&wrong, &parcel.parcel_id, GOOD_NUMBER)
        .await?;
    let parcel = corrected.parcels.first().cloned().context("there is no parcel")?;
    ensure!(
        !parcel.is_number_wrong,
        "the corrected number still counts as wrong"
    );
    ensure!(
        parcel.earlier_numbers == [WRONG_NUMBER],
        "the first number is lost: {:?}",
        parcel.earlier_numbers
    );
    stage
        .timeline_has(&order, &["tracking_invalid", "tracking_corrected"])
        .await
}

async fn unannounced(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(dresses(), 4).await?;
    let parcel = stage
        .unmatched_parcel("A grey bag, two dresses, no number on it")
        .await?;
    ensure!(
        parcel.clause_ids.iter().any(|id| id == "KC-17"),
        "it cites {:?}",
        parcel.clause_ids
    );
    ensure!(
        !parcel.consequence.is_empty(),
        "nothing is said of what becomes of it"
    );
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 2)]);
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::PartialRefund)
        .await?;
    let matched = stage.match_parcel(&parcel, &approved, &[("1", 2)]).await?;
    ensure!(
        matched.state() == ReturnState::Received,
        "it is {:?}",
        matched.state()
    );
    let came = matched.parcels.iter().any(|parcel| parcel.is_unannounced);
    ensure!(came, "the parcel does not count as unannounced");
    let inspection = stage.inspection(&matched, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::PartialRefund).await?;
    // 44.00 less 15 % for restocking; shipping is kept.
    settled(stage, &order, &applied).await
}

async fn settled(
    stage: &mut Stage,
    order: &Order,
    applied: &redress_contracts::redress::returns::v1::Return,
) -> anyhow::Result<()> {
    stage.return_refunded(order, applied, money("USD", 3_740)).await?;
    Ok(())
}
