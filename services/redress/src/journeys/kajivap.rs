//! KAJIVAP, a Philippine shop: money back the way it came, and the law under the shop's own terms.

use super::money::money;
use super::stage::{Draft, Item, Stage};
use super::step::amount;
use anyhow::ensure;
use redress_contracts::redress::orders::v1::PaymentKind;
use redress_contracts::redress::policies::v1::{Decision, Ground, Layer, Outcome, Party};
use redress_contracts::redress::refunds::v1::{ConfirmPayoutRequest, RefundState, SetPayoutDetailsRequest};
use tonic::Code;

super::journeys! { "kajivap":
    card "kv-refund-card" "2026-03-02T01:00:00Z" ["KV-07", "KV-01"], "paid by card: back to the card, due within 30 days of approval";
    cash "kv-refund-cash" "2026-03-20T01:00:00Z" ["KV-07"], "paid in cash: the buyer names a wallet, an operator pays it out";
    wallet "kv-refund-wallet" "2026-04-10T01:00:00Z" ["KV-07"], "paid by e-wallet: back to the wallet";
    law "kv-law-wins" "2026-05-04T01:00:00Z" ["KV-12"], "where the law gives the buyer more, the law wins and is cited";
    new_version "kv-new-version" "2026-07-01T01:00:00Z" ["KV-10"], "a published version applies to the next application at once";
}

const SELLER: &str = "sel_kajivap";

fn fan(country: &'static str) -> Draft {
    Draft::new(
        "PHP",
        country,
        vec![
            Item::new("Electric fan", SELLER, 1, 180_000)
                .tax(21_600)
                .shipping(12_000),
        ],
    )
}

const FAN_TOTAL: i64 = 213_600;

async fn withdraw(
    stage: &mut Stage,
    draft: Draft,
) -> anyhow::Result<(redress_contracts::redress::orders::v1::Order, String, Decision)> {
    let order = stage.place_and_pay(draft).await?;
    stage.days(1).await?;
    let request = stage.ask(&order, Party::Buyer, Ground::Withdrawal, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.outcome() == Outcome::Allowed,
        "it is {:?}",
        decision.outcome()
    );
    Ok((order, cancellation.cancellation_id, decision))
}

async fn card(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation_id, decision) = withdraw(stage, fan("PH")).await?;
    let due = decision
        .deadlines
        .iter()
        .find(|deadline| deadline.kind == "refund_due");
    let last_day = due.map(|due| due.last_day.clone()).unwrap_or_default();
    ensure!(
        last_day == "2026-04-02",
        "30 days after 3 March in Manila is 2 April, not {last_day}"
    );
    let method = decision.method.unwrap_or_default();
    ensure!(
        method.method == "original",
        "a card is paid back by {}",
        method.method
    );
    stage
        .refunded(
            &order,
            &cancellation_id,
            RefundState::Succeeded,
            money("PHP", FAN_TOTAL),
        )
        .await?;
    Ok(())
}

async fn cash(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation_id, decision) = withdraw(stage, fan("PH").paid_by(PaymentKind::Cash, 0)).await?;
    let method = decision.method.unwrap_or_default();
    ensure!(
        method.needs_payout_details,
        "cash cannot go back without the buyer's details"
    );
    ensure!(
        method.payout_options.iter().any(|option| option == "gcash"),
        "the options are {:?}",
        method.payout_options
    );
    let refund = stage
        .refunded(
            &order,
            &cancellation_id,
            RefundState::AwaitingPayoutDetails,
            money("PHP", FAN_TOTAL),
        )
        .await?;
    let mut request = SetPayoutDetailsRequest {
        request_id: stage.request_id(),
        refund_id: refund.refund_id.clone(),
        kind: "cheque".to_owned(),
        account: "09171234567".to_owned(),
        holder: "Mara Example".to_owned(),
        ..SetPayoutDetailsRequest::default()
    };
    let result = stage.refunds.set_payout_details(request.clone()).await;
    stage.refused(
        ("buyer", "wants a cheque"),
        result,
        (Code::InvalidArgument, "INVALID_FIELD"),
        None,
    )?;
    request.kind = "gcash".to_owned();
    request.request_id = stage.request_id();
    let refund = stage.refunds.set_payout_details(request).await?.into_inner();
    ensure!(
        refund.state() == RefundState::AwaitingPayout,
        "it is {:?}",
        refund.state()
    );
    ensure!(
        refund.payout_hint.ends_with("4567") && !refund.payout_hint.contains("0917123"),
        "the hint shows too much"
    );
    stage.show(
        "buyer",
        "names a GCash wallet",
        "awaiting payout",
        &[],
        String::new(),
    );
    let request = ConfirmPayoutRequest {
        request_id: stage.request_id(),
        refund_id: refund.refund_id,
        paid: true,
        reference: "GC-20260321-1".to_owned(),
        ..ConfirmPayoutRequest::default()
    };
    stage.refunds.confirm_payout(request).await?;
    stage
        .refunded(
            &order,
            &cancellation_id,
            RefundState::Succeeded,
            money("PHP", FAN_TOTAL),
        )
        .await?;
    stage.effects(&order, 0).await
}

