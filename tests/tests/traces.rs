//! One cancellation can be followed by its trace through every context, to the payment provider and to the message about it.

use anyhow::{Context as _, ensure};
use redress_contracts::redress::orders::v1::{CancellationState, GetCancellationRequest};
use redress_db::Backend;
use redress_tests::collector::Collector;
use redress_tests::place::Place;
use redress_tests::process::Start;
use redress_tests::shop;
use redress_tests::wait::until;
use std::time::Duration;
use tonic::Request;

const TRACE_ID: [u8; 16] = *b"\x0a\xf7\x65\x19\x16\xcd\x43\xdd\x84\x48\xeb\x21\x1c\x80\x31\x9c";

#[tokio::test]
async fn a_cancellation_is_one_trace_from_the_call_to_the_provider() -> anyhow::Result<()> {
    let (collector, endpoint) = Collector::start().await?;
    let place = Place::new(Backend::Sqlite)?;
    let start = Start::new(env!("CARGO_BIN_EXE_redress-under-test"), &place).with("--otlp", &endpoint);
    let server = start.run().await?;
    let clients = server.clients()?;
    let order_id = clients.paid_order("traced").await?;

    let mut request = Request::new(shop::cancel("traced-cancel", &order_id));
    let trace_id: String = TRACE_ID.iter().map(|byte| format!("{byte:02x}")).collect();
    let parent = format!("00-{trace_id}-b7ad6b7169203331-01");
    request.metadata_mut().insert("traceparent", parent.parse()?);
    let cancellation = clients.orders.clone().cancel_order(request).await?.into_inner();
    until("a refunded cancellation", Duration::from_secs(20), || async {
        let request = GetCancellationRequest {
            cancellation_id: cancellation.cancellation_id.clone(),
        };
        let state = clients
            .orders
            .clone()
            .get_cancellation(request)
            .await?
            .into_inner()
            .state();
        Ok((state == CancellationState::Refunded).then_some(()))
    })
    .await?;
    // What is left to export is exported before the end.
    let ended = server.terminate().await?;
    ensure!(ended.status.success(), "{}", ended.stderr);

    let names = collector.led_to_by(TRACE_ID);
    let steps = [
        "redress.orders.v1.OrderService/CancelOrder",
        "redress.policies.v1.PolicyService/ResolvePolicy",
        "publish event",
        "apply event",
        "call payment provider",
    ];
    for step in steps {
        names
            .get(step)
            .with_context(|| format!("no `{step}` in the trace\n{}", collector.report()))?;
    }
    Ok(())
}
