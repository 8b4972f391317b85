//! The README's walk-through of a seller's day, run as it stands there.

use anyhow::{Context as _, ensure};
use redress_db::Backend;
use redress_tests::place::Place;
use redress_tests::process::Start;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;
use tokio::process::Command;

/// What stands above the commands.
const MARK: &str = "<!-- walk-through: run by tests/tests/walkthrough.rs -->\n```sh\n";

/// How long all of it may take.
const LIMIT: Duration = Duration::from_secs(120);

fn commands(readme: &str) -> anyhow::Result<&str> {
    let (_, rest) = readme
        .split_once(MARK)
        .context("the README has no walk-through")?;
    let (commands, _) = rest.split_once("```").context("the walk-through has no end")?;
    Ok(commands)
}

#[tokio::test]
async fn a_sellers_day_goes_as_the_readme_says() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("no root")?;
    let readme = std::fs::read_to_string(root.join("README.md"))?;
    let folder = tempfile::tempdir()?;
    std::os::unix::fs::symlink(root.join("tests"), folder.path().join("tests"))?;
    let config = folder.path().join("local.toml");
    std::fs::write(&config, "[webhooks]\nallow_loopback = true\n")?;
    let place = Place::new(Backend::Sqlite)?;
    let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
        .with("--config", &config.to_string_lossy())
        .run()
        .await?;
    let hook = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let walk = Command::new("bash")
        .args(["-euo", "pipefail", "-c", commands(&readme)?])
        .env("API", format!("http://{}", server.http()?))
        .env("HOOK", hook.to_string())
        .current_dir(folder.path())
        .kill_on_drop(true)
        .output();
    let walked = tokio::time::timeout(LIMIT, walk)
        .await
        .context("the walk-through has no end")??;
    let said = String::from_utf8_lossy(&walked.stdout).into_owned();
    let complained = String::from_utf8_lossy(&walked.stderr);
    ensure!(walked.status.success(), "{said}{complained}");
    for wanted in ["\"KW-08\"", "order.cancelled ", "\"type\":\"order.cancelled\""] {
        ensure!(said.contains(wanted), "no {wanted} in {said}{complained}");
    }
    let seen = std::fs::read(folder.path().join("seen.gif"))?;
    ensure!(seen.starts_with(b"GIF89a"), "what the seller saw is no picture");
    println!("{said}");
    server.terminate().await?;
    Ok(())
}
