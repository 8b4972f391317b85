//! What belongs to another marketplace, buyer or seller looks exactly like what does not exist, for every method of returns,
//! disputes, evidence, parcels and the status view.

use anyhow::ensure;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MethodDescriptor, ReflectMessage as _, Value};
use redress_rpc::{Caller, Role};
use redress_tests::scene::{SHOP, Scene};
use tonic::Code;

use crate::aftercare::{Seen, on_both};
use crate::sweep::{DEEP, methods};
use redress_tests::cast::{Cast, PARTIES, casts};
use redress_tests::wire::{self, Answer};

on_both! {
    foreign: the_foreign_looks_like_what_does_not_exist_on_sqlite,
        the_foreign_looks_like_what_does_not_exist_on_postgres;
}

/// Fields that name something which belongs to somebody.
const IDS: [&str; 8] = [
    "order_id",
    "return_id",
    "dispute_id",
    "case_id",
    "evidence_id",
    "upload_id",
    "shipment_id",
    "decision_id",
];

/// An id as long as this one, of nothing.
fn of_nothing(id: &str) -> String {
    format!("{}0000", &id[..id.len() - 4])
}

/// The message as a stranger sends it, and the ids in it.
fn of_stranger(cast: &Cast, method: &MethodDescriptor, name: &str) -> (DynamicMessage, Vec<String>) {
    let mut message = cast.good(&method.input(), name);
    let mut ids = Vec::new();
    let descriptor = message.descriptor();
    for party in PARTIES {
        if message.has_field_by_name(party) {
            message.set_field_by_name(party, Value::EnumNumber(0));
        }
    }
    if message.has_field_by_name("marketplace_id") {
        message.set_field_by_name("marketplace_id", Value::String(String::new()));
    }
    for field in descriptor.fields().filter(|field| IDS.contains(&field.name())) {
        if let Some(id) = message.get_field(&field).as_str().filter(|id| id.len() > 8) {
            ids.push(id.to_owned());
        }
    }
    (message, ids)
}

/// The same message about nothing.
fn about_nothing(message: &DynamicMessage) -> DynamicMessage {
    let mut other = message.clone();
    for field in message
        .descriptor()
        .fields()
        .filter(|field| IDS.contains(&field.name()))
    {
        if let Some(id) = message.get_field(&field).as_str().filter(|id| id.len() > 8) {
            other.set_field(&field, Value::String(of_nothing(id)));
        }
    }
    other
}

/// An answer in a form that two of them can be compared in, with the ids that were asked for told as those of nothing.
fn told(answer: &Answer, ids: &[String]) -> (Option<Code>, Vec<u8>) {
    let replaced = |bytes: &[u8]| {
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        for id in ids {
            text = text.replace(id, &of_nothing(id));
        }
        text.into_bytes()
    };
    match answer {
        Ok(bytes) => (None, replaced(bytes)),
        Err(status) => {
            let all = [status.message().as_bytes(), status.details()].concat();
            (Some(status.code()), replaced(&all))
        }
    }
}

async fn foreign(scene: &Scene) -> anyhow::Result<()> {
    let casts = casts(scene).await?;
    let before = Seen::now(scene, &[]).await?;
    let strangers = [
        Caller::new(Some("kwoking"), Role::Agent, "agent"),
        Caller::new(Some("kwoking"), Role::Auditor, "auditor"),
        Caller::new(Some(SHOP), Role::Buyer, "byr_other"),
        Caller::new(Some(SHOP), Role::Seller, "sel_other"),
    ];
    let (mut compared, mut not_found) = (0, 0);
    let methods = methods()?;
    for method in methods
        .iter()
        .filter(|method| DEEP.contains(&method.input().package_name()))
    {
        for (number, stranger) in strangers.iter().enumerate() {
            let cast = &casts[casts.len() - 1 - number % 2];
            let (theirs, ids) = of_stranger(cast, method, &format!("{}-{number}", method.name()));
            if ids.is_empty() {
                continue;
            }
            let nobodys = about_nothing(&theirs);
            let call = async |message: &DynamicMessage| {
                let request = stranger.request(message.encode_to_vec());
                wire::call(&scene.clients.channel, method, request).await
            };
            let (theirs, nobodys) = (call(&theirs).await, call(&nobodys).await);
            ensure!(
                told(&theirs, &ids) == told(&nobodys, &ids),
                "{} by {stranger:?}: {theirs:?} and {nobodys:?}",
                method.full_name()
            );
            compared += 1;
            not_found += usize::from(theirs.is_err_and(|status| status.code() == Code::NotFound));
        }
    }
    println!("{compared} pairs of answers compared, {not_found} of them not found");
    ensure!(compared > 120 && not_found > 70, "hardly anything was compared");
    before.is_still_so(scene, &[]).await
}
