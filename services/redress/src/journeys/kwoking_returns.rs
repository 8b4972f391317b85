//! Kwoking after delivery: inspection of everything that comes back, charged parts, and an end after sixty days.

use super::money::money;
use super::stage::{Draft, GOOD_NUMBER, Item, Stage, has_text};
use anyhow::{Context as _, ensure};
use redress_contracts::redress::evidence::v1::Verdict;
use redress_contracts::redress::policies::v1::{BreakdownPart, Ground, Outcome, Party, Remedy};
use redress_contracts::redress::returns::v1::{
    AnnounceParcelRequest, MissingPart, ReturnDocumentKind, ReturnState,
};
use tonic::Code;

super::journeys! { "kwoking":
    doa "kw-dead-on-arrival" "2027-01-04T09:00:00Z" ["KW-02", "KW-06", "KW-07", "KW-13", "KW-15"], "dead on arrival within 14 days: replaced once it is back and the defect is confirmed";
    damaged "kw-damaged-on-arrival" "2027-03-01T09:00:00Z" ["KW-03", "KW-07"], "damaged in the parcel: three pictures, a missing cable is charged, the shop pays the way";
    changed_mind "kw-change-of-mind" "2027-05-03T09:00:00Z" ["KW-01", "KW-04", "KW-09", "KW-10", "KW-14"], "sixty days to change one's mind: number, address, slip, receipt; shipping is kept";
    too_late "kw-after-sixty-days" "2027-08-02T09:00:00Z" ["KW-02", "KW-05"], "after sixty days no money and no replacement, only repair under the guarantee";
    refused_goods "kw-inspection-refuses" "2027-11-08T09:00:00Z" ["KW-15", "KW-16"], "the claimed fault is not there: refused with the points, the goods are held and sent back";
    returnless "kw-keep-the-item" "2028-01-03T09:00:00Z" ["KW-03", "KW-06"], "of little value: refunded, and the buyer keeps it";
    at_the_door "kw-refused-at-the-door" "2028-03-06T09:00:00Z" ["KW-12"], "refused at the door: tracking opens the claim";
    accepted "kw-accepted-without-reservation" "2028-04-03T09:00:00Z" ["KW-12"], "accepted without a word: the reviewer sees it and may offer a part";
    lost "kw-lost-parcel" "2028-05-08T09:00:00Z" ["KW-06"], "lost on the way: refunded, as none is in stock";
    no_notice "kw-without-notice" "2028-06-05T09:00:00Z" ["KW-09"], "a parcel that nobody announced is recorded and matched by hand";
    answers "kw-status-answers" "2028-07-03T09:00:00Z" ["KW-17"], "one view answers what buyers ask";
}

const SELLER: &str = "sel_kwoking";

/// A camera and two batteries to Germany, 251.98 EUR.
fn camera() -> Draft {
    camera_to("DE")
}

/// The same to a country; Switzerland has no law beside the shop's own terms here.
fn camera_to(country: &'static str) -> Draft {
    Draft::new(
        "EUR",
        country,
        vec![
            Item::new("Camera", SELLER, 1, 19_900).tax(3_000).shipping(500),
            Item::new("Battery", SELLER, 2, 899),
        ],
    )
}

async fn doa(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(camera(), 3).await?;
    stage.days(10).await?;
    let mut request = stage.ask_return(&order, Ground::Defective, &[("1", 1)]);
    request.wished_remedy = Remedy::Replacement.into();
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Replacement)
        .await?;
    let early = stage.preview(&approved, Remedy::Replacement).await?;
    ensure!(
        !early.obstacle.is_empty(),
        "it would be replaced before it is back"
    );
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Replacement).await?;
    let sent = stage.send(&applied).await?;
    stage.track_to_buyer(&sent).await?;
    stage.stands(&sent, ReturnState::Closed).await?;
    Ok(())
}

async fn damaged(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(camera_to("CH"), 3).await?;
    stage.days(1).await?;
    let request = stage.ask_return(&order, Ground::DamagedOnArrival, &[("1", 1)]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    let kinds = ["product_photo", "packaging_photo", "label_photo"];
    stage.show_evidence(&asked.return_id, &kinds).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Refund)
        .await?;
    ensure!(
        approved.return_payer() == Party::Seller,
        "{:?} pays the way back",
        approved.return_payer()
    );
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let mut inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    inspection.missing_parts = vec![MissingPart {
        name: "USB cable".to_owned(),
        price: Some(money("EUR", 900)),
    }];
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Refund).await?;
    // 199.00, 30.00 tax, 5.00 shipping, less the cable.
    let refund = stage
        .return_refunded(&order, &applied, money("EUR", 22_500))
        .await?;
    let lines = refund.breakdown.unwrap_or_default().lines;
    let part = lines
        .iter()
        .find(|line| line.part() == BreakdownPart::MissingPart);
    let part = part.context("the missing cable is no line of the refund")?;
    ensure!(
        part.clause_ids.iter().any(|id| id == "KW-03"),
        "it cites {:?}",
        part.clause_ids
    );
    Ok(())
}

