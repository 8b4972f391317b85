//! What a buyer does in two shops: buys, cancels, quarrels, sends back, shows a photo, and is paid back in cash.

use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use redress_contracts::google::r#type::Money;
use redress_contracts::redress::evidence::v1::StartUploadRequest;
use redress_contracts::redress::gateway::v1::CreateOrderLinkRequest;
use redress_contracts::redress::gateway::v1::key_service_client::KeyServiceClient;
use redress_contracts::redress::logistics::v1::{
    RecordProofOfDeliveryRequest, RecordTrackingEventRequest, TrackingReport, TrackingStatus,
};
use redress_contracts::redress::orders::v1::{
    AddStatementRequest, CancelOrderRequest, DecideCancellationRequest, InterveneRequest, InterventionKind,
    Line, OpenDisputeRequest, Order, Payment, PaymentKind, PayoutDetails, PlaceOrderRequest,
    RuleDisputeRequest, RulingFor,
};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_contracts::redress::refunds::v1::{
    ConfirmPayoutRequest, ListRefundsRequest, SetPayoutDetailsRequest,
};
use redress_contracts::redress::returns::v1::{
    DecideReturnRequest, InspectReturnRequest, InterveneInReturnRequest, OpenReturnDisputeRequest, Return,
    ReturnInterventionKind, ReturnRulingFor, RuleReturnDisputeRequest,
};
use redress_rpc::convert::time_to_wire;
use redress_tests::scene::{SELLER, SHOP, Scene, Seat, ask, decide, dresses, inspect};
use redress_tests::shop;

use crate::canary::Canary;

/// A shop whose buyers may pay in cash.
pub const CASH_SHOP: &str = "kajivap";

/// What is left of it.
#[derive(Debug)]
pub struct Lived {
    pub order_ids: Vec<String>,
    pub case_ids: Vec<String>,
    pub return_id: String,
}

/// All of it, to its end.
pub async fn live(scene: &mut Scene, who: &Canary) -> anyhow::Result<Lived> {
    scene.seat = Seat {
        prefix: who.tag,
        shop: SHOP.to_owned(),
        buyer: who.buyer.clone(),
        seller: SELLER.to_owned(),
    };
    let (back, delivered) = sends_back(scene, who).await?;
    let quarrel = quarrels(scene, who).await?;
    let cash = is_paid_in_cash(scene, who).await?;
    scene.rest().await?;
    Ok(Lived {
        case_ids: vec![back.return_id.clone(), delivered.order_id.clone()],
        return_id: back.return_id,
        order_ids: vec![delivered.order_id, quarrel, cash],
    })
}

/// An order of the buyer's, in their own words.
pub fn order(scene: &Scene, who: &Canary, name: &str) -> PlaceOrderRequest {
    let dresses = dresses(&scene.seat, &format!("{}-{name}", who.tag), 2);
    PlaceOrderRequest {
        buyer_email: who.email.clone(),
        shipping_address: Some(who.address("US")),
        billing_address: Some(who.address("US")),
        ..dresses
    }
}

/// The same, placed by themselves and paid.
pub async fn buys(scene: &Scene, who: &Canary, request: PlaceOrderRequest) -> anyhow::Result<Order> {
    let name = request.request_id.clone();
    let shop = request.marketplace_id.clone();
    let mut orders = scene.clients.orders.clone();
    let order = orders.place_order(who.calls(&shop, request)).await?.into_inner();
    let paid = orders
        .confirm_payment(shop::pay(&format!("{name}-pay"), &order.order_id))
        .await?;
    scene.rest().await?;
    Ok(paid.into_inner())
}

/// An order that arrives.
pub async fn arrives(scene: &Scene, name: &str, order: &Order) -> anyhow::Result<()> {
    let mut orders = scene.clients.orders.clone();
    orders
        .mark_shipped(shop::ship(&format!("{name}-ship"), &order.order_id))
        .await?;
    scene.rest().await?;
    orders
        .mark_delivered(shop::deliver(&format!("{name}-deliver"), &order.order_id))
        .await?;
    scene.rest().await
}

