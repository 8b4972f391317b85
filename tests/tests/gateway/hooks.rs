//! Webhooks in, as carriers' tracking services and Stripe send them: by HTTP, from elsewhere, without a key, signed by a
//! program that knows nothing of this suite.

mod providers;

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use futures::future::try_join_all;
use providers::{Hook, SCHEMES, delivered, notice, source};
use redress::config::Config;
use redress_contracts::redress::logistics::v1::{ListTrackingEventsRequest, TrackingStatus};
use redress_contracts::redress::orders::v1::{CancelOrderRequest, Order, OrderState};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::refunds::v1::{
    GetRefundRequest, ListRefundsRequest, ProviderBehaviour, Refund, RefundState, ScriptProviderRequest,
};
use redress_db::Backend;
use redress_tests::http::Reply;
use redress_tests::scene::{SHOP, Scene, dresses};
use redress_tests::shop;
use serde_json::{Value, json};
use tonic::codegen::http::Method;

/// An order whose parcel has this number.
async fn shipped(scene: &Scene, name: &str, number: &str) -> anyhow::Result<Order> {
    let order = scene.paid(name, 1).await?;
    let mut ship = shop::ship(&format!("{name}-ship"), &order.order_id);
    if let Some(parcel) = &mut ship.parcel {
        number.clone_into(&mut parcel.tracking_number);
    }
    scene.clients.orders.clone().mark_shipped(ship).await?;
    scene.rest().await?;
    Ok(order)
}

