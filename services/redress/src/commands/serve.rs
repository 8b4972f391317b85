//! `redress serve`: all contexts in one process, until it is told to stop.

use super::print;
use crate::cli::ServeArgs;
use crate::config::Config;
use crate::suite::{Suite, Time};
use redress_core::{Clock, Ids};
use std::process::ExitCode;

pub(super) fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let config = Config::from_args(args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(serve(config))?;
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let telemetry = redress_telemetry::init(&config.telemetry)?;
    // From here on a signal is a wish to stop, also while starting.
    let mut stop = std::pin::pin!(stop_signal()?);
    let suite = tokio::select! {
        suite = Suite::start(&config, Time { clock: Clock::system(), ids: Ids::system() }) => suite?,
        () = &mut stop => return Ok(()),
    };
    print(&format!(
        "redress is ready: gRPC on {}, {}{}, shops {}. Next: cargo run --release -- demo",
        suite.address(),
        suite
            .http()
            .map(|address| format!("HTTP on http://{address} (documentation at /docs), "))
            .unwrap_or_default(),
        suite.storage(),
        suite.shops().join(", "),
    ))?;
    tokio::select! {
        () = stop => tracing::info!("stopping"),
        () = suite.ended() => {}
    }
    let stopped = suite.stop().await;
    drop(telemetry);
    stopped
}

/// Returns with the first SIGINT or SIGTERM.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
