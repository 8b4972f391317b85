//! The real binary survives being killed under load: nothing answered is lost, nothing is doubled. `just kill` does it more often.

use anyhow::ensure;
use redress_db::Backend;
use redress_tests::kill::{Plan, run};
use redress_tests::place::Place;
use redress_tests::process::Start;

async fn survive(backend: Backend, kills: u32) -> anyhow::Result<()> {
    let place = Place::new(backend)?;
    let start = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place);
    let report = run(&start, &place, Plan::new(backend, kills, 4, 1)).await?;
    ensure!(
        report.repeats > 0 && report.effects > 0,
        "nothing was going on when it was killed: {report:?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_and_doubles_nothing_on_sqlite() -> anyhow::Result<()> {
    survive(Backend::Sqlite, 5).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_loses_and_doubles_nothing_on_postgres() -> anyhow::Result<()> {
    survive(Backend::Postgres, 2).await
}
