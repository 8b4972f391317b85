//! The calls that change nothing.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::{Caller, Fields};
use tonic::{Request, Response, Status};

use super::{Answer, Grpc};
use crate::app::App;
use crate::convert::requests::{MAX_ID, resource_id};

fn check_id(path: &str, id: &str) -> Result<(), Status> {
    let mut fields = Fields::new();
    resource_id(&mut fields, path, id);
    Ok(fields.finish()?)
}

impl Grpc {
    pub(super) async fn shipment(&self, request: Request<pb::GetShipmentRequest>) -> Answer<pb::Shipment> {
        let id = &request.get_ref().shipment_id;
        check_id("shipment_id", id)?;
        let shipment = self.app.get_shipment(Caller::of(&request), id).await?;
        Ok(Response::new(shipment))
    }

    pub(super) async fn shipments(
        &self,
        request: Request<pb::ListShipmentsRequest>,
    ) -> Answer<pb::ListShipmentsResponse> {
        let caller = Caller::of(&request).clone();
        let page = self.app.list_shipments(&caller, request.into_inner()).await?;
        Ok(Response::new(page))
    }

    pub(super) fn watch(
        &self,
        request: Request<pb::WatchShipmentRequest>,
    ) -> Answer<BoxStream<'static, Result<pb::Shipment, Status>>> {
        check_id("shipment_id", &request.get_ref().shipment_id)?;
        let caller = Caller::of(&request).clone();
        let states = self.app.watch_shipment(caller, request.into_inner().shipment_id);
        Ok(Response::new(
            states.map(|state| state.map_err(Status::from)).boxed(),
        ))
    }

    pub(super) fn identify(
        request: &Request<pb::IdentifyTrackingNumberRequest>,
    ) -> Answer<pb::IdentifyTrackingNumberResponse> {
        let message = request.get_ref();
        let mut fields = Fields::new();
        fields.non_empty("tracking_number", &message.tracking_number, MAX_ID);
        fields.at_most("carrier_hint", &message.carrier_hint, MAX_ID);
        fields.finish()?;
        Ok(Response::new(App::identify_tracking_number(
            &message.tracking_number,
            &message.carrier_hint,
        )))
    }

    pub(super) async fn events(
        &self,
        request: Request<pb::ListTrackingEventsRequest>,
    ) -> Answer<pb::ListTrackingEventsResponse> {
        let caller = Caller::of(&request).clone();
        let page = self
            .app
            .list_tracking_events(&caller, request.into_inner())
            .await?;
        Ok(Response::new(page))
    }
}
