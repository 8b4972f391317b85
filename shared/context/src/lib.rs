//! A bounded context, put together: its services, its database and the workers that carry its events and clocks.
//!
//! Every context's `build` returns a [`Context`]; whoever runs the process serves its [`Services`] and starts its workers.
//! What always holds: a started context stops all of its workers before [`Running::stop`] returns. Not here: listening, and
//! which contexts run together.

use futures::future::BoxFuture;
use redress_bus::Bus;
use redress_db::{CancellationToken, Db, DeadlineWorker, Error, OnDeadline, Relay, RelayConfig};
use redress_rpc::Services;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Work that goes on until its token is cancelled.
pub type Worker = Box<dyn FnOnce(CancellationToken) -> BoxFuture<'static, ()> + Send>;

/// Counts what a context has left to do now, beyond its events and deadlines.
pub type Probe = Box<dyn Fn(Db) -> BoxFuture<'static, Result<i64, Error>> + Send + Sync>;

/// A context that is ready to serve and to start.
pub struct Context {
    name: &'static str,
    db: Db,
    services: Services,
    workers: Vec<(&'static str, Worker)>,
    probe: Option<Probe>,
}

impl Context {
    /// A context with the worker that carries its outbox to the bus.
    pub fn new(name: &'static str, db: Db, bus: Arc<dyn Bus>, services: Services) -> Self {
        let relay = Relay::new(db.clone(), bus, name, RelayConfig::of(&db));
        Self {
            name,
            db,
            services,
            workers: Vec::new(),
            probe: None,
        }
        .worker("relay", move |stop| relay.run(stop))
    }

    /// With the worker that fires its deadlines.
    #[must_use]
    pub fn deadlines(self, handler: Arc<dyn OnDeadline>) -> Self {
        let worker = DeadlineWorker::new(self.db.clone(), handler);
        self.worker("deadlines", move |stop| worker.run(stop))
    }

    /// With one more worker.
    #[must_use]
    pub fn worker<F, W>(mut self, name: &'static str, work: W) -> Self
    where
        W: FnOnce(CancellationToken) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        self.workers
            .push((name, Box::new(move |stop| Box::pin(work(stop)))));
        self
    }

    /// With a probe for work that is neither an event nor a deadline, such as calls to a provider.
    #[must_use]
    pub fn probe<F>(mut self, probe: impl Fn(Db) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<i64, Error>> + Send + 'static,
    {
        self.probe = Some(Box::new(move |db| Box::pin(probe(db))));
        self
    }

    /// The context's name, which is also its schema and the source of its events.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its gRPC services.
    pub fn services(&self) -> Services {
        self.services.clone()
    }

    /// Its database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Starts the workers.
    pub fn start(self) -> Running {
        let stop = CancellationToken::new();
        let mut workers = JoinSet::new();
        for (name, worker) in self.workers {
            let (context, stop) = (self.name, stop.clone());
            workers.spawn(async move {
                worker(stop.clone()).await;
                if !stop.is_cancelled() {
                    tracing::error!(context, worker = name, "a worker ended by itself");
                }
            });
        }
        Running {
            name: self.name,
            db: self.db,
            stop,
            workers,
            probe: self.probe,
        }
    }
}

/// A started context.
pub struct Running {
    name: &'static str,
    db: Db,
    stop: CancellationToken,
    workers: JoinSet<()>,
    probe: Option<Probe>,
}

impl Running {
    /// The context's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// How many things are left to do now: events to publish, deadlines that are due, and what the probe counts.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outstanding(&self) -> Result<i64, Error> {
        let now = self.db.environment().clock.now();
        let probed = match &self.probe {
            Some(probe) => probe(self.db.clone()).await?,
            None => 0,
        };
        Ok(self.db.unpublished_events().await? + self.db.due_deadlines(now).await? + probed)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<(), Error> {
        self.db.ping().await
    }

    /// Stops every worker and waits for it; work in a transaction is finished, what is not begun is left for the next start.
    pub async fn stop(mut self) {
        self.stop.cancel();
        while let Some(ended) = self.workers.join_next().await {
            if let Err(error) = ended {
                tracing::error!(context = self.name, %error, "a worker broke down");
            }
        }
    }
}
