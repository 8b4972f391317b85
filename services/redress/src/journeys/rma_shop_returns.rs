//! The RMA shop after shipping: nothing comes back without a number, everything is tested in the factory.

use super::money::money;
use super::stage::{Draft, GOOD_NUMBER, Item, Stage, has_text};
use anyhow::{Context as _, ensure};
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1::{
    AnnounceParcelRequest, InspectReturnRequest, InspectionPoint, Return, ReturnDocumentKind, ReturnState,
};
use tonic::Code;

super::journeys! { "rma-shop":
    ordered_wrong "rm-ordered-wrong-item" "2027-01-04T02:00:00Z" ["RM-01", "RM-10", "RM-12"], "ordered the wrong item: asked for each missing field, the number by mail, exchanged at the buyer's cost";
    factory_test "rm-factory-test" "2027-03-01T02:00:00Z" ["RM-02", "RM-08", "RM-09"], "a defect shown by pictures and found in the factory: refunded without shipping or postage";
    by_hand "rm-artificial-damage" "2027-05-03T02:00:00Z" ["RM-02", "RM-08"], "damage done by hand is refused";
    misused "rm-misuse" "2027-07-05T02:00:00Z" ["RM-07"], "a misused product voids its warranty";
    wrong_item "rm-wrong-item" "2027-09-06T02:00:00Z" ["RM-05"], "the shop's mistake: exchanged once it is back, the difference refunded";
    expired "rm-number-expires" "2027-11-01T02:00:00Z" ["RM-06"], "not back within 30 days of the number: warned, then closed";
    components "rm-missing-components" "2028-01-10T02:00:00Z" ["RM-11"], "original components are missing: refused";
    unmarked "rm-unmarked-parcel" "2028-03-06T02:00:00Z" ["RM-12"], "no number on the parcel: matched by hand, and recorded";
    lost "rm-return-lost" "2028-05-08T02:00:00Z" ["RM-13"], "lost on the way back: the buyer's risk, closed without a refund";
    at_the_door "rm-refused-at-the-door" "2028-07-03T02:00:00Z" ["RM-04"], "refused at the door: both shipments are the buyer's";
}

const SELLER: &str = "sel_factory";

/// A router to Canada, 105.00 USD.
fn router() -> Draft {
    Draft::new(
        "USD",
        "CA",
        vec![Item::new("Router", SELLER, 1, 9_000).shipping(1_500)],
    )
}

/// A return for a defect, approved with a remedy.
async fn approved(
    stage: &mut Stage,
    ground: Ground,
    remedy: Remedy,
) -> anyhow::Result<(redress_contracts::redress::orders::v1::Order, Return)> {
    let order = stage.delivered(router(), 12).await?;
    stage.days(20).await?;
    let request = stage.ask_return(&order, ground, &[]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage.approve_return(&review, Party::Platform, remedy).await?;
    Ok((order, approved))
}

async fn ordered_wrong(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(router(), 12).await?;
    stage.days(3).await?;
    let mut request = stage.ask_return(&order, Ground::OrderedWrongItem, &[]);
    request.contact = None;
    request.invoice.clear();
    let lacking = stage.returns.request_return(request).await;
    let fields = stage.missing_fields(("buyer", "asks without saying who"), lacking)?;
    ensure!(
        fields == ["contact.email", "contact.name", "contact.phone", "invoice"],
        "named: {fields:?}"
    );
    let mut request = stage.ask_return(&order, Ground::OrderedWrongItem, &[]);
    request.wished_remedy = Remedy::Exchange.into();
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::Exchange)
        .await?;
    ensure!(
        approved.return_payer() == Party::Buyer,
        "{:?} pays the way back",
        approved.return_payer()
    );
    let message = stage.told(&order, Party::Buyer, "rma_issued").await?;
    ensure!(
        message.body.contains(&approved.rma_number),
        "the message does not give the number"
    );
    ensure!(
        message.clause_ids.iter().any(|id| id == "RM-10"),
        "it cites {:?}",
        message.clause_ids
    );
    let label = stage.document(&approved, ReturnDocumentKind::Label).await?;
    ensure!(
        label.clause_ids.iter().any(|id| id == "RM-12"),
        "the label cites {:?}",
        label.clause_ids
    );
    ensure!(has_text(&label.content, b"%PDF-"), "the label is no PDF");
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "factory", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage
        .exchange(&inspected, "router-pro", money("USD", 11_000))
        .await?;
    let owed = applied.remedy.clone().and_then(|remedy| remedy.owed);
    ensure!(
        owed == Some(money("USD", 2_000)),
        "for the dearer router {owed:?} is owed"
    );
    let sent = stage.send(&applied).await?;
    stage.track_to_buyer(&sent).await?;
    stage.stands(&sent, ReturnState::Closed).await?;
    Ok(())
}

async fn factory_test(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, approved) = approved(stage, Ground::Defective, Remedy::Refund).await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let mut untested = stage.inspection(&received, "factory", &[]).await?;
    untested.stages.clear();
    let incomplete = stage.returns.inspect_return(untested).await;
    let incomplete = incomplete.map(|reply| reply.into_inner().state());
    ensure!(
        incomplete.as_ref().ok() != Some(&ReturnState::Inspected),
        "it passed without a factory test"
    );
    let inspection = stage.inspection(&received, "factory", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Refund).await?;
    stage
        .return_refunded(&order, &applied, money("USD", 9_000))
        .await?;
    Ok(())
}

