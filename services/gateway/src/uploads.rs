//! Bodies that become streams of messages: bytes in parts, and one message a line.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, BodyDataStream};
use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _, stream};
use http::HeaderMap;
use prost::Message as _;
use prost_reflect::{DynamicMessage, FieldDescriptor, Value};
use redress_rpc::{Channel, Problem, Reason};
use tonic::{Code, Status};

use crate::contract::Operation;
use crate::incoming;
use crate::rpc::Call;

/// How many bytes go on in one message: half of what an upload's chunk may have.
const PART: usize = 512 * 1024;
/// Where the bytes of a body belong, as the header that resumable uploads have for it.
const UPLOAD_OFFSET: &str = "upload-offset";

/// What ended a body before its end.
#[derive(Clone, Default)]
struct Fault(Arc<Mutex<Option<Problem>>>);

impl Fault {
    fn set(&self, problem: Problem) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
    }

    fn take(&self) -> Option<Problem> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Sends the body's bytes in parts, beginning at the offset that query or header say.
///
/// # Errors
/// The status of the call.
pub async fn bytes(
    call: &Call,
    channel: &Channel,
    (operation, field): (&Operation, &FieldDescriptor),
    (mut head, headers, body): (DynamicMessage, &HeaderMap, Body),
) -> Result<DynamicMessage, Status> {
    if let Some(value) = headers.get(UPLOAD_OFFSET) {
        let offset = value.to_str().ok().and_then(|text| text.parse().ok());
        let offset: i64 = offset
            .filter(|offset| *offset >= 0)
            .ok_or_else(|| Problem::invalid_field("Upload-Offset", "must be a number of bytes"))?;
        head.set_field_by_name("offset", Value::I64(offset));
    }
    let offset = head.get_field_by_name("offset").and_then(|value| value.as_i64());
    let fault = Fault::default();
    let parts = Parts {
        body: body.into_data_stream(),
        fault: fault.clone(),
        held: BytesMut::new(),
        offset: offset.unwrap_or_default(),
        is_first: true,
        is_ended: false,
    };
    let field = field.clone();
    let messages = stream::unfold(parts, move |mut parts| {
        let (mut message, field) = (head.clone(), field.clone());
        async move {
            let (offset, data) = parts.next().await?;
            message.set_field_by_name("offset", Value::I64(offset));
            message.set_field(&field, Value::Bytes(data));
            Some((Bytes::from(message.encode_to_vec()), parts))
        }
    });
    answer(call, channel, operation, (messages, fault)).await
}

/// Sends a message for each line of the body.
///
/// # Errors
/// The status of the call, or what is wrong with a line; what came before that line has been taken.
pub async fn lines(
    call: &Call,
    channel: &Channel,
    operation: &Operation,
    (body, max_line): (Body, usize),
) -> Result<DynamicMessage, Status> {
    let fault = Fault::default();
    let lines = Lines {
        operation: operation.clone(),
        body: body.into_data_stream(),
        fault: fault.clone(),
        held: BytesMut::new(),
        number: 0,
        max_line,
        is_ended: false,
    };
    let messages = stream::unfold(lines, |mut lines| async move {
        let message = lines.next().await?;
        Some((message, lines))
    });
    answer(call, channel, operation, (messages, fault)).await
}

async fn answer(
    call: &Call,
    channel: &Channel,
    operation: &Operation,
    (messages, fault): (impl Stream<Item = Bytes> + Send + 'static, Fault),
) -> Result<DynamicMessage, Status> {
    let answer = call.client_streaming(channel, operation, messages).await;
    match fault.take() {
        Some(problem) => Err(problem.into()),
        None => answer,
    }
}

fn broken() -> Problem {
    Problem::new(
        Code::InvalidArgument,
        Reason::MalformedMessage,
        "the body broke off",
    )
}

/// A body cut into parts of one size.
struct Parts {
    body: BodyDataStream,
    fault: Fault,
    held: BytesMut,
    offset: i64,
    is_first: bool,
    is_ended: bool,
}

impl Parts {
    /// The next part and where it belongs. An empty body is one empty part, so that the upload is named.
    async fn next(&mut self) -> Option<(i64, Bytes)> {
        while self.held.len() < PART && !self.is_ended {
            match self.body.next().await {
                Some(Ok(data)) => self.held.extend_from_slice(&data),
                Some(Err(_)) => {
                    self.fault.set(broken());
                    self.is_ended = true;
                }
                None => self.is_ended = true,
            }
        }
        if self.held.is_empty() && !self.is_first {
            return None;
        }
        self.is_first = false;
        let data = self.held.split_to(self.held.len().min(PART)).freeze();
        let offset = self.offset;
        // Where no file can reach, the first part is refused.
        let length = i64::try_from(data.len()).expect("invariant: a part is small");
        self.offset = self.offset.saturating_add(length);
        Some((offset, data))
    }
}

/// A body cut into lines.
struct Lines {
    operation: Operation,
    body: BodyDataStream,
    fault: Fault,
    held: BytesMut,
    number: usize,
    max_line: usize,
    is_ended: bool,
}

impl Lines {
    /// The next line that is not empty, as an encoded message.
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let line = self.line().await?;
            let text = line.trim_ascii();
            if text.is_empty() {
                continue;
            }
            match incoming::line(&self.operation, text) {
                Ok(message) => return Some(Bytes::from(message.encode_to_vec())),
                Err(problem) => {
                    let line = self.number.to_string();
                    self.fault.set(problem.with_metadata("line", line));
                    return None;
                }
            }
        }
    }

    async fn line(&mut self) -> Option<Bytes> {
        loop {
            if let Some(end) = self.held.iter().position(|byte| *byte == b'\n') {
                self.number += 1;
                return Some(self.held.split_to(end + 1).freeze());
            }
            if self.is_ended {
                self.number += 1;
                return (!self.held.is_empty()).then(|| self.held.split().freeze());
            }
            if self.held.len() > self.max_line {
                let line = (self.number + 1).to_string();
                self.fault
                    .set(incoming::too_large(self.max_line).with_metadata("line", line));
                return None;
            }
            match self.body.next().await {
                Some(Ok(data)) => self.held.extend_from_slice(&data),
                Some(Err(_)) => {
                    self.fault.set(broken());
                    return None;
                }
                None => self.is_ended = true,
            }
        }
    }
}
