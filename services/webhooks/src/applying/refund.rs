//! What became of a refund goes to refunds, where a person would have to settle it otherwise.
//!
//! A refund that is under way is asked about by refunds itself, and one that is over has its answer. What is left is one in
//! review: the provider's own signed word settles it, in the name of the operator who registered the source.

use redress_contracts::redress::refunds::v1 as pb;
use redress_contracts::redress::refunds::v1::refund_service_client::RefundServiceClient;
use redress_rpc::convert::money_from_wire;
use redress_rpc::{Channel, Reason, Role};
use tonic::Status;

use super::Errand;
use crate::domain::notice::{Outcome, Why};
use crate::domain::reading::Refund;

/// Settles a refund in review.
///
/// # Errors
///
/// Refunds does not know it, does not take it, or cannot be asked.
pub(super) async fn pass(refunds: &Channel, errand: &Errand<'_>, told: &Refund) -> Result<Outcome, Status> {
    let mut client = RefundServiceClient::new(refunds.clone());
    let get = pb::GetRefundRequest {
        refund_id: told.refund_id.clone(),
    };
    let refund = client.get_refund(errand.request(get)).await?.into_inner();
    let amount = refund
        .amount
        .as_ref()
        .and_then(|amount| money_from_wire(amount).ok());
    if let Some(amount) = amount.filter(|amount| *amount != told.amount) {
        let reason = if amount.currency == told.amount.currency {
            Reason::AmountMismatch
        } else {
            Reason::CurrencyMismatch
        };
        let detail = format!("it is about {}, but {amount} is on record", told.amount);
        return Ok(Outcome::Refused(Why::of(reason.as_str(), detail)));
    }
    if let Some(outcome) = without_a_change(refund.state(), told.is_paid) {
        return Ok(outcome);
    }
    let word = if told.is_paid { "paid" } else { "not paid" };
    let resolve = pb::ResolveRefundRequest {
        request_id: errand.request_id(),
        refund_id: refund.refund_id,
        resolution: if told.is_paid {
            pb::Resolution::Paid.into()
        } else {
            pb::Resolution::NotPaid.into()
        },
        reason: format!(
            "{} says {word}: {}",
            errand.notice.provider.as_str(),
            told.reference
        ),
        etag: refund.etag,
    };
    client
        .resolve_refund(errand.request_as(Role::Operator, resolve))
        .await?;
    Ok(Outcome::Applied(Why::said(format!("settled as {word}"))))
}

/// What there is to say of a refund that nobody has to settle.
fn without_a_change(state: pb::RefundState, is_paid: bool) -> Option<Outcome> {
    use pb::RefundState as State;
    let ignored = |detail: &str| Some(Outcome::Ignored(Why::said(detail)));
    match (state, is_paid) {
        (State::ManualReview, _) => None,
        (State::Succeeded, true) | (State::Failed | State::Reversed, false) => {
            Some(Outcome::Applied(Why::said("it was settled so before")))
        }
        (State::Succeeded, false) => ignored(
            "it was paid as far as is known here, and a refund that came back is told by its provider only",
        ),
        (State::Failed | State::Reversed, true) => {
            ignored("it was settled as not paid before; a person has to compare it with the provider")
        }
        (State::AwaitingPayoutDetails | State::AwaitingPayout, _) => {
            ignored("it is paid out by an operator, who confirms it")
        }
        (State::Requested | State::Submitting | State::Pending | State::Unknown | State::Unspecified, _) => {
            ignored("it is under way, and its provider is asked about it")
        }
    }
}
