//! Everything that the view of one order is taken from: what the other contexts said at one time, each list newest first.

use std::sync::Arc;

use redress_contracts::redress::logistics::v1::{Parcel, Shipment, ShipmentPurpose};
use redress_contracts::redress::orders::v1::{Cancellation, Dispute, Order};
use redress_contracts::redress::refunds::v1::Refund;
use redress_contracts::redress::returns::v1::{Return, ReturnDispute};
use redress_policy::pack::{ClauseIds, Pack};
use redress_policy::time::Zone;

/// The records of one order.
#[derive(Clone, Debug)]
pub struct Records {
    /// With its terms.
    pub order: Order,
    pub cancellations: Vec<Cancellation>,
    /// Over cancellations.
    pub disputes: Vec<Dispute>,
    /// Returns and delivery claims.
    pub returns: Vec<Return>,
    pub return_disputes: Vec<ReturnDispute>,
    pub refunds: Vec<Refund>,
    pub shipments: Vec<Shipment>,
    /// The pack that binds a request made now.
    pub pack: Arc<Pack>,
}

impl Records {
    /// Every parcel with its shipment.
    pub fn parcels(&self) -> impl Iterator<Item = (&Shipment, &Parcel)> {
        self.shipments
            .iter()
            .flat_map(|shipment| shipment.parcels.iter().map(move |parcel| (shipment, parcel)))
    }

    /// The parcels with what was ordered.
    pub fn outbound(&self) -> impl Iterator<Item = (&Shipment, &Parcel)> {
        self.parcels()
            .filter(|(shipment, _)| shipment.purpose() == ShipmentPurpose::Outbound)
    }

    /// The parcels on their way to the buyer, whatever they are for.
    pub fn to_buyer(&self) -> impl Iterator<Item = (&Shipment, &Parcel)> {
        self.parcels()
            .filter(|(shipment, _)| shipment.purpose() != ShipmentPurpose::Return)
    }

    /// The claim that was opened over a parcel.
    pub fn claim_over(&self, parcel: &Parcel) -> Option<&Return> {
        self.returns
            .iter()
            .find(|claim| claim.claimed_parcel_id == parcel.parcel_id)
    }

    /// The shop's time zone.
    pub fn zone(&self) -> Zone {
        self.pack.pack.time_zone
    }

    /// The clauses by which the pack answers this question of the status view, if it does.
    pub fn answer_clauses(&self, answer: &str) -> Option<&ClauseIds> {
        let tracking = self.pack.tracking.as_ref()?;
        let is_listed = tracking.answers.iter().any(|listed| &**listed == answer);
        is_listed.then_some(&tracking.clauses)
    }

    /// The clauses by which the pack says what a delivery status starts, if it does.
    pub fn delivery_clauses(&self, status: &str) -> Option<&ClauseIds> {
        let mut deliveries = self.pack.deliveries.iter();
        let delivery = deliveries.find(|delivery| &*delivery.status == status)?;
        Some(&delivery.clauses)
    }
}
