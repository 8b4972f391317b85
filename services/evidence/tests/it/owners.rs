//! The contexts that own cases, as far as evidence asks them: a few cases of two marketplaces, told to whoever may see them.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use prost::Message;
use prost_types::Timestamp;
use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::logistics::v1::logistics_service_server::LogisticsServiceServer;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::orders::v1::order_service_server::OrderServiceServer;
use redress_contracts::redress::returns::v1 as returns;
use redress_contracts::redress::returns::v1::return_dispute_service_server::ReturnDisputeServiceServer;
use redress_contracts::redress::returns::v1::return_service_server::ReturnServiceServer;
use redress_rpc::{AccessMode, Caller, Channel, Problem, Services};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::Service;

pub const MARKETPLACE: &str = "kakaclo";
/// Of the buyer mara and the seller sam.
pub const ORDER: &str = "ord_1";
/// Of the buyer bob and the sellers sam and eve.
pub const MIXED_ORDER: &str = "ord_2";
/// Of another marketplace.
pub const FOREIGN_ORDER: &str = "ord_9";
pub const RETURN: &str = "ret_1";
/// A second return of the same order.
pub const OTHER_RETURN: &str = "ret_2";
/// Of the mixed order, of the seller eve.
pub const EVES_RETURN: &str = "ret_3";
/// Every case of the first order.
pub const CASES: [&str; 7] = [ORDER, RETURN, OTHER_RETURN, "can_1", "dsp_1", "rdp_1", "shp_1"];

/// When every order was placed.
pub const PLACE_TIME: i64 = 1_777_600_000;

/// What the owners know. Cheap to clone; clones know the same.
#[derive(Clone, Default)]
pub struct Owners {
    closed: Arc<Mutex<BTreeSet<String>>>,
}

impl Owners {
    /// Closes a case.
    pub fn close(&self, case_id: &str) {
        self.closed.lock().unwrap().insert(case_id.to_owned());
    }

    /// The way to all of them.
    pub fn channel(&self) -> Channel {
        let services = Services::new()
            .with(Owner::<OrderServiceServer<()>>::new(self))
            .with(Owner::<ReturnServiceServer<()>>::new(self))
            .with(Owner::<ReturnDisputeServiceServer<()>>::new(self))
            .with(Owner::<LogisticsServiceServer<()>>::new(self));
        Channel::in_process(services, AccessMode::Required)
    }

    fn is_closed(&self, case_id: &str) -> bool {
        self.closed.lock().unwrap().contains(case_id)
    }

