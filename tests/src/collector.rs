//! A collector of spans in this process, which the suite under test exports to over OTLP.

use anyhow::Context as _;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};

/// Every span that was received.
#[derive(Clone, Default)]
pub struct Collector(Arc<Mutex<Vec<Span>>>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let spans = request
            .into_inner()
            .resource_spans
            .into_iter()
            .flat_map(|resource| resource.scope_spans);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(spans.flat_map(|scope| scope.spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    /// Starts one; returns it with the address to export to.
    ///
    /// # Errors
    /// There is no port for it.
    pub async fn start() -> anyhow::Result<(Collector, String)> {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .context("no port for the collector")?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let collector = Collector::default();
        let server =
            tonic::transport::Server::builder().add_service(TraceServiceServer::new(collector.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Ok((collector, endpoint))
    }

    /// The names of the spans that a trace leads to: its own, and those of every trace with a link into one of them, over and over.
    pub fn led_to_by(&self, trace_id: [u8; 16]) -> BTreeSet<String> {
        let spans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut traces = BTreeSet::from([trace_id.to_vec()]);
        loop {
            let caused = spans
                .iter()
                .filter(|span| span.links.iter().any(|link| traces.contains(&link.trace_id)));
            let more: Vec<Vec<u8>> = caused.map(|span| span.trace_id.clone()).collect();
            let before = traces.len();
            traces.extend(more);
            if traces.len() == before {
                break;
            }
        }
        spans
            .iter()
            .filter(|span| traces.contains(&span.trace_id))
            .map(|span| span.name.clone())
            .collect()
    }

    /// Everything that was received, with names, attributes, events and links.
    pub fn everything(&self) -> String {
        let spans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        format!("{spans:#?}")
    }

    /// What was received, for people: each trace with its spans and links.
    pub fn report(&self) -> String {
        let spans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hex = |bytes: &[u8]| {
            bytes
                .iter()
                .take(4)
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        };
        let mut traces: BTreeMap<&[u8], String> = BTreeMap::new();
        for span in spans.iter() {
            let links: Vec<String> = span.links.iter().map(|link| hex(&link.trace_id)).collect();
            let text = traces.entry(&span.trace_id).or_default();
            let (id, parent) = (hex(&span.span_id), hex(&span.parent_span_id));
            let _ = writeln!(text, "  {id} below {parent:<8} {} linked to {links:?}", span.name);
        }
        traces
            .iter()
            .map(|(trace, text)| format!("{}\n{text}", hex(trace)))
            .collect()
    }
}
