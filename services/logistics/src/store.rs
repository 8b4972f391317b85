//! The statements of logistics. Queries are noun-first; each is one statement, and those on the way of a report take many
//! rows at once.
//!
//! Tenants: a read takes a [`Scope`], and what is out of it does not exist.

mod parcel_row;
mod parcels;
mod periods;
mod scope;
mod shipment_row;
mod shipments;
mod text;
mod tracking_events;

pub(crate) use parcels::{
    FoundParcel, parcel_find, parcel_find_by_number, parcel_list_suspendable, parcel_update,
};
pub(crate) use periods::{Period, period_list, period_note, period_upsert};
pub(crate) use scope::Scope;
pub(crate) use shipments::{
    ShipmentFilter, shipment_fetch, shipment_insert, shipment_list, shipment_list_by_source, shipment_lock,
    shipment_update, shipment_versions,
};
pub(crate) use tracking_events::{
    EventFilter, tracking_event_insert, tracking_event_keys, tracking_event_list,
};
