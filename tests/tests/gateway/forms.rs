//! Evidence as a form: the file and what is said of it in one request.

use anyhow::{Context as _, ensure};
use redress::config::Config;
use redress_db::Backend;
use redress_tests::http::{Http, Reply};
use redress_tests::scene::{Scene, gif};
use tonic::codegen::Bytes;
use tonic::codegen::http::Method;

const TYPE: &str = "multipart/form-data; boundary=b";

/// A form as a browser sends it: fields, and files with their names.
fn form(fields: &[(&str, &[u8])], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n").bytes());
        body.extend(*value);
        body.extend(b"\r\n");
    }
    for (name, bytes) in files {
        let head = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: image/gif\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    body
}

async fn post(http: &Http, key: &str, media_type: &str, body: Vec<u8>) -> anyhow::Result<Reply> {
    let headers = [("content-type", media_type), ("idempotency-key", key)];
    http.send((Method::POST, "/v1/evidence"), &headers, Bytes::from(body))
        .await
}

async fn sent(backend: Backend) -> anyhow::Result<()> {
    let scene = Scene::with_gateway(backend, Config::default()).await?;
    let order = scene.delivered("order", 1).await?;
    let http = scene.http()?;
    let (photo, other) = (gif("photo", 3).bytes.to_vec(), gif("other", 4).bytes.to_vec());
    let fields: [(&str, &[u8]); 3] = [
        ("case_id", order.order_id.as_bytes()),
        ("kind", b"product_photo"),
        ("party", b"PARTY_BUYER"),
    ];
    let whole = || form(&fields, &[("Kratzer/../ü.gif", &photo)]);
    let first = post(&http, "k", TYPE, whole()).await?;
    ensure!(first.status == 200, "{first:?}");
    let evidence = first.json()?["evidence_id"]
        .as_str()
        .context("no evidence")?
        .to_owned();
    let seen = http
        .get(&format!(
            "/v1/evidence/{evidence}:download?variant=VARIANT_ORIGINAL"
        ))
        .await?;
    ensure!(seen.body == photo, "other bytes came back");

    // Once more is the same; something else under the same key is refused.
    ensure!(post(&http, "k", TYPE, whole()).await?.json()? == first.json()?);
    let changed = post(&http, "k", TYPE, form(&fields, &[("x.gif", &other)])).await?;
    ensure!(changed.json()?["reason"] == "REQUEST_ID_REUSED", "{changed:?}");

    let more = |name, value: &'static [u8]| [&fields[..], &[(name, value)]].concat();
    let file: [(&str, &[u8]); 1] = [("x.gif", &other)];
    let half = {
        let mut body = form(&fields, &file);
        body.truncate(body.len() - 20);
        body
    };
    let cases = [
        (TYPE, form(&fields, &[]), 400, "file"),
        (
            TYPE,
            form(&fields, &[file[0], file[0]]),
            400,
            "given more than once",
        ),
        (TYPE, form(&more("sha256", b"00"), &file), 400, "sha256"),
        (TYPE, form(&more("size_bytes", b"1"), &file), 400, "size_bytes"),
        (TYPE, form(&more("size_bytes", b"many"), &file), 400, "size_bytes"),
        (TYPE, form(&more("nonsense", b"1"), &file), 400, "nonsense"),
        (
            TYPE,
            form(&more("description", b"\xff"), &file),
            400,
            "description",
        ),
        (
            TYPE,
            form(&more("request_id", b"other"), &file),
            400,
            "Idempotency-Key",
        ),
        (TYPE, form(&fields[1..], &file), 400, "case_id"),
        (TYPE, form(&fields, &[("x.gif", b"no picture")]), 400, ""),
        (TYPE, half, 400, "MALFORMED_MESSAGE"),
        (TYPE, b"nothing".to_vec(), 400, "MALFORMED_MESSAGE"),
        (
            "multipart/form-data",
            form(&fields, &file),
            400,
            "MALFORMED_MESSAGE",
        ),
        ("application/json", b"{}".to_vec(), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ];
    for (number, (media_type, body, status, words)) in cases.into_iter().enumerate() {
        let refused = post(&http, &format!("bad-{number}"), media_type, body).await?;
        let text = String::from_utf8_lossy(&refused.body);
        ensure!(
            refused.status == status && text.contains(words),
            "{number}: {words}: {refused:?}"
        );
    }
    let listed = http
        .get(&format!("/v1/evidence?case_id={}", order.order_id))
        .await?
        .json()?;
    let count = listed["evidence"].as_array().map(Vec::len);
    ensure!(count == Some(1), "{listed}");
    scene.stop().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_becomes_evidence_once_on_sqlite() -> anyhow::Result<()> {
    sent(Backend::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_becomes_evidence_once_on_postgres() -> anyhow::Result<()> {
    sent(Backend::Postgres).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_has_a_limit_and_what_is_larger_is_told_the_way() -> anyhow::Result<()> {
    let mut config = Config::default();
    config.gateway.max_form_bytes = 1_000;
    let scene = Scene::with_gateway(Backend::Sqlite, config).await?;
    let body = form(&[("kind", b"product_photo")], &[("x.gif", &[0; 1_001])]);
    let refused = post(&scene.http()?, "k", TYPE, body).await?;
    ensure!(
        refused.status == 413 && String::from_utf8_lossy(&refused.body).contains("/v1/uploads"),
        "{refused:?}"
    );
    scene.stop().await
}
