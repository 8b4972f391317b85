//! The calls about disputes and interventions.

use redress_contracts::redress::orders::v1 as pb;
use redress_rpc::{Caller, Fields};
use tonic::{Request, Response};

use super::changes::{taken, target};
use super::reads::check_id;
use super::{Answer, Grpc};
use crate::convert::dispute::{
    answer_from_wire, intervention_from_wire, offer_from_wire, opening_from_wire, ruling_from_wire,
    statement_from_wire,
};
use crate::convert::requests::finish;

impl Grpc {
    pub(super) async fn dispute(&self, request: Request<pb::OpenDisputeRequest>) -> Answer<pb::Dispute> {
        let (call, message) = taken("orders.OpenDispute", request);
        let mut fields = Fields::new();
        let said = opening_from_wire(&mut fields, &message, &call.caller);
        let said = finish(fields, said)?;
        Ok(Response::new(
            self.app.open_dispute(call, message.cancellation_id, said).await?,
        ))
    }

    pub(super) async fn say(&self, request: Request<pb::AddStatementRequest>) -> Answer<pb::Dispute> {
        let (call, message) = taken("orders.AddStatement", request);
        let mut fields = Fields::new();
        let said = statement_from_wire(&mut fields, &message, &call.caller);
        let said = finish(fields, said)?;
        let target = (message.dispute_id, message.etag);
        Ok(Response::new(self.app.add_statement(call, target, said).await?))
    }

    pub(super) async fn propose(
        &self,
        request: Request<pb::ProposeSettlementRequest>,
    ) -> Answer<pb::Dispute> {
        let (call, message) = taken("orders.ProposeSettlement", request);
        let mut fields = Fields::new();
        let offer = offer_from_wire(&mut fields, &message, &call.caller);
        let offer = finish(fields, offer)?;
        let target = (message.dispute_id, message.etag);
        Ok(Response::new(
            self.app.propose_settlement(call, target, offer).await?,
        ))
    }

    pub(super) async fn answer(&self, request: Request<pb::AnswerProposalRequest>) -> Answer<pb::Dispute> {
        let (call, message) = taken("orders.AnswerProposal", request);
        let mut fields = Fields::new();
        let answer = answer_from_wire(&mut fields, &message, &call.caller);
        let answer = finish(fields, answer)?;
        let target = (message.dispute_id, message.etag);
        Ok(Response::new(
            self.app.answer_proposal(call, target, answer).await?,
        ))
    }

    pub(super) async fn rule(&self, request: Request<pb::RuleDisputeRequest>) -> Answer<pb::Dispute> {
        let (call, message) = taken("orders.RuleDispute", request);
        let mut fields = Fields::new();
        let ruling = ruling_from_wire(&mut fields, &message);
        let ruling = finish(fields, ruling)?;
        let target = (message.dispute_id, message.etag);
        Ok(Response::new(self.app.rule_dispute(call, target, ruling).await?))
    }

    pub(super) async fn one_dispute(&self, request: Request<pb::GetDisputeRequest>) -> Answer<pb::Dispute> {
        let id = &request.get_ref().dispute_id;
        check_id("dispute_id", id)?;
        Ok(Response::new(
            self.app.get_dispute(Caller::of(&request), id).await?,
        ))
    }

    pub(super) async fn disputes(
        &self,
        request: Request<pb::ListDisputesRequest>,
    ) -> Answer<pb::ListDisputesResponse> {
        let caller = Caller::of(&request).clone();
        Ok(Response::new(
            self.app.list_disputes(&caller, request.into_inner()).await?,
        ))
    }

    pub(super) async fn step_in(&self, request: Request<pb::InterveneRequest>) -> Answer<pb::Intervention> {
        let (call, message) = taken("orders.Intervene", request);
        let mut fields = Fields::new();
        let step = intervention_from_wire(&mut fields, &message);
        let step = finish(fields, step)?;
        let target = target(&message.order_id, &message.etag);
        Ok(Response::new(self.app.intervene(call, target, step).await?))
    }

    pub(super) async fn interventions(
        &self,
        request: Request<pb::ListInterventionsRequest>,
    ) -> Answer<pb::ListInterventionsResponse> {
        let caller = Caller::of(&request).clone();
        Ok(Response::new(
            self.app.list_interventions(&caller, request.into_inner()).await?,
        ))
    }
}
