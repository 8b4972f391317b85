//! OrderService: translates requests into use cases and their answers back. No decisions here.

mod changes;
mod disputes;
mod reads;

use futures::stream::BoxStream;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::orders::v1::order_service_server::OrderService;
use redress_contracts::redress::policies::v1 as policies;
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
impl OrderService for Grpc {
    type WatchOrderStream = BoxStream<'static, Result<pb::Order, Status>>;

    async fn place_order(&self, request: Request<pb::PlaceOrderRequest>) -> Answer<pb::Order> {
        self.place(request).await
    }

    async fn confirm_payment(&self, request: Request<pb::ConfirmPaymentRequest>) -> Answer<pb::Order> {
        self.confirm(request).await
    }

    async fn mark_shipped(&self, request: Request<pb::MarkShippedRequest>) -> Answer<pb::Order> {
        self.ship(request).await
    }

    async fn mark_delivered(&self, request: Request<pb::MarkDeliveredRequest>) -> Answer<pb::Order> {
        self.deliver(request).await
    }

    async fn get_order(&self, request: Request<pb::GetOrderRequest>) -> Answer<pb::Order> {
        self.order(request).await
    }

    async fn list_orders(&self, request: Request<pb::ListOrdersRequest>) -> Answer<pb::ListOrdersResponse> {
        self.orders(request).await
    }

    async fn watch_order(&self, request: Request<pb::WatchOrderRequest>) -> Answer<Self::WatchOrderStream> {
        self.watch(request)
    }

    async fn change_address(&self, request: Request<pb::ChangeAddressRequest>) -> Answer<pb::Order> {
        self.redirect(request).await
    }

    async fn change_lines(&self, request: Request<pb::ChangeLinesRequest>) -> Answer<pb::Order> {
        self.alter(request).await
    }

    async fn preview_cancellation(
        &self,
        request: Request<pb::PreviewCancellationRequest>,
    ) -> Answer<policies::Decision> {
        self.preview(request).await
    }

    async fn cancel_order(&self, request: Request<pb::CancelOrderRequest>) -> Answer<pb::Cancellation> {
        self.cancel(request).await
    }

    async fn decide_cancellation(
        &self,
        request: Request<pb::DecideCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        self.decide(request).await
    }

    async fn withdraw_cancellation(
        &self,
        request: Request<pb::WithdrawCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        self.withdraw(request).await
    }

    async fn get_cancellation(
        &self,
        request: Request<pb::GetCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        self.cancellation(request).await
    }

    async fn list_cancellations(
        &self,
        request: Request<pb::ListCancellationsRequest>,
    ) -> Answer<pb::ListCancellationsResponse> {
        self.cancellations(request).await
    }

    async fn mark_out_of_stock(&self, request: Request<pb::MarkOutOfStockRequest>) -> Answer<pb::Order> {
        self.run_out(request).await
    }

    async fn choose_out_of_stock(&self, request: Request<pb::ChooseOutOfStockRequest>) -> Answer<pb::Order> {
        self.choose(request).await
    }

    async fn get_decision(
        &self,
        request: Request<pb::GetDecisionRequest>,
    ) -> Answer<pb::GetDecisionResponse> {
        self.decision(request).await
    }

    async fn open_dispute(&self, request: Request<pb::OpenDisputeRequest>) -> Answer<pb::Dispute> {
        self.dispute(request).await
    }

    async fn add_statement(&self, request: Request<pb::AddStatementRequest>) -> Answer<pb::Dispute> {
        self.say(request).await
    }

    async fn propose_settlement(
        &self,
        request: Request<pb::ProposeSettlementRequest>,
    ) -> Answer<pb::Dispute> {
        self.propose(request).await
    }

    async fn answer_proposal(&self, request: Request<pb::AnswerProposalRequest>) -> Answer<pb::Dispute> {
        self.answer(request).await
    }

    async fn rule_dispute(&self, request: Request<pb::RuleDisputeRequest>) -> Answer<pb::Dispute> {
        self.rule(request).await
    }

    async fn get_dispute(&self, request: Request<pb::GetDisputeRequest>) -> Answer<pb::Dispute> {
        self.one_dispute(request).await
    }

    async fn list_disputes(
        &self,
        request: Request<pb::ListDisputesRequest>,
    ) -> Answer<pb::ListDisputesResponse> {
        self.disputes(request).await
    }

    async fn intervene(&self, request: Request<pb::InterveneRequest>) -> Answer<pb::Intervention> {
        self.step_in(request).await
    }

    async fn list_interventions(
        &self,
        request: Request<pb::ListInterventionsRequest>,
    ) -> Answer<pb::ListInterventionsResponse> {
        self.interventions(request).await
    }
}
