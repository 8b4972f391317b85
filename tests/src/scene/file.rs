//! A file of evidence and its upload, step by step.

use super::Scene;
use redress_contracts::redress::evidence::v1::{
    Evidence, FinishUploadRequest, StartUploadRequest, Upload, UploadChunksRequest,
};
use redress_contracts::redress::policies::v1::Party;
use sha2::{Digest as _, Sha256};

/// A file to be uploaded as evidence of the buyer's.
#[derive(Clone, Debug)]
pub struct File {
    /// What its request ids begin with.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A picture of one dot, which differs with its shade.
pub fn gif(name: &str, shade: u8) -> File {
    let mut bytes = b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec();
    bytes.extend([shade, shade, shade, 0, 0, 0]);
    bytes.extend(b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b");
    File {
        name: name.to_owned(),
        bytes,
    }
}

impl File {
    /// What is declared of it before it is sent.
    pub fn start(&self, case_id: &str) -> StartUploadRequest {
        StartUploadRequest {
            request_id: format!("{}-start", self.name),
            case_id: case_id.to_owned(),
            kind: "product_photo".to_owned(),
            party: Party::Buyer.into(),
            file_name: format!("{}.gif", self.name),
            size_bytes: self.bytes.len() as i64,
            sha256: Sha256::digest(&self.bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            ..StartUploadRequest::default()
        }
    }

    /// A part of it, from `offset` on.
    pub fn chunk(&self, upload: &Upload, offset: usize, length: usize) -> UploadChunksRequest {
        UploadChunksRequest {
            upload_id: upload.upload_id.clone(),
            offset: offset as i64,
            data: self.bytes[offset..offset + length].to_vec().into(),
        }
    }

    /// The end of its upload.
    pub fn finish(&self, upload: &Upload) -> FinishUploadRequest {
        FinishUploadRequest {
            request_id: format!("{}-finish", self.name),
            upload_id: upload.upload_id.clone(),
        }
    }
}

impl Scene {
    /// An upload that waits for its chunks.
    ///
    /// # Errors
    /// It was refused.
    pub async fn upload(&self, case_id: &str, file: &File) -> anyhow::Result<Upload> {
        let started = self
            .clients
            .evidence
            .clone()
            .start_upload(file.start(case_id))
            .await?;
        Ok(started.into_inner())
    }

    /// A file that became evidence.
    ///
    /// # Errors
    /// It was refused.
    pub async fn evidence(&self, case_id: &str, file: &File) -> anyhow::Result<Evidence> {
        let upload = self.upload(case_id, file).await?;
        let mut evidence = self.clients.evidence.clone();
        let whole = file.chunk(&upload, 0, file.bytes.len());
        evidence.upload_chunks(futures::stream::iter([whole])).await?;
        let added = evidence.finish_upload(file.finish(&upload)).await?.into_inner();
        self.rest().await?;
        Ok(added)
    }
}
