//! WebhookService, and in [`sources`] SourceService: translates requests into use cases and their answers back. No decisions here.

mod parse;
mod sources;

use redress_contracts::redress::webhooks::v1 as pb;
use redress_contracts::redress::webhooks::v1::webhook_service_server::WebhookService;
use redress_core::page;
use redress_rpc::Caller;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::convert::{delivery_to_wire, endpoint_to_wire, event_to_wire};

/// The service over the use cases.
pub struct Grpc {
    app: App,
}

impl Grpc {
    /// Over the use cases.
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl WebhookService for Grpc {
    async fn create_endpoint(&self, request: Request<pb::CreateEndpointRequest>) -> Answer<pb::Endpoint> {
        let (call, message) = parse::taken("webhooks.CreateEndpoint", request);
        let new = parse::new_endpoint(&call.caller, message)?;
        Ok(Response::new(self.app.create_endpoint(call, new).await?))
    }

    async fn get_endpoint(&self, request: Request<pb::GetEndpointRequest>) -> Answer<pb::Endpoint> {
        let id = parse::id("endpoint_id", &request.get_ref().endpoint_id)?;
        let endpoint = self.app.get_endpoint(Caller::of(&request), id).await?;
        Ok(Response::new(endpoint_to_wire(&endpoint)))
    }

    async fn list_endpoints(
        &self,
        request: Request<pb::ListEndpointsRequest>,
    ) -> Answer<pb::ListEndpointsResponse> {
        let caller = Caller::of(&request).clone();
        let (list, hash) = parse::list_endpoints(&caller, request.into_inner())?;
        let (endpoints, next) = self.app.list_endpoints(&caller, list).await?;
        Ok(Response::new(pb::ListEndpointsResponse {
            endpoints: endpoints.iter().map(endpoint_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(hash, &key)).unwrap_or_default(),
        }))
    }

    async fn update_endpoint(&self, request: Request<pb::UpdateEndpointRequest>) -> Answer<pb::Endpoint> {
        let (call, message) = parse::taken("webhooks.UpdateEndpoint", request);
        let (target, update) = parse::update(message)?;
        let endpoint = self.app.update_endpoint(call, target, update).await?;
        Ok(Response::new(endpoint))
    }

    async fn delete_endpoint(&self, request: Request<pb::DeleteEndpointRequest>) -> Answer<pb::Endpoint> {
        let (call, message) = parse::taken("webhooks.DeleteEndpoint", request);
        let target = parse::target(&message.request_id, &message.endpoint_id, message.etag)?;
        Ok(Response::new(self.app.delete_endpoint(call, target).await?))
    }

    async fn rotate_endpoint_secret(
        &self,
        request: Request<pb::RotateEndpointSecretRequest>,
    ) -> Answer<pb::Endpoint> {
        let (call, message) = parse::taken("webhooks.RotateEndpointSecret", request);
        let (target, overlap) = parse::rotation(message)?;
        let endpoint = self.app.rotate_endpoint_secret(call, target, overlap).await?;
        Ok(Response::new(endpoint))
    }

    async fn send_test_event(&self, request: Request<pb::SendTestEventRequest>) -> Answer<pb::Delivery> {
        let (call, message) = parse::taken("webhooks.SendTestEvent", request);
        let target = parse::target(&message.request_id, &message.endpoint_id, String::new())?;
        Ok(Response::new(self.app.send_test_event(call, target).await?))
    }

    async fn get_event(&self, request: Request<pb::GetEventRequest>) -> Answer<pb::Event> {
        let id = parse::id("event_id", &request.get_ref().event_id)?;
        let event = self.app.get_event(Caller::of(&request), id).await?;
        Ok(Response::new(event_to_wire(&event)))
    }

    async fn list_events(&self, request: Request<pb::ListEventsRequest>) -> Answer<pb::ListEventsResponse> {
        let caller = Caller::of(&request).clone();
        let (list, hash) = parse::list_events(&caller, request.into_inner())?;
        let (events, next) = self.app.list_events(&caller, list).await?;
        Ok(Response::new(pb::ListEventsResponse {
            events: events.iter().map(event_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(hash, &key)).unwrap_or_default(),
        }))
    }

    async fn redeliver_event(&self, request: Request<pb::RedeliverEventRequest>) -> Answer<pb::Delivery> {
        let (call, message) = parse::taken("webhooks.RedeliverEvent", request);
        let (event_id, target) = parse::redelivery(&message)?;
        let delivery = self.app.redeliver_event(call, event_id, target).await?;
        Ok(Response::new(delivery))
    }

    async fn get_delivery(&self, request: Request<pb::GetDeliveryRequest>) -> Answer<pb::Delivery> {
        let id = parse::id("delivery_id", &request.get_ref().delivery_id)?;
        let delivery = self.app.get_delivery(Caller::of(&request), id).await?;
        Ok(Response::new(delivery_to_wire(&delivery)))
    }

    async fn list_deliveries(
        &self,
        request: Request<pb::ListDeliveriesRequest>,
    ) -> Answer<pb::ListDeliveriesResponse> {
        let caller = Caller::of(&request).clone();
        let (list, hash) = parse::list_deliveries(&caller, request.into_inner())?;
        let (deliveries, next) = self.app.list_deliveries(&caller, list).await?;
        Ok(Response::new(pb::ListDeliveriesResponse {
            deliveries: deliveries.iter().map(delivery_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(hash, &key)).unwrap_or_default(),
        }))
    }
}
