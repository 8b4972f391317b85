//! What a journey expects: refusals with reason and clauses, decisions, refunds that arrive, messages that were sent.

use super::Stage;
use crate::journeys::step::amount;
use anyhow::{Context as _, bail, ensure};
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::notifications::v1::{ListMessagesRequest, Message, MessageState};
use redress_contracts::redress::orders::v1::Order;
use redress_contracts::redress::policies::v1::{Breakdown, Decision, Party};
use redress_contracts::redress::refunds::v1::{ListEffectsRequest, ListRefundsRequest, Refund, RefundState};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// The clauses that a decision rests on, its deadlines, its money and its version included.
pub fn cited_by(decision: &Decision) -> Vec<String> {
    let mut all: Vec<String> = decision.clause_ids.clone();
    let found = decision
        .findings
        .iter()
        .filter(|f| f.held)
        .flat_map(|f| &f.clause_ids);
    let deadlines = decision.deadlines.iter().flat_map(|d| &d.clause_ids);
    let method = decision.method.iter().flat_map(|m| &m.clause_ids);
    let money = decision.breakdown.iter().flat_map(clauses_of);
    for clause in found.chain(deadlines).chain(method).chain(money) {
        if !all.contains(clause) {
            all.push(clause.clone());
        }
    }
    all
}

fn clauses_of(breakdown: &Breakdown) -> impl Iterator<Item = &String> {
    breakdown.lines.iter().flat_map(|line| &line.clause_ids)
}

impl Stage {
    /// Expects a call to be refused with a code and a registered reason, citing a clause when one is given. Returns the details'
    /// metadata.
    ///
    /// # Errors
    /// It was not refused, or not so.
    pub fn refused<T>(
        &mut self,
        (actor, act): (&str, &str),
        result: Result<T, Status>,
        (code, reason): (Code, &str),
        clause: Option<&str>,
    ) -> anyhow::Result<std::collections::HashMap<String, String>> {
        let Err(status) = result else {
            bail!("{act}: expected {reason}, but it was done")
        };
        let details = status.get_error_details();
        let info = details
            .error_info()
            .with_context(|| format!("{act}: no ErrorInfo in {status:?}"))?;
        ensure!(
            status.code() == code && info.reason == reason,
            "{act}: expected {code:?} {reason}, got {:?} {}: {}",
            status.code(),
            info.reason,
            status.message()
        );
        let cited = |text: &String| {
            text.split(',')
                .map(|id| id.trim().to_owned())
                .filter(|id| !id.is_empty())
                .collect()
        };
        let clauses: Vec<String> = info.metadata.get("clauses").map(cited).unwrap_or_default();
        if let Some(clause) = clause {
            ensure!(
                clauses.iter().any(|id| id == clause),
                "{act}: the refusal cites {clauses:?}, not {clause}"
            );
        }
        let metadata = info.metadata.clone();
        self.show(
            actor,
            act,
            format!("refused: {reason}: {}", status.message()),
            &clauses,
            String::new(),
        );
        Ok(metadata)
    }

    /// The refunds made for a cause, once the suite has come to rest.
    ///
    /// # Errors
    /// The call failed.
    pub async fn refunds_of(&mut self, order: &Order, cause_id: &str) -> anyhow::Result<Vec<Refund>> {
        self.rest().await?;
        let request = ListRefundsRequest {
            marketplace_id: self.shop.to_owned(),
            order_id: order.order_id.clone(),
            cause_id: cause_id.to_owned(),
            ..ListRefundsRequest::default()
        };
        Ok(self.refunds.list_refunds(request).await?.into_inner().refunds)
    }