async fn parcels_move(backend: Backend) -> anyhow::Result<()> {
    let scene = Scene::with_gateway(backend, Config::default()).await?;
    let http = scene.http()?;
    let mut orders = Vec::new();
    for (at, scheme) in SCHEMES[..5].iter().enumerate() {
        let number = format!("1Z999AA1012345678{at}");
        let order = shipped(&scene, scheme.0, &number).await?;
        orders.push((scheme, number, order));
    }
    scene.days(2).await?;
    for (scheme, number, order) in &orders {
        let (path, word) = (source(&http, SHOP, **scheme).await?, scheme.0);
        let hook = Hook::sign(&path, word, &delivered(word, number, scene.now()), scene.now()).await?;
        let told = notice(&scene, &hook.send(&http).await?).await?;
        ensure!(
            told["state"] == "NOTICE_STATE_APPLIED" && told["subject"] == number.as_str(),
            "{word}: {told}"
        );
        let shipment = scene.shipment(order).await?;
        let parcel = &shipment.parcels[0];
        ensure!(parcel.status() == TrackingStatus::Delivered, "{word}: {parcel:?}");
        ensure!(
            parcel.location == "Springfield" && parcel.deliver_time.is_some(),
            "{word}: {parcel:?}"
        );
        let order = scene.clients.order(&order.order_id).await?;
        ensure!(order.state() == OrderState::Delivered, "{word}: {order:?}");
        let again = hook.send(&http).await?;
        ensure!(
            again.status == 200 && again.json()?["is_repetition"] == true,
            "{again:?}"
        );
        let list = ListTrackingEventsRequest {
            parcel_id: parcel.parcel_id.clone(),
            ..ListTrackingEventsRequest::default()
        };
        let events = scene.clients.logistics.clone().list_tracking_events(list).await?;
        let events = events.into_inner().tracking_events;
        let source = word.trim_end_matches("-v2");
        ensure!(
            events.iter().filter(|event| event.source == source).count() == 2,
            "{word}: {events:?}"
        );
    }
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_delivered_moves_the_parcel_and_the_order_on_sqlite() -> anyhow::Result<()> {
    parcels_move(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_delivered_moves_the_parcel_and_the_order_on_postgres() -> anyhow::Result<()> {
    parcels_move(Backend::Postgres).await
}

async fn a_payment(backend: Backend) -> anyhow::Result<()> {
    let scene = Scene::with_gateway(backend, Config::default()).await?;
    let http = scene.http()?;
    let path = source(&http, SHOP, SCHEMES[5]).await?;
    let placed = scene
        .clients
        .orders
        .clone()
        .place_order(dresses(&scene.seat, "one", 1))
        .await?;
    let order = placed.into_inner();
    let due = redress_tests::scene::PRICE + redress_tests::scene::SHIPPING;
    let intent = |id: &str, amount: i64| {
        json!({"id": id, "object": "event", "type": "payment_intent.succeeded", "created": scene.now().timestamp(),
            "data": {"object": {"id": "pi_1", "object": "payment_intent", "amount_received": amount, "currency": "usd",
                "metadata": {"redress_order_id": order.order_id}}}})
    };
    let less = Hook::sign(&path, "stripe", &intent("evt_1", due - 1), scene.now()).await?;
    let told = notice(&scene, &less.send(&http).await?).await?;
    ensure!(
        told["state"] == "NOTICE_STATE_REFUSED" && told["reason"] == "AMOUNT_MISMATCH",
        "{told}"
    );
    ensure!(scene.clients.order(&order.order_id).await?.state() == OrderState::Placed);
    let paid = Hook::sign(&path, "stripe", &intent("evt_2", due), scene.now()).await?;
    let copies = (0..32).map(|_| paid.send(&http));
    let replies = try_join_all(copies).await?;
    let mut new = 0;
    for reply in &replies {
        ensure!(reply.status == 200, "{reply:?}");
        new += usize::from(reply.json()?["is_repetition"] == false);
    }
    ensure!(new == 1, "{new} of 32 copies counted");
    let told = notice(&scene, &replies[0]).await?;
    ensure!(
        told["state"] == "NOTICE_STATE_APPLIED" && told["receive_count"] == 32,
        "{told}"
    );
    let order = scene.clients.order(&order.order_id).await?;
    ensure!(
        order.state() == OrderState::Paid && order.payments[0].reference == "pi_1",
        "{order:?}"
    );
    let changed = Hook::sign(&path, "stripe", &intent("evt_2", due - 1), scene.now()).await?;
    let refused = changed.send(&http).await?;
    ensure!(
        refused.status == 409 && refused.json()?["reason"] == "NOTICE_CHANGED",
        "{refused:?}"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_payment_is_confirmed_once_on_sqlite() -> anyhow::Result<()> {
    a_payment(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_payment_is_confirmed_once_on_postgres() -> anyhow::Result<()> {
    a_payment(Backend::Postgres).await
}

/// A refund that the provider is silent about until a person has to look.
async fn in_review(scene: &Scene) -> anyhow::Result<Refund> {
    let silent = ScriptProviderRequest {
        behaviour: ProviderBehaviour::Silent.into(),
        ..ScriptProviderRequest::default()
    };
    scene.clients.sandbox.clone().script_provider(silent).await?;
    let order = scene.paid("two", 1).await?;
    let cancel = CancelOrderRequest {
        requested_by: Party::Seller.into(),
        ground: Ground::SellerOther.into(),
        explanation: "It was the last one, and it is torn.".to_owned(),
        ..shop::cancel("two-cancel", &order.order_id)
    };
    scene.clients.orders.clone().cancel_order(cancel).await?;
    for _ in 0..30 {
        scene.days(1).await?;
    }
    let list = ListRefundsRequest {
        marketplace_id: SHOP.to_owned(),
        state: RefundState::ManualReview.into(),
        ..ListRefundsRequest::default()
    };
    let listed = scene.clients.refunds.clone().list_refunds(list).await?;
    let refund = listed.into_inner().refunds.pop();
    refund.context("no refund waits for a person")
}

async fn a_refund(backend: Backend) -> anyhow::Result<()> {
    let scene = Scene::with_gateway(backend, Config::default()).await?;
    let http = scene.http()?;
    let path = source(&http, SHOP, SCHEMES[5]).await?;
    let refund = in_review(&scene).await?;
    let amount = shop::minor(refund.amount.as_ref());
    let event = |id: &str, amount: i64| {
        json!({"id": id, "object": "event", "type": "refund.updated", "created": scene.now().timestamp(),
            "data": {"object": {"id": "re_1", "object": "refund", "amount": amount, "currency": "usd", "status": "succeeded",
                "metadata": {"redress_refund_id": refund.refund_id}}}})
    };
    for (id, amount, state) in [
        ("evt_1", amount + 1, "NOTICE_STATE_REFUSED"),
        ("evt_2", amount, "NOTICE_STATE_APPLIED"),
    ] {
        let hook = Hook::sign(&path, "stripe", &event(id, amount), scene.now()).await?;
        let told = notice(&scene, &hook.send(&http).await?).await?;
        ensure!(told["state"] == state, "{told}");
    }
    let read = GetRefundRequest {
        refund_id: refund.refund_id.clone(),
    };
    let refund = scene.clients.refunds.clone().get_refund(read).await?.into_inner();
    ensure!(
        refund.state() == RefundState::Succeeded && refund.reason.contains("re_1"),
        "{refund:?}"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_in_review_is_settled_by_a_signed_word_on_sqlite() -> anyhow::Result<()> {
    a_refund(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_in_review_is_settled_by_a_signed_word_on_postgres() -> anyhow::Result<()> {
    a_refund(Backend::Postgres).await
}

/// A refusal, apart from the id of its request.
fn told(reply: &Reply) -> anyhow::Result<(u16, Value)> {
    let mut problem = reply.json()?;
    problem["request_id"] = Value::Null;
    Ok((reply.status, problem))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_now_is_refused_as_if_there_were_no_source() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let http = scene.http()?;
    let body = json!({"any": "thing"});
    // Whoever comes from elsewhere without a key comes in nowhere else.
    let headers = [("host", "hooks.shop.example")];
    let elsewhere = http.send((Method::GET, "/v1/notices"), &headers, "").await?;
    ensure!(elsewhere.status == 403, "{elsewhere:?}");
    let nowhere = Hook::sign(
        "/v1/hooks/src_01jz0000000000000000000000",
        "stripe",
        &body,
        scene.now(),
    )
    .await?;
    let expected = told(&nowhere.send(&http).await?)?;
    ensure!(
        expected.0 == 400 && expected.1["reason"] == "NOTICE_UNPROVEN",
        "{expected:?}"
    );
    for scheme in SCHEMES {
        let path = source(&http, SHOP, scheme).await?;
        let good = Hook::sign(&path, scheme.0, &body, scene.now()).await?;
        let tampered = Hook {
            body: good.body.replace("thing", "other"),
            path: path.clone(),
            headers: good.headers.clone(),
        };
        ensure!(told(&tampered.send(&http).await?)? == expected, "{scheme:?}");
        let unsigned = Hook {
            headers: BTreeMap::new(),
            body: good.body.clone(),
            path: path.clone(),
        };
        ensure!(told(&unsigned.send(&http).await?)? == expected, "{scheme:?}");
        let old = Hook::sign(&path, scheme.0, &body, scene.now() - TimeDelta::minutes(6)).await?;
        let has_time = matches!(scheme.0, "easypost-v2" | "shippo" | "stripe");
        let answer = old.send(&http).await?;
        ensure!((told(&answer)? == expected) == has_time, "{scheme:?}: {answer:?}");
        ensure!(good.send(&http).await?.status == 200, "{scheme:?}");
    }
    for path in ["/v1/hooks/x", "/v1/hooks/%00", "/v1/hooks/src_"] {
        let reply = Hook {
            path: path.to_owned(),
            ..Hook::sign(path, "stripe", &body, scene.now()).await?
        };
        ensure!(told(&reply.send(&http).await?)? == expected, "{path}");
    }
    let large = " ".repeat(1024 * 1024 + 1);
    let path = nowhere.path.as_str();
    let reply = http.send((Method::POST, path), &headers, large).await?;
    ensure!(
        reply.status == 413 && reply.json()?["reason"] == "MESSAGE_TOO_LARGE",
        "{reply:?}"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_says_nothing_of_another_marketplaces_parcels() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let http = scene.http()?;
    let order = shipped(&scene, "one", "1Z999AA10123456784").await?;
    scene.days(2).await?;
    let path = source(&http, "elsewhere", SCHEMES[0]).await?;
    let body = delivered("easypost", "1Z999AA10123456784", scene.now());
    let hook = Hook::sign(&path, "easypost", &body, scene.now()).await?;
    let first = notice(&scene, &hook.send(&http).await?).await?;
    ensure!(
        first["state"] == "NOTICE_STATE_PENDING" && first["reason"] == "NOT_FOUND",
        "{first}"
    );
    for _ in 0..3 {
        scene.days(1).await?;
    }
    let last = notice(&scene, &hook.send(&http).await?).await?;
    ensure!(last["state"] == "NOTICE_STATE_IGNORED", "{last}");
    let shipment = scene.shipment(&order).await?;
    ensure!(
        shipment.parcels[0].status() == TrackingStatus::Unspecified,
        "{shipment:?}"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_says_that_a_signature_is_all_it_takes() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let document = scene.http()?.get("/openapi.json").await?.json()?;
    let mut open = Vec::new();
    for (path, verbs) in document["paths"].as_object().context("no paths")? {
        let verbs = verbs.as_object().context("no verbs")?;
        let without = verbs.values().any(|operation| operation["security"] == json!([]));
        open.extend(without.then_some(path.as_str()));
    }
    ensure!(open == ["/v1/hooks/{source_id}"], "{open:?}");
    let receive = &document["paths"]["/v1/hooks/{source_id}"]["post"];
    ensure!(
        receive["parameters"].as_array().is_some_and(|all| all.len() == 1),
        "{receive}"
    );
    scene.stop().await
}
