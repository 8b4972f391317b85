//! CreateShipment: a shipment that comes from neither an order nor a return is made known, with its parcels.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_db::Tx;
use redress_policy::Party;
use redress_policybook::{Bound, Query};
use redress_rpc::{Caller, Problem};
use tonic::Code;

use super::shelf::Shelf;
use super::work::Work;
use super::{App, Call, actor};
use crate::convert::shipment::shipment_to_wire;
use crate::domain::parcel::{NewParcel, Parcel};
use crate::domain::rejection::Rejection;
use crate::domain::shipment::{Journey, Owner, Shipment};
use crate::domain::words::ShipmentState;
use crate::error::Error;
use crate::store;

/// A checked new shipment, before it has an id.
#[derive(Clone, Debug)]
pub(crate) struct NewShipment {
    pub owner: Owner,
    pub journey: Journey,
    pub parcels: Vec<NewParcel>,
}

impl App {
    /// Takes a shipment on record.
    ///
    /// # Errors
    ///
    /// Its marketplace has no such order, its order and return have a shipment of its source, or no policy is in force for its
    /// marketplace.
    pub(crate) async fn create_shipment(&self, call: Call, new: NewShipment) -> Result<pb::Shipment, Error> {
        let query = Query {
            marketplace_id: &new.owner.marketplace_id,
            place_time: new.owner.place_time,
            application_time: self.now(),
            buyer_country: &new.owner.buyer_country,
            seller_ids: &[],
            order_terms: None,
        };
        let bound = self.book.layers(query).await?;
        self.check_order(&call.caller, &new.owner).await?;
        let (shelf, actor) = (self.shelf.clone(), actor(&call.caller));
        self.command(&call, move |tx| {
            let owner = &new.owner;
            let of = (&*owner.marketplace_id, &*owner.order_id, &*owner.return_id);
            if !store::shipment_list_by_source(tx.conn(), of, &[&owner.source_id])?.is_empty() {
                let source_id = owner.source_id.clone();
                return Err(Rejection::SourceTaken { source_id }.into());
            }
            let shipment = insert(tx, &shelf, (&bound, actor), new)?;
            Ok(shipment_to_wire(&shipment))
        })
        .await
    }
}

impl App {
    /// That the order exists in its marketplace: what follows from a parcel is told to its people.
    async fn check_order(&self, caller: &Caller, owner: &Owner) -> Result<(), Error> {
        let caller = Caller {
            marketplace: Some(owner.marketplace_id.clone()),
            ..caller.clone()
        };
        let request = GetOrderRequest {
            order_id: owner.order_id.clone(),
        };
        let found = self.orders.clone().get_order(caller.request(request)).await;
        found.map(drop).map_err(|status| match status.code() {
            Code::NotFound | Code::InvalidArgument => Rejection::no_order(&owner.order_id).into(),
            _ => Problem::unavailable("the order cannot be looked up now").into(),
        })
    }
}

/// Writes a new shipment, bound by the layers in force now.
pub(crate) fn insert(
    tx: &mut Tx,
    shelf: &Shelf,
    (bound, actor): (&Bound, Party),
    new: NewShipment,
) -> Result<Shipment, Error> {
    let now = tx.now();
    let marketplace_id = &new.owner.marketplace_id;
    let periods = bound.special_periods.iter();
    let periods: Vec<_> = periods
        .map(|fact| store::Period::of(marketplace_id, fact))
        .collect();
    store::period_note(tx.conn(), &periods)?;
    let parcels = new.parcels.into_iter();
    let shipment = Shipment {
        shipment_id: tx.ids().text("shp", now),
        parcels: parcels
            .map(|parcel| Parcel::new(tx.ids().text("prc", now), parcel, now))
            .collect(),
        owner: new.owner,
        journey: new.journey,
        versions: shelf.put(bound),
        state: ShipmentState::Announced,
        revision: 1,
        create_time: now,
        update_time: now,
    };
    let id = shipment.shipment_id.clone();
    let mut work = Work::start(tx, shelf, &[])?;
    work.adopt(shipment, bound.layers.clone(), actor);
    Ok(work.finish()?.shipment(&id).clone())
}
