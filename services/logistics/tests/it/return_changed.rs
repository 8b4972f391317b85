//! What logistics learns from returns: parcels both ways, numbers put right there, and arrivals at the warehouse.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as returns;

use crate::world::{
    MARKETPLACE, NUMBER, OTHER_NUMBER, WRONG_NUMBER, World, at, due, everywhere, start, wire,
};

fn parcel(id: &str, purpose: returns::ParcelPurpose, number: &str) -> returns::ReturnParcel {
    returns::ReturnParcel {
        parcel_id: id.to_owned(),
        purpose: purpose.into(),
        carrier: "ups".to_owned(),
        tracking_number: number.to_owned(),
        ship_time: wire(start()),
        estimated_delivery_time: wire(at(3, 26, 10)),
        ..returns::ReturnParcel::default()
    }
}

fn changed(parcels: &[returns::ReturnParcel]) -> returns::ReturnChanged {
    returns::ReturnChanged {
        return_case: Some(returns::Return {
            return_id: "ret_1".to_owned(),
            marketplace_id: MARKETPLACE.to_owned(),
            order_id: "ord_1".to_owned(),
            buyer_id: "byr_mara".to_owned(),
            seller_id: "sel_a".to_owned(),
            buyer_country: "US".to_owned(),
            place_time: wire(start()),
            destination: Some(returns::ReturnDestination {
                country: "CN".to_owned(),
                ..returns::ReturnDestination::default()
            }),
            parcels: parcels.to_vec(),
            ..returns::Return::default()
        }),
        change: "parcel_announced".to_owned(),
        actor: Party::Buyer.into(),
        change_time: wire(start()),
        ..returns::ReturnChanged::default()
    }
}

async fn told(world: &World, parcels: &[returns::ReturnParcel]) -> Vec<pb::Shipment> {
    let id = world.request_id();
    world
        .publish(&id, "returns.return_changed", &changed(parcels))
        .await;
    let request = pb::ListShipmentsRequest {
        return_id: "ret_1".to_owned(),
        ..pb::ListShipmentsRequest::default()
    };
    let mut shipments = world.list(request).await;
    shipments.reverse();
    shipments
}

#[tokio::test]
async fn each_parcel_of_a_return_becomes_a_shipment_for_what_it_is() {
    everywhere(async |world| {
        use returns::ParcelPurpose as Why;
        let purposes = [
            (Why::Return, pb::ShipmentPurpose::Return),
            (Why::Replacement, pb::ShipmentPurpose::Replacement),
            (Why::Exchange, pb::ShipmentPurpose::Exchange),
            (Why::Repair, pb::ShipmentPurpose::Repair),
            (Why::Resend, pb::ShipmentPurpose::Resend),
            (Why::GoodsBack, pb::ShipmentPurpose::GoodsBack),
        ];
        let parcels: Vec<_> = purposes
            .iter()
            .enumerate()
            .map(|(at, (why, _))| parcel(&format!("p{at}"), *why, NUMBER))
            .collect();
        told(world, &parcels).await;
        let known = told(world, &parcels).await;
        let seen: Vec<_> = known.iter().map(pb::Shipment::purpose).collect();
        assert_eq!(seen, purposes.map(|(_, purpose)| purpose));
        let ways: Vec<_> = known
            .iter()
            .map(|it| (&*it.origin_country, &*it.destination_country))
            .collect();
        assert_eq!((ways[0], ways[1]), (("US", "CN"), ("CN", "US")));
        assert!(
            known
                .iter()
                .all(|it| it.return_id == "ret_1" && it.order_id == "ord_1")
        );
        assert_eq!(due(&known[0].parcels[0], "stall"), Some(at(3, 30, 16)));
        assert_eq!(due(&known[0].parcels[0], "overdue"), Some(at(4, 5, 16)));
    })
    .await;
}

#[tokio::test]
async fn a_number_that_was_put_right_there_is_taken_over_and_never_taken_back() {
    everywhere(async |world| {
        use returns::ParcelPurpose as Why;
        told(world, &[parcel("p", Why::Return, WRONG_NUMBER)]).await;
        let invalid = world.last_told("tracking_invalid").await;
        assert_eq!(invalid.audience().collect::<Vec<_>>(), [Party::Buyer]);
        let known = told(world, &[parcel("p", Why::Return, NUMBER)]).await;
        assert_eq!(known[0].parcels[0].tracking_number, NUMBER);
        assert_eq!(known[0].parcels[0].numbers.len(), 2);
        let corrected = world.last_told("tracking_corrected").await;
        assert_eq!(corrected.actor(), Party::Buyer);
        let request = pb::CorrectTrackingNumberRequest {
            request_id: world.request_id(),
            shipment_id: known[0].shipment_id.clone(),
            tracking_number: OTHER_NUMBER.to_owned(),
            ..pb::CorrectTrackingNumberRequest::default()
        };
        world.operator().correct_tracking_number(request).await.unwrap();
        // Returns has not heard of it yet, and tells of something else with the number that it knows.
        let known = told(world, &[parcel("p", Why::Return, NUMBER)]).await;
        assert_eq!(known[0].parcels[0].tracking_number, OTHER_NUMBER);
    })
    .await;
}

#[tokio::test]
async fn what_the_warehouse_received_has_arrived() {
    everywhere(async |world| {
        use returns::ParcelPurpose as Why;
        let mut back = parcel("p", Why::Return, "");
        told(world, std::slice::from_ref(&back)).await;
        world.at(at(3, 20, 10)).await;
        back.receive_time = wire(at(3, 20, 9));
        let known = told(world, std::slice::from_ref(&back)).await;
        assert_eq!(known[0].parcels[0].status(), TrackingStatus::Delivered);
        assert_eq!(known[0].parcels[0].deliver_time, wire(at(3, 20, 9)));
        assert_eq!(known[0].parcels[0].number_state(), pb::NumberState::Unspecified);
        let before = world.changes().await;
        told(world, &[back, parcel("q", Why::Unspecified, NUMBER)]).await;
        assert_eq!(world.changes().await, before);
    })
    .await;
}
