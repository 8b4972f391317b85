//! The orders context, as small as logistics needs it: it knows every order but those that begin with [`UNKNOWN`].

use std::convert::Infallible;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::orders::v1::order_service_server::OrderServiceServer;
use redress_rpc::{AccessMode, Channel, Problem, Services};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::Service;

/// What the ids of orders begin with that nobody placed.
pub const UNKNOWN: &str = "ord_unknown";

/// The way to it.
pub fn channel() -> Channel {
    Channel::in_process(Services::new().with(OrderBook), AccessMode::Required)
}

#[derive(Clone)]
struct OrderBook;

impl NamedService for OrderBook {
    const NAME: &'static str = <OrderServiceServer<()> as NamedService>::NAME;
}

impl Service<http::Request<Body>> for OrderBook {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        assert!(
            request.uri().path().ends_with("/GetOrder"),
            "logistics asks for nothing else"
        );
        Box::pin(async move {
            let mut grpc = Grpc::new(ProstCodec::<orders::Order, orders::GetOrderRequest>::default());
            Ok(grpc.unary(OrderBook, request).await)
        })
    }
}

impl UnaryService<orders::GetOrderRequest> for OrderBook {
    type Response = orders::Order;
    type Future = BoxFuture<'static, Result<Response<orders::Order>, Status>>;

    fn call(&mut self, request: Request<orders::GetOrderRequest>) -> Self::Future {
        let order_id = request.into_inner().order_id;
        Box::pin(async move {
            if order_id.starts_with(UNKNOWN) {
                return Err(Problem::not_found("order", &order_id).into());
            }
            Ok(Response::new(orders::Order {
                order_id,
                ..orders::Order::default()
            }))
        })
    }
}
