//! Signatures are verified by the Standard Webhooks project's own libraries: for Rust, for Python, and for JavaScript where
//! Node is there.

use std::path::Path;

use http::HeaderMap;
use redress_core::Clock;
use redress_db::Backend;
use redress_rpc::convert::time_from_wire;
use standardwebhooks::Webhook;
use tokio::process::Command;

use crate::receiver::{Received, Receiver};
use crate::world::{World, local};

/// The variable that names a Python with `standardwebhooks`; `tests/run` sets it.
pub const PYTHON: &str = "REDRESS_TEST_PYTHON";
/// The variable that names a `node_modules` folder with `standardwebhooks`; `tests/run` sets it where Node is there.
const NODE_MODULES: &str = "REDRESS_TEST_NODE_MODULES";

#[expect(
    clippy::disallowed_methods,
    reason = "a test's tool is no setting of the program"
)]
pub fn tool(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// Something that was sent while two secrets were live, with both. The libraries compare with the time of the machine, so
/// the clock stands there.
async fn sent() -> (Received, [String; 2]) {
    let receiver = Receiver::start().await;
    let mut world = World::new(Backend::Sqlite, local(), Clock::system().now()).await;
    let made = world.endpoint(&receiver.url(), "").await;
    let rotate = redress_contracts::redress::webhooks::v1::RotateEndpointSecretRequest {
        endpoint_id: made.endpoint_id.clone(),
        ..Default::default()
    };
    let turned = world
        .agent()
        .rotate_endpoint_secret(rotate)
        .await
        .unwrap()
        .into_inner();
    let tried = world.test_event(&made).await;
    let attempt = tried.attempts[0].start_time.unwrap();
    let received = receiver.received().pop().unwrap();
    let timestamp = time_from_wire(&attempt).unwrap().timestamp().to_string();
    assert_eq!(received.headers["webhook-timestamp"], timestamp);
    world.stop().await;
    (received, [made.secret, turned.secret])
}

#[tokio::test]
async fn the_rust_library_verifies_with_either_secret_and_refuses_what_was_changed() {
    let (received, secrets) = sent().await;
    let mut headers = HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(name, received.headers[name].parse().unwrap());
    }
    for secret in secrets {
        let library = Webhook::new(&secret).unwrap();
        library.verify(received.body.as_bytes(), &headers).unwrap();
        let changed = received.body.replace("test", "tost");
        library.verify(changed.as_bytes(), &headers).unwrap_err();
        let mut other = headers.clone();
        other.insert("webhook-id", "evt_2".parse().unwrap());
        library.verify(received.body.as_bytes(), &other).unwrap_err();
    }
    let stranger = Webhook::new("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    stranger.verify(received.body.as_bytes(), &headers).unwrap_err();
}

#[tokio::test]
async fn the_python_library_verifies() {
    let python = tool(PYTHON).expect("REDRESS_TEST_PYTHON names a Python; run the tests by `bash tests/run`");
    let mut command = Command::new(python);
    command.arg(script("verify.py"));
    verifies(command).await;
}

#[tokio::test]
async fn the_javascript_library_verifies() {
    let Some(modules) = tool(NODE_MODULES) else {
        eprintln!("skipped: {NODE_MODULES} names no folder, as there is no Node here");
        return;
    };
    let mut command = Command::new("node");
    command.arg(script("verify.cjs")).env("NODE_PATH", modules);
    verifies(command).await;
}

pub fn script(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/references")
        .join(name)
}

/// Runs a program that gets a secret and what was sent, and ends well only if it verifies and what is changed does not.
async fn verifies(mut command: Command) {
    let (received, secrets) = sent().await;
    let input = serde_json::json!({
        "secrets": secrets,
        "headers": received.headers,
        "body": received.body,
    });
    let output = command
        .arg(input.to_string())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "verified 2");
}
