//! The load: buyers who repeat each call with the same request id until it is answered, and remember the answers.

use super::Plan;
use crate::client::Clients;
use crate::shop::{self, TOTAL};
use anyhow::Context as _;
use chrono::{TimeDelta, Utc};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use redress_contracts::redress::refunds::v1::{
    ListPaymentsRequest, ListPaymentsResponse, ProviderBehaviour, ScriptProviderRequest,
};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tonic::{Code, Response, Status};

/// When a refund is due that the provider pays late: after it was created for certain, whatever kills come between, and before
/// the provider's second question, six seconds after its first answer.
const DUE: TimeDelta = TimeDelta::seconds(4);

/// After how many questions a late provider pays.
const LATE_AFTER: i32 = 2;

/// Before a call is repeated.
const PAUSE: Duration = Duration::from_millis(20);

/// What a buyer was answered about one order.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The request id of the order, by which its payment is known to the provider.
    pub name: String,
    /// The order; empty until its placing was answered.
    pub order_id: String,
    /// The payment was answered as confirmed.
    pub is_paid: bool,
    /// The cancellation that was answered.
    pub cancellation_id: Option<String>,
    /// The refund that was answered, for a case of goodwill.
    pub refund_id: Option<String>,
    /// That refund was to be paid by a time before which the provider is hardly ready to.
    pub has_due_time: bool,
}

/// Buyers at work.
pub struct Load {
    shared: Arc<Shared>,
    buyers: JoinSet<anyhow::Result<()>>,
}

struct Shared {
    clients: watch::Sender<Clients>,
    cases: Mutex<Vec<Case>>,
    answers: AtomicUsize,
    repeats: AtomicUsize,
    is_over: AtomicBool,
    seed: u64,
    pause: Duration,
}

impl Load {
    pub(super) fn start(plan: &Plan, clients: Clients) -> Load {
        let shared = Arc::new(Shared {
            clients: watch::Sender::new(clients),
            cases: Mutex::default(),
            answers: AtomicUsize::new(0),
            repeats: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            seed: plan.seed,
            pause: plan.pause,
        });
        let mut buyers = JoinSet::new();
        for buyer in 0..plan.buyers {
            buyers.spawn(Buyer::new(buyer, shared.clone()).act());
        }
        Load { shared, buyers }
    }

    /// What has been answered so far.
    pub(super) fn answered(&self) -> Vec<Case> {
        self.shared.cases().clone()
    }

    /// From now on the buyers call this server.
    pub(super) fn serve(&self, clients: Clients) {
        self.shared.clients.send_replace(clients);
    }

    /// Lets every buyer end what they have begun. Returns the cases, and how many calls were answered and repeated.
    pub(super) async fn finish(mut self) -> anyhow::Result<(Vec<Case>, usize, usize)> {
        self.shared.is_over.store(true, Ordering::Relaxed);
        while let Some(ended) = self.buyers.join_next().await {
            ended.context("a buyer broke down")??;
        }
        let cases = self.shared.cases().clone();
        Ok((
            cases,
            self.shared.answers.load(Ordering::Relaxed),
            self.shared.repeats.load(Ordering::Relaxed),
        ))
    }
}

impl Shared {
    fn cases(&self) -> std::sync::MutexGuard<'_, Vec<Case>> {
        self.cases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One buyer, who makes one order after the other.
struct Buyer {
    number: usize,
    shared: Arc<Shared>,
    clients: watch::Receiver<Clients>,
    rng: StdRng,
}

impl Buyer {
    fn new(number: usize, shared: Arc<Shared>) -> Buyer {
        let clients = shared.clients.subscribe();
        let rng = StdRng::seed_from_u64(shared.seed ^ (number as u64 + 1) << 32);
        Buyer {
            number,
            shared,
            clients,
            rng,
        }
    }

    async fn act(mut self) -> anyhow::Result<()> {
        for count in 0.. {
            if self.shared.is_over.load(Ordering::Relaxed) {
                break;
            }
            let name = format!("kill-{}-{}-{count}", self.shared.seed, self.number);
            self.one_case(&name).await.with_context(|| name.clone())?;
            tokio::time::sleep(self.shared.pause).await;
        }
        Ok(())
    }

