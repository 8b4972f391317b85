//! Every RPC of every service, as the descriptor set has them, is sent what no client should send: it answers, or refuses
//! with a code and a registered reason, and never breaks.

pub mod faults;

use anyhow::ensure;
use faults::{Fault, faults};
use futures::{StreamExt as _, stream};
use prost::Message as _;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use redress_db::Backend;
use redress_rpc::Reason;
use redress_rpc::error::DOMAIN;
use redress_telemetry::TelemetryConfig;
use redress_tests::cast::{Cast, casts};
use redress_tests::scene::Scene;
use redress_tests::wire::{self, Answer};
use std::collections::BTreeMap;
use std::time::Instant;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

/// Calls in flight at once.
const WIDTH: usize = 16;
/// How many bad requests a method gets at least.
const ENOUGH: usize = 25;

/// What a client may be told that it got wrong.
const REFUSALS: [Code; 7] = [
    Code::InvalidArgument,
    Code::NotFound,
    Code::AlreadyExists,
    Code::FailedPrecondition,
    Code::Aborted,
    Code::PermissionDenied,
    Code::ResourceExhausted,
];

/// Where something hopeless does not end a call, as the contract says.
const TOLERANT: [&str; 9] = [
    // A bad report is told of in the answer, and the others go on.
    "redress.logistics.v1.LogisticsService.StreamTrackingEvents: ",
    // What cannot be shown of a name is cut off.
    "redress.evidence.v1.EvidenceService.StartUpload: file_name ",
    // A pack of any length is looked at, and its version is not asked for.
    "redress.policies.v1.PolicyService.LintPolicy: ",
    // Only read in answers.
    "redress.returns.v1.ReturnService.PreviewReturn: lines[0].received_quantity",
    "redress.returns.v1.ReturnService.PreviewReturn: lines[0].sku",
    "redress.returns.v1.ReturnService.PreviewReturn: lines[0].title",
    "redress.returns.v1.ReturnService.RequestReturn: lines[0].received_quantity",
    "redress.returns.v1.ReturnService.RequestReturn: lines[0].sku",
    "redress.returns.v1.ReturnService.RequestReturn: lines[0].title",
];

/// Packages whose methods are to be reached beyond the checks of single fields.
pub const DEEP: [&str; 4] = [
    "redress.returns.v1",
    "redress.evidence.v1",
    "redress.logistics.v1",
    "redress.status.v1",
];

/// A good message needs what the shop's pack does not have: a body outside that takes cases.
const SHALLOW: &str = "redress.returns.v1.ReturnDisputeService.EscalateReturnDispute";

/// The methods of all services; the sandbox's last, because it can be told to fail.
pub fn methods() -> anyhow::Result<Vec<MethodDescriptor>> {
    let pool = DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)?;
    let ours = pool
        .services()
        .filter(|service| service.package_name().starts_with("redress."));
    let mut services: Vec<_> = ours.collect();
    services.sort_by_key(|service| service.name().starts_with("Sandbox"));
    Ok(services
        .iter()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .collect())
}

