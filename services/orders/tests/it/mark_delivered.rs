//! `MarkDelivered` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use tonic::Code;

use crate::check_replay;
use crate::draft::Draft;
use crate::world::{bad_fields, code, everywhere, hours, start, wire};

#[tokio::test]
async fn an_order_is_delivered_with_its_last_parcel() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        assert_eq!(code(world.deliver(&order, "").await).0, Code::FailedPrecondition);
        world.ship(&order, &[("1", 2)]).await.unwrap();
        world.ship(&order, &[]).await.unwrap();
        assert_eq!(bad_fields(world.deliver(&order, "").await), ["parcel_id"]);
        assert_eq!(bad_fields(world.deliver(&order, "7").await), ["parcel_id"]);
        world.clock.advance(hours(48));
        let first = world.deliver(&order, "1").await.unwrap();
        assert_eq!(
            (first.state(), first.lines[0].delivered_quantity),
            (pb::OrderState::Shipped, 2)
        );
        let second = world.deliver(&order, "2").await.unwrap();
        assert_eq!(second.state(), pb::OrderState::Delivered);
        assert_eq!(world.deliver(&order, "2").await.unwrap(), second);
    })
    .await;
}

#[tokio::test]
async fn a_delivery_is_idempotent_and_its_time_is_checked() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let order = world.ship(&order, &[]).await.unwrap();
        let request = pb::MarkDeliveredRequest {
            request_id: "d1".to_owned(),
            order_id: order.order_id.clone(),
            ..pb::MarkDeliveredRequest::default()
        };
        let early = pb::MarkDeliveredRequest {
            deliver_time: wire(start() - hours(1)),
            ..request.clone()
        };
        assert_eq!(
            bad_fields(world.operator().mark_delivered(early).await),
            ["deliver_time"]
        );
        let other = pb::MarkDeliveredRequest {
            parcel_id: "1".to_owned(),
            ..request.clone()
        };
        check_replay!(world.operator(), mark_delivered, request.clone(), other);
        world.clock.advance(hours(1));
        let later = pb::MarkDeliveredRequest {
            request_id: String::new(),
            deliver_time: wire(start() + hours(1)),
            ..request.clone()
        };
        assert_eq!(
            code(world.operator().mark_delivered(later).await).0,
            Code::FailedPrecondition
        );
        let stale = pb::MarkDeliveredRequest {
            request_id: String::new(),
            etag: order.etag,
            ..request
        };
        assert_eq!(
            code(world.operator().mark_delivered(stale).await).0,
            Code::Aborted
        );
    })
    .await;
}
