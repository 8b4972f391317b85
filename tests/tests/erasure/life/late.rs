//! An order that is late, disputed, and comes after all.

use chrono::TimeDelta;
use redress_contracts::redress::orders::v1::{
    AddStatementRequest, CancelOrderRequest, DecideCancellationRequest, InterveneRequest, InterventionKind,
    OpenDisputeRequest, PlaceOrderRequest, RuleDisputeRequest, RulingFor,
};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::convert::time_to_wire;
use redress_tests::scene::{SHOP, Scene};
use redress_tests::shop;

use super::{arrives, buys, order};
use crate::canary::Canary;

/// A late order: the platform refuses to cancel it, the buyer disputes that, the platform rules for the seller, and it comes.
pub async fn quarrels(scene: &Scene, who: &Canary) -> anyhow::Result<String> {
    let name = |what: &str| format!("{}-late-{what}", who.tag);
    let place = PlaceOrderRequest {
        place_time: Some(time_to_wire(scene.now() - TimeDelta::days(3))),
        processing_due_time: Some(time_to_wire(scene.now() - TimeDelta::days(1))),
        ..order(scene, who, "late")
    };
    let order = buys(scene, who, place).await?;
    let mut orders = scene.clients.orders.clone();
    let cancel = CancelOrderRequest {
        requested_by: 0,
        ground: Ground::LateShipment.into(),
        explanation: who.says("explanation"),
        ..shop::cancel(&name("cancel"), &order.order_id)
    };
    let cancellation = orders.cancel_order(who.calls(SHOP, cancel)).await?.into_inner();
    orders
        .decide_cancellation(DecideCancellationRequest {
            request_id: name("refuse"),
            cancellation_id: cancellation.cancellation_id.clone(),
            decided_by: Party::Platform.into(),
            reason: who.says("refusal"),
            ..DecideCancellationRequest::default()
        })
        .await?;
    let open = OpenDisputeRequest {
        request_id: name("dispute"),
        cancellation_id: cancellation.cancellation_id,
        statement: who.says("dispute"),
        ..OpenDisputeRequest::default()
    };
    let dispute = orders.open_dispute(who.calls(SHOP, open)).await?.into_inner();
    let add = AddStatementRequest {
        request_id: name("statement"),
        dispute_id: dispute.dispute_id.clone(),
        text: who.says("statement"),
        ..AddStatementRequest::default()
    };
    orders.add_statement(who.calls(SHOP, add)).await?;
    orders
        .intervene(InterveneRequest {
            request_id: name("guidance"),
            order_id: order.order_id.clone(),
            kind: InterventionKind::Guidance.into(),
            reason: who.says("guidance"),
            ..InterveneRequest::default()
        })
        .await?;
    orders
        .rule_dispute(RuleDisputeRequest {
            request_id: name("rule"),
            dispute_id: dispute.dispute_id,
            ruling_for: RulingFor::Seller.into(),
            reason: who.says("ruling"),
            ..RuleDisputeRequest::default()
        })
        .await?;
    scene.rest().await?;
    arrives(scene, &name("comes"), &order).await?;
    let refund = shop::goodwill(&name("goodwill"), &order.order_id, 100);
    let refund = in_dollars(refund, who);
    scene.clients.refunds.clone().create_refund(refund).await?;
    scene.rest().await?;
    Ok(order.order_id)
}

/// A gesture in the shop's own money, with a reason in somebody's words.
fn in_dollars(
    mut refund: redress_contracts::redress::refunds::v1::CreateRefundRequest,
    who: &Canary,
) -> redress_contracts::redress::refunds::v1::CreateRefundRequest {
    let dollar = || Some(redress_tests::scene::dollars(100));
    if let Some(breakdown) = &mut refund.breakdown {
        breakdown.amount = dollar();
        breakdown.lines.iter_mut().for_each(|line| line.amount = dollar());
    }
    refund.reason = who.says("reason");
    refund
}
