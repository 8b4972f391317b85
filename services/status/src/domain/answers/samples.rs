//! Records that the answers' tests begin with.

use std::sync::Arc;

use prost_types::Timestamp;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::logistics::v1::{Parcel, Shipment, ShipmentPurpose};
use redress_contracts::redress::orders::v1::{Line, Order, OrderState};
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_policy::pack::Pack;
use redress_policy::{load, packs};

use super::super::records::Records;

/// A shop's pack as it comes with the suite.
pub fn pack(id: &str) -> Arc<Pack> {
    let file = format!("{id}.toml");
    let mut all = packs::all();
    let (name, source) = all.find(|(name, _)| *name == file).unwrap();
    Arc::new(load(source, name).unwrap())
}

/// A paid order of Kwoking's that nothing has happened to.
pub fn records() -> Records {
    Records {
        order: Order {
            order_id: "ord_1".to_owned(),
            marketplace_id: "kwoking".to_owned(),
            state: OrderState::Paid.into(),
            lines: vec![Line {
                line_id: "1".to_owned(),
                quantity: 2,
                ..Line::default()
            }],
            ..Order::default()
        },
        cancellations: Vec::new(),
        disputes: Vec::new(),
        returns: Vec::new(),
        return_disputes: Vec::new(),
        refunds: Vec::new(),
        shipments: Vec::new(),
        pack: pack("kwoking"),
    }
}

/// So many hours after midnight of 1 March 2026 (UTC).
pub fn hour(hours: i64) -> Option<Timestamp> {
    Some(Timestamp {
        seconds: 1_772_323_200 + hours * 3_600,
        nanos: 0,
    })
}

pub fn eur(units: i64) -> Option<Money> {
    Some(Money {
        currency_code: "EUR".to_owned(),
        units,
        nanos: 0,
    })
}

/// An outbound shipment of one parcel.
pub fn shipped(number: &str, parcel: Parcel) -> Shipment {
    Shipment {
        shipment_id: format!("shp_{number}"),
        order_id: "ord_1".to_owned(),
        purpose: ShipmentPurpose::Outbound.into(),
        parcels: vec![Parcel {
            parcel_id: format!("prc_{number}"),
            carrier: "ups".to_owned(),
            tracking_number: number.to_owned(),
            ..parcel
        }],
        ..Shipment::default()
    }
}

/// A refund of 40 euros.
pub fn refund(id: &str, state: RefundState) -> Refund {
    Refund {
        refund_id: id.to_owned(),
        order_id: "ord_1".to_owned(),
        state: state.into(),
        amount: eur(40),
        ..Refund::default()
    }
}
