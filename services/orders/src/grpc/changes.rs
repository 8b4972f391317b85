//! The calls that change something: checked fields and the identity of the request go in, the resource as the caller may
//! see it comes out.

use prost::Message;
use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::{Caller, Fields, request_hash};
use tonic::{Request, Response};

use super::{Answer, Grpc};
use crate::app::decide_cancellation::Ruling;
use crate::app::{Call, Target};
use crate::convert::party::party_from_wire;
use crate::convert::placing::new_order_from_wire;
use crate::convert::requests::{
    address_change_from_wire, cancel_from_wire, capture_from_wire, choice_from_wire, delivery_from_wire,
    finish, out_of_stock_from_wire, parcel_from_wire, resource_id, ruling_from_wire,
};
use crate::convert::sight::order_for;

/// A request that carries a request id.
pub(super) trait Numbered: Message + Clone {
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
    PlaceOrderRequest,
    ConfirmPaymentRequest,
    MarkShippedRequest,
    MarkDeliveredRequest,
    ChangeAddressRequest,
    ChangeLinesRequest,
    CancelOrderRequest,
    DecideCancellationRequest,
    WithdrawCancellationRequest,
    MarkOutOfStockRequest,
    ChooseOutOfStockRequest,
    OpenDisputeRequest,
    AddStatementRequest,
    ProposeSettlementRequest,
    AnswerProposalRequest,
    RuleDisputeRequest,
    InterveneRequest,
);

/// The identity of a call, and its message.
pub(super) fn taken<T: Numbered>(scope: &'static str, request: Request<T>) -> (Call, T) {
    let caller = Caller::of(&request).clone();
    let mut message = request.into_inner();
    let hash = request_hash(&message, |body| body.request_id().clear());
    let id = message.request_id().clone();
    (Call::new(&caller, scope, &id, hash), message)
}

pub(super) fn target(order_id: &str, etag: &str) -> Target {
    Target {
        order_id: order_id.to_owned(),
        etag: etag.to_owned(),
    }
}

impl Grpc {
    pub(super) async fn place(&self, request: Request<pb::PlaceOrderRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.PlaceOrder", request);
        let caller = call.caller.clone();
        let new = new_order_from_wire(message, &caller, self.app.now())?;
        let order = self.app.place_order(call, new).await?;
        Ok(Response::new(order_for(&caller, order)))
    }

    pub(super) async fn confirm(&self, request: Request<pb::ConfirmPaymentRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.ConfirmPayment", request);
        let mut fields = Fields::new();
        let capture = capture_from_wire(&mut fields, &message, self.app.now());
        let capture = finish(fields, capture)?;
        let order = self
            .app
            .confirm_payment(call, target(&message.order_id, &message.etag), capture)
            .await?;
        Ok(Response::new(order))
    }

    pub(super) async fn ship(&self, request: Request<pb::MarkShippedRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.MarkShipped", request);
        let (caller, target) = (call.caller.clone(), target(&message.order_id, &message.etag));
        let mut fields = Fields::new();
        let parcel = parcel_from_wire(&mut fields, message, self.app.now());
        let parcel = finish(fields, parcel)?;
        let order = self.app.mark_shipped(call, target, parcel).await?;
        Ok(Response::new(order_for(&caller, order)))
    }

    pub(super) async fn deliver(&self, request: Request<pb::MarkDeliveredRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.MarkDelivered", request);
        let caller = call.caller.clone();
        let mut fields = Fields::new();
        let delivery = delivery_from_wire(&mut fields, &message, self.app.now());
        fields.finish()?;
        let order = self
            .app
            .mark_delivered(call, target(&message.order_id, &message.etag), delivery)
            .await?;
        Ok(Response::new(order_for(&caller, order)))
    }

    pub(super) async fn redirect(&self, request: Request<pb::ChangeAddressRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.ChangeAddress", request);
        let (caller, target) = (call.caller.clone(), target(&message.order_id, &message.etag));
        let mut fields = Fields::new();
        let change = address_change_from_wire(&mut fields, message, &caller);
        let change = finish(fields, change)?;
        let order = self.app.change_address(call, target, change).await?;
        Ok(Response::new(order_for(&caller, order)))
    }

    pub(super) async fn alter(&self, request: Request<pb::ChangeLinesRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.ChangeLines", request);
        let (caller, target) = (call.caller.clone(), target(&message.order_id, &message.etag));
        let mut fields = Fields::new();
        resource_id(&mut fields, "order_id", &message.order_id);
        fields.finish()?;
        let order = self.app.change_lines(call, target, message).await?;
        Ok(Response::new(order_for(&caller, order)))
    }

    pub(super) async fn cancel(&self, request: Request<pb::CancelOrderRequest>) -> Answer<pb::Cancellation> {
        let (call, message) = taken("orders.CancelOrder", request);
        let target = target(&message.order_id, &message.etag);
        let mut fields = Fields::new();
        let asked = cancel_from_wire(&mut fields, message, &call.caller, true);
        let asked = finish(fields, asked)?;
        Ok(Response::new(self.app.cancel_order(call, target, asked).await?))
    }

    pub(super) async fn decide(
        &self,
        request: Request<pb::DecideCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        let (call, message) = taken("orders.DecideCancellation", request);
        let mut fields = Fields::new();
        let ruling = ruling_from_wire(&mut fields, &message, &call.caller);
        let (decided_by, reason) = finish(fields, ruling)?;
        let ruling = Ruling {
            decided_by,
            is_approved: message.approve,
            reason,
        };
        let case = (message.cancellation_id, message.etag);
        Ok(Response::new(
            self.app.decide_cancellation(call, case, ruling).await?,
        ))
    }

    pub(super) async fn withdraw(
        &self,
        request: Request<pb::WithdrawCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        let (call, message) = taken("orders.WithdrawCancellation", request);
        let mut fields = Fields::new();
        resource_id(&mut fields, "cancellation_id", &message.cancellation_id);
        fields.request_id("request_id", &message.request_id);
        let party = party_from_wire(&mut fields, "requested_by", message.requested_by, &call.caller);
        let party = finish(fields, party)?;
        let case = (message.cancellation_id, message.etag);
        Ok(Response::new(
            self.app.withdraw_cancellation(call, case, party).await?,
        ))
    }

    pub(super) async fn run_out(&self, request: Request<pb::MarkOutOfStockRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.MarkOutOfStock", request);
        let caller = call.caller.clone();
        let mut fields = Fields::new();
        let marked = out_of_stock_from_wire(&mut fields, &message);
        fields.finish()?;
        let order = self
            .app
            .mark_out_of_stock(call, target(&message.order_id, &message.etag), marked)
            .await?;
        Ok(Response::new(order_for(&caller, order)))
    }

    pub(super) async fn choose(&self, request: Request<pb::ChooseOutOfStockRequest>) -> Answer<pb::Order> {
        let (call, message) = taken("orders.ChooseOutOfStock", request);
        let target = target(&message.order_id, &message.etag);
        let mut fields = Fields::new();
        let choice = choice_from_wire(&mut fields, message);
        let choice = finish(fields, choice)?;
        Ok(Response::new(
            self.app.choose_out_of_stock(call, target, choice).await?,
        ))
    }
}
