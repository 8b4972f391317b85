//! What the server says no to, as types.

use anyhow::ensure;
use redress_client::contracts::redress::orders::v1::{
    CancelOrderRequest, GetOrderRequest, PlaceOrderRequest,
};
use redress_client::{Client, Error, Reason};
use redress_tests::shop;
use tonic::Code;

use crate::stage::{Stage, order_of};

/// The error of a call that must fail.
fn failed<T>(result: Result<tonic::Response<T>, tonic::Status>) -> anyhow::Result<Error> {
    let status = result.err().ok_or_else(|| anyhow::anyhow!("it did not fail"))?;
    Ok(Error::from(status))
}

async fn paid(client: &Client, name: &str) -> anyhow::Result<String> {
    let order = client
        .orders()
        .place_order(order_of("byr_err", name))
        .await?
        .into_inner();
    client
        .orders()
        .confirm_payment(shop::pay("", &order.order_id))
        .await?;
    Ok(order.order_id)
}

#[tokio::test]
async fn a_refusal_by_the_policy_names_its_reason_its_clauses_and_what_is_open_instead() -> anyhow::Result<()>
{
    let stage = Stage::set().await?;
    let client = stage.client()?;
    let order_id = paid(&client, "refused").await?;
    client.orders().mark_shipped(shop::ship("", &order_id)).await?;
    let error = failed(client.orders().cancel_order(shop::cancel("", &order_id)).await)?;
    ensure!(
        error.is_refused_by_policy() && error.reason() == Some(Reason::LineShipped),
        "{error:?}"
    );
    ensure!(
        error.clauses().contains(&"KW-08") && error.remedies() == ["return"],
        "{error:?}"
    );
    ensure!(
        error.reply_id().is_some() && !error.may_succeed_later(),
        "{error:?}"
    );
    ensure!(
        error.to_string().starts_with("LINE_SHIPPED: the policy refuses"),
        "{error}"
    );
    stage.strike().await
}

#[tokio::test]
async fn bad_fields_are_all_named_by_their_paths() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let client = stage.client()?;
    let mut request = PlaceOrderRequest {
        buyer_email: "nobody".to_owned(),
        ..order_of("byr_err", "bad")
    };
    request.lines[1].quantity = -1;
    let error = failed(client.orders().place_order(request).await)?;
    ensure!(error.code() == Code::InvalidArgument && error.reason() == Some(Reason::InvalidField));
    let fields: Vec<&str> = error
        .field_violations()
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    ensure!(
        fields.contains(&"buyer_email") && fields.contains(&"lines[1].quantity"),
        "{fields:?}"
    );
    ensure!(!error.is_refused_by_policy() && error.clauses().is_empty());
    stage.strike().await
}

#[tokio::test]
async fn what_changed_is_stale_what_is_over_names_the_states_and_a_reused_id_is_told() -> anyhow::Result<()> {
    let stage = Stage::set().await?;
    let client = stage.client()?;
    let order_id = paid(&client, "states").await?;
    let stale = CancelOrderRequest {
        etag: "\"old\"".to_owned(),
        ..shop::cancel("", &order_id)
    };
    let error = failed(client.orders().cancel_order(stale).await)?;
    ensure!(
        error.is_stale() && error.code() == Code::Aborted && !error.may_succeed_later(),
        "{error:?}"
    );
    client.orders().cancel_order(shop::cancel("", &order_id)).await?;
    let error = failed(client.orders().mark_shipped(shop::ship("", &order_id)).await)?;
    ensure!(error.reason() == Some(Reason::IllegalTransition), "{error:?}");
    ensure!(
        error.metadata("state").is_some() && !error.allowed_states().is_empty(),
        "{error:?}"
    );
    let reused = PlaceOrderRequest {
        external_reference: "another".to_owned(),
        ..order_of("byr_err", "states")
    };
    let error = failed(client.orders().place_order(reused).await)?;
    ensure!(error.reason() == Some(Reason::RequestIdReused), "{error:?}");
    let none = GetOrderRequest {
        order_id: "ord_01kjpwd6m0frhb98r451p4fh48".to_owned(),
    };
    let error = failed(client.orders().get_order(none).await)?;
    ensure!(
        error.reason() == Some(Reason::NotFound) && error.code() == Code::NotFound,
        "{error:?}"
    );
    stage.strike().await
}
