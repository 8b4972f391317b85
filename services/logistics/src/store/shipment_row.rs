//! Shipments as rows, and back. What cannot be read as what it should be is damage, not a default.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_core::Money;
use redress_db::Error;

use super::text::{from_json, in_utc, naive, to_json, word};
use crate::domain::parcel::Parcel;
use crate::domain::shipment::{Journey, Owner, Shipment};
use crate::domain::words::{Purpose, ShipmentState};
use crate::schema::shipments;

/// A row of `shipments`.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = shipments, treat_none_as_default_value = false)]
pub(in crate::store) struct ShipmentRow {
    pub(super) shipment_id: String,
    marketplace_id: String,
    order_id: String,
    return_id: String,
    purpose: String,
    source_id: String,
    buyer_id: String,
    seller_ids: String,
    state: String,
    revision: i64,
    ship_time: NaiveDateTime,
    estimated_delivery_time: Option<NaiveDateTime>,
    insured_minor: Option<i64>,
    insured_currency: String,
    origin_country: String,
    destination_country: String,
    buyer_country: String,
    place_time: NaiveDateTime,
    versions: String,
    create_time: NaiveDateTime,
    update_time: NaiveDateTime,
}

impl ShipmentRow {
    pub(in crate::store) fn of(shipment: &Shipment) -> Self {
        let (owner, journey) = (&shipment.owner, &shipment.journey);
        Self {
            shipment_id: shipment.shipment_id.clone(),
            marketplace_id: owner.marketplace_id.clone(),
            order_id: owner.order_id.clone(),
            return_id: owner.return_id.clone(),
            purpose: owner.purpose.as_str().to_owned(),
            source_id: owner.source_id.clone(),
            buyer_id: owner.buyer_id.clone(),
            seller_ids: to_json(&owner.seller_ids),
            state: shipment.state.as_str().to_owned(),
            revision: shipment.revision,
            ship_time: journey.ship_time.naive_utc(),
            estimated_delivery_time: naive(journey.estimated_delivery_time),
            insured_minor: journey.insured_value.map(|money| money.minor),
            insured_currency: journey
                .insured_value
                .map_or_else(String::new, |money| money.currency.to_string()),
            origin_country: journey.origin_country.clone(),
            destination_country: journey.destination_country.clone(),
            buyer_country: owner.buyer_country.clone(),
            place_time: owner.place_time.naive_utc(),
            versions: to_json(&shipment.versions),
            create_time: shipment.create_time.naive_utc(),
            update_time: shipment.update_time.naive_utc(),
        }
    }

    fn insured_value(&self) -> Result<Option<Money>, Error> {
        let money = |minor| {
            let currency = self.insured_currency.parse().map_err(Error::corrupt)?;
            Ok(Money::new(minor, currency))
        };
        self.insured_minor.map(money).transpose()
    }

    pub(in crate::store) fn into_shipment(self, parcels: Vec<Parcel>) -> Result<Shipment, Error> {
        let journey = Journey {
            ship_time: self.ship_time.and_utc(),
            estimated_delivery_time: in_utc(self.estimated_delivery_time),
            insured_value: self.insured_value()?,
            origin_country: self.origin_country,
            destination_country: self.destination_country,
        };
        let owner = Owner {
            marketplace_id: self.marketplace_id,
            order_id: self.order_id,
            return_id: self.return_id,
            buyer_id: self.buyer_id,
            seller_ids: from_json("shipments.seller_ids", &self.seller_ids)?,
            purpose: word("shipments.purpose", &self.purpose, Purpose::parse)?,
            source_id: self.source_id,
            place_time: self.place_time.and_utc(),
            buyer_country: self.buyer_country,
        };
        Ok(Shipment {
            shipment_id: self.shipment_id,
            owner,
            journey,
            versions: from_json("shipments.versions", &self.versions)?,
            parcels,
            state: word("shipments.state", &self.state, ShipmentState::parse)?,
            revision: self.revision,
            create_time: self.create_time.and_utc(),
            update_time: self.update_time.and_utc(),
        })
    }
}
