//! The trace context as text: out of a span, into a span, over HTTP headers.
//!
//! A text that is not a valid `traceparent` is treated as absent: a broken trace never fails a request.

use std::collections::HashMap;

use http::{HeaderMap, HeaderValue};
use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{SpanContext, TraceContextExt as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

const TRACE_PARENT: &str = "traceparent";

/// What a span does, in the words of OpenTelemetry's `SpanKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Work inside this process, such as a deadline that fires.
    Internal,
    /// An event being published.
    Producer,
    /// An event being applied.
    Consumer,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Producer => "producer",
            Self::Consumer => "consumer",
        }
    }
}

/// The W3C `traceparent` of the current span: what is stored with an outbox row or a deadline.
pub fn current_trace_parent() -> Option<String> {
    trace_parent_of(&Span::current())
}

/// The W3C `traceparent` of `span`; `None` when it is not traced.
pub fn trace_parent_of(span: &Span) -> Option<String> {
    valid_context_of(span).map(|context| {
        format!(
            "00-{}-{}-{:02x}",
            context.trace_id(),
            context.span_id(),
            context.trace_flags().to_u8()
        )
    })
}

/// The trace id of the current span, 32 hexadecimal digits.
pub fn current_trace_id() -> Option<String> {
    trace_id_of(&Span::current())
}

/// The trace id of `span`, 32 hexadecimal digits; `None` when it is not traced.
pub fn trace_id_of(span: &Span) -> Option<String> {
    valid_context_of(span).map(|context| context.trace_id().to_string())
}

/// A new trace for work that an earlier request caused: `name` is the span's name, `trace_parent` is linked, not a parent,
/// because the two may lie weeks apart.
pub fn span_from(trace_parent: Option<&str>, name: &str, kind: Kind) -> Span {
    let span = tracing::info_span!(parent: None, "caused", otel.name = name, otel.kind = kind.as_str());
    link(&span, trace_parent);
    span
}

/// Links `span` to the request that caused it. Without a valid `trace_parent` nothing happens.
pub fn link(span: &Span, trace_parent: Option<&str>) {
    if let Some(cause) = trace_parent.and_then(parse) {
        span.add_link(cause);
    }
}

/// Makes the caller named by the `traceparent` header the parent of `span`. Call it before `span` is entered.
pub fn accept(span: &Span, headers: &HeaderMap) {
    let Some(caller) = headers
        .get(TRACE_PARENT)
        .and_then(|value| value.to_str().ok())
        .and_then(parse)
    else {
        return;
    };
    let context = opentelemetry::Context::new().with_remote_span_context(caller);
    // A span without a trace has no parent to be given: that is a quiet process, not a failure.
    let _ = span.set_parent(context);
}

/// Writes the context of the current span into the headers of an outgoing call, over what was there.
pub fn inject(headers: &mut HeaderMap) {
    let Some(text) = current_trace_parent() else {
        return;
    };
    let value = HeaderValue::try_from(text).expect("invariant: a traceparent is visible ASCII");
    headers.insert(TRACE_PARENT, value);
}

fn valid_context_of(span: &Span) -> Option<SpanContext> {
    let context = span.context();
    let context = context.span().span_context().clone();
    context.is_valid().then_some(context)
}

fn parse(trace_parent: &str) -> Option<SpanContext> {
    let carrier = HashMap::from([(TRACE_PARENT.to_owned(), trace_parent.to_owned())]);
    let context =
        TraceContextPropagator::new().extract_with_context(&opentelemetry::Context::new(), &carrier);
    let context = context.span().span_context().clone();
    context.is_valid().then_some(context)
}