    /// Expects one refund for a cause, in this state and of this amount, its lines adding up.
    ///
    /// # Errors
    /// There is none or several, or it is another.
    pub async fn refunded(
        &mut self,
        order: &Order,
        cause_id: &str,
        state: RefundState,
        expected: Money,
    ) -> anyhow::Result<Refund> {
        let refunds = self.refunds_of(order, cause_id).await?;
        ensure!(
            refunds.len() == 1,
            "expected one refund for {cause_id}, found {}",
            refunds.len()
        );
        let refund = refunds.into_iter().next().context("no refund")?;
        ensure!(
            refund.state() == state,
            "the refund is {:?}, not {state:?}: {}",
            refund.state(),
            refund.reason
        );
        ensure!(
            refund.amount.as_ref() == Some(&expected),
            "the refund is {}, not {}",
            amount(refund.amount.as_ref()),
            amount(Some(&expected))
        );
        let breakdown = refund.breakdown.as_ref().context("the refund has no breakdown")?;
        check_sum(breakdown)?;
        let mut clauses: Vec<String> = clauses_of(breakdown).cloned().collect();
        clauses.extend(refund.clause_ids.iter().cloned());
        clauses.sort();
        clauses.dedup();
        let answer = state
            .as_str_name()
            .trim_start_matches("REFUND_STATE_")
            .to_lowercase();
        self.show(
            "refunds",
            format!("refund for {}", refund.cause),
            answer,
            &clauses,
            amount(refund.amount.as_ref()),
        );
        Ok(refund)
    }

    /// Expects so many effects at the provider for an order's payment, whatever calls were made.
    ///
    /// # Errors
    /// There are more or fewer.
    pub async fn effects(&mut self, order: &Order, count: usize) -> anyhow::Result<()> {
        self.rest().await?;
        let reference = order
            .payments
            .first()
            .context("the order has no payment")?
            .reference
            .clone();
        let request = ListEffectsRequest {
            payment_reference: reference,
            ..ListEffectsRequest::default()
        };
        let effects = self.sandbox.list_effects(request).await?.into_inner().effects;
        ensure!(
            effects.len() == count,
            "the provider had {} effects, not {count}",
            effects.len()
        );
        self.show(
            "provider",
            "effects counted",
            count.to_string(),
            &[],
            String::new(),
        );
        Ok(())
    }

    /// Expects that a party was sent a message about a change of an order.
    ///
    /// # Errors
    /// There is none, or it was not sent.
    pub async fn told(&mut self, order: &Order, party: Party, change: &str) -> anyhow::Result<Message> {
        self.rest().await?;
        let request = ListMessagesRequest {
            marketplace_id: self.shop.to_owned(),
            order_id: order.order_id.clone(),
            party: party.into(),
            ..ListMessagesRequest::default()
        };
        let messages = self
            .notifications
            .list_messages(request)
            .await?
            .into_inner()
            .messages;
        let found: Vec<String> = messages.iter().map(|message| message.change.clone()).collect();
        let message = messages
            .into_iter()
            .find(|message| message.change == change)
            .with_context(|| format!("{party:?} was not told of {change}, only of {found:?}"))?;
        ensure!(
            message.state() == MessageState::Sent,
            "the message about {change} is {:?}",
            message.state()
        );
        ensure!(
            message.send_time.is_some(),
            "the message about {change} has no send time"
        );
        self.show(
            "mail",
            format!("to {}: {}", message.recipient, message.subject),
            "sent",
            &message.clause_ids,
            String::new(),
        );
        Ok(message)
    }
}

/// The lines of a breakdown add up to its amount.
///
/// # Errors
/// They do not, or a line is no money.
pub fn check_sum(breakdown: &Breakdown) -> anyhow::Result<()> {
    let minor = |money: Option<&Money>| -> anyhow::Result<i64> {
        let money = money.context("a line without an amount")?;
        Ok(redress_core::Money::from_units_nanos(&money.currency_code, money.units, money.nanos)?.minor)
    };
    let sum = breakdown
        .lines
        .iter()
        .map(|line| minor(line.amount.as_ref()))
        .sum::<anyhow::Result<i64>>()?;
    let total = minor(breakdown.amount.as_ref())?;
    ensure!(sum == total, "the lines add up to {sum}, the amount is {total}");
    Ok(())
}
