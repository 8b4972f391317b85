//! The contexts that the view asks, played: they give out the records that a test puts there, in short pages, and only to
//! callers who may see the order.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use prost::Message;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::refunds::v1 as refunds;
use redress_contracts::redress::returns::v1 as returns;
use redress_rpc::{Caller, Problem, Services};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::Service;

/// Rows on a page, whatever is asked for.
const PAGE: usize = 2;

/// What the contexts know. Each list is newest first.
#[derive(Default)]
pub struct Known {
    pub orders: Vec<orders::Order>,
    pub cancellations: Vec<orders::Cancellation>,
    pub disputes: Vec<orders::Dispute>,
    pub returns: Vec<returns::Return>,
    pub return_disputes: Vec<returns::ReturnDispute>,
    pub refunds: Vec<refunds::Refund>,
    pub shipments: Vec<logistics::Shipment>,
    /// Refunds does not answer.
    pub is_refunds_down: bool,
}

/// The played contexts. Clones share what is known.
#[derive(Clone, Default)]
pub struct Upstream(Arc<Mutex<Known>>);

impl Upstream {
    pub fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap()
    }

    /// All of their services.
    pub fn services(&self) -> Services {
        Services::new()
            .with(OrderService(self.clone()))
            .with(ReturnService(self.clone()))
            .with(ReturnDisputeService(self.clone()))
            .with(RefundService(self.clone()))
            .with(LogisticsService(self.clone()))
    }

    fn order(&self, caller: &Caller, request: &orders::GetOrderRequest) -> Result<orders::Order, Status> {
        let is_theirs = |order: &&orders::Order| {
            let is_sold = |seller: &str| order.lines.iter().any(|line| line.seller_id == seller);
            caller.may_see(&order.marketplace_id)
                && caller
                    .buyer
                    .as_deref()
                    .is_none_or(|buyer| buyer == order.buyer_id)
                && caller.seller.as_deref().is_none_or(is_sold)
        };
        let known = self.known();
        let mut found = known
            .orders
            .iter()
            .filter(|order| order.order_id == request.order_id);
        let found = found.find(is_theirs).cloned();
        found.ok_or_else(|| Problem::not_found("order", &request.order_id).into())
    }
}

/// One page of rows, and the token of the next.
fn page<T: Clone>(rows: &[T], token: &str) -> (Vec<T>, String) {
    let start: usize = token.parse().unwrap_or_default();
    let end = rows.len().min(start + PAGE);
    let next = if end < rows.len() {
        end.to_string()
    } else {
        String::new()
    };
    (rows[start..end].to_vec(), next)
}

/// Answers one call.
async fn unary<Q, A>(
    request: http::Request<Body>,
    answer: impl Fn(&Caller, Q) -> Result<A, Status> + Send + Sync + 'static,
) -> http::Response<Body>
where
    Q: Message + Default + Send + 'static,
    A: Message + Default + Send + 'static,
{
    let service = tower::service_fn(move |request: Request<Q>| {
        let caller = Caller::of(&request).clone();
        let answered = answer(&caller, request.into_inner()).map(Response::new);
        std::future::ready(answered)
    });
    Grpc::new(ProstCodec::<A, Q>::default())
        .unary(service, request)
        .await
}

/// Declares a service that answers a few of its calls.
macro_rules! play {
    ($service:ident = $name:literal { $($call:literal: $request:ty => $answer:expr),+ $(,)? }) => {
        #[derive(Clone)]
        struct $service(Upstream);

        impl NamedService for $service {
            const NAME: &'static str = $name;
        }

        impl Service<http::Request<Body>> for $service {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<'static, Result<http::Response<Body>, Infallible>>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let upstream = self.0.clone();
                Box::pin(async move {
                    let path = request.uri().path().to_owned();
                    let call = path.rsplit('/').next().unwrap_or_default();
                    Ok(match call {
                        $($call => {
                            let answer: fn(&Upstream, &Caller, $request) -> _ = $answer;
                            unary(request, move |caller: &Caller, message| answer(&upstream, caller, message)).await
                        })+
                        other => panic!("nobody plays {other}"),
                    })
                })
            }
        }
    };
}

play!(OrderService = "redress.orders.v1.OrderService" {
    "GetOrder": orders::GetOrderRequest => |upstream, caller, request| upstream.order(caller, &request),
    "ListCancellations": orders::ListCancellationsRequest => |upstream, _, request| {
        let (cancellations, next_page_token) = page(&upstream.known().cancellations, &request.page_token);
        Ok(orders::ListCancellationsResponse { cancellations, next_page_token })
    },
    "ListDisputes": orders::ListDisputesRequest => |upstream, _, request| {
        let (disputes, next_page_token) = page(&upstream.known().disputes, &request.page_token);
        Ok(orders::ListDisputesResponse { disputes, next_page_token })
    },
});

play!(ReturnService = "redress.returns.v1.ReturnService" {
    "ListReturns": returns::ListReturnsRequest => |upstream, _, request| {
        let (returns, next_page_token) = page(&upstream.known().returns, &request.page_token);
        Ok(returns::ListReturnsResponse { returns, next_page_token })
    },
});

play!(ReturnDisputeService = "redress.returns.v1.ReturnDisputeService" {
    "ListReturnDisputes": returns::ListReturnDisputesRequest => |upstream, _, request| {
        let (disputes, next_page_token) = page(&upstream.known().return_disputes, &request.page_token);
        Ok(returns::ListReturnDisputesResponse { disputes, next_page_token })
    },
});

play!(RefundService = "redress.refunds.v1.RefundService" {
    "ListRefunds": refunds::ListRefundsRequest => |upstream, caller, request| {
        assert_eq!(request.order_id, crate::world::ORDER);
        assert_eq!(request.marketplace_id, "kwoking");
        let known = upstream.known();
        if known.is_refunds_down {
            return Err(Problem::unavailable("refunds is away").into());
        }
        assert_ne!(caller.principal, "status", "it is asked in the caller's name");
        let (refunds, next_page_token) = page(&known.refunds, &request.page_token);
        Ok(refunds::ListRefundsResponse { refunds, next_page_token })
    },
});

play!(LogisticsService = "redress.logistics.v1.LogisticsService" {
    "ListShipments": logistics::ListShipmentsRequest => |upstream, _, request| {
        let (shipments, next_page_token) = page(&upstream.known().shipments, &request.page_token);
        Ok(logistics::ListShipmentsResponse { shipments, next_page_token })
    },
});
