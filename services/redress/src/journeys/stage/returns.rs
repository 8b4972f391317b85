//! Returns on the stage: asking, deciding, and reading what became of them.

use super::checks::cited_by;
use super::{Stage, answer_of, party_name};
use crate::journeys::step::amount;
use anyhow::{Context as _, ensure};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::refunds::v1::{Refund, RefundState};
use redress_contracts::redress::returns::v1::{
    Contact, DecideReturnRequest, GetReturnRequest, RequestReturnRequest, Return, ReturnLine, ReturnState,
};
use tonic::Status;

/// A return's state in words.
pub fn return_state(found: &Return) -> String {
    found
        .state()
        .as_str_name()
        .trim_start_matches("RETURN_STATE_")
        .to_lowercase()
}

/// Every clause that a return cites now: its state, its decision, its deadlines, its inspection and its remedy.
pub fn cited_by_return(found: &Return) -> Vec<String> {
    let mut all = found.clause_ids.clone();
    let decision = found.decision.as_ref().map(cited_by).unwrap_or_default();
    let deadlines = found.deadlines.iter().flat_map(|deadline| &deadline.clause_ids);
    let destination = found.destination.iter().flat_map(|place| &place.clause_ids);
    let inspection = found
        .inspection
        .iter()
        .flat_map(|inspection| &inspection.clause_ids);
    let remedy = found.remedy.iter().flat_map(|remedy| &remedy.clause_ids);
    let refund = found
        .remedy
        .iter()
        .filter_map(|remedy| remedy.refund.as_ref())
        .flat_map(|refund| &refund.lines)
        .flat_map(|line| &line.clause_ids);
    let more = decision.iter().chain(deadlines).chain(destination);
    for clause in more.chain(inspection).chain(remedy).chain(refund) {
        if !all.contains(clause) {
            all.push(clause.clone());
        }
    }
    all
}

impl Stage {
    /// A request of the buyer that gives all that any shop asks for: contact, invoice and explanation.
    pub fn ask_return(
        &mut self,
        order: &Order,
        ground: Ground,
        lines: &[(&str, i32)],
    ) -> RequestReturnRequest {
        RequestReturnRequest {
            request_id: self.request_id(),
            order_id: order.order_id.clone(),
            requested_by: Party::Buyer.into(),
            ground: ground.into(),
            lines: lines
                .iter()
                .map(|(line_id, quantity)| ReturnLine {
                    line_id: (*line_id).to_owned(),
                    quantity: *quantity,
                    ..ReturnLine::default()
                })
                .collect(),
            explanation: "It is not what I hoped for.".to_owned(),
            contact: Some(Contact {
                name: "Mara Example".to_owned(),
                email: "mara@example.test".to_owned(),
                phone: "+49 30 1234567".to_owned(),
            }),
            invoice: "INV-2027-001".to_owned(),
            ..RequestReturnRequest::default()
        }
    }

    /// Asks for a return, and returns what came back, shown only when it was not refused.
    pub async fn try_return(&mut self, request: RequestReturnRequest) -> Result<Return, Status> {
        let ground = request
            .ground()
            .as_str_name()
            .trim_start_matches("GROUND_")
            .to_lowercase();
        let actor = party_name(request.requested_by());
        let found = self.returns.request_return(request).await?.into_inner();
        let decision = found.decision.clone().unwrap_or_default();
        let money = decision.breakdown.as_ref().and_then(|b| b.amount.as_ref());
        self.show(
            actor,
            format!("asks for a return: {ground}"),
            format!("{}, {}", answer_of(&decision), return_state(&found)),
            &cited_by_return(&found),
            amount(money),
        );
        Ok(found)
    }

    /// Asks for a return that is not refused, and expects it to stand so.
    ///
    /// # Errors
    /// It was refused, or stands otherwise.
    pub async fn request_return(
        &mut self,
        request: RequestReturnRequest,
        state: ReturnState,
    ) -> anyhow::Result<Return> {
        let found = self.try_return(request).await?;
        expect_state(&found, state)?;
        Ok(found)
    }

