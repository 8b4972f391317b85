//! Calls with bytes for a message, so that a client without generated code, and one that is out of its mind, can be played.

use prost::bytes::{Buf as _, BufMut as _};
use prost_reflect::MethodDescriptor;
use std::time::Duration;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Request, Status};

/// The bytes of an answer, or why there is none.
pub type Answer = Result<Vec<u8>, Status>;

/// How long an answer may take before the server is asked to give up.
const LIMIT: Duration = Duration::from_secs(10);

/// Sends bytes as they are, and gives the answer's as they came.
#[derive(Clone, Copy, Debug)]
struct AsIs;

impl Codec for AsIs {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = AsIs;
    type Decoder = AsIs;

    fn encoder(&mut self) -> AsIs {
        *self
    }

    fn decoder(&mut self) -> AsIs {
        *self
    }
}

impl Encoder for AsIs {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put_slice(&item);
        Ok(())
    }
}

impl Decoder for AsIs {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining()).to_vec()))
    }
}

/// Calls a method of any kind with one message, and waits for the first of its answers; for no byte when there is none.
pub async fn call(channel: &Channel, method: &MethodDescriptor, message: Request<Vec<u8>>) -> Answer {
    let service = method.parent_service();
    let path = format!("/{}/{}", service.full_name(), method.name());
    let path = PathAndQuery::try_from(path).map_err(|error| Status::unknown(error.to_string()))?;
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready()
        .await
        .map_err(|error| Status::unknown(error.to_string()))?;
    let mut request = message;
    request.set_timeout(LIMIT);
    // On the wire, all kinds of calls with one message begin alike.
    let answers = grpc.server_streaming(request, path, AsIs).await?;
    let first = answers.into_inner().message().await?;
    Ok(first.unwrap_or_default())
}