async fn sends_back(scene: &Scene, who: &Canary) -> anyhow::Result<(Return, Order)> {
    let name = format!("{}-back", who.tag);
    let order = buys(scene, who, order(scene, who, "back")).await?;
    let mut orders = scene.clients.orders.clone();
    orders
        .mark_shipped(shop::ship(&format!("{name}-ship"), &order.order_id))
        .await?;
    scene.rest().await?;
    travels(scene, who, &order).await?;
    orders
        .mark_delivered(shop::deliver(&format!("{name}-deliver"), &order.order_id))
        .await?;
    scene.rest().await?;
    let mut keys = KeyServiceClient::new(scene.clients.channel.clone());
    keys.create_order_link(CreateOrderLinkRequest {
        request_id: format!("{name}-link"),
        order_id: order.order_id.clone(),
        ..CreateOrderLinkRequest::default()
    })
    .await?;
    let mut request = ask(&format!("{name}-ask"), &order, 1);
    request.explanation = who.says("return");
    request.contact = Some(who.contact());
    request.invoice = who.says("invoice");
    request.payout = Some(PayoutDetails {
        kind: "bank_account".to_owned(),
        account: who.account.clone(),
        holder: who.name.clone(),
        ..PayoutDetails::default()
    });
    let mut returns = scene.clients.returns.clone();
    let case = returns
        .request_return(who.calls(SHOP, request))
        .await?
        .into_inner();
    shows(scene, who, &case.return_id).await?;
    returns
        .decide_return(DecideReturnRequest {
            reason: who.says("decision"),
            ..decide(&format!("{name}-decide"), &case, true)
        })
        .await?;
    let case = scene.found(&case).await?;
    let case = scene.back(&name, &case).await?;
    returns
        .inspect_return(InspectReturnRequest {
            note: who.says("note"),
            ..inspect(&format!("{name}-inspect"), &case)?
        })
        .await?;
    let case = scene.paid_back(&name, &case).await?;
    quarrels_on(scene, who, &case).await?;
    Ok((case, order))
}

/// The buyer disputes what they were paid; the platform rules, and nobody appeals.
async fn quarrels_on(scene: &Scene, who: &Canary, case: &Return) -> anyhow::Result<()> {
    let name = |what: &str| format!("{}-back-{what}", who.tag);
    let mut disputes = scene.clients.return_disputes.clone();
    let open = OpenReturnDisputeRequest {
        request_id: name("dispute"),
        return_id: case.return_id.clone(),
        statement: who.says("complaint"),
        ..OpenReturnDisputeRequest::default()
    };
    let dispute = disputes
        .open_return_dispute(who.calls(SHOP, open))
        .await?
        .into_inner();
    disputes
        .intervene_in_return(InterveneInReturnRequest {
            request_id: name("guidance"),
            return_id: case.return_id.clone(),
            kind: ReturnInterventionKind::Guidance.into(),
            reason: who.says("advice"),
            ..InterveneInReturnRequest::default()
        })
        .await?;
    disputes
        .rule_return_dispute(RuleReturnDisputeRequest {
            request_id: name("rule"),
            dispute_id: dispute.dispute_id,
            ruling_for: ReturnRulingFor::Seller.into(),
            reason: who.says("judgement"),
            ..RuleReturnDisputeRequest::default()
        })
        .await?;
    scene.rest().await?;
    scene.days(60).await
}

/// The carrier tells where the parcel is, and who signed for it.
async fn travels(scene: &Scene, who: &Canary, order: &Order) -> anyhow::Result<()> {
    let shipment = scene.shipment(order).await?;
    let parcel_id = shipment.parcels[0].parcel_id.clone();
    let photo = redress_tests::scene::gif(&format!("{}-proof", who.tag), who.tag.as_bytes()[1]);
    let proof = scene.evidence(&order.order_id, &photo).await?;
    let mut logistics = scene.clients.logistics.clone();
    logistics
        .record_tracking_event(RecordTrackingEventRequest {
            request_id: format!("{}-event", who.tag),
            marketplace_id: SHOP.to_owned(),
            report: Some(TrackingReport {
                parcel_id: parcel_id.clone(),
                status: TrackingStatus::InTransit.into(),
                event_time: Some(time_to_wire(scene.now())),
                location: who.says("location"),
                description: who.says("event"),
                source: "carrier".to_owned(),
                ..TrackingReport::default()
            }),
        })
        .await?;
    logistics
        .record_proof_of_delivery(RecordProofOfDeliveryRequest {
            request_id: format!("{}-proof", who.tag),
            shipment_id: shipment.shipment_id,
            parcel_id,
            evidence_id: proof.evidence_id,
            signed_by: who.says("signature"),
            ..RecordProofOfDeliveryRequest::default()
        })
        .await?;
    scene.rest().await
}

