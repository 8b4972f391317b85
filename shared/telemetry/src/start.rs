//! Installing the subscriber and the trace provider, and shutting the provider down within a time limit.
//!
//! The log filter applies to log lines only: a quiet log never loses a trace. Spans below `INFO` are not traced.

use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing::{Level, Subscriber};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{LogFormat, TelemetryConfig};

/// The longest time that shutting down waits for the last spans to leave.
const SHUTDOWN_TIME_LIMIT: Duration = Duration::from_secs(3);

/// Why telemetry could not start.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// `log_filter` is not a filter.
    #[error("log_filter {filter:?} cannot be read")]
    LogFilter {
        /// The text that was given.
        filter: String,
        /// What is wrong with it.
        source: tracing_subscriber::filter::ParseError,
    },
    /// `sampling_ratio` is outside 0..=1.
    #[error("sampling_ratio {0} is not between 0 and 1")]
    SamplingRatio(f64),
    /// The OTLP exporter could not be built, for example because its endpoint is not a URI.
    #[error("otlp_endpoint {endpoint:?} cannot be used")]
    Exporter {
        /// The endpoint that was given.
        endpoint: String,
        /// What is wrong with it.
        source: opentelemetry_otlp::ExporterBuildError,
    },
    /// Telemetry was already started in this process.
    #[error("telemetry was already started in this process")]
    AlreadyStarted(#[source] tracing_subscriber::util::TryInitError),
}

/// Keeps the trace provider alive; dropping it sends the last spans, for at most three seconds.
#[derive(Debug)]
#[must_use = "dropping the guard ends the traces"]
pub struct Guard {
    provider: SdkTracerProvider,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Err(error) = self.provider.shutdown_with_timeout(SHUTDOWN_TIME_LIMIT) {
            tracing::warn!(%error, "the last spans may not have been exported");
        }
    }
}

/// Starts logs and traces for the whole process. With an `otlp_endpoint` it must be called inside a Tokio runtime.
///
/// # Errors
///
/// [`InitError`] if a setting cannot be used or if telemetry was already started.
pub fn init(config: &TelemetryConfig) -> Result<Guard, InitError> {
    let provider = provider(config)?;
    let filter = EnvFilter::try_new(&config.log_filter).map_err(|source| InitError::LogFilter {
        filter: config.log_filter.clone(),
        source,
    })?;
    let traces = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("redress"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(filter_fn(|metadata| {
            metadata.is_span() && *metadata.level() <= Level::INFO
        }));
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    tracing_subscriber::registry()
        .with(traces)
        .with(log_lines(config.log_format).with_filter(filter))
        .try_init()
        .map_err(InitError::AlreadyStarted)?;
    Ok(Guard { provider })
}

fn log_lines<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .boxed(),
        LogFormat::Json => lines.json().boxed(),
    }
}

fn provider(config: &TelemetryConfig) -> Result<SdkTracerProvider, InitError> {
    if !(0.0..=1.0).contains(&config.sampling_ratio) {
        return Err(InitError::SamplingRatio(config.sampling_ratio));
    }
    let root = Sampler::TraceIdRatioBased(config.sampling_ratio);
    let builder = SdkTracerProvider::builder()
        .with_sampler(Sampler::ParentBased(Box::new(root)))
        .with_resource(
            Resource::builder()
                .with_service_name(config.service_name.clone())
                .build(),
        );
    let Some(endpoint) = &config.otlp_endpoint else {
        return Ok(builder.build());
    };
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()
        .map_err(|source| InitError::Exporter {
            endpoint: endpoint.clone(),
            source,
        })?;
    Ok(builder.with_batch_exporter(exporter).build())
}
