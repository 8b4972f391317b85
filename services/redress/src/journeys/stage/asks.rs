//! What people do in journeys, each through the contract and shown as a step.

use super::checks::cited_by;
use super::{Draft, Stage};
use crate::journeys::step::amount;
use anyhow::Context as _;
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, Cancellation, ConfirmPaymentRequest, DecideCancellationRequest,
    GetCancellationRequest, GetOrderRequest, LineQuantity, MarkDeliveredRequest, MarkShippedRequest, Order,
    Parcel,
};
use redress_contracts::redress::policies::v1::{
    Decision, GetPolicyRequest, Ground, Outcome, Party, Policy, PublishPolicyRequest,
};
use tonic::Status;

/// The name of a party as steps show it.
pub fn party_name(party: Party) -> &'static str {
    match party {
        Party::Buyer => "buyer",
        Party::Seller => "seller",
        Party::Platform => "platform",
        Party::System | Party::Unspecified => "system",
    }
}

/// An outcome or refusal as steps show it.
pub fn answer_of(decision: &Decision) -> String {
    let outcome = decision.outcome();
    let word = outcome
        .as_str_name()
        .trim_start_matches("OUTCOME_")
        .to_lowercase();
    if outcome == Outcome::Refused {
        format!("{word}: {}", decision.refusal_reason)
    } else {
        word
    }
}

impl Stage {
    /// The buyer places an order and its payment is confirmed.
    ///
    /// # Errors
    /// A call failed.
    pub async fn place_and_pay(&mut self, draft: Draft) -> anyhow::Result<Order> {
        let order = self.place(draft).await?;
        self.pay(&order).await
    }

    /// The buyer places an order.
    ///
    /// # Errors
    /// The call failed.
    pub async fn place(&mut self, draft: Draft) -> anyhow::Result<Order> {
        let request = draft.request(self.shop, self.request_id(), self.now());
        let order = self.orders.place_order(request).await?.into_inner();
        let titles: Vec<String> = order
            .lines
            .iter()
            .map(|line| format!("{} x {}", line.quantity, line.title))
            .collect();
        self.show(
            "buyer",
            format!("orders {}", titles.join(", ")),
            "placed",
            &[],
            amount(order.total.as_ref()),
        );
        Ok(order)
    }

    /// The order's payment is confirmed.
    ///
    /// # Errors
    /// The call failed.
    pub async fn pay(&mut self, order: &Order) -> anyhow::Result<Order> {
        let request = ConfirmPaymentRequest {
            request_id: self.request_id(),
            order_id: order.order_id.clone(),
            ..ConfirmPaymentRequest::default()
        };
        let order = self.orders.confirm_payment(request).await?.into_inner();
        self.show(
            "buyer",
            "payment confirmed",
            "paid",
            &[],
            amount(order.total.as_ref()),
        );
        self.rest().await?;
        Ok(order)
    }

    /// The seller ships lines of an order, or all that is left of it.
    ///
    /// # Errors
    /// The call failed.
    pub async fn ship(&mut self, order: &Order, lines: &[(&str, i32)]) -> anyhow::Result<Order> {
        let parcel = Parcel {
            carrier: "ups".to_owned(),
            tracking_number: "1Z999AA10123456784".to_owned(),
            lines: quantities(lines),
            ..Parcel::default()
        };
        let request = MarkShippedRequest {
            request_id: self.request_id(),
            order_id: order.order_id.clone(),
            parcel: Some(parcel),
            ..MarkShippedRequest::default()
        };
        let order = self.orders.mark_shipped(request).await?.into_inner();
        self.show(
            "seller",
            "ships",
            format!("{} parcels sent", order.parcels.len()),
            &[],
            String::new(),
        );
        Ok(order)
    }

    /// A parcel arrives.
    ///
    /// # Errors
    /// The call failed.
    pub async fn deliver(&mut self, order: &Order, parcel_id: &str) -> anyhow::Result<Order> {
        let request = MarkDeliveredRequest {
            request_id: self.request_id(),
            order_id: order.order_id.clone(),
            parcel_id: parcel_id.to_owned(),
            ..MarkDeliveredRequest::default()
        };
        let order = self.orders.mark_delivered(request).await?.into_inner();
        self.show(
            "carrier",
            format!("delivers parcel {parcel_id}"),
            "delivered",
            &[],
            String::new(),
        );
        Ok(order)
    }

    /// Reads an order with its terms.
    ///
    /// # Errors
    /// The call failed.
    pub async fn read(&mut self, order: &Order) -> anyhow::Result<Order> {
        self.rest().await?;
        let request = GetOrderRequest {
            order_id: order.order_id.clone(),
        };
        Ok(self.orders.get_order(request).await?.into_inner())
    }

    /// Reads a cancellation.
    ///
    /// # Errors
    /// The call failed.
    pub async fn read_cancellation(&mut self, cancellation: &Cancellation) -> anyhow::Result<Cancellation> {
        self.rest().await?;
        let request = GetCancellationRequest {
            cancellation_id: cancellation.cancellation_id.clone(),
        };
        Ok(self.orders.get_cancellation(request).await?.into_inner())
    }

