//! `logistics.parcel_changed`: something happened to a parcel, in whichever direction.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::logistics::v1 as pb;
use redress_policy::Party;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::time_from_wire;

use super::{Lacks, Read};
use crate::domain::entry::{NewEntry, Sellers, each_once};
use crate::domain::said::parcel_sentence;

pub(super) const KIND: &str = "logistics.parcel_changed";

pub(super) fn read(event: &Envelope) -> Read {
    let message = pb::ParcelChanged::decode(event.payload.as_slice())?;
    let shipment = message.shipment.ok_or(Lacks("shipment"))?;
    let parcel = message.parcel.ok_or(Lacks("parcel"))?;
    let time = message.change_time.as_ref().map(time_from_wire).transpose()?;
    Ok(Some(NewEntry {
        marketplace_id: shipment.marketplace_id,
        order_id: shipment.order_id,
        entry_time: time.unwrap_or(event.time),
        source: "logistics",
        text: parcel_sentence(&message.change, &parcel),
        change: message.change,
        case_id: parcel.parcel_id,
        actor: Party::from_number(message.actor),
        clause_ids: each_once(message.clause_ids),
        amount: None,
        sellers: Sellers::Named(each_once(shipment.seller_ids)),
    }))
}
