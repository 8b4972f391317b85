//! An export as files: one JSON object a line in a file for each context, and the evidence as it was sent.

use super::{Desk, said};
use anyhow::Context as _;
use redress_contracts::redress::evidence::v1::evidence_service_client::EvidenceServiceClient;
use redress_contracts::redress::evidence::v1::{DownloadEvidenceRequest, Variant};
use redress_contracts::redress::privacy::v1 as pb;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) records: usize,
    pub(super) files: usize,
}

/// Writes all pages, and every file that they name.
pub(super) async fn write(desk: &Desk, request: &pb::DataRequest, out: &Path) -> anyhow::Result<Written> {
    let mut written = Written::default();
    let mut files: BTreeMap<String, BufWriter<File>> = BTreeMap::new();
    let mut page_token = String::new();
    loop {
        let ask = pb::ReadExportRequest {
            data_request_id: request.data_request_id.clone(),
            page_size: 0,
            page_token,
        };
        let page = desk
            .privacy
            .clone()
            .read_export(ask)
            .await
            .map_err(said)?
            .into_inner();
        for record in page.records {
            let content: Value = serde_json::from_str(&record.content)?;
            if is_file(&record, &content) {
                download(desk, &record.record_id, &out.join("files")).await?;
                written.files += 1;
            }
            if !files.contains_key(&record.context) {
                let path = out.join(format!("{}.jsonl", record.context));
                let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
                files.insert(record.context.clone(), BufWriter::new(file));
            }
            let file = files
                .get_mut(&record.context)
                .context("invariant: it was made above")?;
            let line = json!({
                "kind": record.kind,
                "id": record.record_id,
                "order_id": record.order_id,
                "content": content,
            });
            writeln!(file, "{line}")?;
            written.records += 1;
        }
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    for (_, file) in files {
        file.into_inner()
            .map_err(std::io::IntoInnerError::into_error)?
            .sync_all()?;
    }
    Ok(written)
}

/// Whether there are bytes to a record.
fn is_file(record: &pb::ExportRecord, content: &Value) -> bool {
    record.context == "evidence" && record.kind == "evidence" && content["state"] != "erased"
}

async fn download(desk: &Desk, evidence_id: &str, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let ask = DownloadEvidenceRequest {
        evidence_id: evidence_id.to_owned(),
        variant: Variant::Original.into(),
        ..DownloadEvidenceRequest::default()
    };
    let mut evidence = EvidenceServiceClient::new(desk.channel.clone());
    let mut chunks = evidence.download_evidence(ask).await.map_err(said)?.into_inner();
    let path = folder.join(evidence_id);
    let mut file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    while let Some(chunk) = chunks.message().await.map_err(said)? {
        file.write_all(&chunk.data)?;
    }
    Ok(file.sync_all()?)
}
