//! The contexts that keep something about buyers, in the order in which they are asked: evidence first, because what it tells
//! afterwards still reaches the others; what only repeats others last.

use futures::future::BoxFuture;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::orders::v1::{ListOrdersRequest, Order};
use redress_contracts::redress::privacy::v1 as pb;
use redress_rpc::{Caller, Channel};
use tonic::Status;

use crate::NAME;

/// Orders on a page.
const PAGE: i32 = 200;

/// A channel to each.
#[derive(Clone, Debug)]
pub struct Channels {
    pub evidence: Channel,
    pub orders: Channel,
    pub returns: Channel,
    pub logistics: Channel,
    pub refunds: Channel,
    pub notifications: Channel,
    pub status: Channel,
    pub webhooks: Channel,
}

type Call<Q, A> = Box<dyn Fn(Q) -> BoxFuture<'static, Result<A, Status>> + Send + Sync>;

/// One of them.
pub(crate) struct Keeping {
    pub name: &'static str,
    pub export: Call<pb::ExportPersonalDataRequest, pb::ExportPersonalDataResponse>,
    pub erase: Call<pb::ErasePersonalDataRequest, pb::PersonalDataErased>,
}

/// All of them.
pub(crate) struct Contexts {
    orders: OrderServiceClient<Channel>,
    pub all: Vec<Keeping>,
}

/// A context by the name of its package.
macro_rules! keeping {
    ($name:ident, $channel:expr) => {{
        use redress_contracts::redress::$name::v1::personal_data_service_client::PersonalDataServiceClient;
        let client = PersonalDataServiceClient::new($channel.acting_as(Caller::service(NAME)));
        let erasing = client.clone();
        Keeping {
            name: stringify!($name),
            export: Box::new(move |message| {
                let mut client = client.clone();
                Box::pin(async move { Ok(client.export_personal_data(message).await?.into_inner()) })
            }),
            erase: Box::new(move |message| {
                let mut client = erasing.clone();
                Box::pin(async move { Ok(client.erase_personal_data(message).await?.into_inner()) })
            }),
        }
    }};
}

impl Contexts {
    /// Over these channels, in this context's own name.
    pub(crate) fn new(channels: Channels) -> Self {
        let orders = channels.orders.clone().acting_as(Caller::service(NAME));
        Self {
            orders: OrderServiceClient::new(orders),
            all: vec![
                keeping!(evidence, channels.evidence),
                keeping!(orders, channels.orders),
                keeping!(returns, channels.returns),
                keeping!(logistics, channels.logistics),
                keeping!(refunds, channels.refunds),
                keeping!(notifications, channels.notifications),
                keeping!(status, channels.status),
                keeping!(webhooks, channels.webhooks),
            ],
        }
    }

    /// Every order of a buyer in a marketplace.
    pub(crate) async fn orders_of(&self, marketplace_id: &str, buyer_id: &str) -> Result<Vec<Order>, Status> {
        let mut orders = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListOrdersRequest {
                marketplace_id: marketplace_id.to_owned(),
                buyer_id: buyer_id.to_owned(),
                page_size: PAGE,
                page_token,
                ..ListOrdersRequest::default()
            };
            let page = self.orders.clone().list_orders(request).await?.into_inner();
            orders.extend(page.orders);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(orders);
            }
        }
    }
}
