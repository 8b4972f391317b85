//! How far an import is, on standard error: one line that is renewed on a terminal, else a line every so often.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Between two lines on a terminal.
const RENEWED_EVERY: Duration = Duration::from_millis(200);
/// How many lines there are in all where they stay, about.
const LINES: usize = 20;

/// Shows progress.
pub struct Progress {
    total: usize,
    step: usize,
    done: usize,
    rejected: usize,
    is_terminal: bool,
    begin: Instant,
    shown: Instant,
}

impl Progress {
    /// Of so many orders.
    pub fn of(total: usize) -> Self {
        let now = Instant::now();
        Self {
            total,
            step: (total / LINES).clamp(1, 5_000),
            done: 0,
            rejected: 0,
            is_terminal: std::io::stderr().is_terminal(),
            begin: now,
            shown: now,
        }
    }

    /// So many orders were finished by an import that was interrupted, or by one of before.
    pub fn resume(&self, finished: usize) {
        say(&format!("going on: {finished} orders were finished before\n"));
    }

    /// One more order was handled.
    pub fn step(&mut self, is_rejected: bool) {
        self.done += 1;
        self.rejected += usize::from(is_rejected);
        if self.is_terminal {
            if self.shown.elapsed() >= RENEWED_EVERY || self.done == self.total {
                self.shown = Instant::now();
                say(&format!("\r{}\x1b[K", self.line()));
            }
        } else if self.done.is_multiple_of(self.step) || self.done == self.total {
            say(&format!("{}\n", self.line()));
        }
    }

    /// Ends the line that was renewed.
    pub fn end(&self) {
        if self.is_terminal {
            say("\n");
        }
    }

    fn line(&self) -> String {
        let seconds = self.begin.elapsed().as_secs_f64().max(0.001);
        let rate = self.done as f64 / seconds;
        format!(
            "{} of {} orders, {} rejected, {rate:.0} a second",
            self.done, self.total, self.rejected
        )
    }
}

/// Whoever does not read progress does not stop the import.
fn say(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}