async fn wallet(stage: &mut Stage) -> anyhow::Result<()> {
    let (order, cancellation_id, decision) =
        withdraw(stage, fan("PH").paid_by(PaymentKind::EWallet, 0)).await?;
    ensure!(
        decision.method.unwrap_or_default().method == "original",
        "a wallet is paid back to the wallet"
    );
    stage
        .refunded(
            &order,
            &cancellation_id,
            RefundState::Succeeded,
            money("PHP", FAN_TOTAL),
        )
        .await?;
    Ok(())
}

async fn law(stage: &mut Stage) -> anyhow::Result<()> {
    let manila = stage.place_and_pay(fan("PH")).await?;
    let paris = stage.place_and_pay(fan("FR")).await?;
    stage.days(31).await?;
    let request = stage.ask(&manila, Party::Buyer, Ground::LateShipment, &[]);
    let result = stage.try_cancel(request).await;
    stage.refused(
        ("buyer", "in Manila asks to cancel: late shipment"),
        result,
        (Code::FailedPrecondition, "NO_RULE"),
        None,
    )?;
    let request = stage.ask(&paris, Party::Buyer, Ground::LateShipment, &[]);
    let (cancellation, decision) = stage.cancel(request).await?;
    ensure!(
        decision.outcome() == Outcome::Allowed,
        "it is {:?}",
        decision.outcome()
    );
    for clause in ["EU-LATE-DELIVERY", "KV-12"] {
        ensure!(
            decision.clause_ids.iter().any(|id| id == clause),
            "cites {:?}, not {clause}",
            decision.clause_ids
        );
    }
    let won = decision
        .findings
        .iter()
        .any(|finding| finding.held && finding.layer() == Layer::Law);
    ensure!(won, "no finding says that the law won");
    let refund = stage
        .refunded(
            &paris,
            &cancellation.cancellation_id,
            RefundState::Succeeded,
            money("PHP", FAN_TOTAL),
        )
        .await?;
    stage.show(
        "law",
        "14 days instead of 30",
        "due earlier",
        &refund.clause_ids,
        amount(refund.amount.as_ref()),
    );
    Ok(())
}

async fn new_version(stage: &mut Stage) -> anyhow::Result<()> {
    let order = stage
        .place_and_pay(Draft::new(
            "PHP",
            "PH",
            vec![Item::new("Rice cooker", SELLER, 2, 90_000)],
        ))
        .await?;
    let old = stage.policy().await?;
    let request = stage.ask(&order, Party::Buyer, Ground::Withdrawal, &[("1", 1)]);
    let (_, first) = stage.cancel(request).await?;
    let new = stage
        .publish("edition = \"2025-05-22\"", "edition = \"2026-07-01\"")
        .await?;
    let request = stage.ask(&order, Party::Buyer, Ground::Withdrawal, &[("1", 1)]);
    let (_, second) = stage.cancel(request).await?;
    let versions = (first.policy_version, second.policy_version);
    ensure!(
        versions == (old.version, new.version),
        "the versions were {versions:?}"
    );
    Ok(())
}
