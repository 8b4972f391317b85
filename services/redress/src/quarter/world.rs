//! The world of the quarter: a trial suite on a moving clock, and clients of its public contracts.
//!
//! Time moves only when everything that was set off has been done, so that what happens at a moment does not depend on how
//! fast the machine is.

use super::shops::{SELLER_TERMS, SHOPS};
use crate::config::Config;
use crate::suite::{Suite, Trial};
use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::evidence::v1::evidence_service_client::EvidenceServiceClient;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_contracts::redress::notifications::v1::notification_service_client::NotificationServiceClient;
use redress_contracts::redress::orders::v1::order_service_client::OrderServiceClient;
use redress_contracts::redress::policies::v1::policy_service_client::PolicyServiceClient;
use redress_contracts::redress::policies::v1::{
    DeclareSpecialPeriodRequest, GetPolicyRequest, PublishPolicyRequest,
};
use redress_contracts::redress::refunds::v1::refund_service_client::RefundServiceClient;
use redress_contracts::redress::refunds::v1::sandbox_provider_service_client::SandboxProviderServiceClient;
use redress_contracts::redress::returns::v1::return_dispute_service_client::ReturnDisputeServiceClient;
use redress_contracts::redress::returns::v1::return_service_client::ReturnServiceClient;
use redress_core::{Ids, ManualClock};
use redress_policy::pack::Pack;
use redress_rpc::convert::time_to_wire;
use redress_rpc::{Channel, ClientConfig};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// When the quarter begins. Holidays of several countries lie in the 90 days that follow.
const START: &str = "2026-09-01T00:00:00Z";

/// The laws that buyers of the quarter live under.
const LAWS: &[&str] = &["law-eu", "law-ph"];

/// How long the suite may take to come to rest, in real time.
const REST_LIMIT: Duration = Duration::from_secs(60);

/// Times in which nothing can be expected: marketplace, kind, region, first day, days, and why.
const SPECIAL_PERIODS: &[(&str, &str, &str, u32, u32, &str)] = &[
    (
        "kakaclo",
        "holiday_closure",
        "CN",
        30,
        8,
        "The factories and the post are closed.",
    ),
    (
        "kakaclo",
        "weather",
        "US",
        12,
        5,
        "A storm keeps the aeroplanes on the ground.",
    ),
    (
        "kajivap",
        "weather",
        "PH",
        45,
        4,
        "A typhoon closes ports and roads.",
    ),
    ("kwoking", "other", "FR", 60, 3, "The carriers are on strike."),
    ("rma-shop", "weather", "US", 75, 4, "Snow closes the warehouses."),
];

/// The suite, its clock and its clients.
pub struct World {
    /// What chance hangs on.
    pub seed: u64,
    trial: Trial,
    suite: Arc<Suite>,
    clock: ManualClock,
    channel: Channel,
    start: DateTime<Utc>,
    packs: BTreeMap<&'static str, Pack>,
    laws: Vec<Pack>,
}

impl World {
    /// Starts it; sellers' terms are published.
    ///
    /// # Errors
    /// The suite does not start, or a pack or terms cannot be used.
    pub async fn start(seed: u64) -> anyhow::Result<Self> {
        let mut config = Config::default();
        config.gateway.enabled = false;
        let trial = Trial::seeded(START, config, Ids::seeded(seed)).await?;
        let suite = trial.suite();
        // A machine that is busy with other things must not change what happens.
        let patient = ClientConfig {
            default_timeout_ms: 60_000,
            ..ClientConfig::default()
        };
        let channel = Channel::connect(&format!("http://{}", suite.address()), &patient)?;
        let mut world = Self {
            seed,
            clock: trial.clock(),
            suite,
            trial,
            channel,
            start: START.parse().context("the start is no time")?,
            packs: BTreeMap::new(),
            laws: Vec::new(),
        };
        world.read_packs().await?;
        world.publish_terms().await?;
        world.rest().await?;
        Ok(world)
    }

