//! Calling an RPC with messages whose types are only known at run time.

use std::time::Duration;

use bytes::{Buf as _, BufMut as _, Bytes};
use futures::Stream;
use http::HeaderValue;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use redress_rpc::{Caller, Channel, Problem};
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::metadata::MetadataValue;
use tonic::{Request, Status, Streaming};

use crate::contract::Operation;

/// The metadata key that calls are recognised by in logs.
pub const REQUEST_ID: &str = "x-request-id";

/// Who calls, under which id, and how long they wait.
#[derive(Debug, Clone)]
pub struct Call {
    /// In whose name.
    pub caller: Caller,
    /// The id that the reply carries, and every log line of the call.
    pub request_id: HeaderValue,
    /// How long an answer may take; `None` for what lasts as long as its reader.
    pub timeout: Option<Duration>,
}

impl Call {
    /// The id as text.
    pub fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }

    /// One message, one answer.
    ///
    /// # Errors
    /// The status of the call.
    pub async fn unary(
        &self,
        channel: &Channel,
        operation: &Operation,
        message: DynamicMessage,
    ) -> Result<DynamicMessage, Status> {
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        let codec = Dynamic(operation.method.output());
        let answer = grpc.unary(
            self.request(Bytes::from(message.encode_to_vec())),
            operation.rpc.clone(),
            codec,
        );
        Ok(answer.await?.into_inner())
    }

    /// One message, many answers.
    ///
    /// # Errors
    /// The status of the call; what breaks the stream later is in the stream.
    pub async fn server_streaming(
        &self,
        channel: &Channel,
        operation: &Operation,
        message: DynamicMessage,
    ) -> Result<Streaming<DynamicMessage>, Status> {
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        let codec = Dynamic(operation.method.output());
        let request = self.request(Bytes::from(message.encode_to_vec()));
        let answers = grpc.server_streaming(request, operation.rpc.clone(), codec);
        Ok(answers.await?.into_inner())
    }

    /// Many messages, encoded already, one answer.
    ///
    /// # Errors
    /// The status of the call.
    pub async fn client_streaming(
        &self,
        channel: &Channel,
        operation: &Operation,
        messages: impl Stream<Item = Bytes> + Send + 'static,
    ) -> Result<DynamicMessage, Status> {
        let mut grpc = tonic::client::Grpc::new(channel.clone());
        let codec = Dynamic(operation.method.output());
        let answer = grpc.client_streaming(self.request(messages), operation.rpc.clone(), codec);
        Ok(answer.await?.into_inner())
    }

    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = self.caller.request(message);
        if let Ok(id) = MetadataValue::try_from(self.request_id.as_bytes()) {
            request.metadata_mut().insert(REQUEST_ID, id);
        }
        if let Some(timeout) = self.timeout {
            request.set_timeout(timeout);
        }
        request
    }
}

/// Messages go out as they were encoded, and come back as the descriptor says.
#[derive(Debug, Clone)]
struct Dynamic(MessageDescriptor);

impl Codec for Dynamic {
    type Encode = Bytes;
    type Decode = DynamicMessage;
    type Encoder = AsIs;
    type Decoder = Dynamic;

    fn encoder(&mut self) -> AsIs {
        AsIs
    }

    fn decoder(&mut self) -> Dynamic {
        self.clone()
    }
}

#[derive(Debug, Clone, Copy)]
struct AsIs;

impl Encoder for AsIs {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(item);
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::default()
    }
}

impl Decoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let bytes = from.copy_to_bytes(from.remaining());
        DynamicMessage::decode(self.0.clone(), bytes)
            .map(Some)
            .map_err(|error| Problem::internal(&error).into())
    }
}
