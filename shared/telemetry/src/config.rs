//! The settings of logs and traces, as they stand in the configuration file.
//!
//! Every key has a default, so that an empty section is valid. Nothing is read from the environment here.

use serde::{Deserialize, Serialize};

/// How logs and traces are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelemetryConfig {
    /// The OpenTelemetry `service.name` of this process.
    pub service_name: String,
    /// Which log lines are written, in the syntax of `tracing_subscriber::EnvFilter`, for example `info,redress_db=debug`.
    pub log_filter: String,
    /// How a log line looks.
    pub log_format: LogFormat,
    /// Where spans are sent by OTLP over gRPC, for example `http://127.0.0.1:4317`. Without it nothing is exported.
    pub otlp_endpoint: Option<String>,
    /// The share of new traces that is recorded, from 0 to 1. A trace that began elsewhere keeps the decision made there.
    pub sampling_ratio: f64,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self {
            service_name: "redress".to_owned(),
            log_filter: "info".to_owned(),
            log_format: LogFormat::Text,
            otlp_endpoint: None,
            sampling_ratio: 1.0,
        }
    }
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for log collectors.
    Json,
}
