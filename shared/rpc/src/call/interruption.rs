//! What ends a call from outside: its deadline, or the server stopping.
//!
//! While the server drains, calls go on, but open-ended streams end at once, so that their readers move to another
//! server. When the drain's time limit is over, everything ends.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tonic::Code;

use crate::error::{Problem, Reason};

/// How far the server is in stopping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Running,
    Draining,
    Cut,
}

/// Tells calls that the server stops.
#[derive(Debug, Clone)]
pub(crate) struct Drain(Option<watch::Receiver<Phase>>);

impl Drain {
    /// A drain and the handle that moves it on.
    pub(crate) fn new() -> (Self, watch::Sender<Phase>) {
        let (sender, receiver) = watch::channel(Phase::Running);
        (Self(Some(receiver)), sender)
    }

    /// For servers that are not stopped but dropped: calls in process.
    pub(crate) fn never() -> Self {
        Self(None)
    }

    async fn reached(self, phase: Phase) {
        if let Some(mut phases) = self.0
            && phases.wait_for(|now| *now >= phase).await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}

/// What may end one call. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Interruption {
    deadline: Option<Instant>,
    drain: Drain,
    until: Phase,
}

impl Interruption {
    pub(crate) fn new(timeout: Option<Duration>, drain: Drain, is_open_ended: bool) -> Self {
        // A timeout too long to be a point in time is none.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let until = if is_open_ended {
            Phase::Draining
        } else {
            Phase::Cut
        };
        Self {
            deadline,
            drain,
            until,
        }
    }

    /// For an answer that nothing interrupts from here.
    pub(crate) fn none() -> Self {
        Self::new(None, Drain::never(), false)
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Returns when the call must end, with the reason.
    pub(crate) async fn wait(self) -> Problem {
        let deadline = async {
            match self.deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = deadline => Problem::deadline_exceeded(),
            () = self.drain.reached(self.until) => {
                Problem::new(Code::Unavailable, Reason::ShuttingDown, "the server is stopping; retry elsewhere")
            }
        }
    }
}
