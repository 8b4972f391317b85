//! `RefundService`.

use std::pin::Pin;

use futures::{Stream, StreamExt as _};
use redress_contracts::redress::refunds::v1;
use redress_contracts::redress::refunds::v1::refund_service_server::RefundService;
use redress_rpc::{Caller, Fields, Problem, request_hash};
use tonic::{Request, Response, Status};

use super::pages::PageRequest;
use super::{TargetFields, complete, idempotency, payouts};
use crate::app::{App, CorrectRefund, CreateRefund};
use crate::convert::{self, MAX_NAME, MAX_TEXT};
use crate::store::{JournalFilter, RefundFilter, Sight};

/// How many items a page has at most.
const MAX_PAGE: usize = 200;

/// The service.
pub struct RefundsGrpc {
    pub app: App,
}

type Reply<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl RefundService for RefundsGrpc {
    async fn create_refund(&self, request: Request<v1::CreateRefundRequest>) -> Reply<v1::Refund> {
        let caller = Caller::of(&request).clone();
        let command = read_create(&caller, request.into_inner())?;
        Ok(Response::new(self.app.create_refund(command).await?))
    }

    async fn correct_refund(&self, request: Request<v1::CorrectRefundRequest>) -> Reply<v1::Refund> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let mut fields = Fields::new();
        let target = TargetFields {
            scope: "refunds.CorrectRefund",
            request_id: &request.request_id,
            refund_id: &request.refund_id,
            etag: &request.etag,
            body_hash: request_hash(&request, |body| body.request_id.clear()),
        };
        let target = target.read(&caller, &mut fields);
        let amount = fields.money_positive("amount", request.amount);
        let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
        let command = amount.zip(reason).map(|(amount, reason)| CorrectRefund {
            target,
            amount,
            reason,
        });
        let command = complete(fields, command)?;
        Ok(Response::new(self.app.correct_refund(command).await?))
    }

    async fn get_refund(&self, request: Request<v1::GetRefundRequest>) -> Reply<v1::Refund> {
        let sight = Sight::of(Caller::of(&request));
        let refund_id = required_id(request.into_inner().refund_id)?;
        let refund = self.app.get_refund(refund_id, sight).await?;
        Ok(Response::new(convert::refund_to_wire(&refund)))
    }

    async fn list_refunds(&self, request: Request<v1::ListRefundsRequest>) -> Reply<v1::ListRefundsResponse> {
        let caller = Caller::of(&request).clone();
        let (filter, page) = read_list(&caller, &request.into_inner())?;
        let listed = self
            .app
            .list_refunds(filter, Sight::of(&caller), page.size)
            .await?;
        let key = |refund: &crate::domain::Refund| page.token(&refund.id);
        let (refunds, next_page_token) =
            convert::page_to_wire(listed, key, |refund| convert::refund_to_wire(&refund));
        Ok(Response::new(v1::ListRefundsResponse {
            refunds,
            next_page_token,
        }))
    }

    type WatchRefundStream = Pin<Box<dyn Stream<Item = Result<v1::Refund, Status>> + Send>>;

    async fn watch_refund(&self, request: Request<v1::WatchRefundRequest>) -> Reply<Self::WatchRefundStream> {
        let sight = Sight::of(Caller::of(&request));
        let refund_id = required_id(request.into_inner().refund_id)?;
        // What does not exist fails the call itself, not its first message.
        self.app.get_refund(refund_id.clone(), sight.clone()).await?;
        let states = self.app.watch_refund(refund_id, sight);
        let wire = states.map(|state| Ok(convert::refund_to_wire(&state.map_err(Status::from)?)));
        Ok(Response::new(Box::pin(wire)))
    }

    async fn set_payout_details(&self, request: Request<v1::SetPayoutDetailsRequest>) -> Reply<v1::Refund> {
        payouts::set_payout_details(&self.app, request).await
    }

    async fn get_payout_details(
        &self,
        request: Request<v1::GetPayoutDetailsRequest>,
    ) -> Reply<v1::PayoutDetails> {
        payouts::get_payout_details(&self.app, request).await
    }

    async fn confirm_payout(&self, request: Request<v1::ConfirmPayoutRequest>) -> Reply<v1::Refund> {
        payouts::confirm_payout(&self.app, request).await
    }

    async fn resolve_refund(&self, request: Request<v1::ResolveRefundRequest>) -> Reply<v1::Refund> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let mut fields = Fields::new();
        let target = TargetFields {
            scope: "refunds.ResolveRefund",
            request_id: &request.request_id,
            refund_id: &request.refund_id,
            etag: &request.etag,
            body_hash: request_hash(&request, |body| body.request_id.clear()),
        };
        let target = target.read(&caller, &mut fields);
        let resolution: Option<v1::Resolution> = fields.one_of("resolution", request.resolution);
        let resolution = resolution.and_then(convert::resolution_from_wire);
        let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
        let (resolution, reason) = complete(fields, resolution.zip(reason))?;
        Ok(Response::new(
            self.app.resolve_refund(target, resolution, reason).await?,
        ))
    }

    async fn list_payments(
        &self,
        request: Request<v1::ListPaymentsRequest>,
    ) -> Reply<v1::ListPaymentsResponse> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let mut fields = Fields::new();
        fields.non_empty("order_id", &request.order_id, MAX_NAME);
        fields.finish()?;
        let filter = ["payments", &request.order_id];
        let page = PageRequest::read(&filter, request.page_size, &request.page_token, MAX_PAGE)?;
        let after = page.after.clone();
        let listed = self
            .app
            .list_payments(request.order_id, Sight::of(&caller), after, page.size)
            .await?;
        let key = |payment: &crate::domain::Payment| page.token(&payment.payment_id);
        let (payments, next_page_token) =
            convert::page_to_wire(listed, key, |payment| convert::payment_to_wire(&payment));
        Ok(Response::new(v1::ListPaymentsResponse {
            payments,
            next_page_token,
        }))
    }

    async fn list_journals(
        &self,
        request: Request<v1::ListJournalsRequest>,
    ) -> Reply<v1::ListJournalsResponse> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        if request.order_id.is_empty() && request.refund_id.is_empty() {
            return Err(Problem::invalid_field("order_id", "is required unless refund_id is given").into());
        }
        let mut fields = Fields::new();
        fields.at_most("order_id", &request.order_id, MAX_NAME);
        fields.at_most("refund_id", &request.refund_id, MAX_NAME);
        fields.finish()?;
        let filter = ["journals", &request.order_id, &request.refund_id];
        let page = PageRequest::read(&filter, request.page_size, &request.page_token, MAX_PAGE)?;
        let filter = JournalFilter {
            order_id: request.order_id,
            refund_id: request.refund_id,
            before: page.after.clone(),
            limit: 0,
        };
        let listed = self
            .app
            .list_journals(filter, Sight::of(&caller), page.size)
            .await?;
        let key = |journal: &crate::store::Journal| page.token(&journal.id);
        let (journals, next_page_token) = convert::page_to_wire(listed, key, convert::journal_to_wire);
        Ok(Response::new(v1::ListJournalsResponse {
            journals,
            next_page_token,
        }))
    }

    async fn get_trial_balance(
        &self,
        request: Request<v1::GetTrialBalanceRequest>,
    ) -> Reply<v1::GetTrialBalanceResponse> {
        let caller = Caller::of(&request).clone();
        let marketplace_id =
            caller.marketplace_for("marketplace_id", &request.into_inner().marketplace_id)?;
        let balances = self.app.get_trial_balance(marketplace_id).await?;
        Ok(Response::new(convert::balance_to_wire(balances)))
    }
}

