//! Evidence on the stage: uploaded in chunks, judged piece by piece.

use super::picture::picture;
use super::{Stage, party_name};
use anyhow::Context as _;
use redress_contracts::redress::evidence::v1::{
    Evidence, FinishUploadRequest, ReviewEvidenceRequest, StartUploadRequest, UploadChunksRequest, Verdict,
};
use redress_contracts::redress::policies::v1::Party;
use sha2::{Digest as _, Sha256};
use tonic::Status;

impl Stage {
    /// The buyer adds a picture of each of these kinds to a case.
    ///
    /// # Errors
    /// An upload failed.
    pub async fn show_evidence(&mut self, case_id: &str, kinds: &[&str]) -> anyhow::Result<Vec<Evidence>> {
        let mut added = Vec::new();
        for kind in kinds {
            added.push(self.add_evidence(case_id, kind, Party::Buyer).await?);
        }
        self.rest().await?;
        Ok(added)
    }

    /// A party adds a picture of a kind to a case.
    ///
    /// # Errors
    /// The upload failed.
    pub async fn add_evidence(
        &mut self,
        case_id: &str,
        kind: &str,
        party: Party,
    ) -> anyhow::Result<Evidence> {
        let added = self.try_evidence(case_id, kind, party).await;
        added.with_context(|| format!("the {kind} was not taken"))
    }

    /// A party adds a picture of a kind to a case; what came back, shown only when it was taken.
    pub async fn try_evidence(
        &mut self,
        case_id: &str,
        kind: &str,
        party: Party,
    ) -> Result<Evidence, Status> {
        let request_id = self.request_id();
        let seed = request_id
            .bytes()
            .fold(7u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
        let bytes = picture(seed);
        let start = StartUploadRequest {
            request_id,
            case_id: case_id.to_owned(),
            kind: kind.to_owned(),
            party: party.into(),
            file_name: format!("{kind}.png"),
            size_bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            sha256: Sha256::digest(&bytes)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            ..StartUploadRequest::default()
        };
        let upload = self.evidence.start_upload(start).await?.into_inner();
        let chunks: Vec<UploadChunksRequest> = bytes
            .chunks(1024)
            .scan(0i64, |offset, data| {
                let chunk = UploadChunksRequest {
                    upload_id: upload.upload_id.clone(),
                    offset: *offset,
                    data: data.to_vec().into(),
                };
                *offset += i64::try_from(data.len()).unwrap_or(i64::MAX);
                Some(chunk)
            })
            .collect();
        self.evidence.upload_chunks(futures::stream::iter(chunks)).await?;
        let finish = FinishUploadRequest {
            request_id: self.request_id(),
            upload_id: upload.upload_id,
        };
        let evidence = self.evidence.finish_upload(finish).await?.into_inner();
        self.show(
            party_name(party),
            format!("adds evidence: {kind}"),
            evidence.media_type.clone(),
            &[],
            String::new(),
        );
        Ok(evidence)
    }

    /// A reviewer of the platform judges a piece of evidence.
    ///
    /// # Errors
    /// The call failed.
    pub async fn judge(
        &mut self,
        evidence: &Evidence,
        verdict: Verdict,
        reason: &str,
    ) -> anyhow::Result<Evidence> {
        let request = ReviewEvidenceRequest {
            request_id: self.request_id(),
            evidence_id: evidence.evidence_id.clone(),
            verdict: verdict.into(),
            reason: reason.to_owned(),
            ..ReviewEvidenceRequest::default()
        };
        let judged = self.evidence.review_evidence(request).await?.into_inner();
        let review = judged.review.clone().unwrap_or_default();
        let word = verdict
            .as_str_name()
            .trim_start_matches("VERDICT_")
            .to_lowercase();
        self.show(
            "platform",
            format!("judges the {}: {reason}", judged.kind),
            word,
            &review.clause_ids,
            String::new(),
        );
        self.rest().await?;
        Ok(judged)
    }
}