async fn changed_mind(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(camera(), 3).await?;
    stage.days(40).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 1), ("2", 1)]);
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    ensure!(
        asked.destination.is_none(),
        "the return address was given before approval"
    );
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::PartialRefund)
        .await?;
    let slip = stage.document(&approved, ReturnDocumentKind::Slip).await?;
    ensure!(
        slip.clause_ids.iter().any(|id| id == "KW-14"),
        "the slip cites {:?}",
        slip.clause_ids
    );
    ensure!(has_text(&slip.content, b"%PDF-"), "the slip is no PDF");
    let label = stage.document(&approved, ReturnDocumentKind::Label).await?;
    ensure!(
        label.media_type == "application/pdf",
        "the label is {}",
        label.media_type
    );
    stage.told(&order, Party::Buyer, "return_approved").await?;
    let receipt = stage
        .add_evidence(&approved.return_id, "shipping_receipt", Party::Buyer)
        .await?;
    let request = AnnounceParcelRequest {
        request_id: stage.request_id(),
        return_id: approved.return_id.clone(),
        carrier: "ups".to_owned(),
        tracking_number: GOOD_NUMBER.to_owned(),
        receipt_evidence_id: receipt.evidence_id,
        postage: Some(money("EUR", 690)),
        ..AnnounceParcelRequest::default()
    };
    let back = stage.announce_as(request).await?;
    let received = stage.receive(&back, &[("1", 1)]).await?;
    ensure!(
        received.state() == ReturnState::PartlyReceived,
        "it is {:?}",
        received.state()
    );
    let received = stage.receive(&received, &[("2", 1)]).await?;
    let inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::PartialRefund).await?;
    // 199.00, 30.00 tax and 8.99, less 6.90 for the way back; shipping is kept.
    stage
        .return_refunded(&order, &applied, money("EUR", 23_109))
        .await?;
    Ok(())
}

async fn too_late(stage: &mut Stage) -> anyhow::Result<()> {
    let draft = Draft::new(
        "EUR",
        "US",
        vec![Item::new("Drone", SELLER, 1, 30_000).category("drones")],
    );
    let order = stage.delivered(draft, 3).await?;
    stage.days(61).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[]);
    let late = stage.try_return(request).await;
    stage.refused(
        ("buyer", "changes their mind on day 61"),
        late,
        (Code::FailedPrecondition, "WINDOW_CLOSED"),
        Some("KW-05"),
    )?;
    let mut request = stage.ask_return(&order, Ground::Warranty, &[]);
    request.wished_remedy = Remedy::Repair.into();
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    let remedies = asked.decision.clone().unwrap_or_default().remedies;
    ensure!(
        remedies == [i32::from(Remedy::Repair)],
        "after sixty days the guarantee gives {remedies:?}"
    );
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Repair)
        .await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::Repair).await?;
    let repaired = stage.repair(&applied, true).await?;
    let sent = stage.send(&repaired).await?;
    stage.track_to_buyer(&sent).await?;
    stage.stands(&sent, ReturnState::Closed).await?;
    Ok(())
}

async fn refused_goods(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(camera(), 3).await?;
    stage.days(5).await?;
    let request = stage.ask_return(&order, Ground::Defective, &[("1", 1)]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Refund)
        .await?;
    let back = stage.announce(&approved, GOOD_NUMBER).await?;
    let received = stage.receive(&back, &[]).await?;
    let mut inspection = stage.inspection(&received, "returned-goods", &["unused"]).await?;
    inspection.is_ground_confirmed = false;
    let refused = stage.inspect(inspection, ReturnState::Refused).await?;
    ensure!(
        refused.decide_reason.contains("unused"),
        "the refusal does not name the point: {}",
        refused.decide_reason
    );
    ensure!(
        refused.held_until_time.is_some(),
        "the goods are not held for the buyer"
    );
    stage.told(&order, Party::Buyer, "return_refused").await?;
    let sent = stage.send(&refused).await?;
    stage.track_to_buyer(&sent).await?;
    let closed = stage.read_return(&sent).await?;
    ensure!(
        closed.is_closed,
        "the goods are with the buyer and the return is still open"
    );
    ensure!(
        stage.refunds_of(&order, &closed.return_id).await?.is_empty(),
        "a refused return was refunded"
    );
    Ok(())
}

async fn returnless(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(camera(), 3).await?;
    stage.days(2).await?;
    let request = stage.ask_return(&order, Ground::Defective, &[("2", 1)]);
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Refund)
        .await?;
    ensure!(approved.is_returnless, "a battery has to come back");
    stage
        .return_refunded(&order, &approved, money("EUR", 899))
        .await?;
    Ok(())
}

