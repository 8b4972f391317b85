//! A quarter in the life of five shops: many buyers, sellers and carriers, special periods, everything that goes wrong, on a
//! moving clock, through the public contracts only.
//!
//! What always holds: the same days, orders and seed give the same summary. Chance is thrown per order, time moves only
//! when all is at rest, and orders do not look at each other, so that they can be worked on at the same time. After each day
//! the invariants of money, quantities and time are checked; one that does not hold is told with its day and its order.

mod acts;
mod book;
pub mod check;
mod dice;
mod fate;
mod shops;
pub mod summary;
mod sweep;
mod waybill;
mod world;

use acts::{buy, carry, claim, decide, dispute, pay_out, place, return_dispute, returns, sell};
use book::File;
use fate::Fate;
use futures::StreamExt as _;
use summary::Summary;
use sweep::Sweep;
use world::World;

/// How many orders are worked on at the same time.
const AT_ONCE: usize = 16;

/// What to live through.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many days.
    pub days: u32,
    /// How many orders are placed in them.
    pub orders: u32,
    /// What chance hangs on.
    pub seed: u64,
}

/// Lives through it. `progress` gets a line for each week.
///
/// # Errors
/// The suite does not start, does not come to rest, or a list cannot be read. A broken invariant is no error: it is in the
/// summary.
pub async fn live(plan: &Plan, mut progress: impl FnMut(&str)) -> anyhow::Result<Summary> {
    let world = World::start(plan.seed).await?;
    let size = (plan.orders, plan.days);
    let mut files: Vec<File> = (0..plan.orders)
        .map(|number| File::new(Fate::of(plan.seed, number, size)))
        .collect();
    let mut sweep = Sweep::default();
    for day in 0..plan.days {
        for file in &mut files {
            file.day = day;
        }
        live_day(&world, &mut files, day).await?;
        world.pass(day, 23).await?;
        sweep.night(&world, &mut files).await?;
        if (day + 1) % 7 == 0 || day + 1 == plan.days {
            progress(&week(day, &files, &sweep));
        }
    }
    let summary = Summary::draw_up(plan, &world, (&files, &sweep)).await?;
    world.stop().await?;
    Ok(summary)
}

/// The parts of a day, each when the one before it has had all of its consequences.
async fn live_day(world: &World, files: &mut [File], day: u32) -> anyhow::Result<()> {
    world.pass(day, 7).await?;
    world.declare(day).await?;
    each(files, |file| place::act(world, file)).await;
    world.pass(day, 11).await?;
    each(files, |file| before_shipping(world, file)).await;
    each(files, |file| returns::review(world, file)).await;
    world.pass(day, 15).await?;
    each(files, |file| carry::act(world, file)).await;
    world.pass(day, 19).await?;
    each(files, |file| ask_and_decide(world, file)).await;
    world.pass(day, 20).await?;
    each(files, |file| returns::act(world, file)).await;
    world.pass(day, 21).await?;
    each(files, |file| settle(world, file)).await;
    Ok(())
}

async fn ask_and_decide(world: &World, file: &mut File) {
    decide::act(world, file).await;
    claim::act(world, file).await;
}

async fn settle(world: &World, file: &mut File) {
    dispute::act(world, file).await;
    return_dispute::act(world, file).await;
    pay_out::act(world, file).await;
}

async fn before_shipping(world: &World, file: &mut File) {
    buy::act(world, file).await;
    sell::act(world, file).await;
}

/// Works on every order, several at the same time.
async fn each<'a, F: Future<Output = ()>>(files: &'a mut [File], work: impl Fn(&'a mut File) -> F) {
    futures::stream::iter(files)
        .for_each_concurrent(AT_ONCE, work)
        .await;
}

fn week(day: u32, files: &[File], sweep: &Sweep) -> String {
    let placed = files.iter().filter(|file| file.order.is_some()).count();
    let refunds: usize = files.iter().map(|file| file.refunds.len()).sum();
    let returns: usize = files.iter().map(|file| file.returns.len()).sum();
    let broken = files.iter().map(|file| file.broken.len()).sum::<usize>() + sweep.broken.len();
    format!(
        "day {}: {placed} orders, {returns} returns, {refunds} refunds, {broken} broken invariants",
        day + 1
    )
}
