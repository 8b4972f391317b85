//! What becomes of a return by what tracking says of its own parcels.

use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;

use crate::world::{World, announcement, ask, decision, dresses, everywhere, router, start, wire};

/// Tracking says something of a parcel of a return.
pub async fn tracked(world: &World, case: &pb::Return, parcel_id: &str, status: &str) {
    let found = world.found(case).await;
    let own = found
        .parcels
        .iter()
        .find(|parcel| parcel.parcel_id == parcel_id)
        .unwrap();
    let name = format!("TRACKING_STATUS_{}", status.to_ascii_uppercase());
    let word = logistics::TrackingStatus::from_str_name(&name).unwrap();
    let purpose = match own.purpose() {
        pb::ParcelPurpose::Return => logistics::ShipmentPurpose::Return,
        _ => logistics::ShipmentPurpose::Replacement,
    };
    let changed = logistics::ParcelChanged {
        shipment: Some(logistics::Shipment {
            shipment_id: "shp_1".to_owned(),
            return_id: case.return_id.clone(),
            order_id: case.order_id.clone(),
            source_id: parcel_id.to_owned(),
            purpose: purpose.into(),
            ..logistics::Shipment::default()
        }),
        parcel: Some(logistics::Parcel {
            tracking_number: own.tracking_number.clone(),
            status: word.into(),
            deliver_time: if status == "delivered" {
                wire(start())
            } else {
                None
            },
            ..logistics::Parcel::default()
        }),
        change: if status == "lost" { "return_lost" } else { "moved" }.to_owned(),
        ..logistics::ParcelChanged::default()
    };
    world.publish("shp_1", "logistics.parcel_changed", &changed).await;
}

/// A return of a shop for a defect, on its way back.
async fn under_way(
    world: &World,
    order: redress_contracts::redress::orders::v1::Order,
    kinds: &[&str],
) -> pb::Return {
    let order_id = order.order_id.clone();
    world.neighbours.keep_order(order);
    let asked = world.asked(ask(&order_id, Ground::Defective, &[])).await;
    for kind in kinds {
        world.evidence(&asked, (kind, kind), Party::Buyer, "added").await;
    }
    let approved = world.approve(&asked, Remedy::Refund).await;
    world
        .operator()
        .announce_parcel(announcement(&approved, &[]))
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn its_status_is_mirrored_and_delivered_is_not_received() {
    everywhere(async |world| {
        let sent = under_way(&world, router("ord_1", true), &["product_photo"]).await;
        let parcel_id = sent.parcels[0].parcel_id.clone();
        tracked(&world, &sent, &parcel_id, "in_transit").await;
        tracked(&world, &sent, &parcel_id, "in_transit").await;
        assert_eq!(world.count("parcel_moved").await, 1);
        tracked(&world, &sent, &parcel_id, "delivered").await;
        let there = world.found(&sent).await;
        assert_eq!(there.parcels[0].status, "delivered");
        assert_eq!(there.state(), pb::ReturnState::InTransit);
        assert!(there.parcels[0].receive_time.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_return_that_is_lost_at_the_buyers_risk_ends_without_a_refund() {
    everywhere(async |world| {
        let sent = under_way(&world, router("ord_1", true), &["product_photo"]).await;
        tracked(&world, &sent, &sent.parcels[0].parcel_id, "lost").await;
        let lost = world.found(&sent).await;
        assert_eq!((lost.state(), lost.is_closed), (pb::ReturnState::Expired, true));
        assert_eq!(lost.clause_ids, ["RM-13"]);
        assert!(!lost.decide_reason.is_empty());
        assert!(world.debts().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn elsewhere_the_platform_decides_what_becomes_of_a_lost_return() {
    everywhere(async |world| {
        let kinds = ["product_photo", "outer_box_label_photo"];
        let sent = under_way(&world, dresses("ord_1", true), &kinds).await;
        tracked(&world, &sent, &sent.parcels[0].parcel_id, "lost").await;
        let lost = world.found(&sent).await;
        assert_eq!(lost.state(), pb::ReturnState::UnderReview);
        assert!(lost.is_escalated);
        let request = pb::DecideReturnRequest {
            waive_goods: true,
            ..decision(&lost, true, Remedy::Unspecified)
        };
        let granted = world
            .operator()
            .decide_return(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(granted.approved_remedy(), Remedy::Refund);
        assert_eq!(granted.state(), pb::ReturnState::Remedied);
        assert_eq!(granted.rma_number, sent.rma_number);
    })
    .await;
}
