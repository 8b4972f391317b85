//! A storm of refunds on one payment: many at once, together far more than was captured.
//!
//! What must hold: never more than captured, for the payment and for each line, at any moment; what was refused did not fit;
//! and at the end the books, the refunds and the provider agree.

use crate::audit::Standing;
use crate::client::Clients;
use crate::shop::{self, LINE_TOTALS, TOTAL, minor};
use crate::wait::until;
use anyhow::{Context as _, bail, ensure};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use redress_contracts::redress::refunds::v1::{
    CreateRefundRequest, ListPaymentsRequest, Refund, RefundState,
};
use std::time::Duration;
use tonic::Code;

/// How many refunds are asked for at once.
pub const WIDTH: usize = 32;

/// How long events and payments may take.
const LIMIT: Duration = Duration::from_secs(30);

/// What came of some rounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Refunds that were created.
    pub created: usize,
    /// Refunds that were refused because too little was left.
    pub refused: usize,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.created += other.created;
        self.refused += other.refused;
    }
}

impl Clients {
    /// Places an order and pays it; returns its id once refunds know the payment.
    ///
    /// # Errors
    /// A call failed.
    pub async fn paid_order(&self, name: &str) -> anyhow::Result<String> {
        let placed = self
            .orders
            .clone()
            .place_order(shop::order(name))
            .await?
            .into_inner();
        let pay = shop::pay(&format!("{name}-pay"), &placed.order_id);
        self.orders.clone().confirm_payment(pay).await?;
        self.payment_known(&placed.order_id).await?;
        Ok(placed.order_id)
    }

    /// Waits until refunds know the order's payment.
    ///
    /// # Errors
    /// It does not become known.
    pub async fn payment_known(&self, order_id: &str) -> anyhow::Result<()> {
        until("a known payment", LIMIT, || async {
            let request = ListPaymentsRequest {
                order_id: order_id.to_owned(),
                ..ListPaymentsRequest::default()
            };
            match self.refunds.clone().list_payments(request).await {
                Ok(reply) if reply.get_ref().payments.is_empty() => Ok(None),
                Ok(_) => Ok(Some(())),
                Err(status) if status.code() == Code::NotFound => Ok(None),
                Err(status) => Err(status.into()),
            }
        })
        .await
    }

    /// Waits until no refund of an order is under way any more, and audits it.
    ///
    /// # Errors
    /// Something does not hold, or it takes too long.
    pub async fn settled(&self, order_id: &str, payment_reference: &str) -> anyhow::Result<Standing> {
        until("an end of all refunds", LIMIT, || async {
            let is_final = |refund: &Refund| {
                matches!(
                    refund.state(),
                    RefundState::Succeeded | RefundState::Failed | RefundState::Reversed
                )
            };
            Ok(self
                .refunds_of(order_id)
                .await?
                .iter()
                .all(is_final)
                .then_some(()))
        })
        .await?;
        self.audit_settled(order_id, payment_reference).await
    }
}

/// Plays so many rounds, one after the other, with amounts that the seed decides.
///
/// # Errors
/// The first thing that does not hold.
pub async fn play(clients: &Clients, name: &str, rounds: usize, seed: u64) -> anyhow::Result<Tally> {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut tally = Tally::default();
    for number in 0..rounds {
        tally += round(clients, &format!("{name}-{seed}-{number}"), &mut rng).await?;
    }
    clients.audit_ledger(crate::shop::SHOP).await?;
    Ok(tally)
}

async fn round(clients: &Clients, name: &str, rng: &mut StdRng) -> anyhow::Result<Tally> {
    let order_id = clients.paid_order(name).await?;
    let reference = shop::payment_reference(name);
    let requests: Vec<CreateRefundRequest> = (0..WIDTH)
        .map(|at| any_refund(&format!("{name}-refund-{at}"), &order_id, rng))
        .collect();
    let calls = requests.iter().cloned().map(|request| {
        let mut refunds = clients.refunds.clone();
        async move { refunds.create_refund(request).await }
    });
    let (answers, watched) = tokio::join!(join_all(calls), clients.audit(&order_id, &reference));
    watched?;
    let mut tally = Tally::default();
    let mut smallest_refused = i64::MAX;
    for (request, answer) in requests.iter().zip(answers) {
        match answer {
            Ok(_) => tally.created += 1,
            Err(status) if is_too_much(&status) => {
                tally.refused += 1;
                if is_goodwill(request) {
                    smallest_refused = smallest_refused.min(amount(request));
                }
            }
            Err(status) => bail!("{}: {status}", request.request_id),
        }
    }
    let standing = clients.settled(&order_id, &reference).await?;
    ensure!(
        standing.captured == TOTAL,
        "{order_id}: {} captured of {TOTAL}",
        standing.captured
    );
    ensure!(
        standing.refunds.len() == tally.created,
        "{order_id}: {tally:?}, but {} refunds",
        standing.refunds.len()
    );
    let left = standing.captured - standing.refunded;
    ensure!(
        left < smallest_refused,
        "{order_id}: {smallest_refused} was refused although {left} is left"
    );
    Ok(tally)
}

/// A refund of a third of the payment at most: of the payment as a whole, or of one of its lines.
fn any_refund(request_id: &str, order_id: &str, rng: &mut StdRng) -> CreateRefundRequest {
    let amount = rng.random_range(1..=TOTAL / 3);
    match rng.random_range(0..3) {
        0 => shop::goodwill(request_id, order_id, amount),
        line => {
            let most = LINE_TOTALS[line - 1];
            shop::item_refund(request_id, order_id, &line.to_string(), amount.min(most))
        }
    }
}

fn is_too_much(status: &tonic::Status) -> bool {
    redress_rpc::error::reason_of(status).as_deref() == Some("AMOUNT_EXCEEDS_REFUNDABLE")
}

fn is_goodwill(request: &CreateRefundRequest) -> bool {
    request.kind() == redress_contracts::redress::refunds::v1::RefundKind::Goodwill
}

fn amount(request: &CreateRefundRequest) -> i64 {
    let breakdown = request
        .breakdown
        .as_ref()
        .expect("invariant: every refund here has a breakdown");
    minor(breakdown.amount.as_ref())
}

/// Sends the same request many times at once and expects the same answer each time.
///
/// # Errors
/// A call failed, or an answer differs.
pub async fn same_answer<R, F>(width: usize, call: impl Fn() -> F) -> anyhow::Result<R>
where
    R: PartialEq + std::fmt::Debug,
    F: Future<Output = Result<tonic::Response<R>, tonic::Status>>,
{
    let answers = join_all((0..width).map(|_| call())).await;
    let answers = answers
        .into_iter()
        .map(|answer| Ok(answer?.into_inner()))
        .collect::<anyhow::Result<Vec<R>>>()?;
    for pair in answers.windows(2) {
        ensure!(
            pair[0] == pair[1],
            "two answers to one request: {:?} and {:?}",
            pair[0],
            pair[1]
        );
    }
    answers.into_iter().next().context("nothing was asked")
}
