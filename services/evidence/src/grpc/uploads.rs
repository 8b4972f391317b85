//! The calls about uploads.

use redress_contracts::redress::evidence::v1 as pb;
use redress_policybook::convert::word;
use redress_rpc::{Caller, Fields, request_hash};
use tonic::{Request, Response, Streaming};

use super::{Reply, complete, only_id};
use crate::app::{App, Call, StartUpload};
use crate::convert::{MAX_FILE_NAME, MAX_ID, MAX_TEXT, sha256_from_wire, unsigned};
use crate::domain::file_name;

pub async fn start_upload(app: &App, request: Request<pb::StartUploadRequest>) -> Reply<pb::Upload> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    let case_id = fields.non_empty("case_id", &request.case_id, MAX_ID);
    let kind = fields.id("kind", &request.kind);
    let party = match request.party {
        0 => None,
        party => word(&mut fields, "party", party),
    };
    if request.file_name.chars().count() > MAX_FILE_NAME {
        fields.refuse(
            "file_name",
            format_args!("must have at most {MAX_FILE_NAME} characters"),
        );
    }
    let description = fields.at_most("description", &request.description, MAX_TEXT);
    let size = fields
        .positive("size_bytes", request.size_bytes)
        .and_then(|size| unsigned(&mut fields, "size_bytes", size));
    let sha256 = sha256_from_wire(&mut fields, "sha256", &request.sha256);
    let asked = (|| {
        Some(StartUpload {
            case_id: case_id?,
            kind: kind?,
            party,
            file_name: file_name::shown(&request.file_name),
            description: description?,
            size: size?,
            sha256: sha256?,
        })
    })();
    let asked = complete(fields, asked)?;
    let hash = request_hash(&request, |body| body.request_id.clear());
    let call = Call::new(&caller, "evidence.StartUpload", &request.request_id, hash);
    Ok(Response::new(app.start_upload(call, asked).await?))
}

pub async fn upload_chunks(
    app: &App,
    request: Request<Streaming<pb::UploadChunksRequest>>,
) -> Reply<pb::Upload> {
    let caller = Caller::of(&request).clone();
    let chunks = request.into_inner();
    Ok(Response::new(app.upload_chunks(&caller, chunks).await?))
}

pub async fn finish_upload(app: &App, request: Request<pb::FinishUploadRequest>) -> Reply<pb::Evidence> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let hash = request_hash(&request, |body| body.request_id.clear());
    let call = Call::new(&caller, "evidence.FinishUpload", &request.request_id, hash);
    let upload_id = target(&request.request_id, &request.upload_id)?;
    Ok(Response::new(app.finish_upload(call, &upload_id).await?))
}

pub async fn get_upload(app: &App, request: Request<pb::GetUploadRequest>) -> Reply<pb::Upload> {
    let caller = Caller::of(&request).clone();
    let upload_id = only_id("upload_id", &request.get_ref().upload_id)?;
    Ok(Response::new(app.get_upload(&caller, &upload_id).await?))
}

pub async fn abandon_upload(app: &App, request: Request<pb::AbandonUploadRequest>) -> Reply<pb::Upload> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let hash = request_hash(&request, |body| body.request_id.clear());
    let call = Call::new(&caller, "evidence.AbandonUpload", &request.request_id, hash);
    let upload_id = target(&request.request_id, &request.upload_id)?;
    Ok(Response::new(app.abandon_upload(call, &upload_id).await?))
}

fn target(request_id: &str, upload_id: &str) -> Result<String, redress_rpc::Problem> {
    let mut fields = Fields::new();
    fields.required_request_id("request_id", request_id);
    let upload_id = fields.non_empty("upload_id", upload_id, MAX_ID);
    complete(fields, upload_id)
}
