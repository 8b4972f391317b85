//! Clients of the public contracts over the network, with nothing of this suite between them and the server.

use anyhow::Context as _;
use redress_contracts::redress::evidence::v1::evidence_service_client::EvidenceServiceClient;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::notifications::v1::notification_service_client::NotificationServiceClient;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::orders::v1::{GetOrderRequest, Order};
use redress_contracts::redress::policies::v1::policy_service_client::PolicyServiceClient;
use redress_contracts::redress::privacy::v1::privacy_service_client::PrivacyServiceClient;
use redress_contracts::redress::refunds::v1::refund_service_client::RefundServiceClient;
use redress_contracts::redress::refunds::v1::sandbox_provider_service_client::SandboxProviderServiceClient;
use redress_contracts::redress::returns::v1::return_dispute_service_client::ReturnDisputeServiceClient;
use redress_contracts::redress::returns::v1::return_service_client::ReturnServiceClient;
use redress_contracts::redress::status::v1::status_service_client::StatusServiceClient;
use std::net::SocketAddr;
use std::time::Duration;
use tonic::transport::{Channel, Endpoint};

/// One client for each service, over one connection. Cheap to clone.
#[derive(Clone)]
pub struct Clients {
    /// The order book.
    pub orders: OrderServiceClient<Channel>,
    /// Refunds.
    pub refunds: RefundServiceClient<Channel>,
    /// The sandbox payment provider.
    pub sandbox: SandboxProviderServiceClient<Channel>,
    /// Policies.
    pub policies: PolicyServiceClient<Channel>,
    /// Returns.
    pub returns: ReturnServiceClient<Channel>,
    /// Disputes over returns.
    pub return_disputes: ReturnDisputeServiceClient<Channel>,
    /// Evidence.
    pub evidence: EvidenceServiceClient<Channel>,
    /// Parcels.
    pub logistics: LogisticsServiceClient<Channel>,
    /// Messages.
    pub notifications: NotificationServiceClient<Channel>,
    /// The view of an order.
    pub status: StatusServiceClient<Channel>,
    /// Buyers' requests about their data.
    pub privacy: PrivacyServiceClient<Channel>,
    /// What all of them call over.
    pub channel: Channel,
}

impl Clients {
    /// Clients of a server; connects with the first call.
    ///
    /// # Errors
    /// The address is none.
    pub fn connect(address: SocketAddr) -> anyhow::Result<Clients> {
        let endpoint =
            Endpoint::from_shared(format!("http://{address}")).context("no address of a server")?;
        Ok(Clients::over(
            endpoint.timeout(Duration::from_secs(30)).connect_lazy(),
        ))
    }

    /// An order as it is now.
    ///
    /// # Errors
    /// There is none.
    pub async fn order(&self, order_id: &str) -> anyhow::Result<Order> {
        let request = GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        Ok(self.orders.clone().get_order(request).await?.into_inner())
    }

    fn over(channel: Channel) -> Clients {
        Clients {
            orders: OrderServiceClient::new(channel.clone()),
            refunds: RefundServiceClient::new(channel.clone()),
            sandbox: SandboxProviderServiceClient::new(channel.clone()),
            policies: PolicyServiceClient::new(channel.clone()),
            returns: ReturnServiceClient::new(channel.clone()),
            evidence: EvidenceServiceClient::new(channel.clone()),
            logistics: LogisticsServiceClient::new(channel.clone()),
            return_disputes: ReturnDisputeServiceClient::new(channel.clone()),
            notifications: NotificationServiceClient::new(channel.clone()),
            status: StatusServiceClient::new(channel.clone()),
            privacy: PrivacyServiceClient::new(channel.clone()),
            channel,
        }
    }
}
