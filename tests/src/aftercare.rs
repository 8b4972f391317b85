//! Bytes and parcels: uploading evidence beside hashing and writing the same bytes, and tracking events one by one and as a
//! stream.

use crate::client::Clients;
use crate::decisions::median;
use crate::shop;
use anyhow::Context as _;
use redress::config::Config;
use redress::suite::{Suite, Time};
use redress_contracts::redress::evidence::v1::{
    FinishUploadRequest, StartUploadRequest, UploadChunksRequest,
};
use redress_contracts::redress::logistics::v1::{
    ListShipmentsRequest, RecordTrackingEventRequest, StreamTrackingEventsRequest, TrackingReport,
    TrackingStatus,
};
use redress_contracts::redress::policies::v1::Party;
use redress_core::{Clock, Ids};
use redress_rpc::convert::time_to_wire;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Instant;

/// How much is uploaded, in bytes: a long video.
const UPLOAD_BYTES: usize = 256 << 20;
/// How much a chunk holds.
const CHUNK_BYTES: usize = 1 << 20;
/// How often each is measured, in turns; the median counts.
const ROUNDS: usize = 5;

/// Measures on SQLite and a local folder.
///
/// # Errors
/// A call failed, or the disk.
pub async fn run(events: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = Config {
        data: folder.path().join("data"),
        ..Config::default()
    };
    config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    config.gateway.enabled = false;
    let time = Time {
        clock: Clock::system(),
        ids: Ids::system(),
    };
    let suite = Suite::start(&config, time).await?;
    let clients = Clients::connect(suite.address())?;
    let order_id = shipped(&suite, &clients).await?;
    uploads(&clients, &order_id, folder.path()).await?;
    tracking(&clients, &order_id, events).await?;
    suite.rest().await?;
    suite.stop().await
}

async fn shipped(suite: &Suite, clients: &Clients) -> anyhow::Result<String> {
    let mut orders = clients.orders.clone();
    let order_id = orders
        .place_order(shop::order("bench"))
        .await?
        .into_inner()
        .order_id;
    orders.confirm_payment(shop::pay("bench", &order_id)).await?;
    orders.mark_shipped(shop::ship("bench", &order_id)).await?;
    suite.rest().await?;
    Ok(order_id)
}

async fn uploads(clients: &Clients, order_id: &str, folder: &Path) -> anyhow::Result<()> {
    let (mut ours, mut plain) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let bytes = tonic::codegen::Bytes::from(video(round));
        let sha256: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let file = folder.join(format!("plain-{round}"));
        let begin = Instant::now();
        hash_and_write(&bytes, &file)?;
        plain.push(rate(begin));
        std::fs::remove_file(&file)?;
        let start = StartUploadRequest {
            request_id: format!("upload-{round}"),
            case_id: order_id.to_owned(),
            kind: "product_video".to_owned(),
            party: Party::Buyer.into(),
            file_name: "video.mp4".to_owned(),
            size_bytes: i64::try_from(UPLOAD_BYTES)?,
            sha256,
            ..StartUploadRequest::default()
        };
        let upload = clients.evidence.clone().start_upload(start).await?.into_inner();
        let begin = Instant::now();
        let chunks = (0..UPLOAD_BYTES / CHUNK_BYTES).map({
            let (bytes, upload_id) = (bytes.clone(), upload.upload_id.clone());
            move |at| UploadChunksRequest {
                upload_id: upload_id.clone(),
                offset: (at * CHUNK_BYTES) as i64,
                data: bytes.slice(at * CHUNK_BYTES..(at + 1) * CHUNK_BYTES),
            }
        });
        let stored = clients
            .evidence
            .clone()
            .upload_chunks(futures::stream::iter(chunks))
            .await?
            .into_inner();
        anyhow::ensure!(
            stored.committed_bytes == UPLOAD_BYTES as i64,
            "only {} came",
            stored.committed_bytes
        );
        let finish = FinishUploadRequest {
            request_id: format!("finish-{round}"),
            upload_id: upload.upload_id,
        };
        clients.evidence.clone().finish_upload(finish).await?;
        ours.push(rate(begin));
    }
    let (ours, plain) = (median(ours), median(plain));
    println!(
        "upload of {} MiB: {ours:.0} MB/s over gRPC until it is evidence, durable; plain SHA-256 and write of the same bytes: {plain:.0} MB/s: {:.2} x",
        UPLOAD_BYTES >> 20,
        ours / plain
    );
    Ok(())
}

