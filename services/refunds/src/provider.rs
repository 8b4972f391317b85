//! What a payment provider can do for us. Every implementation keeps this promise: calls with one idempotency key have
//! one effect, and `status` says what became of a key.
//!
//! A provider is called outside any transaction, with a time limit by whoever calls. A provider never fails: what went
//! wrong is an answer, and what cannot be told is [`Answer::Unknown`].

pub mod sandbox;

use async_trait::async_trait;
use redress_core::Money;

use crate::domain::transition::Answer;

/// One refund to be paid.
#[derive(Clone, Debug)]
pub struct Payment {
    /// The same for every call about one refund.
    pub idempotency_key: String,
    /// The captured payment's reference at the provider.
    pub payment_reference: String,
    pub amount: Money,
}

/// Pays refunds back the way the buyer paid.
#[async_trait]
pub trait Provider: Send + Sync {
    /// Pays, or says again what became of the same key.
    async fn refund(&self, payment: &Payment) -> Answer;

    /// What became of a key; [`Answer::NeverSeen`] only when it is certain that nothing was or will be paid under it.
    async fn status(&self, idempotency_key: &str) -> Answer;
}
