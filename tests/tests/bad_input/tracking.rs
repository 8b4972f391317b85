//! Tracking events that cannot be, come late or twice, or are for nobody.

use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use redress_contracts::redress::logistics::v1::{
    ListTrackingEventsRequest, Parcel, RecordTrackingEventRequest, Shipment, TrackingEvent, TrackingReport,
    TrackingStatus,
};
use redress_rpc::convert::time_to_wire;
use redress_tests::scene::{SHOP, Scene};
use tonic::{Code, Status};

use crate::aftercare::{Seen, on_both};
use crate::expected::{Expected, Where, invalid, not_found, refused};

on_both! {
    events: an_event_that_cannot_be_moves_no_parcel_on_sqlite,
        an_event_that_cannot_be_moves_no_parcel_on_postgres;
}

pub fn report(parcel: &Parcel, status: TrackingStatus, time: DateTime<Utc>) -> TrackingReport {
    TrackingReport {
        parcel_id: parcel.parcel_id.clone(),
        status: status.into(),
        event_time: Some(time_to_wire(time)),
        source: "ups".to_owned(),
        ..TrackingReport::default()
    }
}

async fn record(scene: &Scene, name: &str, report: TrackingReport) -> Result<Parcel, Status> {
    let request = RecordTrackingEventRequest {
        request_id: name.to_owned(),
        marketplace_id: SHOP.to_owned(),
        report: Some(report),
    };
    let recorded = scene
        .clients
        .logistics
        .clone()
        .record_tracking_event(request)
        .await?;
    Ok(recorded.into_inner())
}

pub async fn known(scene: &Scene, parcel: &Parcel) -> anyhow::Result<Vec<TrackingEvent>> {
    let request = ListTrackingEventsRequest {
        parcel_id: parcel.parcel_id.clone(),
        page_size: 200,
        ..ListTrackingEventsRequest::default()
    };
    let listed = scene
        .clients
        .logistics
        .clone()
        .list_tracking_events(request)
        .await?;
    Ok(listed.into_inner().tracking_events)
}

pub async fn parcel(scene: &Scene, name: &str) -> anyhow::Result<(Shipment, Parcel)> {
    let order = scene.shipped(name, 2).await?;
    let shipment = scene.shipment(&order).await?;
    let parcel = shipment.parcels.first().context("it has no parcel")?.clone();
    Ok((shipment, parcel))
}

async fn events(scene: &Scene) -> anyhow::Result<()> {
    let (shipment, parcel) = parcel(scene, "order").await?;
    let order = scene.clients.order(&shipment.order_id).await?;
    let (now, hour) = (scene.now(), TimeDelta::hours(1));
    let transit = |time| report(&parcel, TrackingStatus::InTransit, time);
    let before = Seen::now(scene, &[&order]).await?;
    let future = Expected {
        code: Code::InvalidArgument,
        reason: "EVENT_IN_FUTURE",
        place: Where::Field("report.event_time"),
    };
    for time in [now + hour, now + TimeDelta::days(3_650)] {
        refused(
            "an event of tomorrow",
            record(scene, "future", transit(time)).await.map(drop),
            &future,
        )?;
    }
    let with = |change: &dyn Fn(&mut TrackingReport)| {
        let mut report = transit(now);
        change(&mut report);
        record(scene, "bad", report)
    };
    let answer = with(&|report| report.parcel_id = "prc_01jz0000000000000000000000".to_owned()).await;
    refused("a parcel that nobody knows", answer.map(drop), &not_found())?;
    let answer = with(&|report| {
        report.parcel_id.clear();
        report.tracking_number = "1Z5R89390357567127".to_owned();
    })
    .await;
    refused("a number that no parcel has", answer.map(drop), &not_found())?;
    let answer = with(&|report| report.parcel_id.clear()).await;
    refused(
        "no parcel and no number",
        answer.map(drop),
        &invalid("report.tracking_number"),
    )?;
    let answer = with(&|report| report.status = 0).await;
    refused(
        "no status and no code",
        answer.map(drop),
        &invalid("report.status"),
    )?;
    let answer = with(&|report| report.status = 19).await;
    refused("a nineteenth status", answer.map(drop), &invalid("report.status"))?;
    let answer = with(&|report| report.event_time = None).await;
    refused("no time", answer.map(drop), &invalid("report.event_time"))?;
    let answer = with(&|report| report.location = "x".repeat(1_000_000)).await;
    refused(
        "a place without end",
        answer.map(drop),
        &invalid("report.location"),
    )?;
    let answer = with(&|report| report.description = "a\0b".to_owned()).await;
    refused(
        "a description with NUL",
        answer.map(drop),
        &invalid("report.description"),
    )?;
    let answer = with(&|report| {
        report.source.clear();
        report.source_event_id = "1".to_owned();
    })
    .await;
    refused(
        "an event id of no source",
        answer.map(drop),
        &invalid("report.source"),
    )?;
    before.is_still_so(scene, &[&order]).await?;
    late_and_again(scene, &parcel).await
}

/// Out of order, twice, and after the end.
async fn late_and_again(scene: &Scene, parcel: &Parcel) -> anyhow::Result<()> {
    let (now, hour) = (scene.now(), TimeDelta::hours(1));
    let out = report(parcel, TrackingStatus::OutForDelivery, now);
    record(scene, "out", out.clone()).await?;
    let older = record(
        scene,
        "older",
        report(parcel, TrackingStatus::PickedUp, now - hour),
    )
    .await?;
    ensure!(
        older.status() == TrackingStatus::OutForDelivery,
        "it moved back to {:?}",
        older.status()
    );
    let again = record(scene, "again", out).await?;
    ensure!(
        again.status() == TrackingStatus::OutForDelivery,
        "it is {:?}",
        again.status()
    );
    let known = known(scene, parcel).await?;
    ensure!(known.len() == 2, "{} events are known", known.len());
    ensure!(known[1].is_out_of_order && !known[0].is_out_of_order, "{known:?}");
    Ok(())
}
