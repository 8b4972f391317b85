//! OrderService: translates requests into use cases and their answers back. No decisions here.

mod changes;
mod reads;

use futures::stream::BoxStream;
use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::orders::v1::order_service_server::OrderService;
use redress_contracts::redress::policies::v1 as policies;
use redress_rpc::{Problem, Reason};
use tonic::{Code, Request, Response, Status};

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

fn not_served(method: &str) -> Status {
    Problem::new(Code::Unimplemented, Reason::Unimplemented, format!("{method} is not served")).into()
}

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

    async fn decide_cancellation(&self, request: Request<pb::DecideCancellationRequest>) -> Answer<pb::Cancellation> {
        self.decide(request).await
    }

    async fn withdraw_cancellation(
        &self,
        request: Request<pb::WithdrawCancellationRequest>,
    ) -> Answer<pb::Cancellation> {
        self.withdraw(request).await
    }

    async fn get_cancellation(&self, request: Request<pb::GetCancellationRequest>) -> Answer<pb::Cancellation> {
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

    async fn get_decision(&self, request: Request<pb::GetDecisionRequest>) -> Answer<pb::GetDecisionResponse> {
        self.decision(request).await
    }

    async fn open_dispute(&self, _: Request<pb::OpenDisputeRequest>) -> Answer<pb::Dispute> {
        Err(not_served("OpenDispute"))
    }

    async fn add_statement(&self, _: Request<pb::AddStatementRequest>) -> Answer<pb::Dispute> {
        Err(not_served("AddStatement"))
    }

    async fn propose_settlement(&self, _: Request<pb::ProposeSettlementRequest>) -> Answer<pb::Dispute> {
        Err(not_served("ProposeSettlement"))
    }

    async fn answer_proposal(&self, _: Request<pb::AnswerProposalRequest>) -> Answer<pb::Dispute> {
        Err(not_served("AnswerProposal"))
    }

    async fn rule_dispute(&self, _: Request<pb::RuleDisputeRequest>) -> Answer<pb::Dispute> {
        Err(not_served("RuleDispute"))
    }

    async fn get_dispute(&self, _: Request<pb::GetDisputeRequest>) -> Answer<pb::Dispute> {
        Err(not_served("GetDispute"))
    }

    async fn list_disputes(&self, _: Request<pb::ListDisputesRequest>) -> Answer<pb::ListDisputesResponse> {
        Err(not_served("ListDisputes"))
    }

    async fn intervene(&self, _: Request<pb::InterveneRequest>) -> Answer<pb::Intervention> {
        Err(not_served("Intervene"))
    }

    async fn list_interventions(
        &self,
        _: Request<pb::ListInterventionsRequest>,
    ) -> Answer<pb::ListInterventionsResponse> {
        Err(not_served("ListInterventions"))
    }
}
