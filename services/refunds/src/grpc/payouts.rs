//! The methods of `RefundService` about payouts to wallets and accounts. Account numbers pass through here; they are not
//! logged.

use redress_contracts::redress::refunds::v1;
use redress_rpc::{Caller, Fields, request_hash};
use tonic::{Request, Response, Status};

use super::{TargetFields, complete};
use crate::app::App;
use crate::convert::{MAX_NAME, MAX_TEXT};
use crate::domain::PayoutDetails;
use crate::store::Sight;

pub async fn set_payout_details(
    app: &App,
    request: Request<v1::SetPayoutDetailsRequest>,
) -> Result<Response<v1::Refund>, Status> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    let target = TargetFields {
        scope: "refunds.SetPayoutDetails",
        request_id: &request.request_id,
        refund_id: &request.refund_id,
        etag: &request.etag,
        body_hash: request_hash(&request, |body| body.request_id.clear()),
    };
    let target = target.read(&caller, &mut fields);
    fields.non_empty("kind", &request.kind, MAX_NAME);
    fields.non_empty("account", &request.account, MAX_NAME);
    fields.non_empty("holder", &request.holder, MAX_NAME);
    fields.at_most("bank", &request.bank, MAX_NAME);
    fields.finish()?;
    let details = PayoutDetails {
        kind: request.kind,
        account: request.account,
        holder: request.holder,
        bank: request.bank,
    };
    Ok(Response::new(app.set_payout_details(target, details).await?))
}

pub async fn get_payout_details(
    app: &App,
    request: Request<v1::GetPayoutDetailsRequest>,
) -> Result<Response<v1::PayoutDetails>, Status> {
    let caller = Caller::of(&request).clone();
    let mut fields = Fields::new();
    let refund_id = fields.non_empty("refund_id", &request.get_ref().refund_id, MAX_NAME);
    let refund_id = complete(fields, refund_id)?;
    let PayoutDetails {
        kind,
        account,
        holder,
        bank,
    } = app.get_payout_details(refund_id, Sight::of(&caller)).await?;
    Ok(Response::new(v1::PayoutDetails {
        kind,
        account,
        holder,
        bank,
    }))
}

pub async fn confirm_payout(
    app: &App,
    request: Request<v1::ConfirmPayoutRequest>,
) -> Result<Response<v1::Refund>, Status> {
    let caller = Caller::of(&request).clone();
    let request = request.into_inner();
    let mut fields = Fields::new();
    let target = TargetFields {
        scope: "refunds.ConfirmPayout",
        request_id: &request.request_id,
        refund_id: &request.refund_id,
        etag: &request.etag,
        body_hash: request_hash(&request, |body| body.request_id.clear()),
    };
    let target = target.read(&caller, &mut fields);
    let reference = fields.non_empty("reference", &request.reference, MAX_TEXT);
    let reference = complete(fields, reference)?;
    Ok(Response::new(
        app.confirm_payout(target, request.paid, reference).await?,
    ))
}
