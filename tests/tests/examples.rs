//! The worked examples, one story in each language, run as they stand on a real server, with code that `buf generate` makes
//! from the contracts without a network.

use anyhow::{Context as _, ensure};
use prost::Message as _;
use prost_types::FileDescriptorSet;
use redress_contracts::FILE_DESCRIPTOR_SET;
use redress_db::Backend;
use redress_tests::place::Place;
use redress_tests::process::Start;
use redress_tests::tools::{java, node_modules, python};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;

/// How long a program may take; compiling Java is the slowest.
const LIMIT: Duration = Duration::from_secs(150);

/// What the example in Java runs with, in the folder of jars.
const JARS: [&str; 20] = [
    "grpc-api",
    "grpc-context",
    "grpc-core",
    "grpc-netty",
    "grpc-protobuf",
    "grpc-protobuf-lite",
    "grpc-stub",
    "guava",
    "netty-buffer",
    "netty-codec",
    "netty-codec-http",
    "netty-codec-http2",
    "netty-common",
    "netty-handler",
    "netty-handler-proxy",
    "netty-resolver",
    "netty-transport",
    "perfmark-api",
    "proto-google-common-protos",
    "protobuf",
];
/// What its generated code is compiled with, too.
const ANNOTATIONS: &str = "geronimo-annotation-1.3-spec";

fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().map(Path::to_owned).unwrap_or_default()
}

fn example(path: &str) -> PathBuf {
    root().join("shared/client/examples").join(path)
}

/// Runs a program to its end and gives what it printed.
async fn run(command: &mut Command) -> anyhow::Result<String> {
    let running = command.current_dir(root()).kill_on_drop(true).output();
    let output = tokio::time::timeout(LIMIT, running)
        .await
        .with_context(|| format!("{command:?} goes on"))?
        .with_context(|| format!("cannot run {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed\n{said}{complained}");
    Ok(said)
}

/// What `buf generate` makes by a template of `proto/`, with the tests' tools.
async fn generated(template: &str) -> anyhow::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    let mut path = vec![Path::new(&python()?).parent().context("no folder")?.to_owned()];
    path.extend(node_modules().map(|modules| Path::new(&modules).join(".bin")));
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let mut buf = Command::new(path[0].join("buf"));
    buf.args(["generate", "--template", &format!("proto/{template}"), "--output"])
        .arg(folder.path())
        .env("PATH", std::env::join_paths(path)?)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("XDG_CACHE_HOME", folder.path());
    run(&mut buf).await?;
    Ok(folder)
}

/// Tells the story to a server of its own; `command` gets the address.
async fn tell(command: impl FnOnce(String) -> Command) -> anyhow::Result<()> {
    let place = Place::new(Backend::Sqlite)?;
    let server = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place)
        .run()
        .await?;
    let said = run(&mut command(server.address().to_string())).await?;
    let lines: Vec<Vec<&str>> = said
        .lines()
        .map(|line| line.splitn(2, char::is_whitespace).map(str::trim).collect())
        .collect();
    let steps: Vec<&str> = lines.iter().map(|line| line[0]).collect();
    let wanted = [
        "placed", "repeated", "paid", "decided", "refused", "listed", "listed",
    ];
    ensure!(steps == wanted, "{said}");
    let order = lines[0][1];
    ensure!(
        order.starts_with("ord_") && lines[1][1] == order && lines[2][1] == order,
        "{said}"
    );
    ensure!(lines[3][1] == "OUTCOME_ALLOWED [KW-08]", "{said}");
    ensure!(
        lines[4][1] == "LINE_SHIPPED [KW-08], open instead: return",
        "{said}"
    );
    ensure!(lines[5][1].ends_with(" ORDER_STATE_SHIPPED"), "{said}");
    ensure!(lines[6][1] == format!("{order} ORDER_STATE_CANCELLED"), "{said}");
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);
    Ok(())
}

#[tokio::test]
async fn the_example_in_rust_tells_the_story() -> anyhow::Result<()> {
    tell(|address| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_after-sales-example"));
        command.arg(format!("http://{address}"));
        command
    })
    .await
}

#[tokio::test]
async fn the_example_in_python_tells_the_story() -> anyhow::Result<()> {
    let code = generated("buf.gen.python.yaml").await?;
    let python = python()?;
    tell(|address| {
        let mut command = Command::new(python);
        command
            .arg(example("python/after_sales.py"))
            .arg(address)
            .env("PYTHONPATH", code.path().join("gen/python"))
            .env("PYTHONDONTWRITEBYTECODE", "1");
        command
    })
    .await
}

