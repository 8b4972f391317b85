//! Bad requests over HTTP: those that gRPC can say, too, are told with the same reason and the same paths; those that only HTTP
//! can say have a reason and, where they are about a field, its path; and nothing breaks.

use std::collections::BTreeSet;

use anyhow::ensure;
use futures::{StreamExt as _, stream};
use http_body_util::BodyExt as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use redress::config::Config;
use redress_db::Backend;
use redress_rpc::Reason;
use redress_tests::cast::{Cast, casts};
use redress_tests::http::{Http, Reply};
use redress_tests::scene::Scene;
use redress_tests::wire;
use tonic::Request;
use tonic::codegen::Bytes;
use tonic::codegen::http::Method;
use tonic_types::StatusExt as _;

mod queries;
mod raw;
pub mod route;
mod shapes;
mod streams;

use crate::sweep::faults::faults;
use crate::sweep::methods;
use raw::{Raw, Told};
use route::Place;

/// Calls in flight at once.
const WIDTH: usize = 16;
/// How many bad requests a method gets at least over HTTP.
const ENOUGH: usize = 25;

/// The reason and the paths of the bad fields, sorted.
type Heard = (String, BTreeSet<String>);

fn heard_over_http(reply: &Reply) -> anyhow::Result<Option<Heard>> {
    if reply.status < 400 {
        return Ok(None);
    }
    ensure!(
        reply.header("content-type") == "application/problem+json",
        "{reply:?}"
    );
    let problem = reply.json()?;
    let reason = problem["reason"].as_str().unwrap_or_default().to_owned();
    ensure!(
        Reason::ALL.iter().any(|known| known.as_str() == reason)
            && reason != "INTERNAL"
            && reply.status < 500,
        "{problem}"
    );
    ensure!(
        problem["status"] == reply.status && !problem["request_id"].as_str().unwrap_or_default().is_empty()
    );
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let paths = errors
        .iter()
        .filter_map(|error| error["field"].as_str().map(str::to_owned));
    Ok(Some((reason, paths.collect())))
}

/// Sends a request, and reads the answer unless it is one that may go on for ever.
async fn send(
    http: &Http,
    place: &Place,
    (media_type, path, body): (&str, String, Vec<u8>),
) -> anyhow::Result<Option<Heard>> {
    let headers = [("content-type", media_type)];
    heard_over_http(&answer(http, (place.verb.clone(), &path), &headers, body).await?)
}

