//! The journeys: what people do with the five shops, played through the public gRPC contracts on a moving clock.
//!
//! `redress demo` prints them and the tests run them, on both databases. A journey names the clauses it drives; it fails
//! when anything differs from what it expects, and also when one of its clauses was not cited by what came back.

mod kajet;
mod kajet_disputes;
mod kajivap;
mod kajivap_returns;
mod kakaclo;
mod kakaclo_parcels;
mod kakaclo_returns;
mod kwoking;
mod kwoking_refunds;
mod kwoking_returns;
mod money;
mod rma_shop;
mod rma_shop_returns;
pub mod stage;
pub mod step;

use crate::suite::Trial;
use futures::future::BoxFuture;
use stage::{Sink, Stage};

/// How a journey is played.
pub type Play = for<'a> fn(&'a mut Stage) -> BoxFuture<'a, anyhow::Result<()>>;

/// One story about one shop.
#[derive(Clone, Copy)]
pub struct Journey {
    /// Unique, such as `kw-cancel-within-24h`.
    pub id: &'static str,
    /// The shop's pack.
    pub shop: &'static str,
    /// In one line.
    pub title: &'static str,
    /// When it begins; within a shop later than the one before.
    pub start: &'static str,
    /// The clauses that must be cited.
    pub clauses: &'static [&'static str],
    /// The story.
    pub story: Play,
}

impl Journey {
    /// Plays it on a trial; every step goes to the sink as it happens.
    ///
    /// # Errors
    /// What differed from what the journey expects, or a clause that nothing cited.
    pub async fn play(&self, trial: &Trial, sink: Sink) -> anyhow::Result<()> {
        let mut stage = Stage::set(trial.suite(), trial.clock(), self, sink)?;
        (self.story)(&mut stage).await?;
        stage.all_cited(self.clauses)
    }
}

/// Declares a shop's journeys: each an async function over the stage.
macro_rules! journeys {
    ($shop:literal: $($name:ident $id:literal $start:literal $clauses:expr, $title:literal;)+) => {
        /// The journeys of this shop, in the order of their dates.
        pub(super) const JOURNEYS: &[crate::journeys::Journey] = &[$(crate::journeys::Journey {
            id: $id,
            shop: $shop,
            title: $title,
            start: $start,
            clauses: &$clauses,
            story: |stage| Box::pin($name(stage)),
        },)+];
    };
}
pub(crate) use journeys;

/// Every journey, shop by shop.
pub fn all() -> impl Iterator<Item = &'static Journey> {
    [
        kakaclo::JOURNEYS,
        kakaclo_returns::JOURNEYS,
        kakaclo_parcels::JOURNEYS,
        kwoking::JOURNEYS,
        kwoking_refunds::JOURNEYS,
        kwoking_returns::JOURNEYS,
        rma_shop::JOURNEYS,
        rma_shop_returns::JOURNEYS,
        kajet::JOURNEYS,
        kajet_disputes::JOURNEYS,
        kajivap::JOURNEYS,
        kajivap_returns::JOURNEYS,
    ]
    .into_iter()
    .flatten()
}

/// The ids of the journeys that drive a clause.
pub fn driving(clause: &str) -> Vec<&'static str> {
    all()
        .filter(|journey| journey.clauses.contains(&clause))
        .map(|journey| journey.id)
        .collect()
}
