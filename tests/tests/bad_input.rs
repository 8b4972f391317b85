//! What callers get wrong, over gRPC: each is refused with its code, its registered reason and the place of the fault, and
//! nothing has changed afterwards.

use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use prost::Message as _;
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, ConfirmPaymentRequest, GetOrderRequest, LineQuantity, ListCancellationsRequest,
    ListOrdersRequest, MarkShippedRequest, Order, Parcel, PlaceOrderRequest,
};
use redress_contracts::redress::policies::v1::{ListPolicyVersionsRequest, PublishPolicyRequest};
use redress_core::Clock;
use redress_db::Backend;
use redress_policy::packs;
use redress_rpc::convert::time_to_wire;
use redress_rpc::{Caller, Role};
use redress_tests::client::Clients;
use redress_tests::place::Place;
use redress_tests::process::{Process, Start};
use redress_tests::shop::{self, SHOP, TOTAL, euros};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

/// A server with orders that can be asked for the wrong thing.
struct Stage {
    server: Process,
    clients: Clients,
    _place: Place,
    /// Paid, nothing shipped.
    paid: Order,
    /// Paid, its first line shipped.
    shipped: Order,
    /// Of a shop whose window of 24 hours closed.
    late: Order,
    /// When it closed.
    close_time: DateTime<Utc>,
}

/// How a call is expected to be refused.
struct Expected {
    code: Code,
    reason: &'static str,
    /// A field that is named, or a piece of metadata with its value.
    place: Where,
}