async fn answer(
    http: &Http,
    to: (Method, &str),
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> anyhow::Result<Reply> {
    let (head, body) = http.open(to, headers, body).await?.into_parts();
    let body = if head.status.as_u16() < 400 {
        Bytes::new()
    } else {
        body.collect().await?.to_bytes()
    };
    Ok(Reply {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    })
}

/// A message over HTTP: media type, address and body; `None` when it cannot be said there.
fn said(
    method: &MethodDescriptor,
    place: &Place,
    message: DynamicMessage,
) -> Option<(&'static str, String, Vec<u8>)> {
    if method.is_client_streaming() {
        return streams::request(place, &message);
    }
    let (path, body) = place.request(message)?;
    Some(("application/json", path, body.into_bytes()))
}

/// Sends what is bad both ways. Returns how much went over HTTP, and what was told differently.
async fn both_ways(
    (scene, http): (&Scene, &Http),
    (method, place): (&MethodDescriptor, &Place),
    (name, cast, share): (&str, &Cast, (usize, usize)),
) -> (usize, Vec<String>) {
    let good = cast.good(&method.input(), name);
    let own = faults(name, &good).into_iter().enumerate();
    let calls = own
        .filter(|(at, _)| at % share.1 == share.0)
        .map(|(_, fault)| async move {
            // Nanoseconds that are none cannot be written as a time in JSON.
            if fault.what.ends_with("nanos") {
                return None;
            }
            let message = DynamicMessage::decode(method.input(), fault.message.as_slice()).ok()?;
            let said = said(method, place, message)?;
            let grpc = wire::call(&scene.clients.channel, method, Request::new(fault.message)).await;
            Some((fault.what, grpc, send(http, place, said).await))
        });
    let mut answers = stream::iter(calls).buffer_unordered(WIDTH);
    let (mut sent, mut wrong) = (0, Vec::new());
    while let Some(answer) = answers.next().await {
        let Some((what, grpc, heard)) = answer else {
            continue;
        };
        sent += 1;
        let what = format!("{}: {what}", method.full_name());
        let heard = match heard {
            Ok(heard) => heard,
            Err(error) => {
                wrong.push(format!("{what}: {error:#}"));
                continue;
            }
        };
        // What is wrong with a field does not depend on what was done before.
        let Some(bad) = grpc.err().and_then(|status| {
            let details = status.get_error_details();
            let fields = details.bad_request()?.field_violations.iter();
            let paths = fields.map(|field| field.field.clone()).collect();
            Some((details.error_info()?.reason.clone(), paths))
        }) else {
            continue;
        };
        let is_about_fields = ["INVALID_FIELD", "INVALID_PAGE_TOKEN"].contains(&bad.0.as_str());
        if is_about_fields && heard.as_ref() != Some(&bad) {
            wrong.push(format!("{what}: gRPC tells {bad:?}, HTTP {heard:?}"));
        }
    }
    (sent, wrong)
}

/// Sends what only HTTP can say. Returns how much that was, and what was told wrongly.
async fn one_way(http: &Http, method: &MethodDescriptor, all: Vec<Raw>) -> (usize, Vec<String>) {
    let sent = all.len();
    let calls = all.into_iter().map(|raw| async move {
        let headers: Vec<(&str, &str)> = raw
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let reply = answer(http, (raw.verb, &raw.path), &headers, raw.body).await;
        let heard = reply.and_then(|reply| heard_over_http(&reply));
        let is_right = match (&heard, &raw.told) {
            (Ok(Some((reason, _))), Told::Reason(wanted)) => reason == wanted.as_str(),
            (Ok(Some((reason, paths))), Told::Field(wanted)) => {
                reason == Reason::InvalidField.as_str() && paths.contains(wanted)
            }
            (Ok(_), Told::Anything) => true,
            _ => false,
        };
        (!is_right).then(|| format!("{}: {}: {heard:?}", method.full_name(), raw.what))
    });
    let wrong = stream::iter(calls)
        .buffer_unordered(WIDTH)
        .filter_map(async |wrong| wrong);
    (sent, wrong.collect().await)
}

/// Whether a method takes the body as it comes, with the headers: a provider's signature over it is all that counts.
fn takes_any_body(method: &MethodDescriptor) -> bool {
    method.input().get_field_by_name("headers").is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_alike_over_grpc_and_http() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let http = scene.http()?;
    let casts = casts(&scene).await?;
    let pool = DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)?;
    let (mut both, mut alone, mut wrong) = (0, 0, Vec::new());
    let methods = methods()?;
    for method in &methods {
        if method.parent_service().name().starts_with("Sandbox") {
            scene.rest().await?;
        }
        let place = Place::of(&pool, method)?;
        let mut count = 0;
        for (number, cast) in casts.iter().enumerate() {
            // Each cast has its share of the faults, so that they meet returns in every state.
            let name = format!("http-{}-{number}", method.name());
            let turn = (name.as_str(), cast, (number, casts.len()));
            let (sent, differing) = both_ways((&scene, &http), (method, &place), turn).await;
            count += sent;
            wrong.extend(differing);
        }
        both += count;
        // Not every cast has a value for every id.
        let mut all = casts.iter().rev().map(|cast| {
            let good = cast.good(&method.input(), &format!("raw-{}", method.name()));
            if method.is_client_streaming() {
                streams::faults(method, &place, &good)
            } else {
                raw::faults(&place, &good)
            }
        });
        let mut all = all.find(|all| !all.is_empty()).unwrap_or_default();
        if takes_any_body(method) {
            all.iter_mut().for_each(Raw::expect_no_proof);
        }
        let (sent, differing) = one_way(&http, method, all).await;
        alone += sent;
        wrong.extend(differing);
        ensure!(
            count + sent >= ENOUGH,
            "only {} bad requests to {}",
            count + sent,
            method.full_name()
        );
    }
    println!("{both} bad requests both ways, {alone} over HTTP alone");
    ensure!(
        wrong.is_empty(),
        "{} are told wrongly:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    scene.stop().await
}
