//! What providers send, signed by a program that knows nothing of this suite, and what became of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use redress_tests::http::{Http, Reply};
use redress_tests::scene::Scene;
use redress_tests::tools::python;
use serde_json::{Value, json};
use tokio::process::Command;
use tonic::codegen::http::Method;

const SECRET: &str = "whsec_sécret of ﬁve";

/// The schemes, and how their providers are called in the contract.
pub const SCHEMES: [(&str, &str); 6] = [
    ("easypost", "PROVIDER_EASYPOST"),
    ("easypost-v2", "PROVIDER_EASYPOST"),
    ("aftership", "PROVIDER_AFTERSHIP"),
    ("17track", "PROVIDER_SEVENTEEN_TRACK"),
    ("shippo", "PROVIDER_SHIPPO"),
    ("stripe", "PROVIDER_STRIPE"),
];

/// What a provider sends.
pub struct Hook {
    pub path: String,
    pub body: String,
    pub headers: BTreeMap<String, String>,
}

impl Hook {
    /// A body that is signed as a scheme has it.
    pub async fn sign(path: &str, scheme: &str, body: &Value, time: DateTime<Utc>) -> anyhow::Result<Hook> {
        let body = body.to_string();
        let case = json!([{"provider": scheme, "secret": SECRET, "body": body, "time": time.timestamp()}]);
        let script =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/webhooks/tests/it/references/sign.py");
        let output = Command::new(python()?)
            .arg(script)
            .arg(case.to_string())
            .stdin(Stdio::null())
            .output()
            .await?;
        ensure!(output.status.success(), "{output:?}");
        let mut signed: Vec<BTreeMap<String, String>> = serde_json::from_slice(&output.stdout)?;
        Ok(Hook {
            path: path.to_owned(),
            body,
            headers: signed.pop().context("it signs nothing")?,
        })
    }

    /// Sends it as from another machine.
    pub async fn send(&self, http: &Http) -> anyhow::Result<Reply> {
        let own = [
            ("host", "hooks.shop.example"),
            ("content-type", "application/json; charset=utf-8"),
        ];
        let signed = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let headers: Vec<(&str, &str)> = own.into_iter().chain(signed).collect();
        http.send((Method::POST, &self.path), &headers, self.body.clone())
            .await
    }
}

/// Registers a provider of a marketplace; its path.
pub async fn source(
    http: &Http,
    marketplace: &str,
    (scheme, provider): (&str, &str),
) -> anyhow::Result<String> {
    let create =
        json!({"marketplace_id": marketplace, "provider": provider, "secret": SECRET, "label": scheme});
    let reply = http
        .post("/v1/hook-sources", &format!("{marketplace}-{scheme}"), &create)
        .await?;
    let made = reply.json()?;
    ensure!(!made.to_string().contains(SECRET), "{made}");
    let path = made["path"].as_str().context("a source has no path")?;
    Ok(path.to_owned())
}

/// What became of what was told.
pub async fn notice(scene: &Scene, reply: &Reply) -> anyhow::Result<Value> {
    ensure!(reply.status == 200, "{reply:?}");
    scene.rest().await?;
    let id = reply.json()?["notice_id"].as_str().unwrap_or_default().to_owned();
    scene.http()?.get(&format!("/v1/notices/{id}")).await?.json()
}

/// What each tracking service says of a parcel that was picked up and delivered.
pub fn delivered(scheme: &str, number: &str, now: DateTime<Utc>) -> Value {
    let (picked, given) = (now - TimeDelta::hours(30), now - TimeDelta::hours(1));
    let (picked, given) = (picked.to_rfc3339(), given.to_rfc3339());
    match scheme {
        "aftership" => {
            json!({"event": "tracking_update", "event_id": number, "msg": {"tracking_number": number, "slug": "ups", "checkpoints": [
            {"checkpoint_time": picked, "tag": "InTransit", "subtag": "InTransit_002"},
            {"checkpoint_time": given, "tag": "Delivered", "subtag": "Delivered_001", "location": "Springfield"}]}})
        }
        "17track" => {
            json!({"event": "TRACKING_UPDATED", "data": {"number": number, "track_info": {"tracking": {"providers": [{"events": [
            {"time_iso": picked, "sub_status": "InTransit_PickedUp"},
            {"time_iso": given, "sub_status": "Delivered_Other", "location": "Springfield"}]}]}}}})
        }
        "shippo" => {
            json!({"event": "track_updated", "data": {"tracking_number": number, "carrier": "ups", "tracking_history": [
            {"status": "TRANSIT", "status_date": picked, "substatus": {"code": "package_accepted"}},
            {"status": "DELIVERED", "status_date": given, "location": {"city": "Springfield"}}]}})
        }
        _ => {
            json!({"id": format!("evt_{number}"), "description": "tracker.updated", "result": {"tracking_code": number, "carrier": "UPS", "tracking_details": [
            {"datetime": picked, "status": "in_transit"},
            {"datetime": given, "status": "delivered", "tracking_location": {"city": "Springfield"}}]}})
        }
    }
}
