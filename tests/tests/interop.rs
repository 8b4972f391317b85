//! A client of another language, which was built without this code, works with the server by its reflection alone.

use anyhow::{Context as _, ensure};
use redress_db::Backend;
use redress_tests::place::Place;
use redress_tests::process::Start;
use tokio::process::Command;

/// The variable that names a Python with a gRPC client; `tests/run` sets it.
const PYTHON_VARIABLE: &str = "REDRESS_TEST_PYTHON";

#[tokio::test]
async fn a_plain_python_client_orders_cancels_and_is_refunded() -> anyhow::Result<()> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a test's tool is no setting of the program"
    )]
    let python = std::env::var(PYTHON_VARIABLE)
        .ok()
        .filter(|python| !python.is_empty());
    let python = python.with_context(|| {
        format!("{PYTHON_VARIABLE} names no Python with grpcio and grpcio-reflection; run the tests by `bash tests/run`")
    })?;
    let place = Place::new(Backend::Sqlite)?;
    let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
        .run()
        .await?;
    let output = Command::new(&python)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/interop/plain_client.py"))
        .arg(server.address().to_string())
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("cannot run {python}"))?;
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    ensure!(output.status.success(), "the client failed\n{stdout}{stderr}");
    let steps: Vec<&str> = stdout
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    ensure!(
        steps == ["reflection", "placed", "paid", "cancelled", "refunded", "refused"],
        "{stdout}"
    );
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);
    Ok(())
}
