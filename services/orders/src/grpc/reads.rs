//! The calls that change nothing.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1 as policies;
use redress_rpc::{Caller, Fields};
use tonic::{Request, Response, Status};

use super::{Answer, Grpc};
use crate::convert::requests::{cancel_from_wire, finish, resource_id};

pub(super) fn check_id(path: &str, id: &str) -> Result<(), Status> {
    let mut fields = Fields::new();
    resource_id(&mut fields, path, id);
    Ok(fields.finish()?)
}

impl Grpc {
    pub(super) async fn order(&self, request: Request<pb::GetOrderRequest>) -> Answer<pb::Order> {
        let id = &request.get_ref().order_id;
        check_id("order_id", id)?;
        Ok(Response::new(self.app.get_order(Caller::of(&request), id).await?))
    }

    pub(super) async fn orders(
        &self,
        request: Request<pb::ListOrdersRequest>,
    ) -> Answer<pb::ListOrdersResponse> {
        let caller = Caller::of(&request).clone();
        Ok(Response::new(
            self.app.list_orders(&caller, request.into_inner()).await?,
        ))
    }

    pub(super) fn watch(
        &self,
        request: Request<pb::WatchOrderRequest>,
    ) -> Answer<BoxStream<'static, Result<pb::Order, Status>>> {
        check_id("order_id", &request.get_ref().order_id)?;
        let caller = Caller::of(&request).clone();
        let states = self.app.watch_order(caller, request.into_inner().order_id);
        Ok(Response::new(
            states.map(|state| state.map_err(Status::from)).boxed(),
        ))
    }

    pub(super) async fn preview(
        &self,
        request: Request<pb::PreviewCancellationRequest>,
    ) -> Answer<policies::Decision> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let order_id = message.order_id.clone();
        let asked = pb::CancelOrderRequest {
            order_id: message.order_id,
            requested_by: message.requested_by,
            ground: message.ground,
            lines: message.lines,
            ..pb::CancelOrderRequest::default()
        };
        let mut fields = Fields::new();
        let asked = cancel_from_wire(&mut fields, asked, &caller, false);
        let asked = finish(fields, asked)?;
        Ok(Response::new(
            self.app.preview_cancellation(&caller, &order_id, asked).await?,
        ))
    }

    pub(super) async fn cancellation(
        &self,
        request: Request<pb::GetCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        let id = &request.get_ref().cancellation_id;
        check_id("cancellation_id", id)?;
        Ok(Response::new(
            self.app.get_cancellation(Caller::of(&request), id).await?,
        ))
    }

    pub(super) async fn cancellations(
        &self,
        request: Request<pb::ListCancellationsRequest>,
    ) -> Answer<pb::ListCancellationsResponse> {
        let caller = Caller::of(&request).clone();
        Ok(Response::new(
            self.app.list_cancellations(&caller, request.into_inner()).await?,
        ))
    }

    pub(super) async fn decision(
        &self,
        request: Request<pb::GetDecisionRequest>,
    ) -> Answer<pb::GetDecisionResponse> {
        let id = &request.get_ref().decision_id;
        check_id("decision_id", id)?;
        Ok(Response::new(
            self.app.get_decision(Caller::of(&request), id).await?,
        ))
    }
}
