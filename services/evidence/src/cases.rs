//! The cases that evidence belongs to. Each is another context's: what exists, who may see it and whether it is closed is
//! asked there, in the caller's name.

use chrono::{DateTime, Utc};
use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::returns::v1 as returns;
use redress_contracts::redress::returns::v1::return_dispute_service_client::ReturnDisputeServiceClient;
use redress_contracts::redress::returns::v1::return_service_client::ReturnServiceClient;
use redress_rpc::{Caller, Channel, Problem, convert};
use tonic::{Code, Status};

use crate::domain::Rejection;
use crate::error::Error;

/// Asks the contexts that own cases. Cheap to clone.
#[derive(Clone)]
pub struct Cases {
    orders: OrderServiceClient<Channel>,
    returns: ReturnServiceClient<Channel>,
    return_disputes: ReturnDisputeServiceClient<Channel>,
    logistics: LogisticsServiceClient<Channel>,
}

/// A case that the caller may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    pub case_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    /// The sellers of what it is about; empty where those are the order's.
    pub seller_ids: Vec<String>,
    pub standing: Standing,
}

/// Whether a case takes evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    Closed,
    /// It never closes, as an order or a shipment.
    Endless,
}

/// What of a case's order matters to its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Background {
    pub buyer_id: String,
    /// The sellers that the caller sees.
    pub seller_ids: Vec<String>,
    pub place_time: DateTime<Utc>,
    pub buyer_country: String,
}

impl Case {
    /// Refuses evidence for a closed case.
    ///
    /// # Errors
    ///
    /// It is closed.
    pub fn check_open(&self) -> Result<(), Rejection> {
        if self.standing != Standing::Closed {
            return Ok(());
        }
        Err(Rejection::IllegalState {
            kind: "case",
            id: self.case_id.clone(),
            state: "closed",
            allowed: vec!["open"],
        })
    }
}

impl Cases {
    /// Over channels to the contexts that own cases.
    pub fn new(orders: Channel, returns: Channel, logistics: Channel) -> Cases {
        Cases {
            orders: OrderServiceClient::new(orders),
            return_disputes: ReturnDisputeServiceClient::new(returns.clone()),
            returns: ReturnServiceClient::new(returns),
            logistics: LogisticsServiceClient::new(logistics),
        }
    }

    /// The case, as far as the caller may see it.
    ///
    /// # Errors
    ///
    /// It does not exist for this caller, or its owner does not answer.
    pub async fn find(&self, caller: &Caller, case_id: &str) -> Result<Case, Error> {
        let prefix = case_id.split_once('_').map_or("", |(prefix, _)| prefix);
        let found = match prefix {
            "ord" => self.of_order(caller, case_id).await,
            "can" => self.of_cancellation(caller, case_id).await,
            "dsp" => self.of_dispute(caller, case_id).await,
            "ret" => self.of_return(caller, case_id).await,
            "rdp" => self.of_return_dispute(caller, case_id).await,
            "shp" => self.of_shipment(caller, case_id).await,
            _ => return Err(Rejection::no_case(case_id).into()),
        };
        found.map_err(|status| of_owner(case_id, &status))
    }

    /// What of the case's order matters.
    ///
    /// # Errors
    ///
    /// The caller may not see the order, or orders does not answer.
    pub async fn background(&self, caller: &Caller, case: &Case) -> Result<Background, Error> {
        let order = self.order(caller, &case.order_id).await;
        let order = order.map_err(|status| of_owner(&case.case_id, &status))?;
        let place_time = order.place_time.as_ref().map(convert::time_from_wire);
        let mut seller_ids = case.seller_ids.clone();
        if seller_ids.is_empty() {
            seller_ids.extend(order.lines.into_iter().map(|line| line.seller_id));
        }
        seller_ids.sort_unstable();
        seller_ids.dedup();
        Ok(Background {
            buyer_id: order.buyer_id,
            seller_ids,
            place_time: place_time.and_then(Result::ok).unwrap_or(DateTime::UNIX_EPOCH),
            buyer_country: order
                .shipping_address
                .map(|address| address.region_code)
                .unwrap_or_default(),
        })
    }