async fn at_the_door(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(camera()).await?;
    stage.days(2).await?;
    stage.track_order(&order, "refused_by_recipient").await?;
    let claim = stage.opened_claim(&order).await?;
    ensure!(
        claim.ground() == Ground::RefusedAtDoor,
        "it is {:?}",
        claim.ground()
    );
    stage.show_return("system", "the parcel's status opens a claim", &claim);
    stage
        .show_evidence(&claim.return_id, &["packaging_photo"])
        .await?;
    let review = stage.stands(&claim, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::Refund)
        .await?;
    stage
        .return_refunded(&order, &approved, money("EUR", 25_198))
        .await?;
    Ok(())
}

async fn accepted(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.delivered(camera(), 3).await?;
    stage.days(1).await?;
    let mut request = stage.ask_return(&order, Ground::DamagedOnArrival, &[("1", 1)]);
    request.is_accepted_without_reservation = true;
    let asked = stage
        .request_return(request, ReturnState::AwaitingEvidence)
        .await?;
    let decision = asked.decision.clone().unwrap_or_default();
    ensure!(
        asked.is_accepted_without_reservation,
        "the reviewer cannot see it"
    );
    ensure!(
        decision.remedies.contains(&Remedy::PartialRefund.into()),
        "a part cannot be offered: {:?}",
        decision.remedies
    );
    let photos = stage
        .show_evidence(
            &asked.return_id,
            &["product_photo", "packaging_photo", "label_photo"],
        )
        .await?;
    stage
        .judge(&photos[0], Verdict::Refuse, "The damage cannot be seen.")
        .await?;
    stage.stands(&asked, ReturnState::AwaitingEvidence).await?;
    stage.show_evidence(&asked.return_id, &["product_photo"]).await?;
    let review = stage.stands(&asked, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&review, Party::Platform, Remedy::PartialRefund)
        .await?;
    stage.preview(&approved, Remedy::PartialRefund).await?;
    Ok(())
}

async fn lost(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(camera()).await?;
    stage.days(9).await?;
    stage.track_order(&order, "lost").await?;
    let claim = stage.opened_claim(&order).await?;
    let decision = claim.decision.clone().unwrap_or_default();
    ensure!(
        decision.outcome() == Outcome::NeedsPlatform,
        "it is {:?}",
        decision.outcome()
    );
    stage.show_return("system", "the parcel's status opens a claim", &claim);
    let approved = stage
        .approve_return(&claim, Party::Platform, Remedy::Refund)
        .await?;
    stage
        .return_refunded(&order, &approved, money("EUR", 25_198))
        .await?;
    Ok(())
}

async fn no_notice(stage: &mut Stage) -> anyhow::Result<()> {
    let parcel = stage
        .unmatched_parcel("A box with a camera, sender not readable")
        .await?;
    ensure!(
        parcel.clause_ids.iter().any(|id| id == "KW-09"),
        "it cites {:?}",
        parcel.clause_ids
    );
    let order = stage.delivered(camera_to("CH"), 3).await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("1", 1)]);
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::PartialRefund)
        .await?;
    let typo = stage.find_by_typo(&approved.rma_number).await;
    stage.refused(
        ("warehouse", "types the number with one wrong character"),
        typo,
        (Code::InvalidArgument, "INVALID_FIELD"),
        None,
    )?;
    let matched = stage.match_parcel(&parcel, &approved, &[("1", 1)]).await?;
    ensure!(
        matched.state() == ReturnState::Received,
        "it is {:?}",
        matched.state()
    );
    Ok(())
}

async fn answers(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage.under_way(camera_to("CH")).await?;
    stage.days(1).await?;
    stage.track_order(&order, "delivery_attempt_failed").await?;
    let seen = stage.order_status(&order).await?;
    ensure!(seen.answers.len() == 13, "{} answers", seen.answers.len());
    let home = stage.answer_to(
        &seen,
        redress_contracts::redress::status::v1::StatusQuestion::NobodyAtHome,
    )?;
    ensure!(
        home.applies,
        "nobody at home, and the view does not say so: {}",
        home.text
    );
    stage.track_order(&order, "delivered").await?;
    let request = stage.ask_return(&order, Ground::ChangeOfMind, &[("2", 2)]);
    let asked = stage.request_return(request, ReturnState::UnderReview).await?;
    let seen = stage.order_status(&order).await?;
    ensure!(
        seen.turn() == Party::Platform,
        "it is the turn of {:?}",
        seen.turn()
    );
    let approved = stage
        .approve_return(&asked, Party::Platform, Remedy::PartialRefund)
        .await?;
    let received = stage.receive(&approved, &[]).await?;
    let inspection = stage.inspection(&received, "returned-goods", &[]).await?;
    let inspected = stage.inspect(inspection, ReturnState::Inspected).await?;
    let applied = stage.apply(&inspected, Remedy::PartialRefund).await?;
    stage
        .return_refunded(&order, &applied, money("EUR", 1_798))
        .await?;
    let seen = stage.order_status(&order).await?;
    use redress_contracts::redress::status::v1::StatusQuestion;
    for question in [StatusQuestion::ReturnReceived, StatusQuestion::WhenRefund] {
        let answer = stage.answer_to(&seen, question)?;
        ensure!(answer.applies, "{question:?} is answered with {}", answer.text);
    }
    Ok(())
}