fn required_id(refund_id: String) -> Result<String, Problem> {
    let mut fields = Fields::new();
    let read = fields.non_empty("refund_id", &refund_id, MAX_NAME);
    complete(fields, read)
}

fn read_create(caller: &Caller, request: v1::CreateRefundRequest) -> Result<CreateRefund, Problem> {
    let body_hash = request_hash(&request, |body| body.request_id.clear());
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    let order_id = fields.non_empty("order_id", &request.order_id, MAX_NAME);
    let kind: Option<v1::RefundKind> = fields.one_of("kind", request.kind);
    let breakdown = convert::breakdown_from_wire(&mut fields, "breakdown", request.breakdown);
    let reason = fields.non_empty("reason", &request.reason, MAX_TEXT);
    let due_time = fields.optional_timestamp("due_time", request.due_time);
    let replaces = fields.at_most("replaces_refund_id", &request.replaces_refund_id, MAX_NAME);
    let command = || {
        Some(CreateRefund {
            key: idempotency(caller, "refunds.CreateRefund", &request.request_id, body_hash),
            sight: Sight::of(caller),
            order_id: order_id?,
            payment_id: Some(request.payment_id).filter(|id| !id.is_empty()),
            kind: convert::kind_from_wire(kind?)?,
            breakdown: breakdown?,
            method: convert::method_from_wire(request.method),
            reason: reason?,
            due_time,
            replaces_refund_id: replaces.filter(|id| !id.is_empty()),
        })
    };
    complete(fields, command())
}

fn read_list(
    caller: &Caller,
    request: &v1::ListRefundsRequest,
) -> Result<(RefundFilter, PageRequest), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &request.marketplace_id)?;
    let mut fields = Fields::new();
    let state = match request.state {
        0 => None,
        state => fields
            .one_of::<v1::RefundState>("state", state)
            .and_then(convert::state_from_wire),
    };
    fields.at_most("order_id", &request.order_id, MAX_NAME);
    fields.at_most("cause_id", &request.cause_id, MAX_NAME);
    fields.finish()?;
    let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let parts = [
        "refunds",
        &marketplace_id,
        &request.order_id,
        &request.cause_id,
        state.map_or("", |state| state.as_str()),
        if request.overdue_only { "overdue" } else { "" },
    ];
    let page = PageRequest::read(&parts, request.page_size, &request.page_token, MAX_PAGE)?;
    let filter = RefundFilter {
        marketplace_id: Some(marketplace_id),
        order_id: some(&request.order_id),
        state,
        cause_id: some(&request.cause_id),
        overdue_only: request.overdue_only,
        before: page.after.clone(),
        limit: 0,
    };
    Ok((filter, page))
}
