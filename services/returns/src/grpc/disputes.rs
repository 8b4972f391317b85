//! ReturnDisputeService: the calls about disputes over returns, and about interventions.

use redress_contracts::redress::returns::v1 as pb;
use redress_contracts::redress::returns::v1::return_dispute_service_server::ReturnDisputeService;
use redress_rpc::{Caller, Fields};
use tonic::{Request, Response};

use super::numbered::{taken, target};
use super::reads::check_id;
use super::{Answer, Grpc};
use crate::app::dispute::DisputeTarget;
use crate::convert::dispute::{
    answer_from_wire, appeal_from_wire, escalation_from_wire, offer_from_wire, opening_from_wire,
    outcome_from_wire, statement_from_wire, stepping_from_wire, verdict_from_wire,
};
use crate::convert::requests::finish;

fn about(dispute_id: String, etag: String) -> DisputeTarget {
    DisputeTarget { dispute_id, etag }
}

#[tonic::async_trait]
impl ReturnDisputeService for Grpc {
    async fn open_return_dispute(
        &self,
        request: Request<pb::OpenReturnDisputeRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.OpenReturnDispute", request);
        let mut fields = Fields::new();
        let said = opening_from_wire(&mut fields, &message, &call.caller);
        let said = finish(fields, said)?;
        let opened = self.app.open_return_dispute(call, message.return_id, said);
        Ok(Response::new(opened.await?))
    }

    async fn add_return_statement(
        &self,
        request: Request<pb::AddReturnStatementRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.AddReturnStatement", request);
        let mut fields = Fields::new();
        let said = statement_from_wire(&mut fields, &message, &call.caller);
        let said = finish(fields, said)?;
        let target = about(message.dispute_id, message.etag);
        Ok(Response::new(
            self.app.add_return_statement(call, target, said).await?,
        ))
    }

    async fn propose_return_settlement(
        &self,
        request: Request<pb::ProposeReturnSettlementRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.ProposeReturnSettlement", request);
        let mut fields = Fields::new();
        let offer = offer_from_wire(&mut fields, &message, &call.caller);
        let offer = finish(fields, offer)?;
        let target = about(message.dispute_id, message.etag);
        let proposed = self.app.propose_return_settlement(call, target, offer);
        Ok(Response::new(proposed.await?))
    }

    async fn answer_return_proposal(
        &self,
        request: Request<pb::AnswerReturnProposalRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.AnswerReturnProposal", request);
        let mut fields = Fields::new();
        let answer = answer_from_wire(&mut fields, &message, &call.caller);
        let answer = finish(fields, answer)?;
        let target = about(message.dispute_id, message.etag);
        let answered = self.app.answer_return_proposal(call, target, answer);
        Ok(Response::new(answered.await?))
    }

    async fn rule_return_dispute(
        &self,
        request: Request<pb::RuleReturnDisputeRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.RuleReturnDispute", request);
        let mut fields = Fields::new();
        let verdict = verdict_from_wire(&mut fields, &message);
        let verdict = finish(fields, verdict)?;
        let target = about(message.dispute_id, message.etag);
        Ok(Response::new(
            self.app.rule_return_dispute(call, target, verdict).await?,
        ))
    }

    async fn appeal_return_ruling(
        &self,
        request: Request<pb::AppealReturnRulingRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.AppealReturnRuling", request);
        let mut fields = Fields::new();
        let said = appeal_from_wire(&mut fields, &message, &call.caller);
        let said = finish(fields, said)?;
        let target = about(message.dispute_id, message.etag);
        Ok(Response::new(
            self.app.appeal_return_ruling(call, target, said).await?,
        ))
    }

    async fn escalate_return_dispute(
        &self,
        request: Request<pb::EscalateReturnDisputeRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.EscalateReturnDispute", request);
        let mut fields = Fields::new();
        let escalation = escalation_from_wire(&mut fields, &message);
        let escalation = finish(fields, escalation)?;
        let target = about(message.dispute_id, message.etag);
        let escalated = self.app.escalate_return_dispute(call, target, escalation);
        Ok(Response::new(escalated.await?))
    }

    async fn record_return_outcome(
        &self,
        request: Request<pb::RecordReturnOutcomeRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let (call, message) = taken("returns.RecordReturnOutcome", request);
        let mut fields = Fields::new();
        let outcome = outcome_from_wire(&mut fields, &message);
        let outcome = finish(fields, outcome)?;
        let target = about(message.dispute_id, message.etag);
        Ok(Response::new(
            self.app.record_return_outcome(call, target, outcome).await?,
        ))
    }

    async fn get_return_dispute(
        &self,
        request: Request<pb::GetReturnDisputeRequest>,
    ) -> Answer<pb::ReturnDispute> {
        let id = &request.get_ref().dispute_id;
        check_id("dispute_id", id)?;
        let found = self.app.get_return_dispute(Caller::of(&request), id);
        Ok(Response::new(found.await?))
    }

    async fn list_return_disputes(
        &self,
        request: Request<pb::ListReturnDisputesRequest>,
    ) -> Answer<pb::ListReturnDisputesResponse> {
        let caller = Caller::of(&request).clone();
        let listed = self.app.list_return_disputes(&caller, request.into_inner());
        Ok(Response::new(listed.await?))
    }

    async fn intervene_in_return(
        &self,
        request: Request<pb::InterveneInReturnRequest>,
    ) -> Answer<pb::ReturnIntervention> {
        let (call, message) = taken("returns.InterveneInReturn", request);
        let mut fields = Fields::new();
        let step = stepping_from_wire(&mut fields, &message);
        let step = finish(fields, step)?;
        let target = target(&message.return_id, &message.etag);
        Ok(Response::new(
            self.app.intervene_in_return(call, target, step).await?,
        ))
    }

    async fn list_return_interventions(
        &self,
        request: Request<pb::ListReturnInterventionsRequest>,
    ) -> Answer<pb::ListReturnInterventionsResponse> {
        let caller = Caller::of(&request).clone();
        let listed = self.app.list_return_interventions(&caller, request.into_inner());
        Ok(Response::new(listed.await?))
    }
}
