//! The audit of an order's money, through the contract and at the provider: what always has to hold, at any moment.

use crate::client::Clients;
use crate::shop::minor;
use anyhow::ensure;
use redress_contracts::redress::orders::v1::GetOrderRequest;
use redress_contracts::redress::refunds::v1::{
    Effect, GetTrialBalanceRequest, ListEffectsRequest, ListPaymentsRequest, ListRefundsRequest, Refund,
    RefundState,
};
use std::collections::BTreeMap;

/// The money of an order as the books and the provider have it, in minor units.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Captured by its payments.
    pub captured: i64,
    /// Set aside for refunds under way.
    pub held: i64,
    /// Refunded, as the books say.
    pub refunded: i64,
    /// Paid back, as the provider says.
    pub paid_back: i64,
    /// Its refunds.
    pub refunds: Vec<Refund>,
}

impl Clients {
    /// Checks an order with one payment: never more than captured for the payment and for each line, and what the provider did
    /// is what the refunds say, each key once.
    ///
    /// # Errors
    /// What does not hold.
    pub async fn audit(&self, order_id: &str, payment_reference: &str) -> anyhow::Result<Standing> {
        // The provider's effects are read first: what they hold must be held or refunded by then, whatever goes on.
        let request = ListPaymentsRequest {
            order_id: order_id.to_owned(),
            ..ListPaymentsRequest::default()
        };
        let effects = self.effects(payment_reference).await?;
        let refunds = self.refunds_of(order_id).await?;
        let payments = self
            .refunds
            .clone()
            .list_payments(request)
            .await?
            .into_inner()
            .payments;
        let mut standing = Standing::default();
        for payment in &payments {
            let (captured, held, refunded) = (
                minor(payment.captured.as_ref()),
                minor(payment.held.as_ref()),
                minor(payment.refunded.as_ref()),
            );
            ensure!(
                held >= 0 && refunded >= 0,
                "{order_id}: held {held}, refunded {refunded}"
            );
            ensure!(
                held + refunded <= captured,
                "{order_id}: {held} held + {refunded} refunded > {captured} captured"
            );
            for line in &payment.lines {
                let (captured, taken) = (minor(line.captured.as_ref()), minor(line.taken.as_ref()));
                ensure!(
                    (0..=captured).contains(&taken),
                    "{order_id} line {}: {taken} of {captured}",
                    line.line_id
                );
            }
            standing.captured += captured;
            standing.held += held;
            standing.refunded += refunded;
        }
        standing.paid_back = effects
            .iter()
            .filter(|e| !e.is_reversed)
            .map(|e| minor(e.amount.as_ref()))
            .sum();
        let mut keys = BTreeMap::new();
        for effect in &effects {
            *keys.entry(&effect.idempotency_key).or_insert(0) += 1;
        }
        ensure!(
            keys.values().all(|count| *count == 1),
            "{order_id}: a refund was paid twice: {keys:?}"
        );
        ensure!(
            standing.paid_back <= standing.refunded + standing.held,
            "{order_id}: the provider paid {} and the books know of {standing:?}",
            standing.paid_back
        );
        standing.refunds = refunds;
        Ok(standing)
    }

    /// Checks an order of which nothing is under way any more: nothing is held, and books, refunds and provider agree.
    ///
    /// # Errors
    /// What does not hold.
    pub async fn audit_settled(&self, order_id: &str, payment_reference: &str) -> anyhow::Result<Standing> {
        let standing = self.audit(order_id, payment_reference).await?;
        ensure!(
            standing.held == 0,
            "{order_id}: {} is still held: {:?}",
            standing.held,
            standing.refunds
        );
        let succeeded: i64 = standing
            .refunds
            .iter()
            .filter(|refund| refund.state() == RefundState::Succeeded)
            .map(|refund| minor(refund.amount.as_ref()))
            .sum();
        ensure!(
            succeeded == standing.refunded && succeeded == standing.paid_back,
            "{order_id}: refunds say {succeeded}, the books {}, the provider {}",
            standing.refunded,
            standing.paid_back
        );
        Ok(standing)
    }

    /// What the provider really did for a payment.
    ///
    /// # Errors
    /// A call failed.
    pub async fn effects(&self, payment_reference: &str) -> anyhow::Result<Vec<Effect>> {
        let mut all = Vec::new();
        let mut request = ListEffectsRequest {
            payment_reference: payment_reference.to_owned(),
            page_size: 1000,
            ..ListEffectsRequest::default()
        };
        loop {
            let page = self
                .sandbox
                .clone()
                .list_effects(request.clone())
                .await?
                .into_inner();
            all.extend(page.effects);
            if page.next_page_token.is_empty() {
                return Ok(all);
            }
            request.page_token = page.next_page_token;
        }
    }

    /// The refunds of an order.
    ///
    /// # Errors
    /// A call failed.
    pub async fn refunds_of(&self, order_id: &str) -> anyhow::Result<Vec<Refund>> {
        let request = GetOrderRequest {
            order_id: order_id.to_owned(),
        };
        let order = self.orders.clone().get_order(request).await?.into_inner();
        let mut all = Vec::new();
        let mut request = ListRefundsRequest {
            marketplace_id: order.marketplace_id,
            order_id: order_id.to_owned(),
            page_size: 200,
            ..ListRefundsRequest::default()
        };
        loop {
            let page = self
                .refunds
                .clone()
                .list_refunds(request.clone())
                .await?
                .into_inner();
            all.extend(page.refunds);
            if page.next_page_token.is_empty() {
                return Ok(all);
            }
            request.page_token = page.next_page_token;
        }
    }

    /// Whether a marketplace's ledger adds up to zero.
    ///
    /// # Errors
    /// It does not.
    pub async fn audit_ledger(&self, marketplace_id: &str) -> anyhow::Result<()> {
        let request = GetTrialBalanceRequest {
            marketplace_id: marketplace_id.to_owned(),
        };
        let balance = self
            .refunds
            .clone()
            .get_trial_balance(request)
            .await?
            .into_inner();
        ensure!(
            balance.is_balanced,
            "the ledger does not add up: {:?}",
            balance.balances
        );
        Ok(())
    }
}
