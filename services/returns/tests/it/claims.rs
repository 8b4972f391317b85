//! Claims that a parcel's status opens.

use redress_contracts::redress::logistics::v1 as logistics;
use redress_contracts::redress::orders::v1 as orders;
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;

use crate::world::{World, ask, code, dresses, everywhere, minor, router, shipped};

/// A parcel to the buyer, as logistics knows it.
fn outbound(order: &orders::Order) -> logistics::Shipment {
    logistics::Shipment {
        shipment_id: "shp_1".to_owned(),
        order_id: order.order_id.clone(),
        source_id: "p1".to_owned(),
        purpose: logistics::ShipmentPurpose::Outbound.into(),
        parcels: vec![logistics::Parcel {
            parcel_id: "prc_1".to_owned(),
            lines: order.parcels[0].lines.clone(),
            ..logistics::Parcel::default()
        }],
        ..logistics::Shipment::default()
    }
}

/// Tracking says something of the order's parcel.
async fn said(world: &World, order: &orders::Order, change: &str) -> Vec<pb::Return> {
    let shipment = outbound(order);
    let changed = logistics::ParcelChanged {
        parcel: shipment.parcels.first().cloned(),
        shipment: Some(shipment),
        change: change.to_owned(),
        ..logistics::ParcelChanged::default()
    };
    world.publish("shp_1", "logistics.parcel_changed", &changed).await;
    let request = pb::ListReturnsRequest {
        order_id: order.order_id.clone(),
        ..pb::ListReturnsRequest::default()
    };
    world
        .operator()
        .list_returns(request)
        .await
        .unwrap()
        .into_inner()
        .returns
}

fn kept(world: &World, order: orders::Order) -> orders::Order {
    world.neighbours.keep_order(order.clone());
    world.neighbours.keep_shipment(outbound(&order));
    order
}

fn at_kwoking(is_delivered: bool) -> orders::Order {
    shipped(
        "ord_1",
        ("kwoking", "EUR", "CH"),
        &[("kwoking", 1, 19_900)],
        is_delivered,
    )
}

#[tokio::test]
async fn a_parcel_refused_at_the_door_opens_one_once() {
    everywhere(async |world| {
        let order = kept(&world, at_kwoking(false));
        let first = said(&world, &order, "refused_by_recipient").await;
        assert_eq!(first.len(), 1);
        let claim = &first[0];
        assert_eq!(
            (claim.requested_by(), claim.ground()),
            (Party::System, Ground::RefusedAtDoor)
        );
        assert_eq!(claim.claimed_parcel_id, "prc_1");
        assert_eq!(claim.state(), pb::ReturnState::AwaitingEvidence);
        assert!(claim.clause_ids.contains(&"KW-12".to_owned()));
        assert_eq!(said(&world, &order, "refused_by_recipient").await.len(), 1);
        world
            .evidence(claim, ("evd_1", "packaging_photo"), Party::Buyer, "added")
            .await;
        let approved = world.approve(claim, Remedy::Refund).await;
        assert_eq!(approved.state(), pb::ReturnState::Remedied);
    })
    .await;
}

#[tokio::test]
async fn a_lost_parcel_is_sent_again_when_somebody_says_that_it_is_in_stock() {
    everywhere(async |world| {
        let order = kept(&world, at_kwoking(false));
        let claim = said(&world, &order, "lost").await.remove(0);
        let decision = claim.decision.clone().unwrap();
        assert_eq!(decision.outcome(), Outcome::NeedsPlatform);
        assert_eq!(decision.remedies, [i32::from(Remedy::Refund)]);
        let approved = world.approve(&claim, Remedy::Resend).await;
        assert_eq!(approved.state(), pb::ReturnState::Approved);
        assert_eq!(
            approved.decision.clone().unwrap().remedies,
            [i32::from(Remedy::Resend)]
        );
        let apply = pb::ApplyRemedyRequest {
            return_id: claim.return_id.clone(),
            ..pb::ApplyRemedyRequest::default()
        };
        let applied = world.operator().apply_remedy(apply).await.unwrap().into_inner();
        let send = pb::SendParcelRequest {
            return_id: applied.return_id.clone(),
            ..pb::SendParcelRequest::default()
        };
        let sent = world.operator().send_parcel(send).await.unwrap().into_inner();
        assert_eq!(sent.parcels[0].purpose(), pb::ParcelPurpose::Resend);
    })
    .await;
}

