//! The calls that change something: checked fields and the identity of the request go in, the resource comes out.

use futures::StreamExt as _;
use prost::Message;
use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::{Caller, Fields, request_hash};
use tonic::{Request, Response, Streaming};

use super::{Answer, Grpc};
use crate::app::{BATCH, Call, Tally, Target};
use crate::convert::report::incoming_from_wire;
use crate::convert::requests::{correction_from_wire, new_shipment_from_wire, proof_from_wire};

/// A request that carries a request id.
trait Numbered: Message + Clone {
    fn request_id(&mut self) -> &mut String;
}

macro_rules! numbered {
    ($($request:ident),+ $(,)?) => {
        $(impl Numbered for pb::$request {
            fn request_id(&mut self) -> &mut String {
                &mut self.request_id
            }
        })+
    };
}

numbered!(
    CreateShipmentRequest,
    RecordTrackingEventRequest,
    CorrectTrackingNumberRequest,
    RecordProofOfDeliveryRequest,
);

/// The identity of a call, and its message.
fn taken<T: Numbered>(scope: &'static str, request: Request<T>) -> (Call, T) {
    let caller = Caller::of(&request).clone();
    let mut message = request.into_inner();
    let hash = request_hash(&message, |body| body.request_id().clear());
    let id = message.request_id().clone();
    (Call::new(&caller, scope, &id, hash), message)
}

impl Grpc {
    pub(super) async fn create(&self, request: Request<pb::CreateShipmentRequest>) -> Answer<pb::Shipment> {
        let (call, message) = taken("logistics.CreateShipment", request);
        let new = new_shipment_from_wire(message, &call.caller, self.app.now())?;
        Ok(Response::new(self.app.create_shipment(call, new).await?))
    }

    pub(super) async fn record(
        &self,
        request: Request<pb::RecordTrackingEventRequest>,
    ) -> Answer<pb::Parcel> {
        let (call, message) = taken("logistics.RecordTrackingEvent", request);
        let mut fields = Fields::new();
        fields.required_request_id("request_id", &message.request_id);
        fields.finish()?;
        let incoming = incoming_from_wire(&call.caller, &message.marketplace_id, message.report)?;
        let parcel = self.app.record_tracking_event(call, incoming).await?;
        Ok(Response::new(parcel))
    }

    pub(super) async fn stream(
        &self,
        request: Request<Streaming<pb::StreamTrackingEventsRequest>>,
    ) -> Answer<pb::StreamTrackingEventsResponse> {
        let caller = Caller::of(&request).clone();
        let mut batches = request.into_inner().ready_chunks(BATCH);
        let (mut marketplace_id, mut tally) = (String::new(), Tally::default());
        while let Some(batch) = batches.next().await {
            let mut items = Vec::with_capacity(batch.len());
            let mut breaks = None;
            for message in batch {
                match message {
                    Ok(message) => {
                        if !message.marketplace_id.is_empty() {
                            marketplace_id = message.marketplace_id;
                        }
                        let event_id = message
                            .report
                            .as_ref()
                            .map(|report| report.source_event_id.clone());
                        let item = incoming_from_wire(&caller, &marketplace_id, message.report);
                        items.push((event_id.unwrap_or_default(), item));
                    }
                    // What came before the break is still recorded.
                    Err(status) => breaks = breaks.or(Some(status)),
                }
            }
            self.app
                .stream_tracking_events(&caller, items, &mut tally)
                .await?;
            if let Some(status) = breaks {
                return Err(status);
            }
        }
        Ok(Response::new(tally.into_reply()))
    }

    pub(super) async fn correct(
        &self,
        request: Request<pb::CorrectTrackingNumberRequest>,
    ) -> Answer<pb::Shipment> {
        let (call, message) = taken("logistics.CorrectTrackingNumber", request);
        let correction = correction_from_wire(&message)?;
        let target = Target {
            shipment_id: message.shipment_id,
            parcel_id: message.parcel_id,
            etag: message.etag,
        };
        let shipment = self.app.correct_tracking_number(call, target, correction).await?;
        Ok(Response::new(shipment))
    }

    pub(super) async fn prove(
        &self,
        request: Request<pb::RecordProofOfDeliveryRequest>,
    ) -> Answer<pb::Shipment> {
        let (call, message) = taken("logistics.RecordProofOfDelivery", request);
        let proof = proof_from_wire(&message)?;
        let target = Target {
            shipment_id: message.shipment_id,
            parcel_id: message.parcel_id,
            etag: message.etag,
        };
        let shipment = self.app.record_proof_of_delivery(call, target, proof).await?;
        Ok(Response::new(shipment))
    }
}