    /// Stops the suite.
    ///
    /// # Errors
    /// Its server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.suite);
        self.trial.stop().await
    }

    /// Now, on the moving clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.suite.now()
    }

    /// A moment of the quarter: an hour (UTC) of a day.
    pub fn moment(&self, day: u32, hour: i64) -> DateTime<Utc> {
        self.start + TimeDelta::days(day.into()) + TimeDelta::hours(hour)
    }

    /// The day of the quarter that a time lies on.
    pub fn day_of(&self, time: DateTime<Utc>) -> u32 {
        u32::try_from((time - self.start).num_days()).unwrap_or(0)
    }

    /// Lets time pass until an hour of a day; what is due by then happens.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn pass(&self, day: u32, hour: i64) -> anyhow::Result<()> {
        self.rest().await?;
        self.clock.set(self.moment(day, hour));
        self.rest().await
    }

    /// Waits until no event is on its way and nothing is due.
    ///
    /// # Errors
    /// The suite does not come to rest.
    pub async fn rest(&self) -> anyhow::Result<()> {
        tokio::time::timeout(REST_LIMIT, self.suite.rest())
            .await
            .map_err(|_| anyhow::anyhow!("the suite did not come to rest within {REST_LIMIT:?}"))?
    }

    /// A shop's pack.
    pub fn pack(&self, shop: &str) -> Option<&Pack> {
        self.packs.get(shop)
    }

    /// The packs that a shop's cases are decided by: its own, then the laws.
    pub fn packs(&self, shop: &str) -> impl Iterator<Item = &Pack> {
        self.packs.get(shop).into_iter().chain(&self.laws)
    }

    /// Declares the special periods that begin on a day.
    ///
    /// # Errors
    /// A call failed.
    pub async fn declare(&self, day: u32) -> anyhow::Result<()> {
        let due = SPECIAL_PERIODS.iter().filter(|(.., first, _, _)| *first == day);
        for (marketplace_id, kind, region, first, days, reason) in due {
            let request = DeclareSpecialPeriodRequest {
                request_id: format!("period-{marketplace_id}-{first}"),
                marketplace_id: (*marketplace_id).to_owned(),
                kind: (*kind).to_owned(),
                region: (*region).to_owned(),
                start_time: Some(time_to_wire(self.moment(*first, 0))),
                end_time: Some(time_to_wire(self.moment(first + days, 0))),
                reason: (*reason).to_owned(),
            };
            self.policies().declare_special_period(request).await?;
        }
        Ok(())
    }

    async fn read_packs(&mut self) -> anyhow::Result<()> {
        for shop in SHOPS {
            let pack = self.read_pack(shop.id).await?;
            self.packs.insert(shop.id, pack);
        }
        for law in LAWS {
            let pack = self.read_pack(law).await?;
            self.laws.push(pack);
        }
        Ok(())
    }

    async fn read_pack(&self, id: &str) -> anyhow::Result<Pack> {
        let request = GetPolicyRequest {
            policy_id: id.to_owned(),
            version: 0,
        };
        let policy = self.policies().get_policy(request).await?.into_inner();
        redress_policy::load(&policy.source, id)
            .map_err(|errors| anyhow::anyhow!("the pack cannot be read: {}", errors[0]))
    }

    async fn publish_terms(&self) -> anyhow::Result<()> {
        for (seller, source) in SELLER_TERMS {
            let request = PublishPolicyRequest {
                request_id: format!("terms-{seller}"),
                source: (*source).to_owned(),
                seller_id: (*seller).to_owned(),
                marketplace_id: "kajet".to_owned(),
                ..PublishPolicyRequest::default()
            };
            self.policies().publish_policy(request).await?;
        }
        Ok(())
    }

    /// The order book.
    pub fn orders(&self) -> OrderServiceClient<Channel> {
        OrderServiceClient::new(self.channel.clone())
    }

    /// Refunds and the ledger.
    pub fn refunds(&self) -> RefundServiceClient<Channel> {
        RefundServiceClient::new(self.channel.clone())
    }

    /// The payment provider's other side.
    pub fn sandbox(&self) -> SandboxProviderServiceClient<Channel> {
        SandboxProviderServiceClient::new(self.channel.clone())
    }

    /// Returns and delivery claims.
    pub fn returns(&self) -> ReturnServiceClient<Channel> {
        ReturnServiceClient::new(self.channel.clone())
    }

    /// Disputes over returns.
    pub fn return_disputes(&self) -> ReturnDisputeServiceClient<Channel> {
        ReturnDisputeServiceClient::new(self.channel.clone())
    }

    /// Photos and documents.
    pub fn evidence(&self) -> EvidenceServiceClient<Channel> {
        EvidenceServiceClient::new(self.channel.clone())
    }

    /// Shipments and tracking.
    pub fn logistics(&self) -> LogisticsServiceClient<Channel> {
        LogisticsServiceClient::new(self.channel.clone())
    }

    /// Packs, terms and special periods.
    pub fn policies(&self) -> PolicyServiceClient<Channel> {
        PolicyServiceClient::new(self.channel.clone())
    }

    /// The messages that were sent.
    pub fn notifications(&self) -> NotificationServiceClient<Channel> {
        NotificationServiceClient::new(self.channel.clone())
    }
}