    /// A person approves a return that waits for them, with a remedy.
    ///
    /// # Errors
    /// The call failed.
    pub async fn approve_return(
        &mut self,
        found: &Return,
        by: Party,
        remedy: Remedy,
    ) -> anyhow::Result<Return> {
        let request = DecideReturnRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            decided_by: by.into(),
            approve: true,
            remedy: remedy.into(),
            reason: "The evidence is compelling.".to_owned(),
            ..DecideReturnRequest::default()
        };
        self.decide_return(request).await
    }

    /// A person refuses a return that waits for them.
    ///
    /// # Errors
    /// The call failed.
    pub async fn refuse_return(&mut self, found: &Return, by: Party, reason: &str) -> anyhow::Result<Return> {
        let request = DecideReturnRequest {
            request_id: self.request_id(),
            return_id: found.return_id.clone(),
            decided_by: by.into(),
            reason: reason.to_owned(),
            ..DecideReturnRequest::default()
        };
        self.decide_return(request).await
    }

    async fn decide_return(&mut self, request: DecideReturnRequest) -> anyhow::Result<Return> {
        let (by, approve, reason) = (request.decided_by(), request.approve, request.reason.clone());
        let decided = self.returns.decide_return(request).await?.into_inner();
        let act = if approve {
            "approves the return"
        } else {
            "refuses the return"
        };
        self.show_return(party_name(by), &format!("{act}: {reason}"), &decided);
        self.rest().await?;
        Ok(decided)
    }

    /// Shows what a return came to; what it cites counts as cited.
    pub fn show_return(&mut self, actor: &str, act: &str, found: &Return) {
        let money = found.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
        let money = amount(money.and_then(|refund| refund.amount.as_ref()));
        let mut answer = return_state(found);
        if !found.rma_number.is_empty() {
            answer = format!("{answer}, {}", found.rma_number);
        }
        self.show(actor, act, answer, &cited_by_return(found), money);
    }

    /// Reads a return once the suite has come to rest.
    ///
    /// # Errors
    /// The call failed.
    pub async fn read_return(&mut self, found: &Return) -> anyhow::Result<Return> {
        self.rest().await?;
        let request = GetReturnRequest {
            return_id: found.return_id.clone(),
        };
        Ok(self.returns.get_return(request).await?.into_inner())
    }

    /// Reads a return, expects it to stand so, and shows it.
    ///
    /// # Errors
    /// It stands otherwise.
    pub async fn stands(&mut self, found: &Return, state: ReturnState) -> anyhow::Result<Return> {
        let found = self.read_return(found).await?;
        expect_state(&found, state)?;
        self.show_return("system", "where it stands", &found);
        Ok(found)
    }

    /// Expects one paid refund of this amount for a return, and the return to know it.
    ///
    /// # Errors
    /// There is none or several, or it is another.
    pub async fn return_refunded(
        &mut self,
        order: &Order,
        found: &Return,
        expected: Money,
    ) -> anyhow::Result<Refund> {
        let refund = self
            .refunded(order, &found.return_id, RefundState::Succeeded, expected)
            .await?;
        let found = self.stands(found, ReturnState::Closed).await?;
        let remedy = found.remedy.as_ref().context("the return has no remedy")?;
        ensure!(
            remedy.refund_ids.contains(&refund.refund_id) && remedy.is_refund_paid,
            "the return does not know that its refund is paid"
        );
        Ok(refund)
    }
}

/// Expects a return to stand so.
///
/// # Errors
/// It stands otherwise.
pub fn expect_state(found: &Return, state: ReturnState) -> anyhow::Result<()> {
    ensure!(
        found.state() == state,
        "the return is {}, not {state:?}: {}",
        return_state(found),
        found.decide_reason
    );
    Ok(())
}
