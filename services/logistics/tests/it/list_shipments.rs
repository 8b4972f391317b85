//! ListShipments: by every filter, in pages, and only what the caller may see.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::Role;

use crate::world::{MARKETPLACE, NUMBER, OTHER_NUMBER, at, bad_fields, everywhere};

/// What a list is narrowed by.
type Filter = fn(&mut pb::ListShipmentsRequest);

#[tokio::test]
async fn shipments_are_found_by_what_they_are_and_where_they_stand() {
    everywhere(async |world| {
        let moving = world.sent(NUMBER).await;
        let waiting = world.sent(OTHER_NUMBER).await;
        let back = world.create(world.way_back("1Z879E930346834440")).await.unwrap();
        world.track(&moving, pb::TrackingStatus::InTransit).await;
        world.track(&back, pb::TrackingStatus::Delivered).await;
        let cases: [(Filter, Vec<&str>); 9] = [
            (
                |_| {},
                vec![&back.shipment_id, &waiting.shipment_id, &moving.shipment_id],
            ),
            (|it| it.order_id = "ord_r1".to_owned(), vec![&moving.shipment_id]),
            (|it| it.return_id = "ret_1".to_owned(), vec![&back.shipment_id]),
            (
                |it| it.set_purpose(pb::ShipmentPurpose::Outbound),
                vec![&waiting.shipment_id, &moving.shipment_id],
            ),
            (
                |it| it.set_state(pb::ShipmentState::InTransit),
                vec![&moving.shipment_id],
            ),
            (
                |it| it.set_status(pb::TrackingStatus::Delivered),
                vec![&back.shipment_id],
            ),
            (
                |it| it.tracking_number = "1z 999 aa1 01 2345 6784".to_owned(),
                vec![&moving.shipment_id],
            ),
            (|it| it.late_only = true, vec![]),
            (|it| it.order_id = "ord_none".to_owned(), vec![]),
        ];
        for (filter, expected) in cases {
            let mut request = pb::ListShipmentsRequest {
                marketplace_id: MARKETPLACE.to_owned(),
                ..pb::ListShipmentsRequest::default()
            };
            filter(&mut request);
            let listed = world.list(request.clone()).await;
            let ids: Vec<&str> = listed.iter().map(|shipment| &*shipment.shipment_id).collect();
            assert_eq!(ids, expected, "{request:?}");
        }
        world.at(at(3, 30, 16)).await;
        let late = pb::ListShipmentsRequest {
            late_only: true,
            ..pb::ListShipmentsRequest::default()
        };
        assert_eq!(world.list(late).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_caller_lists_what_is_theirs_page_by_page() {
    everywhere(async |world| {
        for _ in 0..3 {
            world.sent(NUMBER).await;
        }
        let foreign = pb::CreateShipmentRequest {
            seller_ids: vec!["sel_b".to_owned()],
            buyer_id: "byr_other".to_owned(),
            ..world.outbound(&[NUMBER])
        };
        world.create(foreign).await.unwrap();
        for (role, principal) in [(Role::Buyer, "byr_mara"), (Role::Seller, "sel_a")] {
            let mut client = world.bound(role, principal);
            let mut request = pb::ListShipmentsRequest {
                page_size: 2,
                ..pb::ListShipmentsRequest::default()
            };
            let first = client.list_shipments(request.clone()).await.unwrap().into_inner();
            assert_eq!(first.shipments.len(), 2);
            request.page_token.clone_from(&first.next_page_token);
            let second = client.list_shipments(request.clone()).await.unwrap().into_inner();
            assert_eq!((second.shipments.len(), &*second.next_page_token), (1, ""));
            assert!(second.shipments[0].shipment_id < first.shipments[1].shipment_id);
            request.order_id = "another".to_owned();
            assert_eq!(bad_fields(client.list_shipments(request).await), ["page_token"]);
        }
        let request = pb::ListShipmentsRequest {
            page_size: -1,
            status: 99,
            ..pb::ListShipmentsRequest::default()
        };
        let mut bad = bad_fields(world.operator().list_shipments(request).await);
        bad.sort();
        assert_eq!(bad, ["page_size", "status"]);
    })
    .await;
}
