//! Streams of tracking events with bad ones among them, and streams that break.

use anyhow::ensure;
use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1::{
    StreamTrackingEventsRequest, StreamTrackingEventsResponse, TrackingReport, TrackingStatus,
};
use redress_tests::scene::{SHOP, Scene};
use redress_tests::wait::until;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use crate::aftercare::on_both;
use crate::tracking::{known, parcel, report};

on_both! {
    streams: a_stream_of_events_goes_on_after_bad_ones_on_sqlite,
        a_stream_of_events_goes_on_after_bad_ones_on_postgres;
    breaks: what_came_before_a_stream_broke_stays_on_sqlite,
        what_came_before_a_stream_broke_stays_on_postgres;
}

async fn stream(
    scene: &Scene,
    reports: Vec<Option<TrackingReport>>,
) -> Result<StreamTrackingEventsResponse, Status> {
    let messages = reports.into_iter().map(|report| StreamTrackingEventsRequest {
        marketplace_id: SHOP.to_owned(),
        report,
    });
    let messages: Vec<_> = messages.collect();
    let mut logistics = scene.clients.logistics.clone();
    let told = logistics
        .stream_tracking_events(futures::stream::iter(messages))
        .await?;
    Ok(told.into_inner())
}

async fn streams(scene: &Scene) -> anyhow::Result<()> {
    let (_, parcel) = parcel(scene, "order").await?;
    let now = scene.now();
    let at = |minutes, status| report(&parcel, status, now - TimeDelta::minutes(minutes));
    let named = |id: &str, report: TrackingReport| TrackingReport {
        source_event_id: id.to_owned(),
        ..report
    };
    let stranger = TrackingReport {
        parcel_id: "prc_nobody".to_owned(),
        ..at(5, TrackingStatus::InTransit)
    };
    let told = stream(
        scene,
        vec![
            Some(at(50, TrackingStatus::PickedUp)),
            Some(named("strange", stranger)),
            None,
            Some(at(30, TrackingStatus::OutForDelivery)),
            Some(at(40, TrackingStatus::InTransit)),
            Some(at(50, TrackingStatus::PickedUp)),
            Some(at(-600, TrackingStatus::Delivered)),
            Some(TrackingReport {
                status: -5,
                ..at(3, TrackingStatus::InTransit)
            }),
            Some(named(&"x".repeat(70_000), at(2, TrackingStatus::InTransit))),
            Some(at(1, TrackingStatus::DeliveryAttemptFailed)),
        ],
    )
    .await?;
    let rejected: Vec<_> = told
        .rejected
        .iter()
        .map(|bad| (bad.index, bad.reason.as_str()))
        .collect();
    ensure!(
        rejected
            == [
                (1, "NOT_FOUND"),
                (2, "INVALID_FIELD"),
                (6, "EVENT_IN_FUTURE"),
                (7, "INVALID_FIELD"),
                (8, "INVALID_FIELD")
            ],
        "rejected: {rejected:?}"
    );
    ensure!(
        told.rejected[0].source_event_id == "strange",
        "{:?}",
        told.rejected[0]
    );
    ensure!(
        told.rejected[4].source_event_id.len() < 1_000,
        "a rejection has no end"
    );
    let counts = (
        told.applied_count,
        told.out_of_order_count,
        told.duplicate_count,
        told.rejected_count,
    );
    ensure!(counts == (3, 1, 1, 5), "{counts:?}");
    let known = known(scene, &parcel).await?;
    ensure!(known.len() == 4, "{} events are known", known.len());
    // As many long ones as fit: the answer stays small, and tells the first thousand.
    let strange = TrackingReport {
        parcel_id: "y".repeat(3_000),
        ..at(1, TrackingStatus::InTransit)
    };
    let told = stream(scene, vec![Some(named(&"z".repeat(3_000), strange)); 1_200]).await?;
    ensure!(
        told.rejected_count == 1_200 && told.rejected.len() == 1_000,
        "{} told",
        told.rejected.len()
    );
    Ok(())
}

/// A stream that breaks midway: what was committed stays, once; the same stream sent again adds what is missing.
async fn breaks(scene: &Scene) -> anyhow::Result<()> {
    let (_, parcel) = parcel(scene, "order").await?;
    let start = scene.now() - TimeDelta::hours(10);
    let reports: Vec<TrackingReport> = (0..100)
        .map(|at| TrackingReport {
            source_event_id: format!("event-{at}"),
            ..report(&parcel, TrackingStatus::InTransit, start + TimeDelta::minutes(at))
        })
        .collect();
    let (messages, sent) = mpsc::channel(8);
    let mut logistics = scene.clients.logistics.clone();
    let call = tokio::spawn(async move { logistics.stream_tracking_events(ReceiverStream::new(sent)).await });
    for report in &reports[..60] {
        let message = StreamTrackingEventsRequest {
            marketplace_id: SHOP.to_owned(),
            report: Some(report.clone()),
        };
        messages.send(message).await?;
    }
    until("the events before the break", Duration::from_secs(20), || async {
        Ok((known(scene, &parcel).await?.len() == 60).then_some(()))
    })
    .await?;
    call.abort();
    drop(messages);
    scene.rest().await?;
    let after = known(scene, &parcel).await?;
    ensure!(after.len() == 60, "{} events stayed of 60", after.len());
    let told = stream(scene, reports.into_iter().map(Some).collect()).await?;
    let counts = (told.applied_count, told.duplicate_count, told.rejected_count);
    ensure!(counts == (40, 60, 0), "applied, known and rejected: {counts:?}");
    let all = known(scene, &parcel).await?;
    ensure!(all.len() == 100, "{} events are known of 100", all.len());
    Ok(())
}
