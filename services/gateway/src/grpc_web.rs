//! gRPC-web for browsers: the same RPCs, with the caller that the request's credentials stand for.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use redress_rpc::caller::{MARKETPLACE, ORDER, PRINCIPAL, ROLE};
use tonic::Status;
use tonic::body::Body;
use tonic::metadata::MetadataMap;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, Service as _, ServiceExt as _, service_fn};

use crate::rpc::REQUEST_ID;
use crate::server::Shared;

/// Whether a request is a gRPC-web call.
pub fn is_for(request: &Request) -> bool {
    let media_type = request.headers().get(CONTENT_TYPE);
    media_type.is_some_and(|value| value.as_bytes().starts_with(b"application/grpc-web"))
}

/// Calls the RPC.
///
/// # Errors
/// The caller is not let in.
pub async fn answer(
    shared: &Arc<Shared>,
    mut request: Request,
    request_id: HeaderValue,
) -> Result<Response, Status> {
    let rpc = request.uri().path().trim_start_matches('/').replace('/', ".");
    let operation = shared.contract().operation_of(&rpc);
    let caller = shared
        .credentials
        .admit(request.headers(), operation)
        .await?
        .caller;
    let headers = std::mem::take(request.headers_mut());
    let mut metadata = MetadataMap::from_headers(without_identity(headers));
    caller.into_metadata(&mut metadata);
    *request.headers_mut() = metadata.into_headers();
    request.headers_mut().insert(REQUEST_ID, request_id);
    let channel = shared.channel.clone();
    let inner = service_fn(move |call: http::Request<Body>| {
        let mut channel = channel.clone();
        async move {
            let answered = channel.call(call).await;
            Ok::<_, std::convert::Infallible>(answered.unwrap_or_else(|status| status.into_http()))
        }
    });
    let answered = GrpcWebLayer::new().layer(inner).oneshot(request).await;
    let Ok(response) = answered;
    Ok(response.map(axum::body::Body::new))
}

/// Nobody says for themselves who they are.
fn without_identity(mut headers: HeaderMap) -> HeaderMap {
    for name in [MARKETPLACE, ROLE, PRINCIPAL, ORDER] {
        headers.remove(name);
    }
    headers
}
