//! The documents: OpenAPI by a public validator, a fuzzer that makes requests of it, and the page for people.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress_db::Backend;
use redress_tests::scene::Scene;
use redress_tests::tools::python;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

async fn run(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output().await?;
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    ensure!(output.status.success(), "{text}");
    Ok(text)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_is_valid_and_says_every_operation() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let reply = scene.http()?.get("/openapi.json").await?;
    let document = reply.json()?;
    let mut operations = 0;
    for (path, verbs) in document["paths"].as_object().context("no paths")? {
        for (verb, operation) in verbs.as_object().context("no verbs")? {
            operations += 1;
            ensure!(
                operation["summary"].as_str().is_some_and(|text| text.len() > 5),
                "{verb} {path} has no summary"
            );
        }
    }
    let pool = prost_reflect::DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)?;
    let ours = pool
        .services()
        .filter(|service| service.package_name().starts_with("redress."));
    let rpcs: usize = ours.map(|service| service.methods().count()).sum();
    // The form of evidence is three RPCs in one.
    ensure!(
        operations == rpcs + 1 && document["paths"]["/v1/evidence"]["post"]["operationId"] == "AddEvidence",
        "{operations} operations for {rpcs} RPCs and the form"
    );
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, &reply.body)?;
    run(Command::new(python()?)
        .args(["-m", "openapi_spec_validator"])
        .arg(&file))
    .await?;
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fuzzer_finds_no_failure_and_nothing_undocumented() -> anyhow::Result<()> {
    let mut config = Config::default();
    config.telemetry.log_filter = "error".to_owned();
    // The fuzzer waits for the end of each watch.
    config.gateway.watch_limit_ms = 100;
    let scene = Scene::with_gateway(Backend::Sqlite, config).await?;
    for name in ["one", "two"] {
        scene.delivered(name, 3).await?;
    }
    let url = format!("http://{}", scene.http()?.address());
    let folder = tempfile::tempdir()?;
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop");
    let mut fuzzer = Command::new(python()?);
    fuzzer
        .args([
            "-m",
            "schemathesis.cli",
            "run",
            &format!("{url}/openapi.json"),
            "--url",
            &url,
        ])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args([
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "10",
            "--seed",
            "7",
        ])
        .args([
            "--request-timeout",
            "20",
            "--no-color",
            "--generation-database",
            "none",
        ])
        .env("SCHEMATHESIS_HOOKS", "fuzz_hooks")
        .env("PYTHONPATH", &hooks)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(folder.path());
    let told = run(&mut fuzzer).await?;
    println!("{}", told.rsplit("SUMMARY").next().unwrap_or_default());
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_every_operation_and_needs_nothing_from_elsewhere() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let http = scene.http()?;
    let root = http.get("/").await?;
    ensure!(
        root.status == 302 && root.header("location") == "/docs",
        "{root:?}"
    );
    let page = http.get("/docs").await?;
    let text = String::from_utf8_lossy(&page.body).into_owned();
    for wanted in [
        "id=\"CancelOrder\"",
        "/v1/orders/{order_id}:cancel",
        "id=\"NOT_FOUND\"",
        "width=device-width",
    ] {
        ensure!(text.contains(wanted), "no {wanted}");
    }
    for foreign in ["<script", "http://", "https://", "src="] {
        ensure!(!text.contains(foreign), "the page has {foreign}");
    }
    scene.stop().await
}
