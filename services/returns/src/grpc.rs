//! ReturnService: translates requests into use cases and their answers back. No decisions here.

mod changes;
mod disputes;
mod goods;
mod numbered;
mod reads;

use futures::stream::BoxStream;
use redress_contracts::redress::policies::v1 as policies;
use redress_contracts::redress::returns::v1 as pb;
use redress_contracts::redress::returns::v1::return_service_server::ReturnService;
use tonic::{Request, Response, Status};

use crate::app::App;

/// The service over the use cases.
pub(crate) struct Grpc {
    app: App,
}

impl Grpc {
    pub(crate) fn new(app: App) -> Self {
        Self { app }
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl ReturnService for Grpc {
    type WatchReturnStream = BoxStream<'static, Result<pb::Return, Status>>;

    async fn preview_return(&self, request: Request<pb::PreviewReturnRequest>) -> Answer<policies::Decision> {
        self.preview(request).await
    }

    async fn request_return(&self, request: Request<pb::RequestReturnRequest>) -> Answer<pb::Return> {
        self.ask(request).await
    }

    async fn amend_return(&self, request: Request<pb::AmendReturnRequest>) -> Answer<pb::Return> {
        self.amend(request).await
    }

    async fn get_return(&self, request: Request<pb::GetReturnRequest>) -> Answer<pb::Return> {
        self.one(request).await
    }

    async fn list_returns(
        &self,
        request: Request<pb::ListReturnsRequest>,
    ) -> Answer<pb::ListReturnsResponse> {
        self.many(request).await
    }

    async fn watch_return(
        &self,
        request: Request<pb::WatchReturnRequest>,
    ) -> Answer<Self::WatchReturnStream> {
        self.watch(request)
    }

    async fn find_return(&self, request: Request<pb::FindReturnRequest>) -> Answer<pb::Return> {
        self.find(request).await
    }

    async fn withdraw_return(&self, request: Request<pb::WithdrawReturnRequest>) -> Answer<pb::Return> {
        self.withdraw(request).await
    }

    async fn decide_return(&self, request: Request<pb::DecideReturnRequest>) -> Answer<pb::Return> {
        self.decide(request).await
    }

    async fn announce_parcel(&self, request: Request<pb::AnnounceParcelRequest>) -> Answer<pb::Return> {
        self.announce(request).await
    }

    async fn correct_tracking(&self, request: Request<pb::CorrectTrackingRequest>) -> Answer<pb::Return> {
        self.correct(request).await
    }

    async fn receive_parcel(&self, request: Request<pb::ReceiveParcelRequest>) -> Answer<pb::Return> {
        self.receive(request).await
    }

    async fn record_unmatched_parcel(
        &self,
        request: Request<pb::RecordUnmatchedParcelRequest>,
    ) -> Answer<pb::UnmatchedParcel> {
        self.record_unmatched(request).await
    }

    async fn match_parcel(&self, request: Request<pb::MatchParcelRequest>) -> Answer<pb::Return> {
        self.match_by_hand(request).await
    }

    async fn list_unmatched_parcels(
        &self,
        request: Request<pb::ListUnmatchedParcelsRequest>,
    ) -> Answer<pb::ListUnmatchedParcelsResponse> {
        self.unmatched(request).await
    }

    async fn inspect_return(&self, request: Request<pb::InspectReturnRequest>) -> Answer<pb::Return> {
        self.inspect(request).await
    }

    async fn preview_remedy(&self, request: Request<pb::PreviewRemedyRequest>) -> Answer<pb::RemedyPreview> {
        self.foresee(request).await
    }

    async fn apply_remedy(&self, request: Request<pb::ApplyRemedyRequest>) -> Answer<pb::Return> {
        self.apply(request).await
    }

    async fn record_repair(&self, request: Request<pb::RecordRepairRequest>) -> Answer<pb::Return> {
        self.repair(request).await
    }

    async fn send_parcel(&self, request: Request<pb::SendParcelRequest>) -> Answer<pb::Return> {
        self.send(request).await
    }

    async fn get_return_document(
        &self,
        request: Request<pb::GetReturnDocumentRequest>,
    ) -> Answer<pb::ReturnDocument> {
        self.document(request).await
    }

    async fn get_return_decision(
        &self,
        request: Request<pb::GetReturnDecisionRequest>,
    ) -> Answer<pb::GetReturnDecisionResponse> {
        self.decision(request).await
    }
}
