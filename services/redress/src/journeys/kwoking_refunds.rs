//! Kwoking's refunds: corrected, made good, and paid once whatever the provider answers.

use super::kwoking::SELLER;
use super::money::money;
use super::stage::{Draft, Item, Stage};
use super::step::amount;
use anyhow::ensure;
use redress_contracts::redress::policies::v1::{Breakdown, BreakdownLine, BreakdownPart, Ground, Party};
use redress_contracts::redress::refunds::v1::{
    CorrectRefundRequest, CreateRefundRequest, ProviderBehaviour, RefundKind, RefundState,
    ScriptProviderRequest,
};

super::journeys! { "kwoking":
    correction "kw-refund-correction" "2026-04-20T09:00:00Z" ["KW-17"], "a refund is corrected and a fallen price made good";
    unknown_answer "kw-refund-unknown" "2026-05-02T09:00:00Z" ["KW-08"], "the provider times out after paying: asked again, never paid again";
}

async fn correction(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .place_and_pay(Draft::new(
            "EUR",
            "FR",
            vec![Item::new("Speaker", SELLER, 2, 6_000)],
        ))
        .await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("1", 1)]);
    let (cancellation, _) = stage.cancel(request).await?;
    let refund = stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("EUR", 6_000),
        )
        .await?;
    let request = CorrectRefundRequest {
        request_id: stage.request_id(),
        refund_id: refund.refund_id.clone(),
        amount: Some(money("EUR", 450)),
        reason: "The express surcharge was left out.".to_owned(),
        ..CorrectRefundRequest::default()
    };
    let corrected = stage.refunds.correct_refund(request).await?.into_inner();
    ensure!(
        corrected.corrects_refund_id == refund.refund_id,
        "it corrects {}",
        corrected.corrects_refund_id
    );
    stage.show(
        "finance",
        "corrects the refund",
        "requested",
        &[],
        amount(corrected.amount.as_ref()),
    );
    let request = CreateRefundRequest {
        request_id: stage.request_id(),
        order_id: order.order_id.clone(),
        kind: RefundKind::Goodwill.into(),
        breakdown: Some(goodwill("EUR", 500, "KW-17")),
        reason: "The price fell two days after the order.".to_owned(),
        ..CreateRefundRequest::default()
    };
    let goodwill = stage.refunds.create_refund(request).await?.into_inner();
    stage.rest().await?;
    for (refund_id, what) in [
        (corrected.refund_id, "the correction"),
        (goodwill.refund_id, "the goodwill refund"),
    ] {
        let request = redress_contracts::redress::refunds::v1::GetRefundRequest { refund_id };
        let refund = stage.refunds.get_refund(request).await?.into_inner();
        ensure!(
            refund.state() == RefundState::Succeeded,
            "{what} is {:?}",
            refund.state()
        );
        let lines = refund.breakdown.iter().flat_map(|breakdown| &breakdown.lines);
        let clauses: Vec<String> = lines.flat_map(|line| line.clause_ids.clone()).collect();
        ensure!(clauses.iter().any(|id| id == "KW-17"), "{what} cites {clauses:?}");
        stage.show(
            "refunds",
            what,
            "succeeded",
            &clauses,
            amount(refund.amount.as_ref()),
        );
    }
    stage.effects(&order, 3).await
}

fn goodwill(currency: &str, minor: i64, clause: &str) -> Breakdown {
    Breakdown {
        lines: vec![BreakdownLine {
            part: BreakdownPart::Goodwill.into(),
            amount: Some(money(currency, minor)),
            clause_ids: vec![clause.to_owned()],
            message: "Goodwill for a price difference.".to_owned(),
            ..BreakdownLine::default()
        }],
        amount: Some(money(currency, minor)),
    }
}

async fn unknown_answer(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .place_and_pay(Draft::new(
            "EUR",
            "FR",
            vec![Item::new("Router", SELLER, 1, 9_900)],
        ))
        .await?;
    let request = ScriptProviderRequest {
        payment_reference: order.payments[0].reference.clone(),
        behaviour: ProviderBehaviour::TimeoutAfter.into(),
        call_count: 1,
        ..ScriptProviderRequest::default()
    };
    stage.sandbox.script_provider(request).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::ChangeOfMind, &[]);
    let (cancellation, _) = stage.cancel(request).await?;
    stage.rest().await?;
    stage.hours(2).await?;
    stage
        .refunded(
            &order,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("EUR", 9_900),
        )
        .await?;
    stage.effects(&order, 1).await
}
