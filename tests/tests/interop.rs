//! A client of another language, which was built without this code, works with the server by its reflection alone.

use anyhow::{Context as _, ensure};
use redress_db::Backend;
use redress_tests::place::Place;
use redress_tests::process::Start;
use redress_tests::tools::python;
use std::path::Path;
use tokio::process::Command;

#[tokio::test]
async fn a_plain_python_client_orders_cancels_and_is_refunded() -> anyhow::Result<()> {
    let steps = ["reflection", "placed", "paid", "cancelled", "refunded", "refused"];
    run_client("plain_client.py", &steps).await
}

#[tokio::test]
async fn a_plain_python_client_uploads_a_photo_prints_the_label_and_is_refunded() -> anyhow::Result<()> {
    let bought = ["placed", "paid", "shipped", "delivered"];
    let agreed = ["requested", "uploaded", "approved", "label", "slip", "mistyped"];
    let settled = ["announced", "received", "inspected", "remedied", "refunded"];
    let steps = [&bought[..], &agreed, &settled].concat();
    run_client("return_client.py", &steps).await
}

/// Runs a client against a server of its own and expects these steps of it, by the first word of each line.
async fn run_client(script: &str, steps: &[&str]) -> anyhow::Result<()> {
    let python = python()?;
    let place = Place::new(Backend::Sqlite)?;
    let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
        .run()
        .await?;
    let output = Command::new(&python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(script))
        .arg(server.address().to_string())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("cannot run {python}"))?;
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    ensure!(output.status.success(), "the client failed\n{stdout}{stderr}");
    let taken: Vec<&str> = stdout
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    ensure!(taken == steps, "{stdout}");
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);
    Ok(())
}
