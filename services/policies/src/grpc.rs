//! The contract's service: protobuf in, a use case, protobuf out. No business decision is made here.

mod parse;

use redress_contracts::redress::policies::v1 as pb;
use redress_contracts::redress::policies::v1::policy_service_server::PolicyService;
use redress_core::page;
use redress_policybook::convert::decision_to_wire;
use redress_rpc::Caller;
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::convert;

/// Serves `redress.policies.v1.PolicyService`.
#[derive(Clone)]
pub struct Grpc {
    app: App,
}

impl Grpc {
    /// Over the use cases.
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

type Reply<T> = Result<Response<T>, Status>;

fn reply<T>(message: T) -> Reply<T> {
    Ok(Response::new(message))
}

/// The caller and the message of a call.
fn open<T>(request: Request<T>) -> (Caller, T) {
    (Caller::of(&request).clone(), request.into_inner())
}

#[tonic::async_trait]
impl PolicyService for Grpc {
    async fn publish_policy(&self, request: Request<pb::PublishPolicyRequest>) -> Reply<pb::Policy> {
        let (caller, message) = open(request);
        let command = parse::publish_policy(&caller, message)?;
        reply(convert::published_to_wire(
            self.app.publish_policy(&caller, command).await?,
        ))
    }

    async fn get_policy(&self, request: Request<pb::GetPolicyRequest>) -> Reply<pb::Policy> {
        let (caller, message) = open(request);
        let (policy_id, version) = parse::policy_version(message.policy_id, message.version)?;
        reply(convert::published_to_wire(
            self.app.get_policy(&caller, policy_id, version).await?,
        ))
    }

    async fn list_policies(
        &self,
        request: Request<pb::ListPoliciesRequest>,
    ) -> Reply<pb::ListPoliciesResponse> {
        let (caller, message) = open(request);
        let (list, filter) = parse::list_policies(&caller, message)?;
        let (policies, next) = self.app.list_policies(&caller, list).await?;
        reply(pb::ListPoliciesResponse {
            policies: policies.iter().map(convert::policy_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(filter, &key)).unwrap_or_default(),
        })
    }

    async fn list_policy_versions(
        &self,
        request: Request<pb::ListPolicyVersionsRequest>,
    ) -> Reply<pb::ListPolicyVersionsResponse> {
        let (caller, message) = open(request);
        let (policy_id, page, filter) = parse::list_policy_versions(message)?;
        let (policies, next) = self.app.list_policy_versions(&caller, policy_id, page).await?;
        reply(pb::ListPolicyVersionsResponse {
            policies: policies.iter().map(convert::policy_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(filter, &key)).unwrap_or_default(),
        })
    }

    async fn resolve_policy(
        &self,
        request: Request<pb::ResolvePolicyRequest>,
    ) -> Reply<pb::ResolvePolicyResponse> {
        let (caller, message) = open(request);
        let case = parse::resolve_policy(message)?;
        reply(convert::resolved_to_wire(
            &self.app.resolve_policy(&caller, case).await?,
        ))
    }

    async fn diff_policies(
        &self,
        request: Request<pb::DiffPoliciesRequest>,
    ) -> Reply<pb::DiffPoliciesResponse> {
        let (caller, message) = open(request);
        let (policy_id, from, to) = parse::diff_policies(message)?;
        reply(convert::changes_to_wire(
            self.app.diff_policies(&caller, policy_id, from, to).await?,
        ))
    }

    async fn lint_policy(&self, request: Request<pb::LintPolicyRequest>) -> Reply<pb::LintPolicyResponse> {
        let (caller, message) = open(request);
        let lint = parse::lint_policy(message)?;
        reply(convert::linted_to_wire(
            self.app.lint_policy(&caller, lint).await?,
        ))
    }

    async fn explain_policy(
        &self,
        request: Request<pb::ExplainPolicyRequest>,
    ) -> Reply<pb::ExplainPolicyResponse> {
        let (caller, message) = open(request);
        let clause_id = Some(message.clause_id).filter(|clause_id| !clause_id.is_empty());
        let (policy_id, version) = parse::policy_version(message.policy_id, message.version)?;
        let clauses = self
            .app
            .explain_policy(&caller, policy_id, version, clause_id)
            .await?;
        reply(convert::explanation_to_wire(clauses))
    }

    async fn decide(&self, request: Request<pb::DecideRequest>) -> Reply<pb::DecideResponse> {
        let (caller, message) = open(request);
        let question = parse::decide(message)?;
        let decision = self.app.decide(&caller, question).await?;
        reply(pb::DecideResponse {
            decision: Some(decision_to_wire("", &decision)),
            decision_json: serde_json::to_string(&decision)
                .expect("invariant: a decision of plain fields is JSON"),
        })
    }

    async fn declare_special_period(
        &self,
        request: Request<pb::DeclareSpecialPeriodRequest>,
    ) -> Reply<pb::SpecialPeriod> {
        let (caller, message) = open(request);
        let command = parse::declare_special_period(&caller, message)?;
        reply(convert::special_period_to_wire(
            &self.app.declare_special_period(&caller, command).await?,
        ))
    }

    async fn end_special_period(
        &self,
        request: Request<pb::EndSpecialPeriodRequest>,
    ) -> Reply<pb::SpecialPeriod> {
        let (caller, message) = open(request);
        let command = parse::end_special_period(message)?;
        reply(convert::special_period_to_wire(
            &self.app.end_special_period(&caller, command).await?,
        ))
    }

    async fn list_special_periods(
        &self,
        request: Request<pb::ListSpecialPeriodsRequest>,
    ) -> Reply<pb::ListSpecialPeriodsResponse> {
        let (caller, message) = open(request);
        let (marketplace_id, page, filter) = parse::list_special_periods(&caller, message)?;
        let (periods, next) = self
            .app
            .list_special_periods(&caller, marketplace_id, page)
            .await?;
        reply(pb::ListSpecialPeriodsResponse {
            special_periods: periods.iter().map(convert::special_period_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(filter, &key)).unwrap_or_default(),
        })
    }
}
