//! Traces and logs of a Redress process: how they start, how they end, and the trace context that travels.
//!
//! - [`init`] installs the subscriber once per process: log lines on stderr, spans in an OpenTelemetry provider. The
//!   provider exists also without an OTLP endpoint, so that every request has a trace context that can be stored.
//! - [`current_trace_parent`] is what is stored with an outbox row or a deadline; [`span_from`] and [`link`] tie the
//!   later work to it. [`accept`] and [`inject`] carry the context over HTTP headers.
//!
//! A trace context is always the W3C `traceparent` text. Spans carry no payload and no personal data. Metrics are not
//! here.

mod config;
mod context;
mod start;

pub use config::{LogFormat, TelemetryConfig};
pub use context::{
    Kind, accept, current_trace_id, current_trace_parent, inject, link, span_from, trace_id_of,
    trace_parent_of,
};
pub use start::{Guard, InitError, init};
