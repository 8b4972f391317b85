//! The contexts that returns ask, as small as it needs them: a policy shelf with the packs that come with the suite, an order book
//! that a test fills, and what logistics knows of the parcels.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use prost::Message;
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::logistics::v1::logistics_service_server::LogisticsServiceServer;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::orders::v1::order_service_server::OrderServiceServer;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::policies::v1::policy_service_server::PolicyServiceServer;
use redress_policy::{Layer, load, packs};
use redress_rpc::{AccessMode, Caller, Channel, Problem, Services};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService, UnaryService};
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::Service;

/// What the neighbours know. Cheap to clone; clones know the same.
#[derive(Clone, Default)]
pub struct Neighbours {
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    orders: Vec<orders::Order>,
    shipments: Vec<logistics::Shipment>,
}

impl Neighbours {
    /// The way to all of them.
    pub fn channel(&self) -> Channel {
        let services = Services::new()
            .with(Neighbour::<PolicyServiceServer<()>>::new(self))
            .with(Neighbour::<OrderServiceServer<()>>::new(self))
            .with(Neighbour::<LogisticsServiceServer<()>>::new(self));
        Channel::in_process(services, AccessMode::OpenOnLoopback)
    }

    /// Takes an order into the book, in the place of one with its id.
    pub fn keep_order(&self, order: orders::Order) {
        let mut known = self.known.lock().unwrap();
        known.orders.retain(|other| other.order_id != order.order_id);
        known.orders.push(order);
    }

    /// Lets logistics know a shipment.
    pub fn keep_shipment(&self, shipment: logistics::Shipment) {
        self.known.lock().unwrap().shipments.push(shipment);
    }

    fn order(&self, caller: &Caller, id: &str) -> Result<orders::Order, Status> {
        let known = self.known.lock().unwrap();
        let unknown = || Problem::not_found("order", id);
        let order = known
            .orders
            .iter()
            .find(|order| order.order_id == id)
            .ok_or_else(unknown)?;
        let is_seen = |line: &orders::Line| {
            caller.may_see_case(&order.marketplace_id, &line.seller_id, &order.buyer_id)
        };
        let mut seen = order.clone();
        seen.lines.retain(is_seen);
        if seen.lines.is_empty() {
            return Err(unknown().into());
        }
        Ok(seen)
    }

    fn shipments(&self, order_id: &str) -> logistics::ListShipmentsResponse {
        let known = self.known.lock().unwrap();
        let own = known
            .shipments
            .iter()
            .filter(|shipment| shipment.order_id == order_id);
        logistics::ListShipmentsResponse {
            shipments: own.cloned().collect(),
            next_page_token: String::new(),
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
                    self.order(caller, &asked.order_id)
                })
                .await
            }
            "ListShipments" => {
                unary(request, |_, asked: logistics::ListShipmentsRequest| {
                    Ok(self.shipments(&asked.order_id))
                })
                .await
            }
            "ResolvePolicy" => unary(request, |_, asked| resolved(&asked)).await,
            "GetPolicy" => unary(request, |_, asked| published(&asked)).await,
            other => unreachable!("returns do not ask for {other}"),
        }
    }
}

fn resolved(asked: &policies::ResolvePolicyRequest) -> Result<policies::ResolvePolicyResponse, Status> {
    let reference = |id: &str| policies::PolicyRef {
        policy_id: id.to_owned(),
        version: 1,
        seller_id: String::new(),
    };
    let loaded: Vec<_> = packs::all()
        .map(|(_, source)| load(source, "test.toml").unwrap())
        .collect();
    if !loaded.iter().any(|pack| *pack.pack.id == *asked.policy_id) {
        return Err(Problem::not_found("policy", &asked.policy_id).into());
    }
    let laws = loaded.iter().filter(|pack| {
        pack.pack.layer == Layer::Law
            && pack
                .pack
                .countries
                .iter()
                .any(|country| **country == *asked.buyer_country)
    });
    Ok(policies::ResolvePolicyResponse {
        marketplace: Some(reference(&asked.policy_id)),
        laws: laws.map(|pack| reference(&pack.pack.id)).collect(),
        sellers: Vec::new(),
        special_periods: Vec::new(),
    })
}

fn published(asked: &policies::GetPolicyRequest) -> Result<policies::Policy, Status> {
    let is_it = |source: &&str| *load(source, "test.toml").unwrap().pack.id == *asked.policy_id;
    let source = packs::all().map(|(_, source)| source).find(is_it);
    let source = source.ok_or_else(|| Status::not_found("no such pack"))?;
    Ok(policies::Policy {
        policy_id: asked.policy_id.clone(),
        version: asked.version,
        source: source.to_owned(),
        ..policies::Policy::default()
    })
}

/// One of the services that the neighbours serve.
struct Neighbour<S> {
    neighbours: Neighbours,
    service: PhantomData<fn() -> S>,
}

impl<S> Neighbour<S> {
    fn new(neighbours: &Neighbours) -> Self {
        Self {
            neighbours: neighbours.clone(),
            service: PhantomData,
        }
    }
}

impl<S> Clone for Neighbour<S> {
    fn clone(&self) -> Self {
        Self::new(&self.neighbours)
    }
}

impl<S: NamedService> NamedService for Neighbour<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Neighbour<S> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let neighbours = self.neighbours.clone();
        Box::pin(async move { Ok(neighbours.answer(request).await) })
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
