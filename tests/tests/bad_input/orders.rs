//! Orders, cancellations and refunds that cannot be.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::CancelOrderRequest;
use redress_db::Backend;
use redress_tests::shop::{self, TOTAL, euros};
use tonic::Code;

use crate::expected::{Expected, Where, invalid, policy_refuses, refused};
use crate::stage::Stage;

async fn every_fault_is_named(backend: Backend) -> anyhow::Result<()> {
    let stage = Stage::set(backend).await?;
    let before = stage.snapshot().await?;
    let paid = &stage.paid;

    let answer = stage.cancel_lines(paid, "9", 1).await;
    refused("an unknown line", answer, &invalid("lines[0].line_id"))?;
    for quantity in [0, -1, i32::MIN] {
        let answer = stage.cancel_lines(paid, "1", quantity).await;
        refused(
            &format!("a quantity of {quantity}"),
            answer,
            &invalid("lines[0].quantity"),
        )?;
    }
    let answer = stage.cancel_lines(paid, "1", 3).await;
    refused("more than was ordered", answer, &invalid("lines[0].quantity"))?;
    let answer = stage.cancel_lines(&stage.shipped, "1", 1).await;
    refused("what has shipped", answer, &policy_refuses("LINE_SHIPPED"))?;

    let answer = stage.cancel(shop::cancel("bad", &stage.late.order_id)).await;
    refused(
        "a closed window",
        answer.clone(),
        &policy_refuses("WINDOW_CLOSED"),
    )?;
    let close_time = stage
        .close_time
        .to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
    let place = Where::Metadata("window_close_time", close_time);
    let reason = "WINDOW_CLOSED";
    refused(
        "a closed window, with when",
        answer,
        &Expected {
            code: Code::FailedPrecondition,
            reason,
            place,
        },
    )?;

    let request = CancelOrderRequest {
        etag: "stale".to_owned(),
        ..shop::cancel("bad", &paid.order_id)
    };
    let stale = Expected {
        code: Code::Aborted,
        reason: "STALE_ETAG",
        place: Where::Nowhere,
    };
    refused("a stale etag", stage.cancel(request).await, &stale)?;

    let dollars = |minor| redress_contracts::google::r#type::Money {
        currency_code: "USD".to_owned(),
        ..euros(minor)
    };
    let answer = stage
        .place(|order| order.payments[0].amount = Some(dollars(TOTAL)))
        .await;
    refused(
        "a payment in another currency",
        answer,
        &invalid("payments[0].amount"),
    )?;
    let answer = stage
        .place(|order| order.lines[1].unit_price = Some(dollars(400)))
        .await;
    refused(
        "a line in another currency",
        answer,
        &invalid("lines[1].unit_price"),
    )?;
    let answer = stage
        .place(|order| order.payments[0].amount = Some(euros(TOTAL - 1)))
        .await;
    refused("payments that do not add up", answer, &invalid("payments"))?;
    let answer = stage.place(|order| order.lines.clear()).await;
    refused("an order of nothing", answer, &invalid("lines"))?;
    let answer = stage.place(|order| order.lines[0].quantity = -2).await;
    refused("a negative quantity", answer, &invalid("lines[0].quantity"))?;

    let mut refund = shop::goodwill("bad", &paid.order_id, 100);
    let breakdown = refund.breakdown.as_mut().context("a refund has a breakdown")?;
    (breakdown.amount, breakdown.lines[0].amount) = (Some(dollars(100)), Some(dollars(100)));
    let answer = stage
        .clients
        .refunds
        .clone()
        .create_refund(refund)
        .await
        .map(drop);
    let mismatch = Expected {
        code: Code::InvalidArgument,
        reason: "CURRENCY_MISMATCH",
        place: Where::Nowhere,
    };
    refused("a refund in another currency", answer, &mismatch)?;
    let request = shop::goodwill("bad", &paid.order_id, TOTAL + 1);
    let answer = stage
        .clients
        .refunds
        .clone()
        .create_refund(request)
        .await
        .map(drop);
    let place = Where::Nowhere;
    let too_much = Expected {
        code: Code::FailedPrecondition,
        reason: "AMOUNT_EXCEEDS_REFUNDABLE",
        place,
    };
    refused("more than was captured", answer, &too_much)?;

    ensure!(
        stage.snapshot().await? == before,
        "a refused call changed something"
    );
    let ended = stage.server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);
    Ok(())
}

#[tokio::test]
async fn every_fault_is_named_and_changes_nothing_on_sqlite() -> anyhow::Result<()> {
    every_fault_is_named(Backend::Sqlite).await
}

#[tokio::test]
async fn every_fault_is_named_and_changes_nothing_on_postgres() -> anyhow::Result<()> {
    every_fault_is_named(Backend::Postgres).await
}
