//! The calls that change nothing.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::{Caller, Fields};
use tonic::{Request, Response, Status};

use super::{Answer, Grpc};
use crate::convert::asking::asking_from_wire;
use crate::convert::inspection::wanted_from_wire;
use crate::convert::requests::{MAX_ID, finish, resource_id, rma_from_wire};

const MAX_KINDS: usize = 100;

pub(super) fn check_id(path: &str, id: &str) -> Result<(), Status> {
    let mut fields = Fields::new();
    resource_id(&mut fields, path, id);
    Ok(fields.finish()?)
}

impl Grpc {
    pub(super) async fn preview(
        &self,
        request: Request<pb::PreviewReturnRequest>,
    ) -> Answer<policies::Decision> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let order_id = message.order_id.clone();
        let kinds = message.evidence_kinds;
        let asked = pb::RequestReturnRequest {
            order_id: message.order_id,
            requested_by: message.requested_by,
            ground: message.ground,
            lines: message.lines,
            contact: message.contact,
            explanation: message.explanation,
            invoice: message.invoice,
            ..pb::RequestReturnRequest::default()
        };
        let mut fields = Fields::new();
        if kinds.len() > MAX_KINDS {
            fields.refuse(
                "evidence_kinds",
                format_args!("must have at most {MAX_KINDS} entries"),
            );
        }
        for (index, kind) in kinds.iter().enumerate().take(MAX_KINDS) {
            fields.non_empty(format_args!("evidence_kinds[{index}]"), kind, MAX_ID);
        }
        let asking = asking_from_wire(&mut fields, asked, &caller, false);
        let asking = finish(fields, asking)?;
        Ok(Response::new(
            self.app
                .preview_return(&caller, &order_id, (asking, kinds))
                .await?,
        ))
    }

    pub(super) async fn one(&self, request: Request<pb::GetReturnRequest>) -> Answer<pb::Return> {
        let id = &request.get_ref().return_id;
        check_id("return_id", id)?;
        Ok(Response::new(
            self.app.get_return(Caller::of(&request), id).await?,
        ))
    }

    pub(super) async fn many(
        &self,
        request: Request<pb::ListReturnsRequest>,
    ) -> Answer<pb::ListReturnsResponse> {
        let caller = Caller::of(&request).clone();
        Ok(Response::new(
            self.app.list_returns(&caller, request.into_inner()).await?,
        ))
    }

    pub(super) fn watch(
        &self,
        request: Request<pb::WatchReturnRequest>,
    ) -> Answer<BoxStream<'static, Result<pb::Return, Status>>> {
        check_id("return_id", &request.get_ref().return_id)?;
        let caller = Caller::of(&request).clone();
        let states = self.app.watch_return(caller, request.into_inner().return_id);
        Ok(Response::new(
            states.map(|state| state.map_err(Status::from)).boxed(),
        ))
    }

    pub(super) async fn find(&self, request: Request<pb::FindReturnRequest>) -> Answer<pb::Return> {
        let mut fields = Fields::new();
        let number = rma_from_wire(&mut fields, "rma_number", &request.get_ref().rma_number);
        let number = finish(fields, number)?;
        Ok(Response::new(
            self.app.find_return(Caller::of(&request), &number).await?,
        ))
    }

    pub(super) async fn foresee(
        &self,
        request: Request<pb::PreviewRemedyRequest>,
    ) -> Answer<pb::RemedyPreview> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let return_id = message.return_id.clone();
        let wanted = pb::ApplyRemedyRequest {
            return_id: message.return_id,
            remedy: message.remedy,
            exchange_price: message.exchange_price,
            ..pb::ApplyRemedyRequest::default()
        };
        let mut fields = Fields::new();
        let wanted = wanted_from_wire(&mut fields, &wanted);
        let wanted = finish(fields, wanted)?;
        Ok(Response::new(
            self.app.preview_remedy(&caller, &return_id, wanted).await?,
        ))
    }

    pub(super) async fn document(
        &self,
        request: Request<pb::GetReturnDocumentRequest>,
    ) -> Answer<pb::ReturnDocument> {
        let message = request.get_ref();
        let mut fields = Fields::new();
        resource_id(&mut fields, "return_id", &message.return_id);
        let kind = fields.one_of::<pb::ReturnDocumentKind>("kind", message.kind);
        let kind = finish(fields, kind)?;
        let document = self
            .app
            .get_return_document(Caller::of(&request), &message.return_id, kind);
        Ok(Response::new(document.await?))
    }

    pub(super) async fn decision(
        &self,
        request: Request<pb::GetReturnDecisionRequest>,
    ) -> Answer<pb::GetReturnDecisionResponse> {
        let id = &request.get_ref().decision_id;
        check_id("decision_id", id)?;
        Ok(Response::new(
            self.app.get_return_decision(Caller::of(&request), id).await?,
        ))
    }
}