async fn found_at_the_bench(stage: &mut Stage, ground: Ground, found: &str) -> anyhow::Result<Return> {
    let (order, approved) = approved(stage, ground, Remedy::Replacement).await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let mut inspection = stage.inspection(&received, "factory", &[]).await?;
    inspection.voids = vec![found.to_owned()];
    let refused = stage.inspect(inspection, ReturnState::Refused).await?;
    ensure!(
        stage.refunds_of(&order, &refused.return_id).await?.is_empty(),
        "it was refunded all the same"
    );
    Ok(refused)
}

async fn by_hand(stage: &mut Stage) -> anyhow::Result<()> {
    found_at_the_bench(stage, Ground::Defective, "artificial_damage").await?;
    Ok(())
}

async fn misused(stage: &mut Stage) -> anyhow::Result<()> {
    found_at_the_bench(stage, Ground::Warranty, "misuse").await?;
    Ok(())
}

async fn wrong_item(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, approved) = approved(stage, Ground::WrongItem, Remedy::Exchange).await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "factory", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage
        .exchange(&inspected, "router-mini", money("USD", 7_500))
        .await?;
    let sent = stage.send(&applied).await?;
    stage.track_to_buyer(&sent).await?;
    stage.return_refunded(&order, &sent, money("USD", 1_500)).await?;
    Ok(())
}

async fn expired(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, approved) = approved(stage, Ground::Defective, Remedy::Refund).await?;
    ensure!(approved.rma_expire_time.is_some(), "the number never runs out");
    stage.days(25).await?;
    stage.told(&order, Party::Buyer, "deadline_warning").await?;
    stage.days(6).await?;
    let gone = stage.stands(&approved, ReturnState::Expired).await?;
    ensure!(gone.is_closed, "it is expired and still open");
    let late = stage.try_receive(&gone).await;
    stage.refused(
        ("warehouse", "books the parcel in after the end"),
        late,
        (Code::FailedPrecondition, "ILLEGAL_TRANSITION"),
        None,
    )?;
    Ok(())
}

async fn components(stage: &mut Stage) -> anyhow::Result<()> {
    let (_, approved) = approved(stage, Ground::Defective, Remedy::Replacement).await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let mut inspection: InspectReturnRequest = stage
        .inspection(&received, "factory", &["original components"])
        .await?;
    inspection.stages = inspection
        .stages
        .into_iter()
        .map(|stage| InspectionPoint {
            passed: true,
            ..stage
        })
        .collect();
    let refused = stage.inspect(inspection, ReturnState::Refused).await?;
    ensure!(
        refused.decide_reason.contains("original components"),
        "it does not say why: {}",
        refused.decide_reason
    );
    Ok(())
}

async fn unmarked(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, approved) = approved(stage, Ground::Defective, Remedy::Refund).await?;
    let parcel = stage
        .unmatched_parcel("A router, no return number on the outside")
        .await?;
    ensure!(
        parcel.clause_ids.iter().any(|id| id == "RM-12"),
        "it cites {:?}",
        parcel.clause_ids
    );
    let matched = stage.match_parcel(&parcel, &approved, &[("1", 1)]).await?;
    let inspection = stage.inspection(&matched, "factory", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Refund).await?;
    stage
        .return_refunded(&order, &applied, money("USD", 9_000))
        .await?;
    Ok(())
}

async fn lost(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, approved) = approved(stage, Ground::Defective, Remedy::Refund).await?;
    let request = AnnounceParcelRequest {
        request_id: stage.request_id(),
        return_id: approved.return_id.clone(),
        carrier: "ups".to_owned(),
        tracking_number: GOOD_NUMBER.to_owned(),
        tracking_site: "https://www.ups.com/track".to_owned(),
        insured_value: Some(money("USD", 9_000)),
        ..AnnounceParcelRequest::default()
    };
    let back = stage.announce_as(request).await?;
    let parcel = back.parcels.first().cloned().context("there is no parcel")?;
    ensure!(
        parcel.insured_value == Some(money("USD", 9_000)),
        "the insurance is lost"
    );
    stage.days(5).await?;
    stage.track_return(&back, "lost").await?;
    let closed = stage.read_return(&back).await?;
    stage.show_return("system", "the parcel is lost", &closed);
    ensure!(
        closed.state() == ReturnState::Expired && closed.is_closed,
        "it is {:?}",
        closed.state()
    );
    ensure!(
        stage.refunds_of(&order, &closed.return_id).await?.is_empty(),
        "a lost return was refunded"
    );
    Ok(())
}

async fn at_the_door(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(router()).await?;
    stage.days(9).await?;
    stage.track_order(&order, "refused_by_recipient").await?;
    let claim = stage.opened_claim(&order).await?;
    stage.show_return("system", "the parcel's status opens a claim", &claim);
    ensure!(
        claim.state() == ReturnState::AwaitingParcel,
        "it is {:?}",
        claim.state()
    );
    stage.days(10).await?;
    let received = stage.receive(&claim, &[]).await?;
    let settled = stage.settle(&received, Remedy::PartialRefund).await?;
    stage
        .return_refunded(&order, &settled, money("USD", 9_000))
        .await?;
    Ok(())
}
