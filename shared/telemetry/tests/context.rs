//! The trace context survives its ways: stored and linked, and over headers. One process, one subscriber.

use http::HeaderMap;
use redress_telemetry::{Kind, TelemetryConfig};

#[test]
fn a_trace_exists_without_an_exporter_and_travels() {
    let _guard = redress_telemetry::init(&TelemetryConfig {
        log_filter: "off".into(),
        ..Default::default()
    })
    .unwrap();
    assert_eq!(
        redress_telemetry::current_trace_parent(),
        None,
        "outside a span there is no trace"
    );

    let request = tracing::info_span!("request");
    let mut headers = HeaderMap::new();
    let stored = request.in_scope(|| {
        redress_telemetry::inject(&mut headers);
        redress_telemetry::current_trace_parent().unwrap()
    });
    assert_eq!(headers["traceparent"], stored.as_str());

    let served = tracing::info_span!("served");
    redress_telemetry::accept(&served, &headers);
    assert_eq!(
        redress_telemetry::trace_id_of(&served),
        redress_telemetry::trace_id_of(&request)
    );
    assert_ne!(
        redress_telemetry::trace_parent_of(&served).unwrap(),
        stored,
        "a child has its own span id"
    );

    let later = redress_telemetry::span_from(Some(&stored), "orders.PayBefore", Kind::Internal);
    assert_ne!(
        redress_telemetry::trace_id_of(&later),
        redress_telemetry::trace_id_of(&request)
    );
    assert!(redress_telemetry::trace_parent_of(&later).is_some());

    let broken = tracing::info_span!("broken");
    headers.insert("traceparent", "00-nonsense".parse().unwrap());
    redress_telemetry::accept(&broken, &headers);
    assert!(
        redress_telemetry::trace_parent_of(&broken).is_some(),
        "a broken header starts a new trace"
    );
}
