//! A case as somebody who works on it sees it: where it stands, since when, and how often it was tried to move it on.

use super::Standing;

/// How often somebody tries to move a case on before they give up.
const MOST_TRIES: u32 = 3;

/// A case and how long it has stood so.
#[derive(Clone, Debug)]
pub struct Case<T> {
    /// As last read.
    pub now: T,
    /// How often it has changed.
    pub turn: u32,
    /// The day of the last change.
    pub since: u32,
    /// How often somebody tried to move it on since.
    pub tries: u32,
    stance: String,
}

impl<T: Standing> Case<T> {
    /// A case seen for the first time.
    pub fn new(now: T, day: u32) -> Self {
        Self {
            stance: now.stance(),
            now,
            turn: 0,
            since: day,
            tries: 0,
        }
    }

    /// Notes what was read of it; whether it has changed.
    pub fn see(&mut self, now: T, day: u32) -> bool {
        let stance = now.stance();
        let has_changed = stance != self.stance;
        self.now = now;
        if has_changed {
            self.stance = stance;
            self.turn += 1;
            self.since = day;
            self.tries = 0;
        }
        has_changed
    }

    /// Whether somebody who lets so many days pass acts on it on this one.
    pub fn is_due(&self, wait: u32, day: u32) -> bool {
        // Who was refused comes back after two days, and a third time, and leaves it then.
        self.tries < MOST_TRIES && day >= self.since + wait + 2 * self.tries
    }

    /// Notes that somebody tries.
    pub fn attempt(&mut self) {
        self.tries += 1;
    }
}
