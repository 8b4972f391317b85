//! Shipments that cannot be, and corrections of numbers that correct nothing.

use chrono::TimeDelta;
use redress_contracts::redress::logistics::v1::{
    CorrectTrackingNumberRequest, CreateShipmentRequest, NewParcel, RecordProofOfDeliveryRequest, Shipment,
    ShipmentPurpose,
};
use redress_contracts::redress::orders::v1::LineQuantity;
use redress_rpc::convert::time_to_wire;
use redress_tests::scene::{BUYER, SELLER, SHOP, Scene, dollars};
use tonic::Code;

use crate::aftercare::{Seen, on_both};
use crate::expected::{Expected, Where, invalid, not_found, refused, stale};
use crate::tracking::parcel;

on_both! {
    shipments: a_shipment_that_cannot_be_is_not_taken_on_record_on_sqlite,
        a_shipment_that_cannot_be_is_not_taken_on_record_on_postgres;
}

async fn shipments(scene: &Scene) -> anyhow::Result<()> {
    let (shipment, _) = parcel(scene, "order").await?;
    let order = scene.clients.order(&shipment.order_id).await?;
    let before = Seen::now(scene, &[&order]).await?;
    let logistics = || scene.clients.logistics.clone();
    let good = || CreateShipmentRequest {
        request_id: "shipment".to_owned(),
        marketplace_id: SHOP.to_owned(),
        order_id: order.order_id.clone(),
        purpose: ShipmentPurpose::Outbound.into(),
        parcels: vec![NewParcel::default()],
        buyer_id: BUYER.to_owned(),
        seller_ids: vec![SELLER.to_owned()],
        ..CreateShipmentRequest::default()
    };
    let with = |change: &dyn Fn(&mut CreateShipmentRequest)| {
        let mut request = good();
        change(&mut request);
        let mut logistics = logistics();
        async move { logistics.create_shipment(request).await.map(drop) }
    };
    let answer = with(&|request| request.order_id = "ord_01jz0000000000000000000000".to_owned()).await;
    refused("a shipment of no order", answer, &not_found())?;
    let answer = with(&|request| request.parcels.clear()).await;
    refused("a shipment of nothing", answer, &invalid("parcels"))?;
    let answer = with(&|request| request.parcels = vec![NewParcel::default(); 101]).await;
    refused("too many parcels", answer, &invalid("parcels"))?;
    let answer = with(&|request| {
        let quantity = LineQuantity {
            line_id: "1".to_owned(),
            quantity: -1,
        };
        request.parcels[0].lines = vec![quantity];
    })
    .await;
    refused(
        "less than nothing",
        answer,
        &invalid("parcels[0].lines[0].quantity"),
    )?;
    let answer = with(&|request| request.insured_value = Some(dollars(-1))).await;
    refused("a negative value", answer, &invalid("insured_value"))?;
    let answer = with(&|request| request.destination_country = "Atlantis".to_owned()).await;
    refused("a country under water", answer, &invalid("destination_country"))?;
    let tomorrow = Some(time_to_wire(scene.now() + TimeDelta::days(1)));
    let answer = with(&|request| request.ship_time = tomorrow).await;
    refused("sent tomorrow", answer, &invalid("ship_time"))?;
    let answer = with(&|request| request.source_id = shipment.source_id.clone()).await;
    let taken = Expected {
        code: Code::AlreadyExists,
        reason: "ALREADY_EXISTS",
        place: Where::Field("source_id"),
    };
    refused("a source that has a shipment", answer, &taken)?;
    corrections(scene, &shipment).await?;
    before.is_still_so(scene, &[&order]).await
}

async fn corrections(scene: &Scene, shipment: &Shipment) -> anyhow::Result<()> {
    let logistics = || scene.clients.logistics.clone();
    let correct = || CorrectTrackingNumberRequest {
        request_id: "correct".to_owned(),
        shipment_id: shipment.shipment_id.clone(),
        tracking_number: "1Z5R89390357567127".to_owned(),
        ..CorrectTrackingNumberRequest::default()
    };
    let old = CorrectTrackingNumberRequest {
        etag: "old".to_owned(),
        ..correct()
    };
    refused(
        "a stale etag",
        logistics().correct_tracking_number(old).await.map(drop),
        &stale(),
    )?;
    for number in ["", " ", "1Z\0", "9".repeat(1_000).as_str()] {
        let bad = CorrectTrackingNumberRequest {
            tracking_number: number.to_owned(),
            ..correct()
        };
        let answer = logistics().correct_tracking_number(bad).await.map(drop);
        refused("what is no number", answer, &invalid("tracking_number"))?;
    }
    let other = CorrectTrackingNumberRequest {
        parcel_id: "prc_other".to_owned(),
        ..correct()
    };
    let answer = logistics().correct_tracking_number(other).await.map(drop);
    refused("another's parcel", answer, &not_found())?;
    let prove = RecordProofOfDeliveryRequest {
        request_id: "prove".to_owned(),
        shipment_id: shipment.shipment_id.clone(),
        ..RecordProofOfDeliveryRequest::default()
    };
    let answer = logistics().record_proof_of_delivery(prove).await.map(drop);
    refused("a proof that nothing shows", answer, &invalid("evidence_id"))?;
    Ok(())
}
