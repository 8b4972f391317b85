//! The contract's service: each method reads its request, collects the field errors, and calls its use case.

mod pieces;
mod records;
mod uploads;

use std::pin::Pin;

use futures::Stream;
use redress_contracts::redress::evidence::v1 as pb;
use redress_contracts::redress::evidence::v1::evidence_service_server::{
    EvidenceService, EvidenceServiceServer,
};
use redress_core::page::{self, FilterHash};
use redress_rpc::{Fields, Problem, Reason, Services};
use tonic::{Code, Request, Response, Status, Streaming};

use crate::app::App;
use crate::convert::MAX_ID;

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;

/// The services over these use cases.
pub fn services(app: App) -> Services {
    Services::new().with(EvidenceServiceServer::new(Grpc { app }))
}

/// Serves `redress.evidence.v1.EvidenceService`.
struct Grpc {
    app: App,
}

type Reply<T> = Result<Response<T>, Status>;
type Replies<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl EvidenceService for Grpc {
    async fn start_upload(&self, request: Request<pb::StartUploadRequest>) -> Reply<pb::Upload> {
        uploads::start_upload(&self.app, request).await
    }

    async fn upload_chunks(&self, request: Request<Streaming<pb::UploadChunksRequest>>) -> Reply<pb::Upload> {
        uploads::upload_chunks(&self.app, request).await
    }

    async fn finish_upload(&self, request: Request<pb::FinishUploadRequest>) -> Reply<pb::Evidence> {
        uploads::finish_upload(&self.app, request).await
    }

    async fn get_upload(&self, request: Request<pb::GetUploadRequest>) -> Reply<pb::Upload> {
        uploads::get_upload(&self.app, request).await
    }

    async fn abandon_upload(&self, request: Request<pb::AbandonUploadRequest>) -> Reply<pb::Upload> {
        uploads::abandon_upload(&self.app, request).await
    }

    async fn get_evidence(&self, request: Request<pb::GetEvidenceRequest>) -> Reply<pb::Evidence> {
        pieces::get_evidence(&self.app, request).await
    }

    async fn list_evidence(
        &self,
        request: Request<pb::ListEvidenceRequest>,
    ) -> Reply<pb::ListEvidenceResponse> {
        pieces::list_evidence(&self.app, request).await
    }

    type DownloadEvidenceStream = Replies<pb::DownloadChunk>;

    async fn download_evidence(
        &self,
        request: Request<pb::DownloadEvidenceRequest>,
    ) -> Reply<Self::DownloadEvidenceStream> {
        pieces::download_evidence(&self.app, request).await
    }

    type WatchEvidenceStream = Replies<pb::Evidence>;

    async fn watch_evidence(
        &self,
        request: Request<pb::WatchEvidenceRequest>,
    ) -> Reply<Self::WatchEvidenceStream> {
        pieces::watch_evidence(&self.app, request).await
    }

    async fn review_evidence(&self, request: Request<pb::ReviewEvidenceRequest>) -> Reply<pb::Evidence> {
        pieces::review_evidence(&self.app, request).await
    }

    async fn erase_evidence(&self, request: Request<pb::EraseEvidenceRequest>) -> Reply<pb::Evidence> {
        pieces::erase_evidence(&self.app, request).await
    }

    async fn list_custody_records(
        &self,
        request: Request<pb::ListCustodyRecordsRequest>,
    ) -> Reply<pb::ListCustodyRecordsResponse> {
        records::list_custody_records(&self.app, request).await
    }

    async fn verify_custody(
        &self,
        request: Request<pb::VerifyCustodyRequest>,
    ) -> Reply<pb::VerifyCustodyResponse> {
        records::verify_custody(&self.app, request).await
    }
}

/// What was read when no field is bad.
fn complete<T>(fields: Fields, read: Option<T>) -> Result<T, Problem> {
    fields.finish()?;
    Ok(read.expect("invariant: what is missing was refused"))
}

/// The id of a resource, which is all that a request has.
fn only_id(path: &str, id: &str) -> Result<String, Problem> {
    let mut fields = Fields::new();
    let id = fields.non_empty(path, id, MAX_ID);
    complete(fields, id)
}

/// A page that a client asks for.
struct PageRequest {
    filter: FilterHash,
    size: usize,
    /// The key of the last item of the page before.
    after: Option<String>,
}

impl PageRequest {
    /// `filter` names the list and everything that decides which items it has.
    fn read(filter: &[&str], page_size: i32, page_token: &str) -> Result<PageRequest, Problem> {
        let filter = FilterHash::of(filter);
        let size = page::page_size(page_size, PAGE_DEFAULT, PAGE_MAX);
        let size = size.map_err(|error| Problem::invalid_field("page_size", error.to_string()))?;
        let after = page::decode(page_token, filter).map_err(|error| {
            Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, error.to_string())
                .with_field("page_token", error.to_string())
        })?;
        Ok(PageRequest { filter, size, after })
    }

    /// The token of the page after this item; empty when no more follow.
    fn next_token(&self, last: Option<String>, has_more: bool) -> String {
        let last = last.filter(|_| has_more);
        last.map(|key| page::encode(self.filter, &key))
            .unwrap_or_default()
    }
}
