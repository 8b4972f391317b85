//! What logistics learns from the order book: parcels that left, and parcels that arrived.

use chrono::TimeDelta;
use redress_contracts::google::r#type::PostalAddress;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::TrackingStatus;
use redress_contracts::redress::orders::v1 as orders;
use redress_rpc::Role;

use crate::world::{
    MARKETPLACE, NUMBER, OTHER_NUMBER, WRONG_NUMBER, World, at, due, everywhere, start, wire,
};

fn parcel(id: &str, number: &str, lines: &[&str]) -> orders::Parcel {
    let lines = lines.iter().map(|id| orders::LineQuantity {
        line_id: (*id).to_owned(),
        quantity: 1,
    });
    orders::Parcel {
        parcel_id: id.to_owned(),
        carrier: "UPS".to_owned(),
        tracking_number: number.to_owned(),
        lines: lines.collect(),
        ship_time: wire(start()),
        estimated_delivery_time: wire(start() + TimeDelta::days(10)),
        ..orders::Parcel::default()
    }
}

fn changed(change: &str, parcels: Vec<orders::Parcel>) -> orders::OrderChanged {
    let line = |id: &str, seller: &str| orders::Line {
        line_id: id.to_owned(),
        seller_id: seller.to_owned(),
        quantity: 2,
        ..orders::Line::default()
    };
    orders::OrderChanged {
        order: Some(orders::Order {
            order_id: "ord_1".to_owned(),
            marketplace_id: MARKETPLACE.to_owned(),
            buyer_id: "byr_mara".to_owned(),
            lines: vec![line("1", "sel_a"), line("2", "sel_b")],
            shipping_address: Some(PostalAddress {
                region_code: "US".to_owned(),
                ..PostalAddress::default()
            }),
            place_time: wire(start() - TimeDelta::days(2)),
            parcels,
            ..orders::Order::default()
        }),
        change: change.to_owned(),
        ..orders::OrderChanged::default()
    }
}

async fn shipments(world: &World) -> Vec<pb::Shipment> {
    let request = pb::ListShipmentsRequest {
        order_id: "ord_1".to_owned(),
        ..pb::ListShipmentsRequest::default()
    };
    let mut shipments = world.list(request).await;
    shipments.reverse();
    shipments
}

#[tokio::test]
async fn each_parcel_that_left_becomes_a_shipment_once() {
    everywhere(async |world| {
        let first = parcel("1", NUMBER, &["1"]);
        let event = changed("shipped", vec![first.clone()]);
        for _ in 0..2 {
            world.publish("evt_1", "orders.order_changed", &event).await;
        }
        let both = vec![first, parcel("2", WRONG_NUMBER, &["1", "2"])];
        world
            .publish("evt_2", "orders.order_changed", &changed("shipped", both))
            .await;
        let shipments = shipments(world).await;
        let [one, two] = shipments.as_slice() else {
            panic!("{shipments:?}");
        };
        assert_eq!(
            (&*one.source_id, one.purpose()),
            ("1", pb::ShipmentPurpose::Outbound)
        );
        assert_eq!(
            (&*one.buyer_id, &*one.buyer_country, &*one.destination_country),
            ("byr_mara", "US", "US")
        );
        assert_eq!(
            (one.place_time, one.ship_time),
            (wire(start() - TimeDelta::days(2)), wire(start()))
        );
        assert_eq!(
            (&one.seller_ids, &two.seller_ids),
            (
                &vec!["sel_a".to_owned()],
                &vec!["sel_a".to_owned(), "sel_b".to_owned()]
            )
        );
        assert_eq!(one.parcels[0].lines[0].line_id, "1");
        assert_eq!(
            (&*one.parcels[0].carrier, due(&one.parcels[0], "stall")),
            ("ups", Some(at(3, 30, 16)))
        );
        assert_eq!(two.parcels[0].number_state(), pb::NumberState::Invalid);
        assert_eq!(world.changes().await, ["created", "created", "tracking_invalid"]);
        let request = pb::ListShipmentsRequest::default();
        let seen = world.bound(Role::Seller, "sel_b").list_shipments(request).await;
        assert_eq!(seen.unwrap().into_inner().shipments.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_the_order_book_has_as_delivered_is_delivered() {
    everywhere(async |world| {
        let mut parcels = vec![parcel("1", NUMBER, &["1"]), parcel("2", OTHER_NUMBER, &["2"])];
        world
            .publish(
                "evt_1",
                "orders.order_changed",
                &changed("shipped", parcels.clone()),
            )
            .await;
        world.at(at(3, 20, 10)).await;
        parcels[0].deliver_time = wire(at(3, 19, 10));
        world
            .publish(
                "evt_2",
                "orders.order_changed",
                &changed("delivered", parcels.clone()),
            )
            .await;
        let known = shipments(world).await;
        assert_eq!(known[0].parcels[0].status(), TrackingStatus::Delivered);
        assert_eq!(known[0].parcels[0].deliver_time, wire(at(3, 19, 10)));
        assert_eq!(known[1].parcels[0].status(), TrackingStatus::Unspecified);
        let history = world.history(&known[0].parcels[0]).await;
        assert_eq!((history.len(), &*history[0].source), (1, "orders"));
        // The carrier says it first, then the order book what it learned from that: once is enough.
        world.track(&known[1], TrackingStatus::Delivered).await;
        let before = world.changes().await;
        parcels[1].deliver_time = wire(at(3, 20, 10));
        world
            .publish("evt_3", "orders.order_changed", &changed("delivered", parcels))
            .await;
        assert_eq!(world.changes().await, before);
        assert_eq!(shipments(world).await[1].state(), pb::ShipmentState::Delivered);
    })
    .await;
}

#[tokio::test]
async fn a_delivery_of_an_unknown_parcel_makes_it_known_and_other_changes_mean_nothing() {
    everywhere(async |world| {
        let mut unseen = parcel("7", "", &["1"]);
        world
            .publish(
                "evt_1",
                "orders.order_changed",
                &changed("paid", vec![unseen.clone()]),
            )
            .await;
        world
            .publish("evt_2", "orders.order_changed", &changed("shipped", Vec::new()))
            .await;
        assert!(shipments(world).await.is_empty());
        unseen.deliver_time = wire(start());
        world
            .publish(
                "evt_3",
                "orders.order_changed",
                &changed("delivered", vec![unseen]),
            )
            .await;
        let known = shipments(world).await;
        assert_eq!(known[0].state(), pb::ShipmentState::Delivered);
        assert_eq!(world.changes().await, ["created", "delivered"]);
    })
    .await;
}