#[tokio::test]
async fn one_that_comes_back_is_settled_after_the_warehouse_has_it() {
    everywhere(async |world| {
        let order = kept(&world, at_kwoking(false));
        let claim = said(&world, &order, "returned_to_sender").await.remove(0);
        assert_eq!(
            (claim.ground(), claim.state()),
            (Ground::ChangeOfMind, pb::ReturnState::UnderReview)
        );
        let approved = world.approve(&claim, Remedy::PartialRefund).await;
        assert_eq!(approved.state(), pb::ReturnState::AwaitingParcel);
        let receipt = crate::world::receipt(&approved, &[]);
        let received = world
            .operator()
            .receive_parcel(receipt)
            .await
            .unwrap()
            .into_inner();
        let apply = pb::ApplyRemedyRequest {
            return_id: received.return_id.clone(),
            ..pb::ApplyRemedyRequest::default()
        };
        let applied = world.operator().apply_remedy(apply).await.unwrap().into_inner();
        assert_eq!(minor(&applied.remedy.unwrap().refund.unwrap().amount), 19_900);
    })
    .await;
}

#[tokio::test]
async fn a_status_that_the_pack_does_not_name_opens_none() {
    everywhere(async |world| {
        let order = kept(&world, router("ord_1", false));
        for change in ["returned_to_sender", "lost", "stalled", "overdue", "moved"] {
            assert!(said(&world, &order, change).await.is_empty(), "{change}");
        }
        assert_eq!(said(&world, &order, "refused_by_recipient").await.len(), 1);
        let asked = world
            .operator()
            .request_return(ask("ord_1", Ground::RefusedAtDoor, &[]))
            .await;
        assert_eq!(
            code(asked).1,
            "PRECONDITION_FAILED",
            "the parcel is claimed already"
        );
    })
    .await;
}

#[tokio::test]
async fn a_stalled_parcel_is_only_claimed_by_the_buyer() {
    everywhere(async |world| {
        let order = kept(&world, dresses("ord_1", false));
        assert!(said(&world, &order, "stalled").await.is_empty());
        let early = world
            .operator()
            .request_return(ask("ord_1", Ground::TrackingStalled, &[]))
            .await;
        assert_eq!(code(early).1, "WINDOW_NOT_OPEN");
        world.clock.advance(crate::world::days(30));
        let claim = world.asked(ask("ord_1", Ground::TrackingStalled, &[])).await;
        assert_eq!(claim.claimed_parcel_id, "prc_1");
        assert_eq!(claim.state(), pb::ReturnState::UnderReview);
        let arrived = said(&world, &order, "delivered").await.remove(0);
        assert_eq!(arrived.state(), pb::ReturnState::Refused, "it arrived after all");
    })
    .await;
}

#[tokio::test]
async fn a_proof_that_logistics_has_refuses_the_claim() {
    everywhere(async |world| {
        let order = kept(&world, dresses("ord_1", false));
        world.clock.advance(crate::world::days(12));
        let claim = world.asked(ask("ord_1", Ground::NotReceived, &[])).await;
        let after = said(&world, &order, "delivery_proven").await.remove(0);
        assert_eq!(
            (after.return_id, after.state),
            (claim.return_id, pb::ReturnState::Refused.into())
        );
    })
    .await;
}

#[tokio::test]
async fn a_wrong_number_is_settled_by_the_right_one() {
    everywhere(async |world| {
        let order = kept(&world, dresses("ord_1", false));
        let claim = world.asked(ask("ord_1", Ground::InvalidTracking, &[])).await;
        assert_eq!(claim.state(), pb::ReturnState::Approved);
        let after = said(&world, &order, "tracking_corrected").await.remove(0);
        assert_eq!(
            (after.return_id, after.state),
            (claim.return_id, pb::ReturnState::Closed.into())
        );
    })
    .await;
}
