//! A window: an instant at which it opens and the deadline at which it closes.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Deadline;

/// A time in which something may be done. It may be empty (it closes before it opens); then it is never open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first instant at which it is open.
    pub opens: DateTime<Utc>,
    /// When it closes.
    pub closes: Deadline,
}

/// How a window stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowState {
    /// It opens later.
    NotYetOpen {
        /// The first instant at which it will be open.
        opens: DateTime<Utc>,
    },
    /// It is open.
    Open {
        /// The time until it closes, by the suspensions known so far. Always positive.
        remaining: TimeDelta,
    },
    /// It has closed, or never opens.
    Closed {
        /// The first instant that was too late.
        when: DateTime<Utc>,
    },
}

impl Window {
    /// How the window stands at `now`.
    pub fn state(&self, now: DateTime<Utc>) -> WindowState {
        let when = self.closes.due;
        if now >= when || self.opens >= when {
            WindowState::Closed { when }
        } else if now < self.opens {
            WindowState::NotYetOpen { opens: self.opens }
        } else {
            WindowState::Open {
                remaining: when - now,
            }
        }
    }

    /// Whether it is open at `now`.
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state(now), WindowState::Open { .. })
    }

    /// The reading that favours who has the right: open from the earlier opening until the later end.
    pub fn later_of(a: Window, b: Window) -> Window {
        Window {
            opens: a.opens.min(b.opens),
            closes: Deadline::later_of(a.closes, b.closes),
        }
    }

    /// Both must hold: open from the later opening until the earlier end.
    pub fn earlier_of(a: Window, b: Window) -> Window {
        Window {
            opens: a.opens.max(b.opens),
            closes: Deadline::earlier_of(a.closes, b.closes),
        }
    }
}
