//! The deadline of a call: read from the request, told to the server, and held here.

use std::collections::HashMap;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Frame, SizeHint};
use redress_contracts::{ERROR_DOMAIN, Reason};
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

const GRPC_TIMEOUT: &str = "grpc-timeout";

/// The timeout that the caller set, if it can be read.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(GRPC_TIMEOUT)?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    // Eight digits are what the protocol allows.
    let number = u64::from(digits.parse::<u32>().ok().filter(|_| digits.len() <= 8)?);
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

/// Tells the server how long is left.
pub(super) fn write(headers: &mut HeaderMap, left: Duration) {
    let mut request = tonic::Request::new(());
    *request.metadata_mut() = MetadataMap::from_headers(std::mem::take(headers));
    request.set_timeout(left);
    *headers = request.into_parts().0.into_headers();
}

/// That no answer came in time.
pub(super) fn passed() -> Status {
    let reason = Reason::DeadlineExceeded.as_str();
    Status::with_error_details(
        Code::DeadlineExceeded,
        "the deadline passed before the answer; the call may still have taken effect",
        ErrorDetails::with_error_info(reason, ERROR_DOMAIN, HashMap::new()),
    )
}

/// A response whose stream ends with the deadline.
pub(super) fn hold(response: Response<Body>, deadline: Option<Instant>) -> Response<Body> {
    let Some(deadline) = deadline else {
        return response;
    };
    response.map(|inner| {
        Body::new(Held {
            inner,
            end: Some(Box::pin(sleep_until(deadline))),
        })
    })
}

struct Held {
    inner: Body,
    /// None once it has passed.
    end: Option<Pin<Box<Sleep>>>,
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(context) {
            return Poll::Ready(frame);
        }
        let Some(end) = &mut self.end else {
            return Poll::Ready(None);
        };
        match end.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.end = None;
                self.inner = Body::empty();
                Poll::Ready(Some(Err(passed())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_timeout_is_none() {
        for text in ["", "S", "123456789S", "1x", "-1S", "1.5S"] {
            let headers = HeaderMap::from_iter([("grpc-timeout".parse().unwrap(), text.parse().unwrap())]);
            assert_eq!(read(&headers), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for left in [0, 7, 250_000, 10_000_000, 3_600_000_000].map(Duration::from_micros) {
            let mut headers = HeaderMap::new();
            headers.insert("authorization", "Bearer rdk_1".parse().unwrap());
            write(&mut headers, left);
            assert_eq!((read(&headers), headers.len()), (Some(left), 2));
        }
    }
}
