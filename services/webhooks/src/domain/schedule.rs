//! When a failed delivery is tried again: over three days, at growing distances, as the Standard Webhooks specification
//! proposes.

use chrono::{DateTime, TimeDelta, Utc};

/// How long after each failed attempt the next one follows, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
const DELAYS_SECONDS: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// The longest that an endpoint may ask to be left alone.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);

/// When to try again after `failed` failed attempts; `None` when that was the last one. An endpoint that says when it can
/// be called again (`Retry-After`) is not called before.
pub fn next_attempt(
    failed: usize,
    now: DateTime<Utc>,
    retry_after: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    let delay = DELAYS_SECONDS.get(failed.checked_sub(1)?)?;
    let planned = now + TimeDelta::seconds(*delay);
    let asked = retry_after.map_or(planned, |time| time.min(now + LONGEST_WAIT));
    Some(planned.max(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn ten_attempts_span_three_days() {
        let start = Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap();
        let (mut now, mut attempts) = (start, 1);
        while let Some(next) = next_attempt(attempts, now, None) {
            (now, attempts) = (next, attempts + 1);
        }
        assert_eq!(attempts, 10);
        assert_eq!((now - start).num_days(), 3);
    }

    #[test]
    fn an_endpoint_may_ask_for_more_time_but_not_for_less_or_for_ever() {
        let now = Utc.with_ymd_and_hms(2026, 5, 4, 8, 0, 0).unwrap();
        let after = |seconds| next_attempt(1, now, Some(now + TimeDelta::seconds(seconds))).unwrap() - now;
        assert_eq!(after(1), TimeDelta::seconds(5));
        assert_eq!(after(120), TimeDelta::seconds(120));
        assert_eq!(after(1_000_000), TimeDelta::hours(24));
        assert_eq!(next_attempt(10, now, Some(now)), None);
    }
}
