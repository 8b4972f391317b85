//! SourceService: translates requests into use cases and their answers back. No decisions here.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_contracts::redress::webhooks::v1::source_service_server::SourceService;
use redress_core::page;
use redress_rpc::Caller;
use tonic::{Request, Response};

use super::{Answer, Grpc, parse};
use crate::convert::{notice_to_wire, source_to_wire};
use crate::domain::proof;

#[tonic::async_trait]
impl SourceService for Grpc {
    async fn create_source(&self, request: Request<pb::CreateSourceRequest>) -> Answer<pb::Source> {
        let (call, message) = parse::taken("webhooks.CreateSource", request);
        let new = parse::new_source(&call.caller, message)?;
        Ok(Response::new(self.app.create_source(call, new).await?))
    }

    async fn get_source(&self, request: Request<pb::GetSourceRequest>) -> Answer<pb::Source> {
        let id = parse::id("source_id", &request.get_ref().source_id)?;
        let source = self.app.get_source(Caller::of(&request), id).await?;
        Ok(Response::new(source_to_wire(&source)))
    }

    async fn list_sources(
        &self,
        request: Request<pb::ListSourcesRequest>,
    ) -> Answer<pb::ListSourcesResponse> {
        let caller = Caller::of(&request).clone();
        let (list, hash) = parse::list_sources(&caller, request.into_inner())?;
        let (sources, next) = self.app.list_sources(list).await?;
        Ok(Response::new(pb::ListSourcesResponse {
            sources: sources.iter().map(source_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(hash, &key)).unwrap_or_default(),
        }))
    }

    async fn rotate_source_secret(
        &self,
        request: Request<pb::RotateSourceSecretRequest>,
    ) -> Answer<pb::Source> {
        let (call, message) = parse::taken("webhooks.RotateSourceSecret", request);
        let (target, change) = parse::source_rotation(message)?;
        let source = self.app.rotate_source_secret(call, target, change).await?;
        Ok(Response::new(source))
    }

    async fn delete_source(&self, request: Request<pb::DeleteSourceRequest>) -> Answer<pb::Source> {
        let (call, message) = parse::taken("webhooks.DeleteSource", request);
        let target = parse::source_target(message)?;
        Ok(Response::new(self.app.delete_source(call, target).await?))
    }

    async fn receive_notice(
        &self,
        request: Request<pb::ReceiveNoticeRequest>,
    ) -> Answer<pb::ReceiveNoticeResponse> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let headers = message.headers.into_iter();
        let came = proof::Request::new(headers.map(|header| (header.name, header.value)), message.body);
        let taken = self.app.receive_notice(&caller, &message.source_id, came).await?;
        Ok(Response::new(taken))
    }

    async fn get_notice(&self, request: Request<pb::GetNoticeRequest>) -> Answer<pb::Notice> {
        let id = parse::id("notice_id", &request.get_ref().notice_id)?;
        let notice = self.app.get_notice(Caller::of(&request), id).await?;
        Ok(Response::new(notice_to_wire(&notice)))
    }

    async fn list_notices(
        &self,
        request: Request<pb::ListNoticesRequest>,
    ) -> Answer<pb::ListNoticesResponse> {
        let caller = Caller::of(&request).clone();
        let (list, hash) = parse::list_notices(&caller, request.into_inner())?;
        let (notices, next) = self.app.list_notices(list).await?;
        Ok(Response::new(pb::ListNoticesResponse {
            notices: notices.iter().map(notice_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(hash, &key)).unwrap_or_default(),
        }))
    }

    async fn retry_notice(&self, request: Request<pb::RetryNoticeRequest>) -> Answer<pb::Notice> {
        let (call, message) = parse::taken("webhooks.RetryNotice", request);
        let id = parse::numbered_id(&message.request_id, "notice_id", &message.notice_id)?;
        Ok(Response::new(self.app.retry_notice(call, id).await?))
    }
}
