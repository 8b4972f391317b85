//! The access matrix: every RPC of the contracts, called in every role, about what is the caller's own, another order's, another
//! party's, another marketplace's and nobody's, with all of its ids and with each alone.
//!
//! What is expected is stated: by the rule in the contract, and by the one table of what a role sees ([`rows`]).

mod cells;
mod judge;
mod rows;
mod worlds;

use std::time::Instant;

use anyhow::ensure;
use cells::cells_of;
use futures::{StreamExt as _, stream};
use judge::judge;
use prost_reflect::{DescriptorPool, MethodDescriptor};
use redress::config::Config;
use redress_db::Backend;
use redress_rpc::access::rule_of;
use redress_tests::scene::Scene;
use redress_tests::wire;
use rows::{Row, rows};
use worlds::Worlds;

/// Calls in flight at once.
const WIDTH: usize = 12;

/// What ends something, breaks the provider, or lets staff name a shipment's order and buyer as they like comes last.
const LAST: [&str; 9] = [
    "Abandon",
    "CreateShipment",
    "Delete",
    "End",
    "Erase",
    "RequestErasure",
    "Reverse",
    "Script",
    "Withdraw",
];

/// The methods of all services.
fn methods() -> anyhow::Result<Vec<MethodDescriptor>> {
    let pool = DescriptorPool::decode(redress_contracts::FILE_DESCRIPTOR_SET)?;
    let ours = pool
        .services()
        .filter(|service| service.package_name().starts_with("redress."));
    let mut methods: Vec<_> = ours
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .collect();
    methods.sort_by_key(|method| LAST.iter().position(|end| method.name().starts_with(end)));
    Ok(methods)
}

/// The cells of one method in one row, called and judged; what is wrong with them.
async fn try_row(
    scene: &Scene,
    worlds: &Worlds,
    method: &MethodDescriptor,
    row: &Row,
) -> (usize, Vec<String>) {
    let cells = cells_of(worlds, method, row);
    let caller = row.caller(worlds, method);
    let call = async |message: &[u8]| {
        let request = caller.request(message.to_vec());
        wire::call(&scene.clients.channel, method, request).await
    };
    let call = &call;
    let judged = cells.iter().map(|cell| async move {
        let answer = call(&cell.message).await;
        let nobodys = match &cell.nobodys {
            Some(message) => Some(call(message).await),
            None => None,
        };
        let why = judge(worlds, (method, row), cell, (&answer, nobodys.as_ref())).err();
        why.map(|why| format!("{} by {} on {cell}: {why}", method.full_name(), row.name))
    });
    let wrong: Vec<Option<String>> = stream::iter(judged).buffered(WIDTH).collect().await;
    (cells.len(), wrong.into_iter().flatten().collect())
}

async fn matrix(backend: Backend) -> anyhow::Result<()> {
    // Endpoints of this machine can be made without asking anybody for their address.
    let mut config = Config::default();
    config.webhooks.allow_loopback = true;
    let mut scene = Scene::with_gateway(backend, config).await?;
    let worlds = Worlds::set(&mut scene).await?;
    let (methods, rows, begin) = (methods()?, rows(), Instant::now());
    let (mut cells, mut wrong) = (0, Vec::new());
    for method in &methods {
        for row in &rows {
            let (count, otherwise) = try_row(&scene, &worlds, method, row).await;
            ensure!(count > 0, "{} has no cell in a row", method.full_name());
            cells += count;
            wrong.extend(otherwise);
        }
        scene.rest().await?;
    }
    let (rpcs, kinds) = (methods.len(), rows.len());
    println!(
        "access matrix: {cells} cells over {rpcs} RPCs and {kinds} roles in {:?}",
        begin.elapsed()
    );
    ensure!(
        wrong.is_empty(),
        "{} cells are not as stated:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    ensure!(
        methods.iter().all(|method| rule_of(&path_of(method)).is_some()),
        "an RPC states no rule"
    );
    println!("access matrix: {cells} cells over {rpcs} RPCs and {kinds} roles, all stated, all as stated");
    scene.stop().await
}

/// A method as it stands in the path of a call.
fn path_of(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_is_as_stated_on_sqlite() -> anyhow::Result<()> {
    matrix(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_is_as_stated_on_postgres() -> anyhow::Result<()> {
    matrix(Backend::Postgres).await
}
