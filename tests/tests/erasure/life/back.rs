//! An order that travels, arrives, comes back with a photo, and is quarrelled over.

use redress_contracts::redress::evidence::v1::StartUploadRequest;
use redress_contracts::redress::gateway::v1::CreateOrderLinkRequest;
use redress_contracts::redress::gateway::v1::key_service_client::KeyServiceClient;
use redress_contracts::redress::logistics::v1::{
    RecordProofOfDeliveryRequest, RecordTrackingEventRequest, TrackingReport, TrackingStatus,
};
use redress_contracts::redress::orders::v1::{Order, PayoutDetails};
use redress_contracts::redress::returns::v1::{
    DecideReturnRequest, InspectReturnRequest, InterveneInReturnRequest, OpenReturnDisputeRequest, Return,
    ReturnInterventionKind, ReturnRulingFor, RuleReturnDisputeRequest,
};
use redress_rpc::convert::time_to_wire;
use redress_tests::scene::{SHOP, Scene, ask, decide, inspect};
use redress_tests::shop;

use super::{buys, order};
use crate::canary::Canary;

pub async fn sends_back(scene: &Scene, who: &Canary) -> anyhow::Result<(Return, Order)> {
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
