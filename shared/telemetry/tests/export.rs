//! Spans reach an OTLP collector, with the link to what caused them, before the guard is gone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use redress_telemetry::{Kind, TelemetryConfig};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

struct Collector(mpsc::UnboundedSender<ExportTraceServiceRequest>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.send(request.into_inner()).unwrap();
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn start_collector() -> (String, mpsc::UnboundedReceiver<ExportTraceServiceRequest>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, exports) = mpsc::unbounded_channel();
    let server = tonic::transport::Server::builder().add_service(TraceServiceServer::new(Collector(sender)));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    (endpoint, exports)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_last_spans_are_exported_and_linked_when_the_guard_goes() {
    let (otlp_endpoint, mut exports) = start_collector().await;
    let config = TelemetryConfig {
        service_name: "orders".into(),
        log_filter: "off".into(),
        otlp_endpoint: Some(otlp_endpoint),
        ..Default::default()
    };
    let guard = redress_telemetry::init(&config).unwrap();
    let request = tracing::info_span!("place order");
    let stored = redress_telemetry::trace_parent_of(&request);
    drop(request);
    drop(redress_telemetry::span_from(
        stored.as_deref(),
        "orders.PayBefore",
        Kind::Internal,
    ));
    drop(guard);

    let resources = exports.recv().await.unwrap().resource_spans;
    let service = resources[0]
        .resource
        .as_ref()
        .unwrap()
        .attributes
        .iter()
        .find(|pair| pair.key == "service.name");
    assert!(format!("{service:?}").contains("\"orders\""), "{service:?}");
    let spans: Vec<Span> = resources
        .into_iter()
        .flat_map(|resource| resource.scope_spans)
        .flat_map(|scope| scope.spans)
        .collect();
    let named = |name: &str| spans.iter().find(|span| span.name == name).unwrap();
    let (cause, effect) = (named("place order"), named("orders.PayBefore"));
    assert_ne!(cause.trace_id, effect.trace_id);
    assert_eq!(
        (&effect.links[0].trace_id, &effect.links[0].span_id),
        (&cause.trace_id, &cause.span_id)
    );
}