#[tokio::test]
async fn the_example_in_javascript_tells_the_story() -> anyhow::Result<()> {
    let Some(modules) = node_modules() else {
        eprintln!("skipped: there is no Node here");
        return Ok(());
    };
    let code = generated("buf.gen.javascript.yaml").await?;
    let folder = code.path().join("gen/es");
    let program = folder.join("after_sales.mjs");
    std::fs::copy(example("node/after_sales.mjs"), &program)?;
    std::fs::write(folder.join("package.json"), r#"{"type": "module"}"#)?;
    std::os::unix::fs::symlink(modules, folder.join("node_modules"))?;
    tell(|address| {
        let mut command = Command::new("node");
        command.arg(program).arg(format!("http://{address}"));
        command
    })
    .await
}

#[tokio::test]
async fn the_example_in_java_tells_the_story() -> anyhow::Result<()> {
    let Some(jars) = java() else {
        eprintln!("skipped: there is no compiler for Java here, or no jars of gRPC");
        return Ok(());
    };
    let code = generated("buf.gen.java.yaml").await?;
    let classes = code.path().join("classes");
    let jars = JARS.map(|name| format!("{jars}/{name}.jar")).join(":");
    let annotations = format!("{}/{ANNOTATIONS}.jar", java().unwrap_or_default());
    let mut compiler = Command::new("javac");
    compiler
        .args(["-nowarn", "-proc:none", "-Xprefer:source", "-encoding", "UTF-8"])
        .args(["-classpath", &format!("{jars}:{annotations}"), "-sourcepath"])
        .arg(code.path().join("gen/java"))
        .arg("-d")
        .arg(&classes)
        .arg(example("java/AfterSales.java"));
    run(&mut compiler).await?;
    tell(|address| {
        let mut command = Command::new("java");
        command.args([
            "-classpath",
            &format!("{}:{jars}", classes.display()),
            "AfterSales",
            &address,
        ]);
        command
    })
    .await
}

#[tokio::test]
async fn every_contract_becomes_code() -> anyhow::Result<()> {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET)?;
    let mut wanted = Vec::new();
    let ours = set
        .file
        .iter()
        .filter(|file| file.package().starts_with("redress."));
    for file in ours {
        let name = file.name().trim_end_matches(".proto");
        let python = ["_pb2.py", "_pb2.pyi", "_pb2_grpc.py"];
        wanted.extend(python.map(|ending| format!("python/{name}{ending}")));
        wanted.extend(["_pb.js", "_pb.d.ts"].map(|ending| format!("es/{name}{ending}")));
    }
    let mut made = vec![generated("buf.gen.python.yaml").await?];
    if node_modules().is_some() {
        made.push(generated("buf.gen.javascript.yaml").await?);
    } else {
        wanted.retain(|path| path.starts_with("python/"));
    }
    let is_made = |path: &String| {
        made.iter()
            .any(|code| code.path().join("gen").join(path).is_file())
    };
    let missing: Vec<&String> = wanted.iter().filter(|path| !is_made(path)).collect();
    ensure!(wanted.len() > 50 && missing.is_empty(), "{missing:?}");
    Ok(())
}

#[test]
fn every_plugin_from_elsewhere_is_pinned() -> anyhow::Result<()> {
    let template = std::fs::read_to_string(root().join("proto/buf.gen.yaml"))?;
    let plugins = template
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- remote: "));
    let is_pinned = |plugin: &&str| {
        plugin.rsplit_once(":v").is_some_and(|(_, version)| {
            version.split('.').count() >= 2 && version.split('.').all(|part| part.parse::<u32>().is_ok())
        })
    };
    let (pinned, loose): (Vec<&str>, Vec<&str>) = plugins.partition(is_pinned);
    ensure!(pinned.len() >= 12 && loose.is_empty(), "{loose:?}");
    Ok(())
}

#[test]
fn the_readmes_lines_in_rust_are_those_that_the_documentation_compiles() -> anyhow::Result<()> {
    let readme = std::fs::read_to_string(root().join("README.md"))?;
    let documented = std::fs::read_to_string(root().join("shared/client/src/lib.rs"))?;
    let (_, rest) = readme.split_once("```rust\n").context("the README has no Rust")?;
    let (lines, _) = rest.split_once("```").context("the lines have no end")?;
    let is_compiled = |line: &&str| documented.contains(&format!("//! {line}\n"));
    let invented: Vec<&str> = lines.lines().filter(|line| !is_compiled(line)).collect();
    ensure!(lines.lines().count() > 5 && invented.is_empty(), "{invented:?}");
    Ok(())
}