    async fn order(&self, caller: &Caller, order_id: &str) -> Result<orders::Order, Status> {
        let request = orders::GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        let reply = self.orders.clone().get_order(caller.request(request)).await?;
        Ok(reply.into_inner())
    }

    async fn of_order(&self, caller: &Caller, case_id: &str) -> Result<Case, Status> {
        let order = self.order(caller, case_id).await?;
        Ok(Case {
            case_id: case_id.to_owned(),
            order_id: order.order_id,
            marketplace_id: order.marketplace_id,
            seller_ids: Vec::new(),
            standing: Standing::Endless,
        })
    }

    async fn of_cancellation(&self, caller: &Caller, case_id: &str) -> Result<Case, Status> {
        let request = orders::GetCancellationRequest {
            cancellation_id: case_id.to_owned(),
        };
        let mut client = self.orders.clone();
        let found = client
            .get_cancellation(caller.request(request))
            .await?
            .into_inner();
        Ok(Case {
            case_id: case_id.to_owned(),
            standing: standing(is_over(&found)),
            order_id: found.order_id,
            marketplace_id: found.marketplace_id,
            seller_ids: Vec::new(),
        })
    }

    async fn of_dispute(&self, caller: &Caller, case_id: &str) -> Result<Case, Status> {
        let request = orders::GetDisputeRequest {
            dispute_id: case_id.to_owned(),
        };
        let mut client = self.orders.clone();
        let found = client.get_dispute(caller.request(request)).await?.into_inner();
        Ok(Case {
            case_id: case_id.to_owned(),
            order_id: found.order_id,
            marketplace_id: found.marketplace_id,
            seller_ids: Vec::new(),
            standing: standing(found.close_time.is_some()),
        })
    }

    async fn of_return(&self, caller: &Caller, case_id: &str) -> Result<Case, Status> {
        let request = returns::GetReturnRequest {
            return_id: case_id.to_owned(),
        };
        let mut client = self.returns.clone();
        let found = client.get_return(caller.request(request)).await?.into_inner();
        Ok(Case {
            case_id: case_id.to_owned(),
            order_id: found.order_id,
            marketplace_id: found.marketplace_id,
            seller_ids: vec![found.seller_id],
            standing: standing(found.is_closed),
        })
    }

    async fn of_return_dispute(&self, caller: &Caller, case_id: &str) -> Result<Case, Status> {
        let request = returns::GetReturnDisputeRequest {
            dispute_id: case_id.to_owned(),
        };
        let mut client = self.return_disputes.clone();
        let reply = client.get_return_dispute(caller.request(request)).await?;
        let found = reply.into_inner();
        Ok(Case {
            case_id: case_id.to_owned(),
            order_id: found.order_id,
            marketplace_id: found.marketplace_id,
            seller_ids: Vec::new(),
            standing: standing(found.close_time.is_some()),
        })
    }

    async fn of_shipment(&self, caller: &Caller, case_id: &str) -> Result<Case, Status> {
        let request = logistics::GetShipmentRequest {
            shipment_id: case_id.to_owned(),
        };
        let mut client = self.logistics.clone();
        let found = client.get_shipment(caller.request(request)).await?.into_inner();
        Ok(Case {
            case_id: case_id.to_owned(),
            order_id: found.order_id,
            marketplace_id: found.marketplace_id,
            seller_ids: found.seller_ids,
            standing: Standing::Endless,
        })
    }
}

fn standing(is_closed: bool) -> Standing {
    if is_closed {
        Standing::Closed
    } else {
        Standing::Open
    }
}

/// Whether nothing more can happen to a cancellation.
pub fn is_over(cancellation: &orders::Cancellation) -> bool {
    matches!(
        cancellation.state(),
        orders::CancellationState::Refunded | orders::CancellationState::Withdrawn
    )
}

/// What is foreign, malformed or unknown to its owner does not exist here either.
fn of_owner(case_id: &str, status: &Status) -> Error {
    match status.code() {
        Code::NotFound | Code::InvalidArgument | Code::PermissionDenied => Rejection::no_case(case_id).into(),
        Code::Unavailable | Code::DeadlineExceeded | Code::ResourceExhausted => {
            Problem::unavailable("the context that owns the case is not available now").into()
        }
        _ => Problem::internal(status).into(),
    }
}