/// A video whose data are noise, other in each round: a description of one track, then as much as is left.
fn video(round: usize) -> Vec<u8> {
    let atom = |kind: &[u8; 4], content: &[u8]| {
        let length = (content.len() as u32 + 8).to_be_bytes();
        [&length, &kind[..], content].concat()
    };
    let handler = [&[0; 8][..], b"vide", &[0; 13]].concat();
    let track = [atom(b"tkhd", &[0; 84]), atom(b"mdia", &atom(b"hdlr", &handler))].concat();
    let movie = [atom(b"mvhd", &[0; 100]), atom(b"trak", &track)].concat();
    let mut bytes = [atom(b"ftyp", b"isom\0\0\0\0isom"), atom(b"moov", &movie)].concat();
    bytes.extend(((UPLOAD_BYTES - bytes.len()) as u32).to_be_bytes());
    bytes.extend(b"mdat");
    bytes.extend((bytes.len()..UPLOAD_BYTES).map(|at| (at * 31 + at / (4093 + round)) as u8));
    bytes
}

fn hash_and_write(bytes: &[u8], file: &Path) -> anyhow::Result<()> {
    let mut hash = Sha256::new();
    let mut out = std::fs::File::create(file)?;
    for chunk in bytes.chunks(CHUNK_BYTES) {
        hash.update(chunk);
        out.write_all(chunk)?;
    }
    out.sync_all()?;
    std::hint::black_box(hash.finalize());
    Ok(())
}

fn rate(begin: Instant) -> f64 {
    UPLOAD_BYTES as f64 / 1e6 / begin.elapsed().as_secs_f64()
}

async fn tracking(clients: &Clients, order_id: &str, count: usize) -> anyhow::Result<()> {
    let list = ListShipmentsRequest {
        marketplace_id: shop::SHOP.to_owned(),
        order_id: order_id.to_owned(),
        ..ListShipmentsRequest::default()
    };
    let shipments = clients
        .logistics
        .clone()
        .list_shipments(list)
        .await?
        .into_inner()
        .shipments;
    let parcel = shipments.into_iter().flat_map(|shipment| shipment.parcels).next();
    let parcel_id = parcel.context("logistics does not know the parcel")?.parcel_id;
    let now = Clock::system().now();
    let report = |source: &str, at: usize| TrackingReport {
        parcel_id: parcel_id.clone(),
        status: TrackingStatus::InTransit.into(),
        event_time: Some(time_to_wire(now + chrono::TimeDelta::milliseconds(at as i64))),
        source: source.to_owned(),
        source_event_id: format!("{source}-{at}"),
        ..TrackingReport::default()
    };
    let begin = Instant::now();
    for at in 0..count {
        let request = RecordTrackingEventRequest {
            request_id: format!("track-{at}"),
            marketplace_id: shop::SHOP.to_owned(),
            report: Some(report("single", at)),
        };
        clients.logistics.clone().record_tracking_event(request).await?;
    }
    let single = count as f64 / begin.elapsed().as_secs_f64();
    let reports: Vec<_> = (0..count)
        .map(|at| StreamTrackingEventsRequest {
            marketplace_id: shop::SHOP.to_owned(),
            report: Some(report("stream", at)),
        })
        .collect();
    let begin = Instant::now();
    let summary = clients
        .logistics
        .clone()
        .stream_tracking_events(futures::stream::iter(reports))
        .await?
        .into_inner();
    let streamed = count as f64 / begin.elapsed().as_secs_f64();
    anyhow::ensure!(
        summary.rejected_count == 0,
        "{} events were rejected",
        summary.rejected_count
    );
    println!(
        "tracking events of one parcel: {single:.0} a second one by one, {streamed:.0} a second in a stream: {:.1} x",
        streamed / single
    );
    Ok(())
}
