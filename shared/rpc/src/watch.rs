//! Telling `Watch…` streams that something changed.
//!
//! A watcher is not sent changes but told to read again, so the memory for one is bounded, and a slow reader skips to the
//! newest state instead of failing. Nothing is remembered for keys that nobody watches.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures::{Stream, StreamExt as _};
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;

/// The watchers of one kind of resource, by key (usually its id). Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Watchers {
    by_key: Arc<Mutex<HashMap<String, watch::Sender<()>>>>,
}

impl Watchers {
    /// Nobody watches.
    pub fn new() -> Self {
        Self::default()
    }

    /// Tells everybody who watches `key` to read again.
    pub fn notify(&self, key: &str) {
        if let Some(sender) = self.lock().get(key) {
            sender.send_replace(());
        }
    }

    /// A stream that yields at once, for the first read, and then after every change; changes that come faster than they
    /// are read become one. Subscribe before the first read, so that no change falls between.
    pub fn subscribe(&self, key: &str) -> Subscription {
        let receiver = self.lock().entry(key.to_owned()).or_default().subscribe();
        Subscription {
            signals: Some(WatchStream::new(receiver)),
            watchers: self.clone(),
            key: key.to_owned(),
        }
    }

    /// The stream of states that `read` returns: the state now, and the newest one after each change. It ends after the
    /// first error, or when `read` returns `None` (nothing more will come).
    pub fn follow<T, E, F, Fut>(
        &self,
        key: &str,
        read: F,
    ) -> impl Stream<Item = Result<T, E>> + Send + 'static
    where
        T: Send + 'static,
        E: Send + 'static,
        F: Fn() -> Fut + Send + 'static,
        Fut: Future<Output = Result<Option<T>, E>> + Send + 'static,
    {
        let start = Some((self.subscribe(key), read));
        futures::stream::unfold(start, |state| async move {
            let (mut changes, read) = state?;
            changes.next().await?;
            match read().await {
                Ok(Some(value)) => Some((Ok(value), Some((changes, read)))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// How many keys are watched.
    pub fn watched_keys(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, watch::Sender<()>>> {
        // The map is whole after every statement that holds the lock, so a panic elsewhere cannot have torn it.
        self.by_key.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See [`Watchers::subscribe`].
#[derive(Debug)]
pub struct Subscription {
    signals: Option<WatchStream<()>>,
    watchers: Watchers,
    key: String,
}

impl Stream for Subscription {
    type Item = ();

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<()>> {
        match &mut self.signals {
            Some(signals) => signals.poll_next_unpin(cx),
            None => Poll::Ready(None),
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.signals = None;
        let mut by_key = self.watchers.lock();
        if by_key
            .get(&self.key)
            .is_some_and(|sender| sender.receiver_count() == 0)
        {
            by_key.remove(&self.key);
        }
    }
}
