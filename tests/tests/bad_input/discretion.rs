//! What people say stays between them and the suite: whatever is called, well or badly, over gRPC or HTTP, nothing of it stands in
//! the log, however much is logged, nor in a span.

use anyhow::ensure;
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::evidence::v1::StartUploadRequest;
use redress_contracts::redress::orders::v1::{CancelOrderRequest, Order, PlaceOrderRequest};
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::privacy::v1::{RequestErasureRequest, RequestExportRequest};
use redress_contracts::redress::returns::v1::{Contact, RequestReturnRequest};
use redress_db::Backend;
use redress_rpc::{Caller, Role};
use redress_tests::client::Clients;
use redress_tests::collector::Collector;
use redress_tests::http::Http;
use redress_tests::place::Place as Data;
use redress_tests::process::Start;
use redress_tests::scene::gif;
use redress_tests::shop::{self, SHOP};
use redress_tests::wire;
use tonic::codegen::http::Method;
use tonic::{Request, Status};

use crate::over_http::route::Place;
use crate::sweep::methods;

/// What every personal text begins with.
const SAID: &str = "zqsecret";
/// The most that a message lies in others.
const DEPTH: usize = 4;

fn said(what: &str) -> String {
    format!("{SAID}-{what}")
}

/// Somebody whose id is as personal as what they say.
fn buyer() -> Caller {
    Caller::new(Some(SHOP), Role::Buyer, &said("buyer"))
}

fn address() -> PostalAddress {
    PostalAddress {
        region_code: "FR".to_owned(),
        locality: said("locality"),
        address_lines: vec![said("street")],
        recipients: vec![said("name")],
        ..PostalAddress::default()
    }
}

async fn buys(clients: &Clients, name: &str) -> anyhow::Result<Order> {
    let place = PlaceOrderRequest {
        buyer_id: said("buyer"),
        buyer_email: format!("{}@example.test", said("mail")),
        shipping_address: Some(address()),
        billing_address: Some(address()),
        ..shop::order(name)
    };
    let mut orders = clients.orders.clone();
    let order = orders.place_order(buyer().request(place)).await?.into_inner();
    let pay = shop::pay(&format!("{name}-pay"), &order.order_id);
    Ok(orders.confirm_payment(pay).await?.into_inner())
}

/// An order that is cancelled, one that comes back with a photo, and what their buyer asks about their data. Returns the orders.
async fn lives(clients: &Clients) -> anyhow::Result<[String; 2]> {
    let order = buys(clients, "one").await?;
    let mut orders = clients.orders.clone();
    let cancel = CancelOrderRequest {
        requested_by: 0,
        explanation: said("explanation"),
        ..shop::cancel("one-cancel", &order.order_id)
    };
    orders.cancel_order(buyer().request(cancel)).await?;
    let cancelled = order.order_id;
    let order = buys(clients, "two").await?;
    orders
        .mark_shipped(shop::ship("two-ship", &order.order_id))
        .await?;
    orders
        .mark_delivered(shop::deliver("two-deliver", &order.order_id))
        .await?;
    let ask = RequestReturnRequest {
        requested_by: Party::Unspecified.into(),
        explanation: said("why"),
        contact: Some(Contact {
            name: said("contact"),
            email: format!("{}@example.test", said("contact")),
            phone: said("phone"),
        }),
        ..shop::ask("two-ask", &order.order_id)
    };
    // Whether the shop takes it back or not, it was said.
    let _ = clients.returns.clone().request_return(buyer().request(ask)).await;
    let photo = gif("photo", 3);
    let start = StartUploadRequest {
        file_name: format!("{}.gif", said("file")),
        description: said("description"),
        ..photo.start(&order.order_id)
    };
    let mut evidence = clients.evidence.clone();
    let upload = evidence.start_upload(start).await?.into_inner();
    let whole = photo.chunk(&upload, 0, photo.bytes.len());
    evidence.upload_chunks(futures::stream::iter([whole])).await?;
    evidence.finish_upload(photo.finish(&upload)).await?;
    let mut privacy = clients.privacy.clone();
    privacy
        .request_export(RequestExportRequest {
            request_id: "export".to_owned(),
            marketplace_id: SHOP.to_owned(),
            buyer_id: said("buyer"),
        })
        .await?;
    privacy
        .request_erasure(RequestErasureRequest {
            request_id: "erase".to_owned(),
            marketplace_id: SHOP.to_owned(),
            buyer_id: said("buyer"),
            is_preview: false,
        })
        .await?;
    Ok([cancelled, order.order_id])
}