/// What came of the bad requests to one method.
#[derive(Default)]
struct Tally {
    sent: usize,
    answered: usize,
    reasons: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

/// The reason of a refusal; none for an answer.
///
/// # Errors
/// Why it is none that a contract has.
fn reason_of(answer: &Answer) -> Result<Option<String>, String> {
    let Err(status) = answer else { return Ok(None) };
    if !REFUSALS.contains(&status.code()) {
        return Err(format!("{status:?}"));
    }
    let details = status.get_error_details();
    let Some(info) = details.error_info() else {
        return Err(format!("no ErrorInfo in {status:?}"));
    };
    if info.domain != DOMAIN || !Reason::ALL.iter().any(|reason| reason.as_str() == info.reason) {
        return Err(format!("{info:?} is not registered"));
    }
    let names_a_field = details
        .bad_request()
        .is_some_and(|bad| !bad.field_violations.is_empty());
    if info.reason == Reason::InvalidField.as_str() && !names_a_field {
        return Err(format!("no field is named in {status:?}"));
    }
    Ok(Some(info.reason.clone()))
}

impl Tally {
    fn count(&mut self, method: &str, fault: &Fault, answer: &Answer) {
        self.sent += 1;
        let what = format!("{method}: {}", fault.what);
        match reason_of(answer) {
            Ok(Some(reason)) => *self.reasons.entry(reason).or_default() += 1,
            Ok(None) if fault.is_hopeless && !TOLERANT.iter().any(|known| what.starts_with(known)) => {
                self.wrong.push(format!("{what}: it was done"));
            }
            Ok(None) => self.answered += 1,
            Err(why) => self.wrong.push(format!("{what}: {why}")),
        }
    }
}

async fn sweep_method(channel: &Channel, method: &MethodDescriptor, casts: &[Cast]) -> Tally {
    let mut all: Vec<Fault> = Vec::new();
    for (number, cast) in casts.iter().enumerate() {
        let name = format!("{}-{number}", method.name());
        let good = cast.good(&method.input(), &name);
        // Each cast has its share of the faults, so that they meet returns in every state.
        let own = faults(&name, &good).into_iter().enumerate();
        all.extend(own.filter_map(|(at, fault)| (at % casts.len() == number).then_some(fault)));
    }
    let calls = all.into_iter().map(|fault| async move {
        let answer = wire::call(channel, method, Request::new(fault.message.clone())).await;
        (fault, answer)
    });
    let mut answers = stream::iter(calls).buffer_unordered(WIDTH);
    let mut tally = Tally::default();
    while let Some((fault, answer)) = answers.next().await {
        tally.count(method.full_name(), &fault, &answer);
    }
    tally
}

/// Whether a good message gets beyond the checks of single fields, so that a bad one is refused for what is bad in it.
async fn is_deep(channel: &Channel, method: &MethodDescriptor, casts: &[Cast]) -> bool {
    for (number, cast) in casts.iter().enumerate() {
        let good = cast.good(&method.input(), &format!("{}-{number}", method.name()));
        let answer = wire::call(channel, method, Request::new(good.encode_to_vec())).await;
        let is_shallow = |status: Status| matches!(status.code(), Code::InvalidArgument | Code::NotFound);
        if !answer.err().is_some_and(is_shallow) {
            return true;
        }
    }
    false
}

async fn sweep(backend: Backend) -> anyhow::Result<()> {
    // What the server complains of is shown beside what failed.
    let _telemetry = redress_telemetry::init(&TelemetryConfig {
        log_filter: "warn".to_owned(),
        ..TelemetryConfig::default()
    })?;
    let scene = Scene::set(backend).await?;
    let casts = casts(&scene).await?;
    let (channel, begin) = (&scene.clients.channel, Instant::now());
    let (mut sent, mut wrong, mut shallow) = (0, Vec::new(), Vec::new());
    let methods = methods()?;
    for method in &methods {
        if method.parent_service().name().starts_with("Sandbox") {
            scene.rest().await?;
        }
        let has_depth = DEEP.contains(&method.input().package_name()) && method.full_name() != SHALLOW;
        if has_depth && !is_deep(channel, method, &casts).await {
            shallow.push(method.full_name().to_owned());
        }
        let tally = sweep_method(channel, method, &casts).await;
        println!(
            "{}: {} sent, {} answered, {:?}",
            method.full_name(),
            tally.sent,
            tally.answered,
            tally.reasons
        );
        ensure!(
            tally.sent >= ENOUGH,
            "only {} bad requests to {}",
            tally.sent,
            method.full_name()
        );
        sent += tally.sent;
        wrong.extend(tally.wrong);
    }
    println!(
        "{sent} bad requests to {} methods in {:?}",
        methods.len(),
        begin.elapsed()
    );
    ensure!(
        wrong.is_empty(),
        "{} answers are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    ensure!(shallow.is_empty(), "only the surface was tried of {shallow:?}");
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_refuses_what_makes_no_sense_on_sqlite() -> anyhow::Result<()> {
    sweep(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_refuses_what_makes_no_sense_on_postgres() -> anyhow::Result<()> {
    sweep(Backend::Postgres).await
}
