//! The body of an answer on its way out: it holds the call's place and span until the end, and can still be interrupted.
//!
//! Once the headers are out, a failure can only be said in the trailers; that is done here for deadlines, a stopping
//! server, oversized messages and panics in a stream.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderMap, Response};
use http_body::{Body as _, Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tonic::body::Body;
use tonic::{Code, Status};
use tracing::Span;

use super::frames::Meter;
use super::interruption::Interruption;
use super::observe::{Record, panicked};
use crate::error::Problem;

/// An answer's body.
pub(crate) struct Answer {
    inner: Body,
    /// Given up at the end, with the place and the span.
    held: Option<Held>,
    interruption: Interruption,
    /// Made when the stream first has nothing to say, which a single message never has.
    interrupted: Option<BoxFuture<'static, Problem>>,
    meter: Option<Meter>,
}

struct Held {
    record: Record,
    _place: Option<OwnedSemaphorePermit>,
}

type Polled = Poll<Option<Result<Frame<Bytes>, Status>>>;

impl Answer {
    pub(crate) fn wrap(
        response: Response<Body>,
        mut record: Record,
        place: Option<OwnedSemaphorePermit>,
        interruption: Interruption,
        max_message_bytes: Option<usize>,
    ) -> Response<Body> {
        if let Some(code) = code_in(response.headers()) {
            record.note(code);
        }
        response.map(|inner| {
            Body::new(Self {
                inner,
                held: Some(Held {
                    record,
                    _place: place,
                }),
                interruption,
                interrupted: None,
                meter: max_message_bytes.map(Meter::new),
            })
        })
    }

    /// Ends the stream with a problem in the trailers.
    fn end_with(&mut self, problem: Problem) -> Polled {
        let status = Status::from(problem);
        self.release(status.code());
        self.inner = Body::empty();
        let mut trailers = HeaderMap::new();
        Poll::Ready(Some(
            status
                .add_header(&mut trailers)
                .map(|()| Frame::trailers(trailers)),
        ))
    }

    fn release(&mut self, code: Code) {
        if let Some(held) = self.held.take() {
            held.record.end(code);
        }
    }

    fn poll_inner(&mut self, cx: &mut Context<'_>) -> Result<Polled, Problem> {
        let span = self
            .held
            .as_ref()
            .map_or_else(Span::none, |held| held.record.span().clone());
        let inner = Pin::new(&mut self.inner);
        catch_unwind(AssertUnwindSafe(|| span.in_scope(|| inner.poll_frame(cx))))
            .map_err(|_panic| panicked("streaming an answer"))
    }

    fn passed(&mut self, frame: Frame<Bytes>) -> Polled {
        if let (Some(data), Some(meter)) = (frame.data_ref(), &mut self.meter)
            && let Err(problem) = meter.feed(data)
        {
            return self.end_with(problem);
        }
        if let Some(code) = frame.trailers_ref().and_then(code_in) {
            self.release(code);
        }
        Poll::Ready(Some(Ok(frame)))
    }
}

impl http_body::Body for Answer {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Polled {
        let this = &mut *self;
        match this.poll_inner(cx) {
            Ok(Poll::Ready(Some(Ok(frame)))) => this.passed(frame),
            Ok(Poll::Ready(Some(Err(status)))) => {
                this.release(status.code());
                Poll::Ready(Some(Err(status)))
            }
            Ok(Poll::Ready(None)) => {
                this.held = None;
                Poll::Ready(None)
            }
            Ok(Poll::Pending) if this.held.is_none() => Poll::Pending,
            Ok(Poll::Pending) => {
                let interruption = &this.interruption;
                let waiting = this
                    .interrupted
                    .get_or_insert_with(|| Box::pin(interruption.clone().wait()));
                match waiting.as_mut().poll(cx) {
                    Poll::Ready(problem) => this.end_with(problem),
                    Poll::Pending => Poll::Pending,
                }
            }
            Err(problem) => this.end_with(problem),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The status code in headers or trailers.
pub(super) fn code_in(headers: &HeaderMap) -> Option<Code> {
    headers
        .get("grpc-status")
        .map(|value| Code::from_bytes(value.as_bytes()))
}
