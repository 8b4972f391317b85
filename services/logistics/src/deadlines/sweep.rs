//! Special periods changed: the clocks that they stop are reckoned again, page by page, for all parcels of the marketplace
//! that are under way.

use std::collections::BTreeSet;

use redress_db::{Apply, NewDeadline, Tx};
use serde::{Deserialize, Serialize};

use super::{Timer, payload};
use crate::app::App;
use crate::app::work::Work;
use crate::error::Error;
use crate::policy::concerns;
use crate::store;

/// The timer's kind.
const SWEEP: &str = "sweep";
/// Parcels in one transaction.
const PAGE: i64 = 100;

/// How far the work has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sweep {
    pub special_period_id: String,
    pub marketplace_id: String,
    /// The period's region; empty for everywhere.
    pub region: String,
    /// The last parcel that was looked at; empty at the beginning.
    pub after: String,
}

impl Sweep {
    /// Goes on with it as soon as this transaction is committed.
    pub(crate) fn schedule(self, tx: &mut Tx) {
        tx.set_deadline(NewDeadline {
            id: format!("{}/{SWEEP}", self.special_period_id),
            kind: SWEEP,
            aggregate: self.special_period_id.clone(),
            due_time: tx.now(),
            payload: payload(&Timer::Sweep(self)),
            calendar: None,
        });
    }
}

impl App {
    /// Looks at one page of parcels.
    pub(super) async fn plan_sweep(&self, sweep: Sweep) -> Result<Apply, Error> {
        let from = sweep.clone();
        let (parcels, versions) = self
            .db
            .read(move |conn| {
                let parcels = store::parcel_list_suspendable(conn, &from.marketplace_id, &from.after, PAGE)?;
                let ids: Vec<&str> = parcels.iter().map(|parcel| &*parcel.shipment_id).collect();
                let versions = store::shipment_versions(conn, &ids)?;
                Ok::<_, redress_db::Error>((parcels, versions))
            })
            .await?;
        self.shelf.fetch(&versions).await?;
        let shelf = self.shelf.clone();
        Ok(Box::new(move |tx| {
            let ids: BTreeSet<&str> = parcels.iter().map(|parcel| &*parcel.shipment_id).collect();
            let ids: Vec<&str> = ids.into_iter().collect();
            let mut work = Work::start(tx, &shelf, &ids)?;
            for id in ids {
                let shipment = work.shipment(id).zip(work.pack(id));
                if shipment.is_some_and(|(shipment, pack)| concerns(&sweep.region, shipment, pack)) {
                    work.recount(id);
                }
            }
            work.finish()?;
            if let Some(last) = parcels.last().filter(|_| parcels.len() as i64 == PAGE) {
                let after = last.parcel_id.clone();
                Sweep { after, ..sweep }.schedule(tx);
            }
            Ok(())
        }))
    }
}