    fn order(caller: &Caller, order_id: &str) -> Result<orders::Order, Status> {
        let (marketplace, buyer, sellers): (_, _, &[&str]) = match order_id {
            ORDER => (MARKETPLACE, "mara", &["sam"]),
            MIXED_ORDER => (MARKETPLACE, "bob", &["eve", "sam"]),
            FOREIGN_ORDER => ("kajet", "mara", &["sam"]),
            _ => return Err(Problem::not_found("order", order_id).into()),
        };
        let of_caller = |seller: &&&str| caller.may_see_case(marketplace, seller, buyer);
        let sellers: Vec<_> = sellers.iter().filter(of_caller).collect();
        if sellers.is_empty() {
            return Err(Problem::not_found("order", order_id).into());
        }
        let line = |seller: &&&str| orders::Line {
            seller_id: (**seller).to_string(),
            ..Default::default()
        };
        Ok(orders::Order {
            order_id: order_id.to_owned(),
            marketplace_id: marketplace.to_owned(),
            buyer_id: buyer.to_owned(),
            lines: sellers.iter().map(line).collect(),
            place_time: Some(Timestamp {
                seconds: PLACE_TIME,
                nanos: 0,
            }),
            shipping_address: Some(PostalAddress {
                region_code: "DE".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        })
    }

    fn cancellation(&self, caller: &Caller, id: &str) -> Result<orders::Cancellation, Status> {
        let order = Self::of_case(caller, id, ("can_1", ORDER), "cancellation")?;
        let state = match self.is_closed(id) {
            true => orders::CancellationState::Refunded,
            false => orders::CancellationState::AwaitingPlatform,
        };
        Ok(orders::Cancellation {
            cancellation_id: id.to_owned(),
            order_id: order.order_id,
            marketplace_id: order.marketplace_id,
            state: state.into(),
            ..Default::default()
        })
    }

    fn dispute(&self, caller: &Caller, id: &str) -> Result<orders::Dispute, Status> {
        let order = Self::of_case(caller, id, ("dsp_1", ORDER), "dispute")?;
        Ok(orders::Dispute {
            dispute_id: id.to_owned(),
            order_id: order.order_id,
            marketplace_id: order.marketplace_id,
            close_time: self.is_closed(id).then(Timestamp::default),
            ..Default::default()
        })
    }

    fn return_case(&self, caller: &Caller, id: &str) -> Result<returns::Return, Status> {
        let (order_id, seller) = match id {
            RETURN | OTHER_RETURN => (ORDER, "sam"),
            EVES_RETURN => (MIXED_ORDER, "eve"),
            _ => return Err(Problem::not_found("return", id).into()),
        };
        let order = Self::of_case(caller, id, (id, order_id), "return")?;
        if caller.seller.as_deref().is_some_and(|own| own != seller) {
            return Err(Problem::not_found("return", id).into());
        }
        Ok(returns::Return {
            return_id: id.to_owned(),
            order_id: order.order_id,
            marketplace_id: order.marketplace_id,
            buyer_id: order.buyer_id,
            seller_id: seller.to_owned(),
            is_closed: self.is_closed(id),
            ..Default::default()
        })
    }

    fn return_dispute(&self, caller: &Caller, id: &str) -> Result<returns::ReturnDispute, Status> {
        let order = Self::of_case(caller, id, ("rdp_1", ORDER), "dispute")?;
        Ok(returns::ReturnDispute {
            dispute_id: id.to_owned(),
            order_id: order.order_id,
            marketplace_id: order.marketplace_id,
            close_time: self.is_closed(id).then(Timestamp::default),
            ..Default::default()
        })
    }

    fn shipment(caller: &Caller, id: &str) -> Result<logistics::Shipment, Status> {
        let order = Self::of_case(caller, id, ("shp_1", ORDER), "shipment")?;
        Ok(logistics::Shipment {
            shipment_id: id.to_owned(),
            order_id: order.order_id,
            marketplace_id: order.marketplace_id,
            seller_ids: vec!["sam".to_owned()],
            ..Default::default()
        })
    }

    fn of_case(
        caller: &Caller,
        id: &str,
        (known, order_id): (&str, &str),
        kind: &str,
    ) -> Result<orders::Order, Status> {
        let unknown = || Problem::not_found(kind, id).into();
        match id == known {
            true => Self::order(caller, order_id).map_err(|_| unknown()),
            false => Err(unknown()),
        }
    }

    async fn answer(self, request: http::Request<Body>) -> http::Response<Body> {
        let method = request
            .uri()
            .path()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        match method.as_str() {
            "GetOrder" => {
                unary(request, |caller, asked: orders::GetOrderRequest| {
                    Self::order(caller, &asked.order_id)
                })
                .await
            }
            "GetCancellation" => {
                unary(request, |caller, asked: orders::GetCancellationRequest| {
                    self.cancellation(caller, &asked.cancellation_id)
                })
                .await
            }
            "GetDispute" => {
                unary(request, |caller, asked: orders::GetDisputeRequest| {
                    self.dispute(caller, &asked.dispute_id)
                })
                .await
            }
            "GetReturn" => {
                unary(request, |caller, asked: returns::GetReturnRequest| {
                    self.return_case(caller, &asked.return_id)
                })
                .await
            }
            "GetReturnDispute" => {
                unary(request, |caller, asked: returns::GetReturnDisputeRequest| {
                    self.return_dispute(caller, &asked.dispute_id)
                })
                .await
            }
            "GetShipment" => {
                unary(request, |caller, asked: logistics::GetShipmentRequest| {
                    Self::shipment(caller, &asked.shipment_id)
                })
                .await
            }
            other => unreachable!("evidence does not ask for {other}"),
        }
    }
}

/// One of the services that the owners serve.
struct Owner<S> {
    owners: Owners,
    service: PhantomData<fn() -> S>,
}

impl<S> Owner<S> {
    fn new(owners: &Owners) -> Self {
        Self {
            owners: owners.clone(),
            service: PhantomData,
        }
    }
}

impl<S> Clone for Owner<S> {
    fn clone(&self) -> Self {
        Self::new(&self.owners)
    }
}

impl<S: NamedService> NamedService for Owner<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Owner<S> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let owners = self.owners.clone();
        Box::pin(async move { Ok(owners.answer(request).await) })
    }
}

/// Answers one call.
struct Answer<F>(F);

impl<Q, R, F> UnaryService<Q> for Answer<F>
where
    F: Fn(&Caller, Q) -> Result<R, Status>,
{
    type Response = R;
    type Future = std::future::Ready<Result<Response<R>, Status>>;

    fn call(&mut self, request: Request<Q>) -> Self::Future {
        let caller = Caller::of(&request).clone();
        std::future::ready((self.0)(&caller, request.into_inner()).map(Response::new))
    }
}

async fn unary<Q, R, F>(request: http::Request<Body>, answer: F) -> http::Response<Body>
where
    Q: Message + Default + Send + 'static,
    R: Message + Default + Send + 'static,
    F: Fn(&Caller, Q) -> Result<R, Status>,
{
    Grpc::new(ProstCodec::<R, Q>::default())
        .unary(Answer(answer), request)
        .await
}
