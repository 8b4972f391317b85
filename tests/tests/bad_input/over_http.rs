//! The same bad requests over gRPC and over HTTP: what is wrong with a field is told with the same reason and the same paths,
//! and nothing breaks.

use std::collections::BTreeSet;

use anyhow::{Context as _, ensure};
use futures::{StreamExt as _, stream};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use prost_reflect::{
    DescriptorPool, DynamicMessage, Kind, MethodDescriptor, ReflectMessage as _, SerializeOptions, Value,
};
use redress::config::Config;
use redress_db::Backend;
use redress_rpc::Reason;
use redress_tests::cast::{Cast, casts};
use redress_tests::http::{Http, Reply};
use redress_tests::scene::Scene;
use redress_tests::wire;
use tonic::Request;
use tonic::codegen::http::Method;
use tonic_types::StatusExt as _;

use crate::sweep::faults::faults;
use crate::sweep::methods;

/// Calls in flight at once.
const WIDTH: usize = 16;
/// The longest address that is sent, in bytes.
const LONGEST: usize = 16_000;
/// How many bad requests a method gets at least over HTTP.
const ENOUGH: usize = 8;

/// Where a method is found over HTTP.
pub struct Place {
    pub verb: Method,
    template: String,
}

impl Place {
    pub fn of(pool: &DescriptorPool, method: &MethodDescriptor) -> anyhow::Result<Place> {
        let annotation = pool
            .get_extension_by_name("google.api.http")
            .context("no annotations")?;
        let rule = method.options().get_extension(&annotation).into_owned();
        let rule = rule.as_message().context("no annotation")?.clone();
        let verbs = [
            ("get", Method::GET),
            ("post", Method::POST),
            ("patch", Method::PATCH),
        ];
        let found = verbs.into_iter().find_map(|(name, verb)| {
            let template = rule.get_field_by_name(name)?.as_str()?.to_owned();
            (!template.is_empty()).then_some(Place { verb, template })
        });
        found.with_context(|| format!("{} has no route", method.full_name()))
    }

    /// The path and the body of a message; `None` when it cannot be said over HTTP.
    pub fn request(&self, mut message: DynamicMessage) -> Option<(String, String)> {
        let mut path = self.template.clone();
        while let Some(begin) = path.find('{') {
            let end = begin + path[begin..].find('}')?;
            let name = path[begin + 1..end].to_owned();
            let value = message.get_field_by_name(&name)?.as_str()?.to_owned();
            // An empty id is another path.
            if value.is_empty() {
                return None;
            }
            message.clear_field_by_name(&name);
            path.replace_range(
                begin..=end,
                &utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string(),
            );
        }
        if self.verb == Method::GET {
            let mut pairs = Vec::new();
            query("", &message, &mut pairs)?;
            let query = if pairs.is_empty() {
                String::new()
            } else {
                format!("?{}", pairs.join("&"))
            };
            return within((format!("{path}{query}"), String::new()));
        }
        within((path, json(&message)?))
    }
}

/// A request whose address can be sent.
fn within(request: (String, String)) -> Option<(String, String)> {
    (request.0.len() <= LONGEST).then_some(request)
}

/// A message as JSON; `None` for what JSON cannot say, such as a time out of range.
fn json(message: &DynamicMessage) -> Option<String> {
    let mut bytes = Vec::new();
    let options = SerializeOptions::new().use_proto_field_name(true);
    let mut serializer = serde_json::Serializer::new(&mut bytes);
    message.serialize_with_options(&mut serializer, &options).ok()?;
    String::from_utf8(bytes).ok()
}

fn query(prefix: &str, message: &DynamicMessage, pairs: &mut Vec<String>) -> Option<()> {
    for (field, value) in message.fields() {
        let name = format!("{prefix}{}", field.name());
        let mut add = |text: String| {
            pairs.push(format!("{name}={}", utf8_percent_encode(&text, NON_ALPHANUMERIC)));
        };
        let one = |value: &Value| -> Option<String> {
            Some(match value {
                Value::String(text) => text.clone(),
                Value::Bool(yes) => yes.to_string(),
                Value::I32(number) | Value::EnumNumber(number) => number.to_string(),
                Value::I64(number) => number.to_string(),
                Value::Message(inner) if inner.descriptor().full_name().starts_with("google.protobuf.") => {
                    json(inner)?.trim_matches('"').to_owned()
                }
                _ => return None,
            })
        };
        match (value, field.kind()) {
            (Value::List(list), _) => {
                for value in list {
                    add(one(value)?);
                }
            }
            (Value::Message(inner), Kind::Message(of)) if !of.full_name().starts_with("google.protobuf.") => {
                query(&format!("{name}."), inner, pairs)?;
            }
            (value, _) => add(one(value)?),
        }
    }
    Some(())
}

/// The reason and the paths of the bad fields, sorted.
type Told = (String, BTreeSet<String>);

fn told_over_http(reply: &Reply) -> anyhow::Result<Option<Told>> {
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

/// Sends what is bad both ways. Returns how much went over HTTP, and what was told differently.
async fn both_ways(
    (scene, http): (&Scene, &Http),
    (method, place): (&MethodDescriptor, &Place),
    cast: &Cast,
) -> (usize, Vec<String>) {
    let good = cast.good(&method.input(), &format!("http-{}", method.name()));
    let mut sent = 0;
    let mut wrong = Vec::new();
    let calls = faults(&format!("http-{}", method.name()), &good)
        .into_iter()
        .map(|fault| async move {
            // Nanoseconds that are none cannot be written as a time in JSON.
            if fault.what.ends_with("nanos") {
                return None;
            }
            let message = DynamicMessage::decode(method.input(), fault.message.as_slice()).ok()?;
            let (path, body) = place.request(message)?;
            let grpc = wire::call(&scene.clients.channel, method, Request::new(fault.message)).await;
            let headers = [("content-type", "application/json")];
            let reply = http.send((place.verb.clone(), &path), &headers, body).await;
            Some((fault.what, grpc, reply))
        });
    let mut answers = stream::iter(calls).buffer_unordered(WIDTH);
    while let Some(answer) = answers.next().await {
        let Some((what, grpc, reply)) = answer else {
            continue;
        };
        sent += 1;
        let what = format!("{}: {what}", method.full_name());
        let told = match reply.and_then(|reply| told_over_http(&reply)) {
            Ok(told) => told,
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
        if is_about_fields && told.as_ref() != Some(&bad) {
            wrong.push(format!("{what}: gRPC tells {bad:?}, HTTP {told:?}"));
        }
    }
    (sent, wrong)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_alike_over_grpc_and_http() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let http = scene.http()?;
    let casts = casts(&scene).await?;
    let pool = DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)?;
    let (mut sent, mut wrong) = (0, Vec::new());
    let methods = methods()?;
    for method in &methods {
        // Streams have tests of their own.
        if method.is_client_streaming() || method.is_server_streaming() {
            continue;
        }
        if method.parent_service().name().starts_with("Sandbox") {
            scene.rest().await?;
        }
        let place = Place::of(&pool, method)?;
        let (count, differing) = both_ways((&scene, &http), (method, &place), &casts[0]).await;
        ensure!(
            count >= ENOUGH,
            "only {count} bad requests to {}",
            method.full_name()
        );
        sent += count;
        wrong.extend(differing);
    }
    println!("{sent} bad requests both ways");
    ensure!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    scene.stop().await
}
