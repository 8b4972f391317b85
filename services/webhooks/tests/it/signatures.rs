//! What another program signed, as each provider documents it, is taken; whatever is changed of it is not, and the answer is
//! the same as for a source that does not exist.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::Role;
use serde_json::json;
use tokio::process::Command;
use tonic::{Code, Response, Status};

use crate::references::{PYTHON, script, tool};
use crate::refused::refused;
use crate::sources::{create, request};
use crate::world::{World, everywhere, start};

/// Beyond ASCII, so that the form of its letters matters where a provider says so.
const SECRET: &str = "whsec_sécret of ﬁve";

/// How long ago a signature may be made, and how far ahead.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The schemes, with whose they are, and whether they sign a time.
const SCHEMES: [(&str, pb::Provider, bool); 6] = [
    ("easypost", pb::Provider::Easypost, false),
    ("easypost-v2", pb::Provider::Easypost, true),
    ("aftership", pb::Provider::Aftership, false),
    ("17track", pb::Provider::SeventeenTrack, false),
    ("shippo", pb::Provider::Shippo, true),
    ("stripe", pb::Provider::Stripe, true),
];

type Headers = Vec<(String, String)>;

/// The headers that Python signs a body with at each of these times, scheme by scheme.
async fn signed(body: &str, times: &[DateTime<Utc>]) -> Vec<Vec<Headers>> {
    let cases: Vec<_> = SCHEMES
        .iter()
        .flat_map(|(scheme, ..)| {
            times.iter().map(move |time| {
                json!({"provider": scheme, "secret": SECRET, "body": body, "time": time.timestamp()})
            })
        })
        .collect();
    let python = tool(PYTHON).expect("REDRESS_TEST_PYTHON names a Python; run the tests by `bash tests/run`");
    let output = Command::new(python)
        .arg(script("sign.py"))
        .arg(serde_json::to_string(&cases).unwrap())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let headers: Vec<BTreeMap<String, String>> = serde_json::from_slice(&output.stdout).unwrap();
    let headers: Vec<Headers> = headers
        .into_iter()
        .map(|headers| headers.into_iter().collect())
        .collect();
    headers.chunks(times.len()).map(<[Headers]>::to_vec).collect()
}

async fn sources(world: &mut World) -> Vec<pb::Source> {
    let mut made = Vec::new();
    for (_, provider, _) in SCHEMES {
        let create = pb::CreateSourceRequest {
            request_id: world.request_id(),
            secret: SECRET.to_owned(),
            ..create(provider)
        };
        made.push(world.operator().create_source(create).await.unwrap().into_inner());
    }
    made
}

async fn send(
    world: &World,
    source_id: &str,
    body: &str,
    headers: &Headers,
) -> Result<Response<pb::ReceiveNoticeResponse>, Status> {
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    world
        .door()
        .receive_notice(request(source_id, body, &headers))
        .await
}

/// The whole refusal, which says nothing of its cause.
#[track_caller]
fn unproven(answer: Result<Response<pb::ReceiveNoticeResponse>, Status>) -> (Code, String, Vec<u8>) {
    let status = answer.unwrap_err();
    let told = (
        status.code(),
        status.message().to_owned(),
        status.details().to_vec(),
    );
    assert_eq!(refused::<()>(Err(status)).1, "NOTICE_UNPROVEN");
    told
}

#[tokio::test]
async fn what_each_provider_signs_is_taken_and_what_is_changed_of_it_is_not() {
    everywhere(async |world, _| {
        let body = r#"{"any":"thing, ünicode too"}"#;
        let signed = signed(body, &[start()]).await;
        let sources = sources(world).await;
        let nobody = sources[0].source_id.replace("src_0", "src_1");
        let expected = unproven(send(world, &nobody, body, &signed[0][0]).await);
        for id in ["", "src_", "src_\0", "ntc_1", &"x".repeat(70_000)] {
            let answer = send(world, id, body, &signed[0][0]).await;
            assert_eq!(unproven(answer), expected);
        }
        for (((scheme, ..), source), headers) in SCHEMES.iter().zip(&sources).zip(&signed) {
            let [headers] = headers.as_slice() else {
                unreachable!()
            };
            let id = source.source_id.as_str();
            let changed = body.replace("thing", "thinG");
            assert_eq!(
                unproven(send(world, id, &changed, headers).await),
                expected,
                "{scheme}"
            );
            assert_eq!(
                unproven(send(world, id, body, &Headers::new()).await),
                expected,
                "{scheme}"
            );
            for at in 0..headers.len() {
                let mut broken = headers.clone();
                broken[at].1 = broken[at].1.replace(['1', '2', '3', 'a', 'b', 'c'], "0");
                assert_eq!(
                    unproven(send(world, id, body, &broken).await),
                    expected,
                    "{scheme}"
                );
                let mut doubled = headers.clone();
                doubled.push(headers[at].clone());
                assert_eq!(
                    unproven(send(world, id, body, &doubled).await),
                    expected,
                    "{scheme}"
                );
            }
            // Another source of the same provider has another secret.
            let other = world.source(source.provider()).await;
            let other = send(world, &other.source_id, body, headers).await;
            assert_eq!(unproven(other), expected, "{scheme}");
            send(world, id, body, headers).await.unwrap();
        }
        world.rest().await;
        // Nothing is known of what was refused, and what was of no use is there to be read.
        let notices = world.notices().await;
        assert_eq!(notices.len(), SCHEMES.len());
        assert!(
            notices
                .iter()
                .all(|notice| notice.state() == pb::NoticeState::Ignored)
        );
    })
    .await;
}

#[tokio::test]
async fn an_old_signature_is_refused_and_so_is_one_from_the_future() {
    everywhere(async |world, _| {
        let body = r#"{"any":"thing"}"#;
        let second = TimeDelta::seconds(1);
        let times = [
            start() - TOLERANCE,
            start() + TOLERANCE,
            start() - TOLERANCE - second,
            start() + TOLERANCE + second,
        ];
        let signed = signed(body, &times).await;
        let sources = sources(world).await;
        for (((scheme, _, is_timed), source), headers) in SCHEMES.iter().zip(&sources).zip(&signed) {
            for (headers, is_timely) in headers.iter().zip([true, true, false, false]) {
                let answer = send(world, &source.source_id, body, headers).await;
                assert_eq!(answer.is_ok(), is_timely || !is_timed, "{scheme} {headers:?}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_source_of_another_marketplace_is_none() {
    everywhere(async |world, _| {
        let body = r#"{"any":"thing"}"#;
        let headers = signed(body, &[start()]).await;
        let sources = sources(world).await;
        let headers: Vec<(&str, &str)> = headers[0][0]
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let request = request(&sources[0].source_id, body, &headers);
        let elsewhere = redress_rpc::Caller::new(Some("elsewhere"), Role::Service, "somebody");
        unproven(world.sources_of(elsewhere).receive_notice(request.clone()).await);
        let agent = world.sources(Role::Agent).receive_notice(request.clone()).await;
        assert_eq!(refused(agent).1, "CALLER_FORBIDDEN");
        world.operator().receive_notice(request).await.unwrap();
    })
    .await;
}
