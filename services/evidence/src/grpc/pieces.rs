//! The calls about pieces of evidence.

use futures::StreamExt as _;
use redress_contracts::redress::evidence::v1 as pb;
use redress_rpc::{Caller, Fields, request_hash};
use tonic::{Request, Response, Status};

use super::{PageRequest, Replies, Reply, complete, only_id};
use crate::app::{App, Call, Download, ListEvidence};
use crate::convert::{MAX_ID, MAX_TEXT, unsigned, variant_from_wire, verdict_from_wire};
use crate::domain::words::Verdict;

pub async fn get_evidence(app: &App, request: Request<pb::GetEvidenceRequest>) -> Reply<pb::Evidence> {
    let caller = Caller::of(&request).clone();
    let evidence_id = only_id("evidence_id", &request.get_ref().evidence_id)?;
    Ok(Response::new(app.get_evidence(&caller, &evidence_id).await?))
}

pub async fn list_evidence(
    app: &App,
    request: Request<pb::ListEvidenceRequest>,
) -> Reply<pb::ListEvidenceResponse> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    if request.case_id.is_empty() && request.order_id.is_empty() {
        fields.refuse("case_id", "is required unless order_id is given");
    }
    fields.at_most("case_id", &request.case_id, MAX_ID);
    fields.at_most("order_id", &request.order_id, MAX_ID);
    fields.finish()?;
    let filter = ["evidence", &caller.key(), &request.case_id, &request.order_id];
    let page = PageRequest::read(&filter, request.page_size, &request.page_token)?;
    let given = |id: String| Some(id).filter(|id| !id.is_empty());
    let list = ListEvidence {
        case_id: given(request.case_id),
        order_id: given(request.order_id),
        size: page.size,
        before: page.after.clone(),
    };
    let (evidence, has_more) = app.list_evidence(&caller, list).await?;
    let last = evidence.last().map(|piece| piece.evidence_id.clone());
    Ok(Response::new(pb::ListEvidenceResponse {
        evidence,
        next_page_token: page.next_token(last, has_more),
    }))
}

pub async fn download_evidence(
    app: &App,
    request: Request<pb::DownloadEvidenceRequest>,
) -> Reply<Replies<pb::DownloadChunk>> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    let evidence_id = fields.non_empty("evidence_id", &request.evidence_id, MAX_ID);
    let variant = fields.take(
        "variant",
        pb::Variant::try_from(request.variant).map_err(|_| "has an unknown value"),
    );
    let offset = unsigned(&mut fields, "offset", request.offset);
    let length = unsigned(&mut fields, "length", request.length);
    let asked = (|| {
        Some(Download {
            evidence_id: evidence_id?,
            variant: variant_from_wire(variant?),
            offset: offset?,
            length: Some(length?).filter(|length| *length > 0),
        })
    })();
    let asked = complete(fields, asked)?;
    let chunks = app.download_evidence(&caller, asked).await?;
    Ok(Response::new(Box::pin(
        chunks.map(|chunk| chunk.map_err(Status::from)),
    )))
}

pub async fn watch_evidence(
    app: &App,
    request: Request<pb::WatchEvidenceRequest>,
) -> Reply<Replies<pb::Evidence>> {
    let caller = Caller::of(&request).clone();
    let case_id = only_id("case_id", &request.get_ref().case_id)?;
    let pieces = app.watch_evidence(caller, case_id).await?;
    Ok(Response::new(Box::pin(
        pieces.map(|piece| piece.map_err(Status::from)),
    )))
}

pub async fn review_evidence(app: &App, request: Request<pb::ReviewEvidenceRequest>) -> Reply<pb::Evidence> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    let evidence_id = fields.non_empty("evidence_id", &request.evidence_id, MAX_ID);
    let verdict = fields
        .one_of("verdict", request.verdict)
        .and_then(verdict_from_wire);
    let reason = match verdict {
        Some(Verdict::Refuse | Verdict::AskAgain) => fields.non_empty("reason", &request.reason, MAX_TEXT),
        Some(Verdict::Accept) | None => fields.at_most("reason", &request.reason, MAX_TEXT),
    };
    let asked = (|| Some((evidence_id?, verdict?, reason?)))();
    let (evidence_id, verdict, reason) = complete(fields, asked)?;
    let hash = request_hash(&request, |body| body.request_id.clear());
    let call = Call::new(&caller, "evidence.ReviewEvidence", &request.request_id, hash);
    let target = (evidence_id, request.etag);
    Ok(Response::new(
        app.review_evidence(call, target, (verdict, reason)).await?,
    ))
}

pub async fn erase_evidence(app: &App, request: Request<pb::EraseEvidenceRequest>) -> Reply<pb::Evidence> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    let evidence_id = fields.non_empty("evidence_id", &request.evidence_id, MAX_ID);
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    let (evidence_id, reason) = complete(fields, evidence_id.zip(reason))?;
    let hash = request_hash(&request, |body| body.request_id.clear());
    let call = Call::new(&caller, "evidence.EraseEvidence", &request.request_id, hash);
    let target = (evidence_id, request.etag);
    Ok(Response::new(app.erase_evidence(call, target, &reason).await?))
}
