//! The contexts that are told what came in: they note it, and answer as a test wants.

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _};
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::refunds::v1 as refunds;
use redress_rpc::{AccessMode, Caller, Channel, Services};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService};
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

use crate::world::World;

/// What they know, and what they were told.
#[derive(Default)]
pub struct Book {
    /// The numbers that parcels of the shop have.
    pub numbers: HashSet<String>,
    /// The words that logistics does not know.
    pub unknown_words: HashSet<String>,
    pub reports: Vec<logistics::TrackingReport>,
    pub order: Option<orders::Order>,
    pub confirmed: Vec<orders::ConfirmPaymentRequest>,
    pub refund: Option<refunds::Refund>,
    pub resolved: Vec<refunds::ResolveRefundRequest>,
    /// In whose name they were called.
    pub callers: HashSet<String>,
}

#[derive(Clone, Default)]
pub struct Others(Arc<Mutex<Book>>);

impl Others {
    /// Puts them behind a world's channel.
    pub fn join(&self, world: &World) {
        let services = Services::new()
            .with(Logistics(self.clone()))
            .with(Orders(self.clone()))
            .with(Refunds(self.clone()));
        let channel = Channel::in_process(services, AccessMode::Required);
        world.told.as_ref().unwrap().bind(channel);
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap()
    }

    fn called<T>(&self, request: &Request<T>) {
        let caller = Caller::of(request).key();
        self.book().callers.insert(caller);
    }

    async fn record(
        self,
        request: Request<Streaming<logistics::StreamTrackingEventsRequest>>,
    ) -> Result<Response<logistics::StreamTrackingEventsResponse>, Status> {
        self.called(&request);
        let mut reports = request.into_inner();
        let mut reply = logistics::StreamTrackingEventsResponse::default();
        let mut index = 0;
        while let Some(message) = reports.next().await {
            let report = message?.report.unwrap();
            let mut book = self.book();
            let reason = match () {
                () if !book.numbers.contains(&report.tracking_number) => "NOT_FOUND",
                () if report.status == 0 && book.unknown_words.contains(&report.carrier_code) => {
                    "INVALID_FIELD"
                }
                () if book.reports.contains(&report) => {
                    reply.duplicate_count += 1;
                    ""
                }
                () => {
                    reply.applied_count += 1;
                    book.reports.push(report);
                    ""
                }
            };
            if !reason.is_empty() {
                reply.rejected_count += 1;
                reply.rejected.push(logistics::RejectedReport {
                    index,
                    reason: reason.to_owned(),
                    message: "not taken".to_owned(),
                    source_event_id: String::new(),
                });
            }
            index += 1;
        }
        Ok(Response::new(reply))
    }

    async fn get_order(
        self,
        request: Request<orders::GetOrderRequest>,
    ) -> Result<Response<orders::Order>, Status> {
        self.called(&request);
        let order = self.book().order.clone();
        let order = order.filter(|order| order.order_id == request.get_ref().order_id);
        order
            .map(Response::new)
            .ok_or_else(|| Status::not_found("there is no such order"))
    }

    async fn confirm(
        self,
        request: Request<orders::ConfirmPaymentRequest>,
    ) -> Result<Response<orders::Order>, Status> {
        self.called(&request);
        let mut book = self.book();
        book.confirmed.push(request.into_inner());
        Ok(Response::new(book.order.clone().unwrap()))
    }

    async fn get_refund(
        self,
        request: Request<refunds::GetRefundRequest>,
    ) -> Result<Response<refunds::Refund>, Status> {
        self.called(&request);
        let refund = self.book().refund.clone();
        refund
            .map(Response::new)
            .ok_or_else(|| Status::not_found("there is no such refund"))
    }

    async fn resolve(
        self,
        request: Request<refunds::ResolveRefundRequest>,
    ) -> Result<Response<refunds::Refund>, Status> {
        self.called(&request);
        let mut book = self.book();
        book.resolved.push(request.into_inner());
        Ok(Response::new(book.refund.clone().unwrap()))
    }
}

macro_rules! context {
    ($name:ident, $full_name:literal, $($method:literal => $kind:ident $answer:ident),+) => {
        #[derive(Clone)]
        struct $name(Others);

        impl NamedService for $name {
            const NAME: &'static str = $full_name;
        }

        impl Service<http::Request<Body>> for $name {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<http::Response<Body>, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let others = self.0.clone();
                let method = request.uri().path().rsplit('/').next().unwrap().to_owned();
                async move {
                    match method.as_str() {
                        $($method => {
                            let answer = service_fn(move |request| others.clone().$answer(request));
                            Ok(Grpc::new(ProstCodec::default()).$kind(answer, request).await)
                        })+
                        other => panic!("nobody calls {other}"),
                    }
                }
                .boxed()
            }
        }
    };
}

context!(
    Logistics,
    "redress.logistics.v1.LogisticsService",
    "StreamTrackingEvents" => client_streaming record
);
context!(
    Orders,
    "redress.orders.v1.OrderService",
    "GetOrder" => unary get_order,
    "ConfirmPayment" => unary confirm
);
context!(
    Refunds,
    "redress.refunds.v1.RefundService",
    "GetRefund" => unary get_refund,
    "ResolveRefund" => unary resolve
);
