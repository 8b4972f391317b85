//! The client: a channel, and the stub of every service over it.

use redress_contracts::redress;

use crate::builder::Builder;
use crate::channel::Channel;

/// A client of one server. Cheap to clone; clones share the connection and the retry budget.
#[derive(Debug, Clone)]
pub struct Client {
    channel: Channel,
}

impl Client {
    /// A client of the server at `endpoint`, such as `https://redress.example.com` or `http://127.0.0.1:50051`.
    pub fn builder(endpoint: impl Into<String>) -> Builder {
        Builder::new(endpoint.into())
    }

    /// What the stubs call over, for services that have no method here: `SomeServiceClient::new(client.channel())`.
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub(crate) fn over(channel: Channel) -> Self {
        Self { channel }
    }
}

/// A method of [`Client`] for each service, and their names.
macro_rules! services {
    ($($(#[doc = $doc:literal])+ $method:ident: $context:ident, $module:ident :: $stub:ident;)+) => {
        impl Client {
            $(
                $(#[doc = $doc])+
                pub fn $method(&self) -> redress::$context::v1::$module::$stub<Channel> {
                    redress::$context::v1::$module::$stub::new(self.channel())
                }
            )+
        }

        #[cfg(test)]
        const STUBS: &[&str] = &[$(concat!("redress.", stringify!($context), ".v1.", stringify!($stub)),)+];
    };
}

services! {
    /// The order book: placing, paying, shipping, cancelling; cancellations, their decisions and disputes.
    orders: orders, order_service_client::OrderServiceClient;
    /// Returns, inspections and remedies.
    returns: returns, return_service_client::ReturnServiceClient;
    /// Disputes over returns.
    return_disputes: returns, return_dispute_service_client::ReturnDisputeServiceClient;
    /// Refunds and payouts.
    refunds: refunds, refund_service_client::RefundServiceClient;
    /// The sandbox payment provider, for tests.
    sandbox_provider: refunds, sandbox_provider_service_client::SandboxProviderServiceClient;
    /// Evidence: uploads, review, downloads.
    evidence: evidence, evidence_service_client::EvidenceServiceClient;
    /// Parcels both ways and their tracking.
    logistics: logistics, logistics_service_client::LogisticsServiceClient;
    /// Messages that were sent.
    notifications: notifications, notification_service_client::NotificationServiceClient;
    /// A buyer's own data: exported and erased.
    privacy: privacy, privacy_service_client::PrivacyServiceClient;
    /// Providers that tell a marketplace something, and what they told.
    sources: webhooks, source_service_client::SourceServiceClient;
    /// Policies and their versions.
    policies: policies, policy_service_client::PolicyServiceClient;
    /// All that is known of an order, in one view.
    status: status, status_service_client::StatusServiceClient;
    /// API keys and links.
    keys: gateway, key_service_client::KeyServiceClient;
    /// Webhook endpoints and the log of events.
    webhooks: webhooks, webhook_service_client::WebhookServiceClient;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost::Message as _;
    use prost_types::FileDescriptorSet;
    use redress_contracts::FILE_DESCRIPTOR_SET;

    use super::STUBS;

    #[test]
    fn every_service_of_the_contracts_has_a_method() {
        let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
        let of_file = |file: &prost_types::FileDescriptorProto| {
            let stub = |service: &prost_types::ServiceDescriptorProto| {
                format!("{}.{}Client", file.package(), service.name())
            };
            // What the suite's contexts ask each other is nobody else's to call.
            let is_public =
                |service: &&prost_types::ServiceDescriptorProto| service.name() != "PersonalDataService";
            file.service
                .iter()
                .filter(is_public)
                .map(stub)
                .collect::<Vec<_>>()
        };
        let wanted: BTreeSet<String> = set.file.iter().flat_map(of_file).collect();
        let present: BTreeSet<String> = STUBS.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(
            present, wanted,
            "`services!` in shared/client/src/client.rs lists each service"
        );
    }
}
