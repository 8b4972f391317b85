//! The contexts that own the records, asked in the caller's name: what the caller may not see they do not give out.

use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::refunds::v1 as refunds;
use redress_contracts::redress::refunds::v1::refund_service_client::RefundServiceClient;
use redress_contracts::redress::returns::v1 as returns;
use redress_contracts::redress::returns::v1::return_dispute_service_client::ReturnDisputeServiceClient;
use redress_contracts::redress::returns::v1::return_service_client::ReturnServiceClient;
use redress_rpc::{Caller, Channel};
use tonic::Status;

/// Rows asked for at a time.
const PAGE: i32 = 200;

/// Clients of the other contexts. Cheap to clone.
#[derive(Clone)]
pub struct Upstream {
    orders: OrderServiceClient<Channel>,
    returns: ReturnServiceClient<Channel>,
    disputes: ReturnDisputeServiceClient<Channel>,
    refunds: RefundServiceClient<Channel>,
    logistics: LogisticsServiceClient<Channel>,
}

/// Declares methods that read a list of one order to its end, newest first.
macro_rules! lists {
    ($($name:ident = $client:ident.$call:ident($of:ident::$request:ident) -> $items:ident: $item:ty;)+) => {
        $(
            pub async fn $name(&self, caller: &Caller, order: &orders::Order) -> Result<Vec<$item>, Status> {
                let mut all = Vec::new();
                let mut page_token = String::new();
                loop {
                    let request = $of::$request {
                        marketplace_id: order.marketplace_id.clone(),
                        order_id: order.order_id.clone(),
                        page_size: PAGE,
                        page_token,
                        ..Default::default()
                    };
                    let page = self.$client.clone().$call(caller.request(request)).await?.into_inner();
                    all.extend(page.$items);
                    page_token = page.next_page_token;
                    if page_token.is_empty() {
                        return Ok(all);
                    }
                }
            }
        )+
    };
}

impl Upstream {
    /// Over channels to each of them.
    pub fn new(orders: Channel, returns: Channel, refunds: Channel, logistics: Channel) -> Self {
        Self {
            orders: OrderServiceClient::new(orders),
            disputes: ReturnDisputeServiceClient::new(returns.clone()),
            returns: ReturnServiceClient::new(returns),
            refunds: RefundServiceClient::new(refunds),
            logistics: LogisticsServiceClient::new(logistics),
        }
    }

    /// The order with its terms. One that is foreign to the caller is not found, and so is everything about it.
    pub async fn order(&self, caller: &Caller, order_id: &str) -> Result<orders::Order, Status> {
        let request = orders::GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        let order = self.orders.clone().get_order(caller.request(request)).await;
        Ok(order?.into_inner())
    }

    lists! {
        cancellations = orders.list_cancellations(orders::ListCancellationsRequest)
            -> cancellations: orders::Cancellation;
        disputes = orders.list_disputes(orders::ListDisputesRequest) -> disputes: orders::Dispute;
        returns = returns.list_returns(returns::ListReturnsRequest) -> returns: returns::Return;
        return_disputes = disputes.list_return_disputes(returns::ListReturnDisputesRequest)
            -> disputes: returns::ReturnDispute;
        refunds = refunds.list_refunds(refunds::ListRefundsRequest) -> refunds: refunds::Refund;
        shipments = logistics.list_shipments(logistics::ListShipmentsRequest) -> shipments: logistics::Shipment;
    }
}
