//! Files: an upload in two goes, ranges of it, what a browser must not do with it, and the label as PDF.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress_db::Backend;
use redress_tests::http::{Http, Reply};
use redress_tests::scene::{Scene, gif};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tonic::codegen::Bytes;
use tonic::codegen::http::Method;

async fn patch(http: &Http, path: &str, offset: usize, bytes: &[u8]) -> anyhow::Result<Reply> {
    let offset = offset.to_string();
    let headers = [
        ("upload-offset", offset.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    http.send((Method::PATCH, path), &headers, Bytes::copy_from_slice(bytes))
        .await
}

async fn range(http: &Http, path: &str, range: &str) -> anyhow::Result<Reply> {
    http.send((Method::GET, path), &[("range", range)], Bytes::new())
        .await
}

async fn uploaded(scene: &Scene, bytes: &[u8]) -> anyhow::Result<String> {
    let http = scene.http()?;
    let order = scene.delivered("order", 1).await?;
    let sha256: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let start = json!({
        "case_id": order.order_id, "kind": "product_photo", "party": "PARTY_BUYER",
        "file_name": "photo.gif", "size_bytes": bytes.len().to_string(), "sha256": sha256,
    });
    let upload = http.post("/v1/uploads", "start", &start).await?.json()?;
    let path = format!(
        "/v1/uploads/{}",
        upload["upload_id"].as_str().context("no upload")?
    );
    let half = bytes.len() / 2;
    let gap = patch(&http, &path, half, &bytes[half..]).await?;
    ensure!(
        gap.status == 409 && gap.json()?["metadata"]["expected_offset"] == "0",
        "{:?}",
        gap.json()
    );
    let first = patch(&http, &path, 0, &bytes[..half]).await?;
    ensure!(
        first.json()?["committed_bytes"].as_str() == Some(half.to_string().as_str()),
        "{:?}",
        first.json()
    );
    let at = http.get(&path).await?.json()?["committed_bytes"]
        .as_str()
        .context("no offset")?
        .parse()?;
    ensure!(at == half);
    patch(&http, &path, at, &bytes[at..]).await?;
    let done = http.post(&format!("{path}:finish"), "finish", &json!({})).await?;
    ensure!(done.status == 200, "{:?}", done.json());
    let bad = http
        .send((Method::PATCH, &path), &[("upload-offset", "-1")], Bytes::new())
        .await?;
    ensure!(bad.json()?["errors"][0]["field"] == "Upload-Offset", "{bad:?}");
    Ok(done.json()?["evidence_id"]
        .as_str()
        .context("no evidence")?
        .to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_in_by_parts_and_out_by_ranges() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let bytes = gif("photo", 3).bytes.to_vec();
    let evidence = uploaded(&scene, &bytes).await?;
    let http = scene.http()?;
    let path = format!("/v1/evidence/{evidence}:download?variant=VARIANT_ORIGINAL");
    let whole = http.get(&path).await?;
    ensure!(whole.status == 200 && whole.body == bytes, "{whole:?}");
    ensure!(whole.header("content-type") == "image/gif" && whole.header("accept-ranges") == "bytes");
    ensure!(
        whole.header("x-content-type-options") == "nosniff"
            && whole.header("content-disposition") == "attachment"
    );
    ensure!(whole.header("content-security-policy").contains("sandbox"));
    let length = bytes.len();
    let last = length - 1;
    for (asked, from, to) in [
        ("bytes=0-3".to_owned(), 0, 3),
        ("bytes=5-".to_owned(), 5, last),
        ("bytes=-4".to_owned(), length - 4, last),
        (format!("bytes=0-{}", length * 2), 0, last),
        (format!("bytes=-{}", length * 2), 0, last),
    ] {
        let part = range(&http, &path, &asked).await?;
        ensure!(
            part.status == 206 && part.body == bytes[from..=to],
            "{asked}: {part:?}"
        );
        ensure!(
            part.header("content-range") == format!("bytes {from}-{to}/{length}"),
            "{asked}: {part:?}"
        );
        ensure!(
            part.header("content-length") == (to - from + 1).to_string(),
            "{asked}"
        );
    }
    for whole in ["bytes=0-1,3-4", "lines=1-2", "bytes=9-3", "bytes=x", "bytes=-0"] {
        let part = range(&http, &path, whole).await?;
        ensure!(part.status == 200 && part.body == bytes, "{whole}: {part:?}");
    }
    for beyond in [format!("bytes={length}-"), format!("bytes={}-", length * 9)] {
        let part = range(&http, &path, &beyond).await?;
        ensure!(
            part.status == 416 && part.json()?["reason"] == "RANGE_NOT_SATISFIABLE",
            "{beyond}: {part:?}"
        );
    }
    ensure!(
        http.get("/v1/evidence/evd_nobody:download?variant=VARIANT_ORIGINAL")
            .await?
            .status
            == 404
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_is_a_pdf_unless_json_is_asked_for() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let case = scene.approved("order", 1).await?;
    let http = scene.http()?;
    let path = format!(
        "/v1/returns/{}/document?kind=RETURN_DOCUMENT_KIND_LABEL",
        case.return_id
    );
    let pdf = http.get(&path).await?;
    ensure!(
        pdf.header("content-type") == "application/pdf" && pdf.body.starts_with(b"%PDF-"),
        "{:?}",
        pdf.headers
    );
    ensure!(
        pdf.header("content-disposition")
            .starts_with("attachment; filename=\""),
        "{:?}",
        pdf.headers
    );
    let asked = [("accept", "application/json")];
    let told = http
        .send((Method::GET, &path), &asked, Bytes::new())
        .await?
        .json()?;
    ensure!(
        told["media_type"] == "application/pdf" && told["content"].is_string(),
        "{told}"
    );
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn tracking_events_come_a_line_each() -> anyhow::Result<()> {
    let scene = Scene::with_gateway(Backend::Sqlite, Config::default()).await?;
    let order = scene.shipped("order", 1).await?;
    let shipment = scene.shipment(&order).await?;
    let http = scene.http()?;
    let event = |minute: u32, parcel: &str| {
        json!({
            "marketplace_id": order.marketplace_id,
            "report": {
                "parcel_id": parcel, "status": "TRACKING_STATUS_IN_TRANSIT", "source": "ups",
                "event_time": format!("2027-03-01T02:{minute:02}:00Z"),
            },
        })
        .to_string()
    };
    let parcel = &shipment.parcels[0].parcel_id;
    let body = [
        event(1, parcel),
        String::new(),
        event(2, "prc_nobody"),
        event(3, parcel),
    ]
    .join("\n");
    let lines = [("content-type", "application/x-ndjson")];
    let to = || (Method::POST, "/v1/tracking-events:stream");
    let taken = http.send(to(), &lines, body).await?;
    ensure!(taken.status == 200, "{:?}", taken.json());
    let broken = [
        event(4, parcel),
        "{\"report\": {\"source\": 1}}".to_owned(),
        event(5, parcel),
    ]
    .join("\n");
    let refused = http.send(to(), &lines, broken).await?;
    let problem = refused.json()?;
    ensure!(
        refused.status == 400
            && problem["metadata"]["line"] == "2"
            && problem["errors"][0]["field"] == "report.source",
        "{problem}"
    );
    let known = http
        .get(&format!("/v1/parcels/{parcel}/tracking-events"))
        .await?
        .json()?
        .to_string();
    for (minute, is_there) in [(1, true), (3, true), (4, true), (5, false)] {
        ensure!(
            known.contains(&format!("T02:{minute:02}:00Z")) == is_there,
            "{minute}: {known}"
        );
    }
    scene.stop().await
}
