//! Disputes over returns on the stage, and the platform stepping in.

use super::{Stage, party_name};
use crate::journeys::step::amount;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1::{
    AddReturnStatementRequest, AnswerReturnProposalRequest, AppealReturnRulingRequest,
    EscalateReturnDisputeRequest, InterveneInReturnRequest, OpenReturnDisputeRequest,
    ProposeReturnSettlementRequest, RecordReturnOutcomeRequest, Return, ReturnDispute, ReturnIntervention,
    ReturnInterventionKind, ReturnRulingFor, RuleReturnDisputeRequest,
};

impl Stage {
    /// A party opens a dispute over a return.
    ///
    /// # Errors
    /// The call failed.
    pub async fn dispute(
        &mut self,
        found: &Return,
        by: Party,
        statement: &str,
    ) -> anyhow::Result<ReturnDispute> {
        let request = OpenReturnDisputeRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            opened_by: by.into(),
            statement: statement.to_owned(),
            ..OpenReturnDisputeRequest::default()
        };
        let dispute = self.disputes.open_return_dispute(request).await?.into_inner();
        self.show_dispute(party_name(by), "opens a dispute", &dispute);
        self.rest().await?;
        Ok(dispute)
    }

    /// A party speaks, with the evidence it refers to.
    ///
    /// # Errors
    /// The call failed.
    pub async fn state(
        &mut self,
        dispute: &ReturnDispute,
        party: Party,
        text: &str,
        evidence_ids: &[String],
    ) -> anyhow::Result<ReturnDispute> {
        let request = AddReturnStatementRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            party: party.into(),
            text: text.to_owned(),
            evidence_ids: evidence_ids.to_vec(),
            ..AddReturnStatementRequest::default()
        };
        let dispute = self.disputes.add_return_statement(request).await?.into_inner();
        self.show_dispute(party_name(party), "makes a statement", &dispute);
        Ok(dispute)
    }

    /// A party proposes a settlement, or counters one.
    ///
    /// # Errors
    /// The call failed.
    pub async fn propose(
        &mut self,
        dispute: &ReturnDispute,
        party: Party,
        money: Money,
    ) -> anyhow::Result<ReturnDispute> {
        let request = ProposeReturnSettlementRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            party: party.into(),
            amount: Some(money.clone()),
            keeps_goods: true,
            text: "Keep it, and have this back.".to_owned(),
            ..ProposeReturnSettlementRequest::default()
        };
        let dispute = self
            .disputes
            .propose_return_settlement(request)
            .await?
            .into_inner();
        let act = format!("proposes {}", amount(Some(&money)));
        self.show_dispute(party_name(party), &act, &dispute);
        Ok(dispute)
    }

    /// A party accepts or rejects the open proposal.
    ///
    /// # Errors
    /// There is none, or the call failed.
    pub async fn answer(
        &mut self,
        dispute: &ReturnDispute,
        party: Party,
        accept: bool,
    ) -> anyhow::Result<ReturnDispute> {
        let open = dispute.proposals.iter().find(|proposal| !proposal.is_closed);
        let open = open.ok_or_else(|| anyhow::anyhow!("no proposal is open"))?;
        let request = AnswerReturnProposalRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            proposal_id: open.proposal_id.clone(),
            party: party.into(),
            accept,
            ..AnswerReturnProposalRequest::default()
        };
        let dispute = self.disputes.answer_return_proposal(request).await?.into_inner();
        let act = if accept {
            "accepts the proposal"
        } else {
            "rejects the proposal"
        };
        self.show_dispute(party_name(party), act, &dispute);
        self.rest().await?;
        Ok(dispute)
    }

    /// The platform rules; in part when an amount is given.
    ///
    /// # Errors
    /// The call failed.
    pub async fn rule(
        &mut self,
        dispute: &ReturnDispute,
        ruling_for: ReturnRulingFor,
        money: Option<Money>,
    ) -> anyhow::Result<ReturnDispute> {
        let request = RuleReturnDisputeRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            ruling_for: ruling_for.into(),
            amount: money,
            reason: "By what both sides showed.".to_owned(),
            ..RuleReturnDisputeRequest::default()
        };
        let dispute = self.disputes.rule_return_dispute(request).await?.into_inner();
        let whom = ruling_for
            .as_str_name()
            .trim_start_matches("RETURN_RULING_FOR_")
            .to_lowercase();
        self.show_dispute("platform", &format!("rules for the {whom}"), &dispute);
        self.rest().await?;
        Ok(dispute)
    }

    /// A party appeals the ruling.
    ///
    /// # Errors
    /// The call failed.
    pub async fn appeal(&mut self, dispute: &ReturnDispute, party: Party) -> anyhow::Result<ReturnDispute> {
        let request = AppealReturnRulingRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            party: party.into(),
            reason: "The second picture was not looked at.".to_owned(),
            ..AppealReturnRulingRequest::default()
        };
        let dispute = self.disputes.appeal_return_ruling(request).await?.into_inner();
        self.show_dispute(party_name(party), "appeals the ruling", &dispute);
        Ok(dispute)
    }

    /// A body outside takes the case.
    ///
    /// # Errors
    /// The call failed.
    pub async fn escalate(&mut self, dispute: &ReturnDispute, body: &str) -> anyhow::Result<ReturnDispute> {
        let request = EscalateReturnDisputeRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            body: body.to_owned(),
            reference: "2027-0815".to_owned(),
            ..EscalateReturnDisputeRequest::default()
        };
        let dispute = self.disputes.escalate_return_dispute(request).await?.into_inner();
        self.show_dispute("buyer", &format!("goes to: {body}"), &dispute);
        self.rest().await?;
        Ok(dispute)
    }

    /// The body outside decided.
    ///
    /// # Errors
    /// The call failed.
    pub async fn outcome(
        &mut self,
        dispute: &ReturnDispute,
        award: Option<Money>,
    ) -> anyhow::Result<ReturnDispute> {
        let request = RecordReturnOutcomeRequest {
            request_id: self.request_id(),
            dispute_id: dispute.dispute_id.clone(),
            outcome: "Mediated: the shop refunds.".to_owned(),
            amount: award,
            ..RecordReturnOutcomeRequest::default()
        };
        let dispute = self.disputes.record_return_outcome(request).await?.into_inner();
        self.show_dispute("platform", "records the outcome", &dispute);
        self.rest().await?;
        Ok(dispute)
    }

    /// The platform steps into a return.
    ///
    /// # Errors
    /// The call failed.
    pub async fn intervene(
        &mut self,
        found: &Return,
        kind: ReturnInterventionKind,
        money: Option<Money>,
    ) -> anyhow::Result<ReturnIntervention> {
        let request = InterveneInReturnRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            kind: kind.into(),
            reason: "The rules were not kept.".to_owned(),
            amount: money,
            ..InterveneInReturnRequest::default()
        };
        let done = self.disputes.intervene_in_return(request).await?.into_inner();
        let word = kind
            .as_str_name()
            .trim_start_matches("RETURN_INTERVENTION_KIND_")
            .to_lowercase();
        self.show(
            "platform",
            format!("steps in: {word}"),
            "recorded",
            &done.clause_ids,
            amount(done.amount.as_ref()),
        );
        self.rest().await?;
        Ok(done)
    }

    fn show_dispute(&mut self, actor: &str, act: &str, dispute: &ReturnDispute) {
        let state = dispute
            .state()
            .as_str_name()
            .trim_start_matches("RETURN_DISPUTE_STATE_")
            .to_lowercase();
        let mut clauses = dispute.clause_ids.clone();
        clauses.extend(
            dispute
                .rulings
                .iter()
                .flat_map(|ruling| ruling.clause_ids.clone()),
        );
        clauses.extend(
            dispute
                .external
                .iter()
                .flat_map(|external| external.clause_ids.clone()),
        );
        clauses.sort();
        clauses.dedup();
        self.show(actor, act, state, &clauses, amount(dispute.amount.as_ref()));
    }
}
