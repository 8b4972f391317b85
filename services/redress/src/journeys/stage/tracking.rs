//! Parcels on the stage: sent, followed, delivered or not, and special periods that stop their clocks.

use super::{Draft, GOOD_NUMBER, Stage};
use anyhow::Context as _;
use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1::{
    ListShipmentsRequest, Parcel, RecordTrackingEventRequest, Shipment, ShipmentPurpose, TrackingReport,
    TrackingStatus,
};
use redress_contracts::redress::orders::v1::{MarkShippedRequest, Order};
use redress_contracts::redress::policies::v1::DeclareSpecialPeriodRequest;
use redress_contracts::redress::returns::v1::Return;
use redress_rpc::convert::time_to_wire;

/// How many days after shipping a parcel is expected.
const ESTIMATE_DAYS: i64 = 10;

impl Stage {
    /// An order that was placed, paid and shipped whole, expected in ten days.
    ///
    /// # Errors
    /// A call failed.
    pub async fn under_way(&mut self, draft: Draft) -> anyhow::Result<Order> {
        let order = self.place_and_pay(draft).await?;
        let parcel = redress_contracts::redress::orders::v1::Parcel {
            carrier: "ups".to_owned(),
            tracking_number: GOOD_NUMBER.to_owned(),
            estimated_delivery_time: Some(time_to_wire(self.now() + TimeDelta::days(ESTIMATE_DAYS))),
            ..redress_contracts::redress::orders::v1::Parcel::default()
        };
        let request = MarkShippedRequest {
            request_id: self.request_id(),
            order_id: order.order_id.clone(),
            parcel: Some(parcel),
            ..MarkShippedRequest::default()
        };
        let order = self.orders.mark_shipped(request).await?.into_inner();
        self.show("seller", "ships", "under way", &[], String::new());
        self.rest().await?;
        Ok(order)
    }

    /// An order that was shipped, and after so many days delivered.
    ///
    /// # Errors
    /// A call failed.
    pub async fn delivered(&mut self, draft: Draft, days: i64) -> anyhow::Result<Order> {
        let order = self.under_way(draft).await?;
        self.days(days).await?;
        self.track_order(&order, "delivered").await?;
        self.read(&order).await
    }

    /// The carrier reports a status of an order's parcel, by its number.
    ///
    /// # Errors
    /// The call failed.
    pub async fn track_order(&mut self, order: &Order, status: &str) -> anyhow::Result<Parcel> {
        let parcel = self.parcel_of(order).await?;
        self.report(&parcel, status).await
    }

    /// The carrier reports a status of the parcel on its way back.
    ///
    /// # Errors
    /// The call failed.
    pub async fn track_return(&mut self, found: &Return, status: &str) -> anyhow::Result<Parcel> {
        let parcel = self.parcel_for(&found.order_id, &found.return_id, true).await?;
        self.report(&parcel, status).await
    }

    /// The carrier delivers the parcel that was sent to the buyer for a return.
    ///
    /// # Errors
    /// The call failed.
    pub async fn track_to_buyer(&mut self, found: &Return) -> anyhow::Result<Parcel> {
        self.days(3).await?;
        let parcel = self.parcel_for(&found.order_id, &found.return_id, false).await?;
        self.report(&parcel, "delivered").await
    }

    /// The parcel of an order that was sent first.
    ///
    /// # Errors
    /// There is none.
    pub async fn parcel_of(&mut self, order: &Order) -> anyhow::Result<Parcel> {
        let shipments = self.shipments(&order.order_id, "").await?;
        let outbound = shipments
            .into_iter()
            .find(|shipment| shipment.purpose() == ShipmentPurpose::Outbound);
        let parcels = outbound
            .context("logistics does not know the order's parcel")?
            .parcels;
        parcels.into_iter().next().context("the shipment has no parcel")
    }

    async fn parcel_for(&mut self, order_id: &str, return_id: &str, is_back: bool) -> anyhow::Result<Parcel> {
        let shipments = self.shipments(order_id, return_id).await?;
        let wanted = |shipment: &Shipment| (shipment.purpose() == ShipmentPurpose::Return) == is_back;
        let shipment = shipments.into_iter().find(wanted);
        let parcels = shipment
            .context("logistics does not know the return's parcel")?
            .parcels;
        parcels.into_iter().next().context("the shipment has no parcel")
    }

    async fn shipments(&mut self, order_id: &str, return_id: &str) -> anyhow::Result<Vec<Shipment>> {
        self.rest().await?;
        let request = ListShipmentsRequest {
            marketplace_id: self.shop().to_owned(),
            order_id: order_id.to_owned(),
            return_id: return_id.to_owned(),
            ..ListShipmentsRequest::default()
        };
        Ok(self
            .logistics
            .list_shipments(request)
            .await?
            .into_inner()
            .shipments)
    }

    async fn report(&mut self, parcel: &Parcel, status: &str) -> anyhow::Result<Parcel> {
        let name = format!("TRACKING_STATUS_{}", status.to_uppercase());
        let word = TrackingStatus::from_str_name(&name).with_context(|| format!("{status} is no status"))?;
        let request = RecordTrackingEventRequest {
            request_id: self.request_id(),
            marketplace_id: self.shop().to_owned(),
            report: Some(TrackingReport {
                parcel_id: parcel.parcel_id.clone(),
                status: word.into(),
                event_time: Some(time_to_wire(self.now())),
                source: "ups".to_owned(),
                ..TrackingReport::default()
            }),
        };
        let parcel = self.logistics.record_tracking_event(request).await?.into_inner();
        self.show(
            "carrier",
            format!("reports {}", parcel.tracking_number),
            status,
            &[],
            String::new(),
        );
        self.rest().await?;
        Ok(parcel)
    }

    /// The platform declares a special period that begins now.
    ///
    /// # Errors
    /// The call failed.
    pub async fn special_period(&mut self, kind: &str, region: &str, days: i64) -> anyhow::Result<()> {
        let request = DeclareSpecialPeriodRequest {
            request_id: self.request_id(),
            marketplace_id: self.shop().to_owned(),
            kind: kind.to_owned(),
            region: region.to_owned(),
            start_time: Some(time_to_wire(self.now())),
            end_time: Some(time_to_wire(self.now() + TimeDelta::days(days))),
            reason: "Roads and ports are closed.".to_owned(),
        };
        self.policies.declare_special_period(request).await?;
        self.show(
            "platform",
            format!("declares {days} days of {kind} in {region}"),
            "declared",
            &[],
            String::new(),
        );
        self.rest().await
    }
}
