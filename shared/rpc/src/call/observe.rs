//! One span a call, with the names of the OpenTelemetry semantic conventions for gRPC; never a payload, never a person.

use http::HeaderMap;
use tonic::Code;
use tracing::{Span, field};

use super::Method;
use crate::error::Problem;

/// The span of a call that is served, a child of the caller's span.
pub(crate) fn server_span(method: &Method, headers: &HeaderMap) -> Span {
    let span = tracing::info_span!(
        parent: None,
        "rpc",
        otel.name = method.full(),
        otel.kind = "server",
        otel.status_code = field::Empty,
        rpc.system = "grpc",
        rpc.service = method.service(),
        rpc.method = method.name(),
        rpc.grpc.status_code = field::Empty,
        trace_id = field::Empty,
    );
    redress_telemetry::accept(&span, headers);
    if let Some(trace_id) = redress_telemetry::trace_id_of(&span) {
        span.record("trace_id", trace_id);
    }
    span
}

/// The span of a call that is made over the network, a child of the current span.
pub(crate) fn client_span(method: &Method) -> Span {
    tracing::info_span!(
        "rpc",
        otel.name = method.full(),
        otel.kind = "client",
        otel.status_code = field::Empty,
        rpc.system = "grpc",
        rpc.service = method.service(),
        rpc.method = method.name(),
        rpc.grpc.status_code = field::Empty,
    )
}

/// The problem that a panic becomes. Its message went to stderr by the panic hook and stays off the wire.
pub(crate) fn panicked(method: &str) -> Problem {
    tracing::error!(method, "a call panicked");
    Problem::internal_unlogged()
}

/// Writes down how a call ended, once; a call that is dropped before its end was cancelled by its caller.
#[derive(Debug)]
pub(crate) struct Record {
    span: Span,
    is_ended: bool,
}

impl Record {
    pub(crate) fn new(span: Span) -> Self {
        Self {
            span,
            is_ended: false,
        }
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    pub(crate) fn end(mut self, code: Code) {
        self.note(code);
    }

    /// Notes the code; later ones do not count.
    pub(crate) fn note(&mut self, code: Code) {
        if std::mem::replace(&mut self.is_ended, true) {
            return;
        }
        self.span.record("rpc.grpc.status_code", code as i32);
        if is_our_fault(code) {
            self.span.record("otel.status_code", "ERROR");
            self.span.in_scope(|| tracing::warn!(?code, "call failed"));
        } else {
            self.span.in_scope(|| tracing::debug!(?code, "call ended"));
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.note(Code::Cancelled);
    }
}

/// The codes that count as errors of the server, by the semantic conventions.
fn is_our_fault(code: Code) -> bool {
    matches!(
        code,
        Code::Unknown
            | Code::DeadlineExceeded
            | Code::Unimplemented
            | Code::Internal
            | Code::Unavailable
            | Code::DataLoss
    )
}
