//! LogisticsService: translates requests into use cases and their answers back. No decisions here.

mod changes;
mod reads;

use futures::stream::BoxStream;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::logistics_service_server::LogisticsService;
use tonic::{Request, Response, Status, Streaming};

use crate::app::App;

/// The service over the use cases.
pub(crate) struct Grpc {
    app: App,
}

impl Grpc {
    pub(crate) fn new(app: App) -> Self {
        Self { app }
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl LogisticsService for Grpc {
    type WatchShipmentStream = BoxStream<'static, Result<pb::Shipment, Status>>;

    async fn create_shipment(&self, request: Request<pb::CreateShipmentRequest>) -> Answer<pb::Shipment> {
        self.create(request).await
    }

    async fn get_shipment(&self, request: Request<pb::GetShipmentRequest>) -> Answer<pb::Shipment> {
        self.shipment(request).await
    }

    async fn list_shipments(
        &self,
        request: Request<pb::ListShipmentsRequest>,
    ) -> Answer<pb::ListShipmentsResponse> {
        self.shipments(request).await
    }

    async fn watch_shipment(
        &self,
        request: Request<pb::WatchShipmentRequest>,
    ) -> Answer<Self::WatchShipmentStream> {
        self.watch(request)
    }

    async fn identify_tracking_number(
        &self,
        request: Request<pb::IdentifyTrackingNumberRequest>,
    ) -> Answer<pb::IdentifyTrackingNumberResponse> {
        Self::identify(&request)
    }

    async fn list_carriers(
        &self,
        request: Request<pb::ListCarriersRequest>,
    ) -> Answer<pb::ListCarriersResponse> {
        Ok(Response::new(App::list_carriers(request.get_ref())?))
    }

    async fn record_tracking_event(
        &self,
        request: Request<pb::RecordTrackingEventRequest>,
    ) -> Answer<pb::Parcel> {
        self.record(request).await
    }

    async fn stream_tracking_events(
        &self,
        request: Request<Streaming<pb::StreamTrackingEventsRequest>>,
    ) -> Answer<pb::StreamTrackingEventsResponse> {
        self.stream(request).await
    }

    async fn list_tracking_events(
        &self,
        request: Request<pb::ListTrackingEventsRequest>,
    ) -> Answer<pb::ListTrackingEventsResponse> {
        self.events(request).await
    }

    async fn correct_tracking_number(
        &self,
        request: Request<pb::CorrectTrackingNumberRequest>,
    ) -> Answer<pb::Shipment> {
        self.correct(request).await
    }

    async fn record_proof_of_delivery(
        &self,
        request: Request<pb::RecordProofOfDeliveryRequest>,
    ) -> Answer<pb::Shipment> {
        self.prove(request).await
    }
}
