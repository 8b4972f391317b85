//! `MarkShipped` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::draft::Draft;
use crate::world::{ask, bad_fields, code, everywhere, hours, quantities};

#[tokio::test]
async fn parcels_take_lines_and_quantities_until_nothing_is_left() {
    everywhere(async |world| {
        let order = world.paid(Draft::kwoking()).await;
        let partly = world.ship(&order, &[("1", 1)]).await.unwrap();
        assert_eq!(partly.state(), pb::OrderState::PartlyShipped);
        assert_eq!(
            code(world.ship(&order, &[("1", 2)]).await).0,
            Code::FailedPrecondition
        );
        assert_eq!(
            bad_fields(world.ship(&order, &[("1", 3)]).await),
            ["parcel.lines[0].quantity"]
        );
        assert_eq!(
            bad_fields(world.ship(&order, &[("9", 1)]).await),
            ["parcel.lines[0].line_id"]
        );
        let all = world.ship(&order, &[]).await.unwrap();
        assert_eq!(all.state(), pb::OrderState::Shipped);
        assert_eq!(all.parcels[1].lines, quantities(&[("1", 1), ("2", 1)]));
        let nothing = world.ship(&order, &[]).await;
        assert_eq!(
            code(nothing),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn what_is_not_paid_ships_only_for_cash() {
    everywhere(async |world| {
        let order = world.place(Draft::kwoking()).await;
        assert_eq!(code(world.ship(&order, &[]).await).0, Code::FailedPrecondition);
        let cash = Draft::kwoking().with(|order| order.payments[0].kind = pb::PaymentKind::Cash.into());
        let order = world.place(cash).await;
        let shipped = world.ship(&order, &[]).await.unwrap();
        assert_eq!(shipped.state(), pb::OrderState::Shipped);
        assert_eq!(world.pay(&order).await.state(), pb::OrderState::Shipped);
    })
    .await;
}

#[tokio::test]
async fn what_a_cancellation_holds_does_not_ship_and_the_refusal_names_it() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| order.lines[1].category = "made_to_order".to_owned());
        let order = world.paid(draft).await;
        world.clock.advance(hours(25));
        let request = ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("2", 1)]);
        let waiting = world.cancel(request).await.unwrap();
        assert_eq!(waiting.state(), pb::CancellationState::AwaitingSeller);
        let held = world.ship(&order, &[("2", 1)]).await.unwrap_err();
        assert!(
            held.message().contains(&waiting.cancellation_id),
            "{}",
            held.message()
        );
        let rest = world.ship(&order, &[]).await.unwrap();
        assert_eq!(rest.parcels[0].lines, quantities(&[("1", 2)]));
    })
    .await;
}

#[tokio::test]
async fn shipping_is_idempotent_and_a_seller_ships_their_own() {
    everywhere(async |world| {
        let order = world.paid(Draft::kajet()).await;
        let request = pb::MarkShippedRequest {
            request_id: "s1".to_owned(),
            order_id: order.order_id.clone(),
            ..pb::MarkShippedRequest::default()
        };
        let stale = pb::MarkShippedRequest {
            request_id: String::new(),
            etag: "old".to_owned(),
            ..request.clone()
        };
        assert_eq!(code(world.operator().mark_shipped(stale).await).0, Code::Aborted);
        let mut seller = world.bound("kajet", Role::Seller, "sel_b");
        let other = pb::MarkShippedRequest {
            etag: "x".to_owned(),
            ..request.clone()
        };
        let seen = check_replay!(seller, mark_shipped, request.clone(), other);
        assert_eq!(seen.lines.len(), 1, "a seller sees another's lines");
        assert!(seen.payments.is_empty());
        assert_eq!(
            world.order(&order).await.parcels[0].lines,
            quantities(&[("2", 1)])
        );
        let foreign = pb::MarkShippedRequest {
            request_id: String::new(),
            parcel: Some(pb::Parcel {
                lines: quantities(&[("1", 1)]),
                ..pb::Parcel::default()
            }),
            ..request.clone()
        };
        assert_eq!(
            bad_fields(seller.mark_shipped(foreign).await),
            ["parcel.lines[0].line_id"]
        );
        let mut stranger = world.bound("kajet", Role::Seller, "sel_z");
        let request = pb::MarkShippedRequest {
            request_id: String::new(),
            ..request
        };
        assert_eq!(code(stranger.mark_shipped(request).await).0, Code::NotFound);
    })
    .await;
}
