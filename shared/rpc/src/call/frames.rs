//! The size limit of messages, read from the length that stands before each message on the wire, so that an oversized
//! one is refused before it is buffered.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tonic::body::Body;
use tonic::{Code, Status};

use crate::error::{Problem, Reason};

/// One byte of flags and four of length, before every message.
const HEADER: usize = 5;

/// Follows a stream of messages and looks at their lengths.
#[derive(Debug)]
pub(crate) struct Meter {
    max: usize,
    header: [u8; HEADER],
    header_filled: usize,
    message_left: usize,
}

impl Meter {
    pub(crate) fn new(max: usize) -> Self {
        Self {
            max,
            header: [0; HEADER],
            header_filled: 0,
            message_left: 0,
        }
    }

    /// Takes the next bytes of the stream, however they were cut.
    pub(crate) fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Problem> {
        while !bytes.is_empty() {
            if self.message_left > 0 {
                let skipped = self.message_left.min(bytes.len());
                self.message_left -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            self.header[self.header_filled] = bytes[0];
            self.header_filled += 1;
            bytes = &bytes[1..];
            if self.header_filled == HEADER {
                self.header_filled = 0;
                self.message_left = self.checked_length()?;
            }
        }
        Ok(())
    }

    fn checked_length(&self) -> Result<usize, Problem> {
        let [_, a, b, c, d] = self.header;
        let length = u32::from_be_bytes([a, b, c, d]);
        usize::try_from(length)
            .ok()
            .filter(|length| *length <= self.max)
            .ok_or_else(|| {
                let message = format!(
                    "a message of {length} bytes is larger than the limit of {}",
                    self.max
                );
                Problem::new(Code::ResourceExhausted, Reason::MessageTooLarge, message)
                    .with_metadata("max_message_bytes", self.max.to_string())
            })
    }
}

/// A request body that fails at the first message above `max` bytes.
pub(crate) fn limit(body: Body, max: usize) -> Body {
    Body::new(Limited {
        inner: body,
        meter: Meter::new(max),
    })
}

struct Limited {
    inner: Body,
    meter: Meter,
}

impl http_body::Body for Limited {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(frame) = ready!(Pin::new(&mut self.inner).poll_frame(cx)) else {
            return Poll::Ready(None);
        };
        let frame = frame?;
        if let Some(data) = frame.data_ref() {
            self.meter.feed(data)?;
        }
        Poll::Ready(Some(Ok(frame)))
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
    fn a_long_message_is_seen_however_the_bytes_are_cut() {
        let stream = [&[0, 0, 0, 0, 3, 9, 9, 9, 0, 0, 0, 0, 0][..], &[0, 0, 0, 1, 0]].concat();
        for cut in 1..=stream.len() {
            let mut meter = Meter::new(200);
            let fed = stream.chunks(cut).try_for_each(|bytes| meter.feed(bytes));
            assert_eq!(
                fed.unwrap_err().reason(),
                Reason::MessageTooLarge,
                "cut every {cut} bytes"
            );
            let mut meter = Meter::new(256);
            assert!(stream.chunks(cut).all(|bytes| meter.feed(bytes).is_ok()));
        }
    }
}
