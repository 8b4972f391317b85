//! A PolicyService as small as the order book needs: it resolves and gives out the packs that come with the suite, and
//! what a test adds to them.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use redress_contracts::redress::policies::v1 as pb;
use redress_contracts::redress::policies::v1::policy_service_server::{PolicyService, PolicyServiceServer};
use redress_policy::pack::Binding;
use redress_policy::{Layer, load, packs};
use redress_policybook::seller_policy_id;
use redress_rpc::convert::{time_from_wire, time_to_wire};
use redress_rpc::{Problem, Services};
use tonic::{Request, Response, Status};

#[derive(Clone, Debug)]
struct Version {
    policy_id: String,
    version: i32,
    seller_id: String,
    /// Countries of a law; none for a shop or terms.
    countries: Vec<String>,
    binds: Binding,
    effective_time: DateTime<Utc>,
    source: String,
}

/// The published versions. Clones share them.
#[derive(Clone)]
pub struct Shelf {
    versions: Arc<Mutex<Vec<Version>>>,
    special_periods: Arc<Mutex<Vec<pb::SpecialPeriod>>>,
}

impl Shelf {
    /// The packs that come with the suite, as version 1, in force since ever.
    pub fn new() -> Self {
        let shelf = Self {
            versions: Arc::default(),
            special_periods: Arc::default(),
        };
        for (_, source) in packs::all() {
            shelf.publish(source, DateTime::UNIX_EPOCH);
        }
        shelf
    }

    pub fn services(&self) -> Services {
        Services::new().with(PolicyServiceServer::new(self.clone()))
    }

    /// Publishes a pack as its next version.
    pub fn publish(&self, source: &str, effective_time: DateTime<Utc>) {
        let pack = load(source, "test.toml").unwrap();
        let countries = match pack.pack.layer {
            Layer::Law => pack.pack.countries.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        self.add(
            &pack.pack.id,
            "",
            (countries, pack.pack.binds),
            effective_time,
            source,
        );
    }

    /// Publishes a seller's terms.
    pub fn publish_terms(&self, marketplace_id: &str, seller_id: &str, source: &str) {
        let id = seller_policy_id(marketplace_id, seller_id);
        self.add(
            &id,
            seller_id,
            (Vec::new(), Binding::Placement),
            DateTime::UNIX_EPOCH,
            source,
        );
    }

    fn add(
        &self,
        policy_id: &str,
        seller_id: &str,
        (countries, binds): (Vec<String>, Binding),
        effective_time: DateTime<Utc>,
        source: &str,
    ) {
        let mut versions = self.versions.lock().unwrap();
        let before = versions
            .iter()
            .filter(|version| version.policy_id == policy_id)
            .count();
        versions.push(Version {
            policy_id: policy_id.to_owned(),
            version: before as i32 + 1,
            seller_id: seller_id.to_owned(),
            countries,
            binds,
            effective_time,
            source: source.to_owned(),
        });
    }

    fn newest(&self, policy_id: &str, by: impl Fn(&Version) -> DateTime<Utc>) -> Option<Version> {
        let versions = self.versions.lock().unwrap();
        let mut in_force = versions
            .iter()
            .filter(|v| v.policy_id == policy_id && v.effective_time <= by(v));
        in_force.next_back().cloned()
    }
}

fn reference(version: &Version) -> pb::PolicyRef {
    pb::PolicyRef {
        policy_id: version.policy_id.clone(),
        version: version.version,
        seller_id: version.seller_id.clone(),
    }
}

#[tonic::async_trait]
impl PolicyService for Shelf {
    async fn resolve_policy(
        &self,
        request: Request<pb::ResolvePolicyRequest>,
    ) -> Result<Response<pb::ResolvePolicyResponse>, Status> {
        let request = request.into_inner();
        let place_time = time_from_wire(&request.place_time.unwrap()).unwrap();
        let application_time = time_from_wire(&request.application_time.unwrap()).unwrap();
        let binding = |version: &Version| match version.binds {
            Binding::Placement => place_time,
            Binding::Application => application_time,
        };
        let Some(marketplace) = self.newest(&request.policy_id, binding) else {
            return Err(Problem::not_found("policy", &request.policy_id).into());
        };
        let country = &request.buyer_country;
        let mut laws: Vec<Version> = self.versions.lock().unwrap().clone();
        laws.retain(|version| version.countries.contains(country));
        let sellers = request.seller_ids.iter();
        let sellers =
            sellers.filter_map(|id| self.newest(&seller_policy_id(&request.policy_id, id), binding));
        Ok(Response::new(pb::ResolvePolicyResponse {
            marketplace: Some(reference(&marketplace)),
            laws: laws.iter().map(reference).collect(),
            sellers: sellers.map(|version| reference(&version)).collect(),
            special_periods: self.special_periods.lock().unwrap().clone(),
        }))
    }

    async fn get_policy(
        &self,
        request: Request<pb::GetPolicyRequest>,
    ) -> Result<Response<pb::Policy>, Status> {
        let request = request.into_inner();
        let versions = self.versions.lock().unwrap();
        let found = versions
            .iter()
            .find(|v| v.policy_id == request.policy_id && v.version == request.version);
        let found = found.ok_or_else(|| Status::not_found("no such version"))?;
        Ok(Response::new(pb::Policy {
            policy_id: found.policy_id.clone(),
            version: found.version,
            source: found.source.clone(),
            effective_time: Some(time_to_wire(found.effective_time)),
            ..pb::Policy::default()
        }))
    }

    async fn publish_policy(
        &self,
        _: Request<pb::PublishPolicyRequest>,
    ) -> Result<Response<pb::Policy>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_policies(
        &self,
        _: Request<pb::ListPoliciesRequest>,
    ) -> Result<Response<pb::ListPoliciesResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_policy_versions(
        &self,
        _: Request<pb::ListPolicyVersionsRequest>,
    ) -> Result<Response<pb::ListPolicyVersionsResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn diff_policies(
        &self,
        _: Request<pb::DiffPoliciesRequest>,
    ) -> Result<Response<pb::DiffPoliciesResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn lint_policy(
        &self,
        _: Request<pb::LintPolicyRequest>,
    ) -> Result<Response<pb::LintPolicyResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn explain_policy(
        &self,
        _: Request<pb::ExplainPolicyRequest>,
    ) -> Result<Response<pb::ExplainPolicyResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn decide(&self, _: Request<pb::DecideRequest>) -> Result<Response<pb::DecideResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn declare_special_period(
        &self,
        _: Request<pb::DeclareSpecialPeriodRequest>,
    ) -> Result<Response<pb::SpecialPeriod>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn end_special_period(
        &self,
        _: Request<pb::EndSpecialPeriodRequest>,
    ) -> Result<Response<pb::SpecialPeriod>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn list_special_periods(
        &self,
        _: Request<pb::ListSpecialPeriodsRequest>,
    ) -> Result<Response<pb::ListSpecialPeriodsResponse>, Status> {
        Err(Status::unimplemented(""))
    }
}