enum Where {
    Nowhere,
    Field(&'static str),
    Metadata(&'static str, String),
}

impl Stage {
    async fn set(backend: Backend) -> anyhow::Result<Stage> {
        let place = Place::new(backend)?;
        let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
            .run()
            .await?;
        let clients = server.clients()?;
        let paid_id = clients.paid_order("paid").await?;
        let paid = order(&clients, &paid_id).await?;
        let shipped_id = clients.paid_order("shipped").await?;
        let parcel = Parcel {
            carrier: "ups".to_owned(),
            lines: vec![lines("1", 2)],
            ..Parcel::default()
        };
        let request = MarkShippedRequest {
            order_id: shipped_id.clone(),
            parcel: Some(parcel),
            ..MarkShippedRequest::default()
        };
        clients.orders.clone().mark_shipped(request).await?;
        let shipped = order(&clients, &shipped_id).await?;
        let pay_time = Clock::system().now() - TimeDelta::hours(30);
        let mut request = shop::order("late");
        request.marketplace_id = "kajet".to_owned();
        // Where no law of the packs lets the buyer withdraw after all.
        request.shipping_address.get_or_insert_default().region_code = "US".to_owned();
        request.place_time = Some(time_to_wire(pay_time - TimeDelta::hours(1)));
        let late = clients.orders.clone().place_order(request).await?.into_inner();
        let confirm = ConfirmPaymentRequest {
            confirm_time: Some(time_to_wire(pay_time)),
            ..shop::pay("late-pay", &late.order_id)
        };
        clients.orders.clone().confirm_payment(confirm).await?;
        let close_time = pay_time + TimeDelta::hours(24);
        Ok(Stage {
            server,
            clients,
            _place: place,
            paid,
            shipped,
            late,
            close_time,
        })
    }

    async fn cancel(&self, request: CancelOrderRequest) -> Result<(), Status> {
        self.clients.orders.clone().cancel_order(request).await.map(drop)
    }

    async fn cancel_lines(&self, order: &Order, line_id: &str, quantity: i32) -> Result<(), Status> {
        let request = CancelOrderRequest {
            lines: vec![lines(line_id, quantity)],
            ..shop::cancel("bad", &order.order_id)
        };
        self.cancel(request).await
    }

    async fn place(&self, change: impl FnOnce(&mut PlaceOrderRequest)) -> Result<(), Status> {
        let mut request = shop::order("bad-order");
        change(&mut request);
        self.clients.orders.clone().place_order(request).await.map(drop)
    }

    async fn publish(&self, source: String) -> Result<(), Status> {
        let request = PublishPolicyRequest {
            request_id: "bad-pack".to_owned(),
            source,
            file_name: "kwoking.toml".to_owned(),
            ..PublishPolicyRequest::default()
        };
        self.clients
            .policies
            .clone()
            .publish_policy(request)
            .await
            .map(drop)
    }

    /// All that anything could have changed, as bytes.
    async fn snapshot(&self) -> anyhow::Result<Vec<Vec<u8>>> {
        let mut all = Vec::new();
        for shop in [SHOP, "kajet"] {
            let request = ListOrdersRequest {
                marketplace_id: shop.to_owned(),
                ..ListOrdersRequest::default()
            };
            all.push(
                self.clients
                    .orders
                    .clone()
                    .list_orders(request)
                    .await?
                    .into_inner()
                    .encode_to_vec(),
            );
            let request = ListCancellationsRequest {
                marketplace_id: shop.to_owned(),
                ..ListCancellationsRequest::default()
            };
            all.push(
                self.clients
                    .orders
                    .clone()
                    .list_cancellations(request)
                    .await?
                    .into_inner()
                    .encode_to_vec(),
            );
            let request = ListPolicyVersionsRequest {
                policy_id: shop.to_owned(),
                ..ListPolicyVersionsRequest::default()
            };
            all.push(
                self.clients
                    .policies
                    .clone()
                    .list_policy_versions(request)
                    .await?
                    .into_inner()
                    .encode_to_vec(),
            );
        }
        let refunds = self.clients.refunds_of(&self.paid.order_id).await?;
        all.extend(refunds.iter().map(prost::Message::encode_to_vec));
        Ok(all)
    }
}

async fn order(clients: &Clients, order_id: &str) -> anyhow::Result<Order> {
    let request = GetOrderRequest {
        order_id: order_id.to_owned(),
    };
    Ok(clients.orders.clone().get_order(request).await?.into_inner())
}

fn lines(line_id: &str, quantity: i32) -> LineQuantity {
    LineQuantity {
        line_id: line_id.to_owned(),
        quantity,
    }
}

fn refused(what: &str, answer: Result<(), Status>, expected: &Expected) -> anyhow::Result<()> {
    let status = answer.err().with_context(|| format!("{what}: it was done"))?;
    let details = status.get_error_details();
    let info = details
        .error_info()
        .with_context(|| format!("{what}: no ErrorInfo in {status:?}"))?;
    ensure!(
        status.code() == expected.code && info.reason == expected.reason,
        "{what}: {status:?} {details:?}"
    );
    match &expected.place {
        Where::Nowhere => {}
        Where::Field(path) => {
            let fields = details
                .bad_request()
                .map(|bad| &bad.field_violations[..])
                .unwrap_or_default();
            ensure!(
                fields.iter().any(|field| field.field == *path),
                "{what}: {path} is not among {fields:?}"
            );
        }
        Where::Metadata(key, value) => {
            ensure!(
                info.metadata.get(*key) == Some(value),
                "{what}: {key} is not {value} in {:?}",
                info.metadata
            );
        }
    }
    Ok(())
}

fn invalid(path: &'static str) -> Expected {
    Expected {
        code: Code::InvalidArgument,
        reason: "INVALID_FIELD",
        place: Where::Field(path),
    }
}

fn policy_refuses(reason: &'static str) -> Expected {
    let place = Where::Metadata("refusal_reason", reason.to_owned());
    Expected {
        code: Code::FailedPrecondition,
        reason,
        place,
    }
}

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

#[tokio::test]
async fn what_belongs_to_others_looks_like_what_does_not_exist() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let foreign = stage.paid.order_id.clone();
    // As long as the other, so that the answers may only differ in the id itself.
    let unknown = format!("{}{}", &foreign[..foreign.len() - 4], "0000");
    let strangers = [
        Caller::new(Some("kajet"), Role::Operator, "somebody"),
        Caller::new(Some(SHOP), Role::Buyer, "byr_other"),
        Caller::new(Some(SHOP), Role::Seller, "sel_other"),
    ];
    for stranger in strangers {
        let answers = async |id: &str| -> anyhow::Result<Vec<Status>> {
            let mut orders = stage.clients.orders.clone();
            let get = orders
                .get_order(stranger.request(GetOrderRequest {
                    order_id: id.to_owned(),
                }))
                .await
                .map(drop);
            let cancel = orders
                .cancel_order(stranger.request(shop::cancel("stranger", id)))
                .await
                .map(drop);
            let pay = orders
                .confirm_payment(stranger.request(shop::pay("stranger", id)))
                .await
                .map(drop);
            [get, cancel, pay]
                .into_iter()
                .map(|answer| answer.err().context("a stranger was let in"))
                .collect()
        };
        for (theirs, nobodys) in answers(&foreign).await?.iter().zip(answers(&unknown).await?) {
            ensure!(
                theirs.code() == nobodys.code(),
                "{theirs:?} and {nobodys:?} of {stranger:?}"
            );
            ensure!(
                theirs.message().replace(&foreign, &unknown) == nobodys.message(),
                "{theirs:?} and {nobodys:?}"
            );
            let details = String::from_utf8_lossy(theirs.details()).replace(&foreign, &unknown);
            ensure!(
                details == String::from_utf8_lossy(nobodys.details()),
                "the details differ for {stranger:?}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_repeated_request_id_gets_the_same_bytes_and_a_changed_body_is_refused() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let reused = Expected {
        code: Code::AlreadyExists,
        reason: "REQUEST_ID_REUSED",
        place: Where::Field("request_id"),
    };
    let mut orders = stage.clients.orders.clone();
    let mut refunds = stage.clients.refunds.clone();

    let place = shop::order("again");
    let first = orders
        .place_order(place.clone())
        .await?
        .into_inner()
        .encode_to_vec();
    ensure!(
        orders
            .place_order(place.clone())
            .await?
            .into_inner()
            .encode_to_vec()
            == first,
        "another order"
    );
    let other = PlaceOrderRequest {
        buyer_id: "byr_other".to_owned(),
        ..place
    };
    refused(
        "another order",
        orders.place_order(other).await.map(drop),
        &reused,
    )?;

    let refund = shop::goodwill("again", &stage.paid.order_id, 100);
    let first = refunds
        .create_refund(refund.clone())
        .await?
        .into_inner()
        .encode_to_vec();
    ensure!(
        refunds.create_refund(refund).await?.into_inner().encode_to_vec() == first,
        "another refund"
    );
    let other = shop::goodwill("again", &stage.paid.order_id, 101);
    refused(
        "another refund",
        refunds.create_refund(other).await.map(drop),
        &reused,
    )?;

    let cancel = shop::cancel("again", &stage.paid.order_id);
    let first = orders
        .cancel_order(cancel.clone())
        .await?
        .into_inner()
        .encode_to_vec();
    ensure!(
        orders
            .cancel_order(cancel.clone())
            .await?
            .into_inner()
            .encode_to_vec()
            == first,
        "another cancellation"
    );
    let other = CancelOrderRequest {
        explanation: "otherwise".to_owned(),
        ..cancel
    };
    refused(
        "another cancellation",
        orders.cancel_order(other).await.map(drop),
        &reused,
    )?;
    Ok(())
}

#[tokio::test]
async fn a_faulty_pack_is_refused_with_its_line_and_nothing_is_published() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let before = stage.snapshot().await?;
    let (_, source) = packs::SHOPS
        .iter()
        .find(|(file, _)| *file == "kwoking.toml")
        .context("Kwoking has a pack")?;
    let faults = [
        ("an unknown key", "edition = ", "editoin = "),
        (
            "a span without a unit",
            "span = { hours = 24 }",
            "span = { moons = 24 }",
        ),
        (
            "a calendar that does not exist",
            "calendar = \"FR\"",
            "calendar = \"XX\"",
        ),
        (
            "a clause that nothing explains",
            "clauses = [\"KW-18\"]",
            "clauses = [\"KW-99\"]",
        ),
        ("no TOML", "[pack]", "[pack"),
    ];
    for (what, from, to) in faults {
        let at = source
            .find(from)
            .with_context(|| format!("the pack has no `{from}`"))?;
        let line = source[..at].lines().count() + usize::from(source[..at].ends_with('\n'));
        let status = stage
            .publish(source.replacen(from, to, 1))
            .await
            .err()
            .context("it was published")?;
        let details = status.get_error_details();
        let fields = details
            .bad_request()
            .map(|bad| &bad.field_violations[..])
            .unwrap_or_default();
        let reason = details.error_info().map(|info| info.reason.as_str());
        ensure!(reason == Some("POLICY_PACK_INVALID"), "{what}: {status:?}");
        let says = fields
            .iter()
            .find(|field| field.description.starts_with(&format!("kwoking.toml:{line}: ")));
        ensure!(says.is_some(), "{what}: line {line} is not among {fields:?}");
    }
    ensure!(
        stage.snapshot().await? == before,
        "a faulty pack changed something"
    );
    Ok(())
}

#[tokio::test]
async fn a_caller_that_says_nonsense_about_itself_is_refused() -> anyhow::Result<()> {
    let stage = Stage::set(Backend::Sqlite).await?;
    let unknown = Expected {
        code: Code::Unauthenticated,
        reason: "CALLER_UNKNOWN",
        place: Where::Nowhere,
    };
    for (key, value) in [("redress-role", "king"), ("redress-marketplace", "two words")] {
        let mut request = Request::new(GetOrderRequest {
            order_id: stage.paid.order_id.clone(),
        });
        request.metadata_mut().insert(key, value.parse()?);
        let answer = stage.clients.orders.clone().get_order(request).await.map(drop);
        refused(&format!("{key} {value}"), answer, &unknown)?;
    }
    Ok(())
}
