//! Where a journey is played: clients of the public contracts, the moving clock, and what has been cited so far.

mod asks;
mod checks;
mod disputes;
mod draft;
mod evidence;
mod goods;
mod picture;
mod records;
mod returns;
mod tracking;
mod waits;

pub use asks::{answer_of, party_name, state_of};
pub use checks::{check_sum, cited_by};
pub use draft::{Draft, Item, address};
pub use goods::GOOD_NUMBER;
pub(crate) use picture::picture;
pub use records::has_text;
pub use returns::{cited_by_return, expect_state, return_state};

use super::step::Step;
use crate::suite::Suite;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use redress_contracts::redress::evidence::v1::evidence_service_client::EvidenceServiceClient;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::notifications::v1::notification_service_client::NotificationServiceClient;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::policies::v1::policy_service_client::PolicyServiceClient;
use redress_contracts::redress::refunds::v1::refund_service_client::RefundServiceClient;
use redress_contracts::redress::refunds::v1::sandbox_provider_service_client::SandboxProviderServiceClient;
use redress_contracts::redress::returns::v1::return_dispute_service_client::ReturnDisputeServiceClient;
use redress_contracts::redress::returns::v1::return_service_client::ReturnServiceClient;
use redress_contracts::redress::status::v1::status_service_client::StatusServiceClient;
use redress_core::ManualClock;
use redress_rpc::{Channel, ClientConfig};
use std::collections::BTreeSet;

/// Where steps go as they happen.
pub type Sink = Box<dyn FnMut(&Step) + Send>;

/// The stage of one journey.
pub struct Stage {
    pub(crate) orders: OrderServiceClient<Channel>,
    pub(crate) refunds: RefundServiceClient<Channel>,
    pub(crate) policies: PolicyServiceClient<Channel>,
    pub(crate) notifications: NotificationServiceClient<Channel>,
    pub(crate) sandbox: SandboxProviderServiceClient<Channel>,
    pub(crate) returns: ReturnServiceClient<Channel>,
    pub(crate) disputes: ReturnDisputeServiceClient<Channel>,
    pub(crate) logistics: LogisticsServiceClient<Channel>,
    pub(crate) evidence: EvidenceServiceClient<Channel>,
    pub(crate) status: StatusServiceClient<Channel>,
    clock: ManualClock,
    suite: std::sync::Arc<Suite>,
    shop: &'static str,
    journey: &'static str,
    cited: BTreeSet<String>,
    request_count: u32,
    sink: Sink,
}

impl Stage {
    /// Sets the stage for one journey, over the network of this machine.
    ///
    /// # Errors
    /// The server's address cannot be used.
    pub fn set(
        suite: std::sync::Arc<Suite>,
        clock: ManualClock,
        journey: &super::Journey,
        sink: Sink,
    ) -> anyhow::Result<Self> {
        let channel = Channel::connect(&format!("http://{}", suite.address()), &ClientConfig::default())?;
        let start: DateTime<Utc> = journey.start.parse().context("the journey's start is no time")?;
        clock.set(start);
        Ok(Self {
            orders: OrderServiceClient::new(channel.clone()),
            refunds: RefundServiceClient::new(channel.clone()),
            policies: PolicyServiceClient::new(channel.clone()),
            notifications: NotificationServiceClient::new(channel.clone()),
            sandbox: SandboxProviderServiceClient::new(channel.clone()),
            returns: ReturnServiceClient::new(channel.clone()),
            disputes: ReturnDisputeServiceClient::new(channel.clone()),
            logistics: LogisticsServiceClient::new(channel.clone()),
            evidence: EvidenceServiceClient::new(channel.clone()),
            status: StatusServiceClient::new(channel),
            clock,
            suite,
            shop: journey.shop,
            journey: journey.id,
            cited: BTreeSet::new(),
            request_count: 0,
            sink,
        })
    }

    /// The shop's pack and marketplace.
    pub fn shop(&self) -> &'static str {
        self.shop
    }

    /// Now, on the moving clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.suite.now()
    }

    /// A request id that no other call of this journey has.
    pub fn request_id(&mut self) -> String {
        self.request_count += 1;
        format!("{}-{}", self.journey, self.request_count)
    }

    /// Shows a step; what it cites counts as cited.
    pub fn show(
        &mut self,
        actor: &str,
        act: impl Into<String>,
        answer: impl Into<String>,
        clauses: &[String],
        money: String,
    ) {
        self.cite(clauses);
        let step = Step {
            journey: self.journey.to_owned(),
            time: self.now(),
            actor: actor.to_owned(),
            act: act.into(),
            answer: answer.into(),
            clauses: clauses.to_vec(),
            money,
        };
        (self.sink)(&step);
    }

    /// Counts clauses as cited.
    pub fn cite(&mut self, clauses: &[String]) {
        self.cited.extend(clauses.iter().cloned());
    }

    /// Whether all of the journey's clauses were cited.
    ///
    /// # Errors
    /// Names those that were not.
    pub fn all_cited(&self, clauses: &[&str]) -> anyhow::Result<()> {
        let missing: Vec<&&str> = clauses
            .iter()
            .filter(|clause| !self.cited.contains(**clause))
            .collect();
        anyhow::ensure!(missing.is_empty(), "nothing that came back cites {missing:?}");
        Ok(())
    }
}