    async fn one_case(&mut self, name: &str) -> anyhow::Result<()> {
        let late = [
            ProviderBehaviour::Succeed,
            ProviderBehaviour::TimeoutBefore,
            ProviderBehaviour::TimeoutAfter,
        ];
        let has_due_time = self.rng.random_ratio(1, 4);
        let behaviour = if has_due_time {
            ProviderBehaviour::Late
        } else {
            late[self.rng.random_range(0..late.len())]
        };
        self.script(&shop::payment_reference(name), behaviour).await?;
        let placed = self
            .repeat(|c| async move { c.orders.clone().place_order(shop::order(name)).await })
            .await?;
        let at = self.remember(Case {
            name: name.to_owned(),
            order_id: placed.order_id.clone(),
            ..Case::default()
        });
        let (order_id, pay) = (placed.order_id.as_str(), format!("{name}-pay"));
        let pay = &pay;
        self.repeat(|c| async move { c.orders.clone().confirm_payment(shop::pay(pay, order_id)).await })
            .await?;
        self.shared.cases()[at].is_paid = true;
        if has_due_time || self.rng.random_ratio(1, 3) {
            let amount = self.rng.random_range(1..TOTAL);
            return self.goodwill(at, name, order_id, amount, has_due_time).await;
        }
        let cancel = &format!("{name}-cancel");
        let cancelled = self
            .repeat(|c| async move {
                c.orders
                    .clone()
                    .cancel_order(shop::cancel(cancel, order_id))
                    .await
            })
            .await?;
        self.shared.cases()[at].cancellation_id = Some(cancelled.cancellation_id);
        Ok(())
    }

    async fn goodwill(
        &mut self,
        at: usize,
        name: &str,
        order_id: &str,
        amount: i64,
        has_due_time: bool,
    ) -> anyhow::Result<()> {
        self.payment_known(order_id).await?;
        let mut request = shop::goodwill(&format!("{name}-goodwill"), order_id, amount);
        if has_due_time {
            #[expect(clippy::disallowed_methods, reason = "the server's clock is this machine's")]
            let due = Utc::now() + DUE;
            request.due_time = Some(redress_rpc::convert::time_to_wire(due));
        }
        let request = &request;
        let refund = self
            .repeat(|c| async move { c.refunds.clone().create_refund(request.clone()).await })
            .await?;
        let mut cases = self.shared.cases();
        (cases[at].refund_id, cases[at].has_due_time) = (Some(refund.refund_id), has_due_time);
        Ok(())
    }

    async fn script(&mut self, reference: &str, behaviour: ProviderBehaviour) -> anyhow::Result<()> {
        let request = ScriptProviderRequest {
            payment_reference: reference.to_owned(),
            behaviour: behaviour.into(),
            call_count: 1,
            late_after: LATE_AFTER,
        };
        let request = &request;
        self.repeat(|c| async move { c.sandbox.clone().script_provider(request.clone()).await })
            .await?;
        Ok(())
    }

    async fn payment_known(&mut self, order_id: &str) -> anyhow::Result<()> {
        loop {
            let request = ListPaymentsRequest {
                order_id: order_id.to_owned(),
                ..ListPaymentsRequest::default()
            };
            let request = &request;
            let known = self.repeat(|c| async move {
                match c.refunds.clone().list_payments(request.clone()).await {
                    Err(status) if status.code() == Code::NotFound => {
                        Ok(Response::new(ListPaymentsResponse::default()))
                    }
                    answer => answer,
                }
            });
            if !known.await?.payments.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Calls until there is an answer: a lost connection is none.
    async fn repeat<R, F>(&mut self, call: impl Fn(Clients) -> F) -> anyhow::Result<R>
    where
        F: Future<Output = Result<Response<R>, Status>>,
    {
        loop {
            let clients = self.clients.borrow_and_update().clone();
            match call(clients).await {
                Ok(answer) => {
                    self.shared.answers.fetch_add(1, Ordering::Relaxed);
                    return Ok(answer.into_inner());
                }
                Err(status) if is_no_answer(&status) => {
                    self.shared.repeats.fetch_add(1, Ordering::Relaxed);
                    // The next server, or a moment later the same.
                    let _ = tokio::time::timeout(PAUSE, self.clients.changed()).await;
                }
                Err(status) => return Err(status.into()),
            }
        }
    }

    fn remember(&self, case: Case) -> usize {
        let mut cases = self.shared.cases();
        cases.push(case);
        cases.len() - 1
    }
}

/// Whether the server did not say what became of the call, or asked to repeat it.
fn is_no_answer(status: &Status) -> bool {
    match redress_rpc::error::reason_of(status) {
        Some(reason) => matches!(reason.as_str(), "UNAVAILABLE" | "SHUTTING_DOWN" | "CONFLICT"),
        // What has no reason of the suite comes from the transport.
        None => matches!(
            status.code(),
            Code::Unavailable | Code::Unknown | Code::Cancelled | Code::Internal
        ),
    }
}
