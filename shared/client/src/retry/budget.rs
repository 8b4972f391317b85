//! How many repetitions a client has left, shared by all its calls.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a repetition costs; a call pays in one.
const PRICE: u32 = 10;

/// Repetitions that are left, in tenths.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    most: u32,
}

impl Budget {
    pub(crate) fn new(reserve: u32) -> Self {
        let most = reserve.saturating_mul(PRICE);
        Self {
            left: AtomicU32::new(most),
            most,
        }
    }

    /// A new call.
    pub(crate) fn pay_in(&self) {
        self.change(|left| (left < self.most).then(|| left + 1));
    }

    /// A repetition, if there is one left.
    pub(crate) fn take(&self) -> bool {
        self.change(|left| left.checked_sub(PRICE))
    }

    fn change(&self, next: impl FnMut(u32) -> Option<u32>) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_is_used_up_and_ten_calls_earn_one_more() {
        let budget = Budget::new(2);
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
        (0..9).for_each(|_| budget.pay_in());
        assert!(!budget.take());
        budget.pay_in();
        assert_eq!([budget.take(), budget.take()], [true, false]);
        (0..1_000).for_each(|_| budget.pay_in());
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
    }
}
