//! Parcels that others made known: those that are not known here become shipments, and what others say of their arrival is
//! taken in like a carrier's word.

use chrono::{DateTime, Utc};
use redress_db::{Apply, HandlerError, Tx};
use redress_policy::Party;
use redress_policybook::{Bound, Query};

use crate::app::App;
use crate::app::correct_tracking_number::correct;
use crate::app::create_shipment::{NewShipment, insert};
use crate::app::recording::{Incoming, Named, record};
use crate::app::shelf::Shelf;
use crate::app::work::Work;
use crate::carriers::normalized;
use crate::domain::report::Report;
use crate::domain::shipment::{Owner, Shipment};
use crate::domain::words::Status;
use crate::error::Error;
use crate::store::{self, Scope};

/// A parcel as another context has it.
#[derive(Clone, Debug)]
pub(super) struct Sending {
    /// One parcel, with its source.
    pub new: NewShipment,
    /// When it arrived, as the other context knows.
    pub arrive_time: Option<DateTime<Utc>>,
}

/// All parcels of one order, or of one return.
pub(super) struct Sendings {
    /// Who tells of them.
    pub source: &'static str,
    /// Who made them known.
    pub actor: Party,
    /// Never empty, and all of one order and return.
    pub parcels: Vec<Sending>,
    /// Another number than the one that is known is taken over.
    pub corrects_numbers: bool,
}

impl Sendings {
    fn owner(&self) -> &Owner {
        &self.parcels[0].new.owner
    }

    fn known(&self, conn: &mut redress_db::Conn) -> Result<Vec<Shipment>, redress_db::Error> {
        let owner = self.owner();
        let of = (&*owner.marketplace_id, &*owner.order_id, &*owner.return_id);
        let sources = self.parcels.iter().map(|sending| &*sending.new.owner.source_id);
        store::shipment_list_by_source(conn, of, &sources.collect::<Vec<_>>())
    }
}

/// Plans what follows from parcels that another context has.
pub(super) async fn plan(app: &App, sendings: Sendings) -> Result<Apply, HandlerError> {
    let (sendings, known) = app
        .db
        .read(move |conn| {
            let known = sendings.known(conn)?;
            Ok::<_, redress_db::Error>((sendings, known))
        })
        .await?;
    let versions: Vec<_> = known.into_iter().map(|shipment| shipment.versions).collect();
    let is_new = versions.len() < sendings.parcels.len();
    app.shelf.fetch(&versions).await?;
    let bound = if is_new {
        Some(bind(app, sendings.owner()).await?)
    } else {
        None
    };
    let shelf = app.shelf.clone();
    Ok(Box::new(move |tx| {
        Ok(apply(tx, &shelf, &sendings, bound.as_ref())?)
    }))
}

async fn bind(app: &App, owner: &Owner) -> Result<Bound, Error> {
    let query = Query {
        marketplace_id: &owner.marketplace_id,
        place_time: owner.place_time,
        application_time: app.now(),
        buyer_country: &owner.buyer_country,
        seller_ids: &[],
        order_terms: None,
    };
    Ok(app.book.layers(query).await?)
}

fn apply(tx: &mut Tx, shelf: &Shelf, sendings: &Sendings, bound: Option<&Bound>) -> Result<(), Error> {
    let known = sendings.known(tx.conn())?;
    let of = |sending: &Sending| {
        let source_id = &sending.new.owner.source_id;
        known
            .iter()
            .find(|shipment| shipment.owner.source_id == *source_id)
    };
    for sending in &sendings.parcels {
        let shipment_id = match (of(sending), bound) {
            (Some(shipment), _) => {
                if sendings.corrects_numbers {
                    renumber(tx, shelf, shipment, (sending, sendings.actor))?;
                }
                shipment.shipment_id.clone()
            }
            (None, Some(bound)) => {
                insert(tx, shelf, (bound, sendings.actor), sending.new.clone())?.shipment_id
            }
            // Known when this was planned, and gone: nothing deletes shipments.
            (None, None) => continue,
        };
        if let Some(time) = sending.arrive_time {
            arrive(tx, shelf, &shipment_id, (sendings.source, time))?;
        }
    }
    Ok(())
}

/// Takes another number over, unless it is one that was replaced here already.
fn renumber(
    tx: &mut Tx,
    shelf: &Shelf,
    shipment: &Shipment,
    (sending, actor): (&Sending, Party),
) -> Result<(), Error> {
    let Some(given) = sending.new.parcels.first() else {
        return Ok(());
    };
    let number = normalized(&given.tracking_number);
    let parcel = &shipment.parcels[0];
    let is_same = number.is_empty() || parcel.number().tracking_number == number;
    if is_same || parcel.had_number(&number) || parcel.status().is_some_and(Status::is_final) {
        return Ok(());
    }
    let id = &shipment.shipment_id;
    let mut work = Work::start(tx, shelf, &[id])?;
    correct(
        &mut work,
        (id, 0),
        (&given.tracking_number, &given.carrier),
        actor,
    )?;
    work.finish()?;
    Ok(())
}

/// The parcel of a shipment arrived, as the other context says; a parcel whose way is over stays where it is.
fn arrive(
    tx: &mut Tx,
    shelf: &Shelf,
    shipment_id: &str,
    (source, time): (&'static str, DateTime<Utc>),
) -> Result<(), Error> {
    let shipment = store::shipment_fetch(tx.conn(), &Scope::all(), shipment_id)?;
    let parcels = shipment.iter().flat_map(|shipment| &shipment.parcels);
    let reports: Vec<Incoming> = parcels
        .filter(|parcel| !parcel.status().is_some_and(Status::is_final))
        .map(|parcel| Incoming {
            named: Named::Id(parcel.parcel_id.clone()),
            carrier: String::new(),
            status: Some(Status::Delivered),
            report: Report {
                status: Status::Delivered,
                event_time: time,
                carrier_code: String::new(),
                carrier_status: String::new(),
                location: String::new(),
                description: String::new(),
                source: source.to_owned(),
                source_event_id: format!("{}/delivered", parcel.parcel_id),
            },
        })
        .collect();
    if !reports.is_empty() {
        // Whether it moves the parcel is for the parcel to say; the other context has it as delivered anyway.
        record(tx, shelf, &Scope::all(), &reports)?;
    }
    Ok(())
}
