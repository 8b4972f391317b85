//! `DecideCancellation` through the contract, on every database.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::{Ground, Outcome, Party};
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::draft::{Draft, minor};
use crate::world::{World, ask, bad_fields, code, everywhere, hours, start, wire};

/// An order of KakaClo that is late, and its cancellation, which waits for the platform.
pub async fn late(world: &World) -> (pb::Order, pb::Cancellation) {
    let draft = Draft::new("kakaclo", "USD", "US", &[("sel_x", 2, 2_200)])
        .with(|order| order.processing_due_time = wire(start() + hours(48)));
    let order = world.paid(draft).await;
    let early = world
        .cancel(ask(&order, Party::Buyer, Ground::LateShipment, &[]))
        .await;
    assert_eq!(code(early), (Code::FailedPrecondition, "NOT_LATE".to_owned()));
    world.clock.advance(hours(49));
    let cancellation = world
        .cancel(ask(&order, Party::Buyer, Ground::LateShipment, &[]))
        .await
        .unwrap();
    assert_eq!(cancellation.state(), pb::CancellationState::AwaitingPlatform);
    assert_eq!(
        cancellation.decision.as_ref().unwrap().outcome(),
        Outcome::NeedsPlatform
    );
    (order, cancellation)
}

fn decide(cancellation: &pb::Cancellation, party: Party, approve: bool) -> pb::DecideCancellationRequest {
    pb::DecideCancellationRequest {
        cancellation_id: cancellation.cancellation_id.clone(),
        decided_by: party.into(),
        approve,
        reason: "Late indeed.".to_owned(),
        ..pb::DecideCancellationRequest::default()
    }
}

#[tokio::test]
async fn what_waits_is_held_and_approved_by_whom_it_waits_for() {
    everywhere(async |world| {
        let (order, waiting) = late(&world).await;
        let held = world.order(&order).await;
        assert_eq!(
            (held.state(), held.lines[0].requested_quantity),
            (pb::OrderState::Paid, 2)
        );
        assert_eq!(held.next_deadline, waiting.next_deadline);
        assert!(waiting.next_deadline.is_some());
        let again = world
            .cancel(ask(&order, Party::Buyer, Ground::LateShipment, &[("1", 1)]))
            .await;
        assert_eq!(bad_fields(again), ["lines[0].quantity"]);
        let by_seller = world
            .operator()
            .decide_cancellation(decide(&waiting, Party::Seller, true))
            .await;
        assert_eq!(code(by_seller).0, Code::PermissionDenied);

        let request = pb::DecideCancellationRequest {
            request_id: "d1".to_owned(),
            ..decide(&waiting, Party::Platform, true)
        };
        let other = pb::DecideCancellationRequest {
            reason: "No.".to_owned(),
            ..request.clone()
        };
        let approved = check_replay!(world.operator(), decide_cancellation, request, other);
        assert_eq!(approved.state(), pb::CancellationState::Approved);
        assert_eq!(approved.decide_reason, "platform: Late indeed.");
        assert_eq!(approved.decision, waiting.decision);
        assert!(approved.refund_due_time.is_some());
        assert_eq!(approved.next_deadline, None);
        let [debt] = world.debts().await.try_into().unwrap();
        assert_eq!(minor(&debt.breakdown.unwrap().amount), 4_400);
        assert_eq!(debt.due_time, approved.refund_due_time);
        let order = world.order(&order).await;
        assert_eq!(
            (order.state(), order.lines[0].requested_quantity),
            (pb::OrderState::Cancelled, 0)
        );
        let late = world
            .operator()
            .decide_cancellation(decide(&waiting, Party::Platform, false))
            .await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_cancellation_frees_what_it_held() {
    everywhere(async |world| {
        let (order, waiting) = late(&world).await;
        let mut silent = decide(&waiting, Party::Platform, false);
        silent.reason.clear();
        assert_eq!(
            bad_fields(world.operator().decide_cancellation(silent).await),
            ["reason"]
        );
        let stale = pb::DecideCancellationRequest {
            etag: "old".to_owned(),
            ..decide(&waiting, Party::Platform, false)
        };
        assert_eq!(
            code(world.operator().decide_cancellation(stale).await).0,
            Code::Aborted
        );
        let fresh = pb::DecideCancellationRequest {
            etag: waiting.etag.clone(),
            ..decide(&waiting, Party::Platform, false)
        };
        let refused = world
            .operator()
            .decide_cancellation(fresh)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(refused.state(), pb::CancellationState::Refused);
        assert!(world.debts().await.is_empty());
        assert_eq!(
            world.ship(&order, &[]).await.unwrap().state(),
            pb::OrderState::Shipped
        );
        let what: Vec<String> = world.changes().await.into_iter().map(|(what, _)| what).collect();
        assert_eq!(
            what,
            [
                "placed",
                "paid",
                "cancellation_requested",
                "cancellation_refused",
                "shipped"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn older_cases_keep_the_version_they_were_opened_under() {
    everywhere(async |world| {
        let (order, waiting) = late(&world).await;
        let source = redress_policy::packs::SHOPS
            .iter()
            .find(|(file, _)| *file == "kakaclo.toml")
            .unwrap()
            .1;
        world.shelf.publish(source, start());
        let approved = world
            .operator()
            .decide_cancellation(decide(&waiting, Party::Platform, true))
            .await
            .unwrap();
        assert_eq!(approved.into_inner().decision.unwrap().policy_version, 1);
        let order = world.paid(
            Draft::new("kakaclo", "USD", "US", &[("sel_x", 1, 1)]).with(|draft| {
                draft.processing_due_time = order.processing_due_time;
                draft.place_time = order.place_time;
            }),
        );
        let order = order.await;
        let newer = world
            .cancel(ask(&order, Party::Buyer, Ground::LateShipment, &[]))
            .await
            .unwrap();
        assert_eq!(newer.decision.unwrap().policy_version, 2);
    })
    .await;
}

#[tokio::test]
async fn a_seller_decides_their_own_and_the_platform_cancels_by_itself() {
    everywhere(async |world| {
        let draft = Draft::kwoking().with(|order| order.lines[1].category = "made_to_order".to_owned());
        let order = world.paid(draft).await;
        world.clock.advance(hours(25));
        let waiting = world
            .cancel(ask(&order, Party::Buyer, Ground::ChangeOfMind, &[("2", 1)]))
            .await
            .unwrap();
        assert_eq!(waiting.state(), pb::CancellationState::AwaitingSeller);
        let mut stranger = world.bound("kwoking", Role::Seller, "sel_z");
        let request = decide(&waiting, Party::Unspecified, true);
        assert_eq!(
            code(stranger.decide_cancellation(request.clone()).await).0,
            Code::NotFound
        );
        let mut seller = world.bound("kwoking", Role::Seller, "kwoking");
        let approved = seller.decide_cancellation(request).await.unwrap().into_inner();
        assert_eq!(approved.state(), pb::CancellationState::Approved);
        assert_eq!(minor(&approved.refund.unwrap().amount), 6_000);
        let rest = world
            .cancel(ask(&order, Party::Platform, Ground::OutOfStock, &[]))
            .await
            .unwrap();
        assert_eq!(rest.state(), pb::CancellationState::Approved);
    })
    .await;
}
