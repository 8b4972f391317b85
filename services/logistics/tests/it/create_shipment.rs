//! CreateShipment: made known once, with each parcel's number assessed.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::orders::v1::LineQuantity;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::order_book::UNKNOWN;
use crate::world::{
    MARKETPLACE, NUMBER, OTHER_NUMBER, WRONG_NUMBER, at, bad_fields, code, due, everywhere, start, wire,
};

#[tokio::test]
async fn a_shipment_of_two_parcels_is_made_known_once() {
    everywhere(async |world| {
        let request = world.outbound(&["1z 999-aa1 01 2345 6784", OTHER_NUMBER]);
        let other = pb::CreateShipmentRequest {
            buyer_id: "byr_other".to_owned(),
            ..request.clone()
        };
        let shipment = check_replay!(world.operator(), create_shipment, request, other);
        assert!(shipment.shipment_id.starts_with("shp_") && !shipment.etag.is_empty());
        assert_eq!(shipment.state(), pb::ShipmentState::Announced);
        assert_eq!(
            (&*shipment.buyer_country, &*shipment.marketplace_id),
            ("US", MARKETPLACE)
        );
        assert_eq!(
            (shipment.ship_time, shipment.place_time),
            (wire(start()), wire(start()))
        );
        let [first, second] = shipment.parcels.as_slice() else {
            panic!("{shipment:?}");
        };
        assert_eq!((&*first.carrier, &*first.tracking_number), ("ups", NUMBER));
        assert_eq!(
            first.tracking_site,
            format!("https://www.ups.com/track?tracknum={NUMBER}")
        );
        assert_eq!(second.number_state(), pb::NumberState::Valid);
        // Ten working days from Monday evening end with Monday the 30th; ten days from the estimate with April 5th.
        assert_eq!(due(first, "stall"), Some(at(3, 30, 16)));
        assert_eq!(due(first, "overdue"), Some(at(4, 5, 16)));
        assert_eq!(first.deadlines[0].clause_ids, ["KC-14"]);
        assert_eq!(world.shipment(&shipment.shipment_id).await, shipment);
        assert_eq!(world.changes().await, ["created", "created"]);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_is_recorded_and_asked_for_again() {
    everywhere(async |world| {
        let shipment = world.sent(WRONG_NUMBER).await;
        let parcel = &shipment.parcels[0];
        assert_eq!(parcel.number_state(), pb::NumberState::Invalid);
        assert_eq!(parcel.numbers[0].flaw, "wrong_check_digit");
        // Three working days; the seller gave the number, and the pack wants the buyer told too.
        assert_eq!(due(parcel, "tracking_correction"), Some(at(3, 19, 16)));
        let told = world.last_told("tracking_invalid").await;
        let mut audience: Vec<Party> = told.audience().collect();
        audience.sort_unstable();
        assert_eq!(audience, [Party::Buyer, Party::Seller]);
        assert_eq!(
            (told.clause_ids, &*told.policy_id),
            (vec!["KC-13".to_owned()], MARKETPLACE)
        );
        let back = world.create(world.way_back(WRONG_NUMBER)).await.unwrap();
        let told = world.last_told("tracking_invalid").await;
        assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer]);
        assert_eq!(back.parcels[0].deadlines[0].party(), Party::Buyer);
    })
    .await;
}

#[tokio::test]
async fn without_a_number_nothing_is_followed_and_without_an_estimate_nothing_is_late() {
    everywhere(async |world| {
        let request = pb::CreateShipmentRequest {
            estimated_delivery_time: None,
            ..world.outbound(&[""])
        };
        let parcel = &world.create(request).await.unwrap().parcels[0];
        assert_eq!(parcel.number_state(), pb::NumberState::Unspecified);
        assert!(parcel.deadlines.is_empty() && parcel.numbers.is_empty());
        let request = pb::CreateShipmentRequest {
            parcels: vec![pb::NewParcel {
                tracking_number: OTHER_NUMBER.to_owned(),
                ..pb::NewParcel::default()
            }],
            ..world.outbound(&[])
        };
        assert_eq!(world.create(request).await.unwrap().parcels[0].carrier, "ups");
    })
    .await;
}

#[tokio::test]
async fn an_order_has_one_shipment_of_a_source() {
    everywhere(async |world| {
        let request = world.outbound(&[NUMBER]);
        world.create(request.clone()).await.unwrap();
        let again = pb::CreateShipmentRequest {
            request_id: world.request_id(),
            ..request.clone()
        };
        let taken = (Code::AlreadyExists, "ALREADY_EXISTS".to_owned());
        assert_eq!(code(world.create(again.clone()).await), taken);
        let unnamed = pb::CreateShipmentRequest {
            source_id: String::new(),
            ..again
        };
        world.create(unnamed).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    everywhere(async |world| {
        let request = pb::CreateShipmentRequest {
            request_id: String::new(),
            order_id: String::new(),
            purpose: 0,
            return_id: "ret_1".to_owned(),
            buyer_id: String::new(),
            seller_ids: vec!["sel_a".to_owned(), "sel_a".to_owned()],
            ship_time: wire(at(3, 17, 0)),
            estimated_delivery_time: wire(at(3, 16, 0)),
            destination_country: "Mars".to_owned(),
            parcels: vec![pb::NewParcel {
                carrier: "x".repeat(200),
                lines: vec![LineQuantity {
                    line_id: "1".to_owned(),
                    quantity: 0,
                }],
                ..pb::NewParcel::default()
            }],
            ..world.outbound(&[])
        };
        let mut bad = bad_fields(world.create(request).await);
        bad.sort();
        let expected = [
            "buyer_id",
            "destination_country",
            "estimated_delivery_time",
            "order_id",
            "parcels[0].carrier",
            "parcels[0].lines[0].quantity",
            "purpose",
            "request_id",
            "seller_ids[1]",
            "ship_time",
        ];
        assert_eq!(bad, expected);
        let none = world.create(world.outbound(&[])).await;
        assert_eq!(bad_fields(none), ["parcels"]);
        let outbound = pb::CreateShipmentRequest {
            return_id: "ret_1".to_owned(),
            ..world.outbound(&[NUMBER])
        };
        assert_eq!(bad_fields(world.create(outbound).await), ["return_id"]);
        let unknown = pb::CreateShipmentRequest {
            marketplace_id: "nowhere".to_owned(),
            ..world.outbound(&[NUMBER])
        };
        assert_eq!(code(world.create(unknown).await).0, Code::FailedPrecondition);
        let of_nobody = pb::CreateShipmentRequest {
            order_id: format!("{UNKNOWN}_1"),
            ..world.outbound(&[NUMBER])
        };
        assert_eq!(code(world.create(of_nobody).await).0, Code::NotFound);
        for role in [Role::Buyer, Role::Seller, Role::Finance, Role::Auditor] {
            let request = world.outbound(&[NUMBER]);
            let refused = world.bound(role, "somebody").create_shipment(request).await;
            assert_eq!(code(refused).0, Code::PermissionDenied, "{role}");
        }
    })
    .await;
}
