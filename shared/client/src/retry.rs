//! When a failed call is made again, and how long is waited before.

use std::time::Duration;

mod budget;

pub(crate) use budget::Budget;

/// How calls are repeated.
///
/// Before the n-th repetition a random time between half and all of `base_delay · 2ⁿ⁻¹` is waited, at most `max_delay`, and never
/// less than the server asks for. Over all calls of a client, repetitions are rationed: every call pays in a tenth of one, and
/// no more than `reserve` are ever saved up. When a server is down, this keeps its clients from making its load a
/// multiple of what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// How often a call is made at most, the first time included.
    pub attempts: u32,
    /// What the first wait is about.
    pub base_delay: Duration,
    /// The longest wait that is chosen here; a server may ask for longer.
    pub max_delay: Duration,
    /// How many repetitions are there to begin with, and can be saved up.
    pub reserve: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 5,
            base_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(5),
            reserve: 10,
        }
    }
}

impl Retry {
    /// Every call is made once.
    pub fn none() -> Self {
        Self {
            attempts: 1,
            ..Self::default()
        }
    }

    /// How long to wait before repetition `number`, counted from 1. `luck` is between 0 and 1.
    pub(crate) fn delay(&self, number: u32, luck: f64, asked: Option<Duration>) -> Duration {
        let doublings = number.saturating_sub(1).min(31);
        let longest = self.base_delay.saturating_mul(1 << doublings).min(self.max_delay);
        let chosen = longest.mul_f64(0.5 + luck.clamp(0.0, 1.0) / 2.0);
        chosen.max(asked.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_never_shorter_than_asked() {
        let retry = Retry::default();
        let longest = |number| retry.delay(number, 1.0, None).as_millis();
        assert_eq!([1, 2, 3, 7, 40].map(longest), [100, 200, 400, 5_000, 5_000]);
        assert_eq!(retry.delay(1, 0.0, None), Duration::from_millis(50));
        let asked = Duration::from_secs(7);
        assert_eq!(retry.delay(1, 1.0, Some(asked)), asked);
    }
}