/// What others are told who ask about these orders, and may not or cannot have what they ask for.
async fn others(clients: &Clients, order_ids: &[String]) -> anyhow::Result<Vec<Status>> {
    let strangers = [
        Caller::new(Some(SHOP), Role::Buyer, "byr_stranger"),
        Caller::new(Some(SHOP), Role::Seller, "sel_stranger"),
        Caller::new(Some(SHOP), Role::SellerAdmin, "sel_1"),
        Caller::new(Some("kajet"), Role::Agent, "ada"),
        Caller::new(Some(SHOP), Role::Agent, "ada"),
    ];
    let mut told = Vec::new();
    for order_id in order_ids {
        for (number, caller) in strangers.iter().enumerate() {
            for method in methods()? {
                let mut message = DynamicMessage::new(method.input());
                for (name, text) in [("order_id", order_id), ("case_id", order_id)] {
                    if method.input().get_field_by_name(name).is_some() {
                        message.set_field_by_name(name, Value::String(text.clone()));
                    }
                }
                if method.input().get_field_by_name("request_id").is_some() {
                    let name = Value::String(format!("stranger-{number}-{}", method.name()));
                    message.set_field_by_name("request_id", name);
                }
                let request = caller.request(message.encode_to_vec());
                told.extend(wire::call(&clients.channel, &method, request).await.err());
            }
        }
    }
    Ok(told)
}

/// A message in which every text is personal.
fn filled(of: &MessageDescriptor, depth: usize) -> DynamicMessage {
    let mut message = DynamicMessage::new(of.clone());
    for field in of.fields() {
        let Some(value) = value(&field, depth) else {
            continue;
        };
        let value = if field.is_list() {
            Value::List(vec![value])
        } else {
            value
        };
        message.set_field(&field, value);
    }
    message
}

fn value(field: &FieldDescriptor, depth: usize) -> Option<Value> {
    Some(match field.kind() {
        Kind::String => Value::String(match field.name() {
            "request_id" => format!("r-{depth}-{}", field.parent_message().name()),
            "page_token" | "etag" => return None,
            name => said(name),
        }),
        Kind::Bytes => Value::Bytes(said("bytes").into_bytes().into()),
        Kind::Bool => Value::Bool(true),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Int32 => Value::I32(1),
        Kind::Int64 => Value::I64(1),
        Kind::Message(of) if depth > 0 && !field.is_map() => Value::Message(filled(&of, depth - 1)),
        _ => return None,
    })
}

/// Calls everything with nothing but personal texts, as the operator, as a buyer, and over HTTP.
async fn everything(clients: &Clients, http: &Http) -> anyhow::Result<usize> {
    let pool = DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)?;
    let mut count = 0;
    for method in methods()? {
        let message = filled(&method.input(), DEPTH);
        let bytes = message.encode_to_vec();
        for request in [Request::new(bytes.clone()), buyer().request(bytes)] {
            // What is answered is between the two.
            let _ = wire::call(&clients.channel, &method, request).await;
            count += 1;
        }
        let place = Place::of(&pool, &method)?;
        if let Some((path, body)) = place.request(message) {
            let headers: &[(&str, &str)] = match place.verb {
                Method::GET => &[],
                _ => &[("content-type", "application/json"), ("idempotency-key", "k")],
            };
            let streams = method.is_server_streaming();
            if !streams {
                http.send((place.verb, &path), headers, body).await?;
                count += 1;
            }
        }
    }
    Ok(count)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_said_is_logged_or_traced_on_sqlite() -> anyhow::Result<()> {
    nothing_is_told(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_said_is_logged_or_traced_on_postgres() -> anyhow::Result<()> {
    nothing_is_told(Backend::Postgres).await
}

async fn nothing_is_told(backend: Backend) -> anyhow::Result<()> {
    let (collector, endpoint) = Collector::start().await?;
    let data = Data::new(backend)?;
    let start = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &data)
        .with("--otlp", &endpoint)
        .with("--log", "warn,redress=trace");
    let server = start.run().await?;
    let (clients, http) = (server.clients()?, Http::new(server.http()?));
    let order_ids = lives(&clients).await?;
    let refused = others(&clients, &order_ids).await?;
    ensure!(refused.len() > 100, "others were refused {} times", refused.len());
    for status in &refused {
        let details = String::from_utf8_lossy(status.details()).into_owned();
        ensure!(!format!("{status:?}{details}").contains(SAID), "{status:?}");
    }
    let count = everything(&clients, &http).await?;
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);

    let spans = collector.everything();
    println!(
        "{count} calls, {} lines of log, {} of spans",
        ended.stderr.lines().count(),
        spans.lines().count()
    );
    // Nothing is proven by looking at nothing.
    ensure!(ended.stderr.lines().count() > 100, "hardly anything was logged");
    ensure!(
        spans.contains("redress.orders.v1.OrderService/PlaceOrder"),
        "hardly anything was traced"
    );
    for (place, text) in [
        ("output", &ended.stdout),
        ("log", &ended.stderr),
        ("spans", &spans),
    ] {
        let found: Vec<&str> = text.lines().filter(|line| line.contains(SAID)).take(20).collect();
        ensure!(found.is_empty(), "in the {place}:\n{}", found.join("\n"));
    }
    Ok(())
}
