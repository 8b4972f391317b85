//! Settings that cannot be used are refused with one readable line.

use redress_telemetry::{InitError, TelemetryConfig};

#[test]
fn a_sampling_ratio_above_one_is_refused() {
    let refused = redress_telemetry::init(&TelemetryConfig {
        sampling_ratio: 1.5,
        ..Default::default()
    });
    assert!(matches!(refused, Err(InitError::SamplingRatio(_))));
}

#[test]
fn a_broken_log_filter_is_refused_by_name() {
    let refused = redress_telemetry::init(&TelemetryConfig {
        log_filter: "a=b=c".into(),
        ..Default::default()
    });
    assert_eq!(
        refused.unwrap_err().to_string(),
        "log_filter \"a=b=c\" cannot be read"
    );
}