    /// Asks to cancel, and returns what came back, shown only when it was not refused.
    pub async fn try_cancel(&mut self, request: CancelOrderRequest) -> Result<Cancellation, Status> {
        let act = format!(
            "asks to cancel: {}",
            request
                .ground()
                .as_str_name()
                .trim_start_matches("GROUND_")
                .to_lowercase()
        );
        let actor = party_name(request.requested_by());
        let cancellation = self.orders.cancel_order(request).await?.into_inner();
        let decision = cancellation.decision.clone().unwrap_or_default();
        let money = decision.breakdown.as_ref().and_then(|b| b.amount.as_ref());
        self.show(
            actor,
            act,
            answer_of(&decision),
            &cited_by(&decision),
            amount(money),
        );
        Ok(cancellation)
    }

    /// Asks to cancel and expects it not to be refused.
    ///
    /// # Errors
    /// It was refused, or has no decision.
    pub async fn cancel(&mut self, request: CancelOrderRequest) -> anyhow::Result<(Cancellation, Decision)> {
        let cancellation = self.try_cancel(request).await?;
        let decision = cancellation
            .decision
            .clone()
            .context("the cancellation has no decision")?;
        Ok((cancellation, decision))
    }

    /// A person decides a cancellation that waits for them.
    ///
    /// # Errors
    /// The call failed.
    pub async fn decide(
        &mut self,
        cancellation: &Cancellation,
        by: Party,
        approve: bool,
        reason: &str,
    ) -> anyhow::Result<Cancellation> {
        let request = DecideCancellationRequest {
            request_id: self.request_id(),
            cancellation_id: cancellation.cancellation_id.clone(),
            decided_by: by.into(),
            approve,
            reason: reason.to_owned(),
            ..DecideCancellationRequest::default()
        };
        let decided = self.orders.decide_cancellation(request).await?.into_inner();
        let act = if approve {
            "approves the cancellation"
        } else {
            "refuses the cancellation"
        };
        self.show(
            party_name(by),
            format!("{act}: {reason}"),
            state_of(&decided),
            &[],
            String::new(),
        );
        Ok(decided)
    }

    /// A request to cancel, all that is left when no lines are named.
    pub fn ask(
        &mut self,
        order: &Order,
        by: Party,
        ground: Ground,
        lines: &[(&str, i32)],
    ) -> CancelOrderRequest {
        CancelOrderRequest {
            request_id: self.request_id(),
            order_id: order.order_id.clone(),
            requested_by: by.into(),
            ground: ground.into(),
            lines: quantities(lines),
            ..CancelOrderRequest::default()
        }
    }

    /// The shop's pack in force.
    ///
    /// # Errors
    /// The call failed.
    pub async fn policy(&mut self) -> anyhow::Result<Policy> {
        let request = GetPolicyRequest {
            policy_id: self.shop.to_owned(),
            version: 0,
        };
        Ok(self.policies.get_policy(request).await?.into_inner())
    }

    /// The shop publishes its pack with one text replaced, in force at once.
    ///
    /// # Errors
    /// The text is not there, or the call failed.
    pub async fn publish(&mut self, from: &str, to: &str) -> anyhow::Result<Policy> {
        let current = self.policy().await?;
        anyhow::ensure!(
            current.source.contains(from),
            "the pack does not contain `{from}`"
        );
        let request = PublishPolicyRequest {
            request_id: self.request_id(),
            source: current.source.replacen(from, to, 1),
            ..PublishPolicyRequest::default()
        };
        let published = self.policies.publish_policy(request).await?.into_inner();
        self.show(
            "platform",
            "publishes a new version of its policy",
            format!("version {}", published.version),
            &[],
            String::new(),
        );
        Ok(published)
    }

    /// A seller's own terms are published.
    ///
    /// # Errors
    /// The call failed.
    pub async fn publish_terms(&mut self, seller: &str, source: &str) -> anyhow::Result<Policy> {
        let request = PublishPolicyRequest {
            request_id: self.request_id(),
            source: source.to_owned(),
            seller_id: seller.to_owned(),
            marketplace_id: self.shop.to_owned(),
            ..PublishPolicyRequest::default()
        };
        let published = self.policies.publish_policy(request).await?.into_inner();
        self.show(
            "seller",
            "publishes own terms",
            format!("version {}", published.version),
            &[],
            String::new(),
        );
        Ok(published)
    }
}

/// A cancellation's state in words.
pub fn state_of(cancellation: &Cancellation) -> String {
    cancellation
        .state()
        .as_str_name()
        .trim_start_matches("CANCELLATION_STATE_")
        .to_lowercase()
}

fn quantities(lines: &[(&str, i32)]) -> Vec<LineQuantity> {
    lines
        .iter()
        .map(|(line_id, quantity)| LineQuantity {
            line_id: (*line_id).to_owned(),
            quantity: *quantity,
        })
        .collect()
}