async fn shows(scene: &Scene, who: &Canary, case_id: &str) -> anyhow::Result<()> {
    let photo = who.photo();
    let start = StartUploadRequest {
        file_name: format!("{}.png", who.says("file")),
        description: who.says("description"),
        party: 0,
        ..photo.start(case_id)
    };
    let mut evidence = scene.clients.evidence.clone();
    let upload = evidence.start_upload(who.calls(SHOP, start)).await?.into_inner();
    let whole = photo.chunk(&upload, 0, photo.bytes.len());
    let chunks = futures::stream::iter([whole]);
    let mut request = who.calls(SHOP, ());
    let metadata = std::mem::take(request.metadata_mut());
    let mut request = tonic::Request::new(chunks);
    *request.metadata_mut() = metadata;
    evidence.upload_chunks(request).await?;
    evidence
        .finish_upload(who.calls(SHOP, photo.finish(&upload)))
        .await?;
    scene.rest().await
}

/// A late order: the platform refuses to cancel it, the buyer disputes that, the platform rules for the seller, and it comes.
async fn quarrels(scene: &Scene, who: &Canary) -> anyhow::Result<String> {
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

/// A fan that is paid in cash, cancelled, and paid back to a wallet.
async fn is_paid_in_cash(scene: &Scene, who: &Canary) -> anyhow::Result<String> {
    let name = |what: &str| format!("{}-cash-{what}", who.tag);
    let pesos = |units| {
        Some(Money {
            currency_code: "PHP".to_owned(),
            units,
            nanos: 0,
        })
    };
    let place = PlaceOrderRequest {
        request_id: name("place"),
        marketplace_id: CASH_SHOP.to_owned(),
        buyer_id: who.buyer.clone(),
        buyer_email: who.email.clone(),
        lines: vec![Line {
            seller_id: "sel_kajivap".to_owned(),
            sku: "fan".to_owned(),
            title: "Electric fan".to_owned(),
            quantity: 1,
            unit_price: pesos(1_800),
            product_class: "durable".to_owned(),
            category: "general".to_owned(),
            ..Line::default()
        }],
        payments: vec![Payment {
            kind: PaymentKind::Cash.into(),
            reference: name("paid"),
            amount: pesos(1_800),
            ..Payment::default()
        }],
        shipping_address: Some(who.address("PH")),
        ..PlaceOrderRequest::default()
    };
    let order = buys(scene, who, place).await?;
    let cancel = CancelOrderRequest {
        requested_by: 0,
        ground: Ground::Withdrawal.into(),
        ..shop::cancel(&name("cancel"), &order.order_id)
    };
    let mut orders = scene.clients.orders.clone();
    orders.cancel_order(who.calls(CASH_SHOP, cancel)).await?;
    scene.rest().await?;
    let mut refunds = scene.clients.refunds.clone();
    let list = ListRefundsRequest {
        marketplace_id: CASH_SHOP.to_owned(),
        order_id: order.order_id.clone(),
        ..ListRefundsRequest::default()
    };
    let listed = refunds.list_refunds(list).await?.into_inner().refunds;
    let refund = listed.first().context("nothing is paid back")?;
    let details = SetPayoutDetailsRequest {
        request_id: name("wallet"),
        refund_id: refund.refund_id.clone(),
        kind: "gcash".to_owned(),
        account: who.account.clone(),
        holder: who.name.clone(),
        ..SetPayoutDetailsRequest::default()
    };
    refunds.set_payout_details(who.calls(CASH_SHOP, details)).await?;
    let confirm = ConfirmPayoutRequest {
        request_id: name("confirm"),
        refund_id: refund.refund_id.clone(),
        paid: true,
        reference: name("transfer"),
        ..ConfirmPayoutRequest::default()
    };
    let paid = refunds.confirm_payout(confirm).await?.into_inner();
    ensure!(!paid.payout_hint.contains(&who.account), "{paid:?}");
    scene.rest().await?;
    Ok(order.order_id)
}
