//! Deadlines of calls: read from and written to `grpc-timeout`, and known to the work in between.
//!
//! While a call is served its deadline is ambient in the task, so that a call made on its behalf through a
//! [`Channel`](crate::Channel) never lasts longer. Work that is spawned off does not inherit it. The process's monotonic
//! clock measures here, not the suite's `Clock`: a deadline is about waiting, not about business time.

use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use tokio::time::Instant;

const GRPC_TIMEOUT: &str = "grpc-timeout";

tokio::task_local! {
    static DEADLINE: Option<Instant>;
}

/// The deadline of the call that this task is serving.
pub fn current() -> Option<Instant> {
    DEADLINE.try_with(|deadline| *deadline).ok().flatten()
}

/// Runs `work` with `deadline` as the ambient one.
pub(crate) fn scope<F: Future>(deadline: Option<Instant>, work: F) -> impl Future<Output = F::Output> {
    DEADLINE.scope(deadline, work)
}

/// The timeout in the headers; one that cannot be read counts as absent.
pub(crate) fn read(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(GRPC_TIMEOUT)?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3_600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

/// Writes a timeout into the headers, in the finest unit that holds it in eight digits.
pub(crate) fn write(headers: &mut HeaderMap, timeout: Duration) {
    const MOST: u128 = 99_999_999;
    let text = if timeout.as_micros() <= MOST {
        format!("{}u", timeout.as_micros())
    } else if timeout.as_millis() <= MOST {
        format!("{}m", timeout.as_millis())
    } else {
        format!("{}S", u128::from(timeout.as_secs()).min(MOST))
    };
    let value = HeaderValue::try_from(text).expect("invariant: digits and a letter are a header value");
    headers.insert(GRPC_TIMEOUT, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_read_as_the_protocol_writes_it() {
        let read_text = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(GRPC_TIMEOUT, text.parse().unwrap());
            read(&headers)
        };
        assert_eq!(read_text("2H"), Some(Duration::from_secs(7_200)));
        assert_eq!(read_text("30S"), Some(Duration::from_secs(30)));
        assert_eq!(read_text("250m"), Some(Duration::from_millis(250)));
        for unreadable in ["", "S", "12", "123456789S", "-1S", "1x", "1.5S", "1é"] {
            assert_eq!(read_text(unreadable), None, "{unreadable}");
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_never_longer() {
        for timeout in [
            0,
            1,
            999,
            99_999_999,
            100_000_001,
            99_999_999_999,
            99_999_999_000_000,
        ]
        .map(Duration::from_micros)
        {
            let mut headers = HeaderMap::new();
            write(&mut headers, timeout);
            let back = read(&headers).unwrap();
            assert!(
                back <= timeout && timeout - back < Duration::from_secs(1),
                "{timeout:?} became {back:?}"
            );
        }
    }
}
