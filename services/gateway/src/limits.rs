//! How often one key may come: so many requests a minute, which may come at once, and are given back evenly.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::{HeaderMap, HeaderValue};
use redress_rpc::{Problem, Reason};

/// How many requests come between two clearings of what is remembered of keys that stay away.
const CLEARING: u64 = 100_000;

/// The limits of all keys.
pub struct Limits {
    limiter: Option<(
        DefaultKeyedRateLimiter<String, StateInformationMiddleware>,
        NonZeroU32,
    )>,
    taken: std::sync::atomic::AtomicU64,
}

/// What is left of a limit, as the `RateLimit` header fields say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many a minute.
    pub limit: u32,
    /// How many now.
    pub remaining: u32,
}

impl Limits {
    /// So many requests a minute for each key; no limit when absent.
    pub fn new(per_minute: Option<NonZeroU32>) -> Self {
        let limiter = per_minute.map(|count| {
            let limiter = RateLimiter::keyed(Quota::per_minute(count));
            (limiter.with_middleware::<StateInformationMiddleware>(), count)
        });
        Self {
            limiter,
            taken: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Takes one request from what a key may make.
    ///
    /// # Errors
    /// `RATE_LIMITED`, with the time after which the next is possible.
    pub fn take(&self, key: &str) -> Result<Option<Allowance>, Problem> {
        let Some((limiter, limit)) = &self.limiter else {
            return Ok(None);
        };
        let taken = self.taken.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if taken % CLEARING == CLEARING - 1 {
            limiter.retain_recent();
        }
        match limiter.check_key(&key.to_owned()) {
            Ok(left) => Ok(Some(Allowance {
                limit: limit.get(),
                remaining: left.remaining_burst_capacity(),
            })),
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Err(Problem::resource_exhausted(
                    Reason::RateLimited,
                    format!("this key may make {limit} requests a minute"),
                    wait.max(Duration::from_millis(1)),
                )
                .with_metadata("limit", limit.to_string()))
            }
        }
    }
}

impl Allowance {
    /// Says it in the headers of a response.
    pub fn write(self, headers: &mut HeaderMap) {
        let fields = [
            ("ratelimit-policy", format!("\"key\";q={};w=60", self.limit)),
            ("ratelimit", format!("\"key\";r={}", self.remaining)),
        ];
        for (name, value) in fields {
            headers.extend(
                HeaderValue::try_from(value)
                    .ok()
                    .map(|value| (http::HeaderName::from_static(name), value)),
            );
        }
    }
}
