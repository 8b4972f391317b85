//! The one source of time. Every instant it gives is in UTC and has whole microseconds, the resolution that both
//! databases store, so that what was written compares equal to what is read back.
//!
//! A manual clock never runs by itself and never goes backwards; whoever sleeps on it wakes when it is moved past
//! the instant asked for. Calendars and time zones are not here.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use tokio::sync::watch;

/// How long a sleep on the system clock lasts at most before it looks at the wall clock again: a suspended machine
/// or a corrected clock is noticed within this time.
const LONGEST_NAP: Duration = Duration::from_secs(30);

/// Tells the time and waits for it. Cheap to clone; clones of a manual clock share its time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(watch::Receiver<DateTime<Utc>>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Clock {
        Clock(Source::System)
    }

    /// A clock that stands at `start` until its [`ManualClock`] moves it.
    pub fn manual(start: DateTime<Utc>) -> (Clock, ManualClock) {
        let (sender, receiver) = watch::channel(start.trunc_subsecs(6));
        (
            Clock(Source::Manual(receiver)),
            ManualClock {
                time: Arc::new(sender),
            },
        )
    }

    /// The present instant, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the one place that reads the system time"
            )]
            Source::System => Utc::now().trunc_subsecs(6),
            Source::Manual(time) => *time.borrow(),
        }
    }

    /// Returns as soon as [`now`](Self::now) is `time` or later; at once when it already is.
    pub async fn sleep_until(&self, time: DateTime<Utc>) {
        match &self.0 {
            Source::System => loop {
                // Rounded up to the next millisecond, the timer's resolution, so that it never wakes too early
                // and spins.
                match (time - self.now()).to_std() {
                    Ok(rest) if !rest.is_zero() => {
                        tokio::time::sleep((rest + Duration::from_micros(999)).min(LONGEST_NAP)).await;
                    }
                    _ => return,
                }
            },
            Source::Manual(now) => {
                let reached = now.clone().wait_for(|now| *now >= time).await.is_ok();
                if !reached {
                    // The hand that moves this clock is gone: it stands still for ever.
                    std::future::pending::<()>().await;
                }
            }
        }
    }

    /// Returns when a manual clock is moved. The system clock is not moved by anyone: there it never returns.
    pub async fn changed(&self) {
        let moved = match &self.0 {
            Source::System => false,
            Source::Manual(time) => {
                let mut time = time.clone();
                time.mark_unchanged();
                time.changed().await.is_ok()
            }
        };
        if !moved {
            std::future::pending::<()>().await;
        }
    }
}

/// The hand that moves a manual clock. Clones move the same clock.
#[derive(Clone, Debug)]
pub struct ManualClock {
    time: Arc<watch::Sender<DateTime<Utc>>>,
}

impl ManualClock {
    /// Moves the clock to `time` (truncated to microseconds). An earlier time than the present one changes nothing.
    pub fn set(&self, time: DateTime<Utc>) {
        let time = time.trunc_subsecs(6);
        self.time.send_if_modified(|now| {
            let is_later = time > *now;
            if is_later {
                *now = time;
            }
            is_later
        });
    }

    /// Moves the clock on by `by`; a negative step changes nothing.
    pub fn advance(&self, by: TimeDelta) {
        self.time.send_if_modified(|now| {
            let is_later = by >= TimeDelta::microseconds(1);
            if is_later {
                *now = (*now + by).trunc_subsecs(6);
            }
            is_later
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    fn noon() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
    }

    #[test]
    fn a_manual_clock_never_goes_backwards() {
        let (clock, hand) = Clock::manual(noon());
        hand.advance(TimeDelta::nanoseconds(1_500));
        assert_eq!(clock.now(), noon() + TimeDelta::microseconds(1));
        hand.set(noon() - TimeDelta::days(1));
        hand.advance(TimeDelta::hours(-1));
        assert_eq!(clock.now(), noon() + TimeDelta::microseconds(1));
    }

    #[test]
    fn a_sleeper_wakes_when_the_clock_is_moved_past_its_time() {
        let (clock, hand) = Clock::manual(noon());
        let mut sleep = pin!(clock.sleep_until(noon() + TimeDelta::hours(2)));
        let mut context = Context::from_waker(Waker::noop());
        assert!(sleep.as_mut().poll(&mut context).is_pending());
        hand.advance(TimeDelta::hours(1));
        assert!(sleep.as_mut().poll(&mut context).is_pending());
        hand.advance(TimeDelta::days(1));
        assert_eq!(sleep.as_mut().poll(&mut context), Poll::Ready(()));
    }

    #[tokio::test(start_paused = true)]
    async fn the_system_clock_does_not_wait_for_the_past() {
        let clock = Clock::system();
        clock.sleep_until(clock.now() - TimeDelta::seconds(1)).await;
        assert_eq!(clock.now().timestamp_subsec_nanos() % 1_000, 0);
    }
}
