//! ApplyRemedy: every remedy, what it refunds or sends, and when it cannot be applied.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::refunds::v1::RefundState;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{
    World, ask, bad_fields, camera, checked, code, everywhere, inspection, minor, money, receipt, router,
};
use crate::{check_replay, check_stale};

fn apply(case: &pb::Return, remedy: Remedy) -> pb::ApplyRemedyRequest {
    pb::ApplyRemedyRequest {
        return_id: case.return_id.clone(),
        remedy: remedy.into(),
        ..pb::ApplyRemedyRequest::default()
    }
}

/// A router that is to be exchanged and was found in order.
async fn for_exchange(world: &World) -> pb::Return {
    world.neighbours.keep_order(router("ord_1", true));
    let asked = world.asked(ask("ord_1", Ground::OrderedWrongItem, &[])).await;
    let approved = world.approve(&asked, Remedy::Exchange).await;
    let received = world
        .operator()
        .receive_parcel(receipt(&approved, &[]))
        .await
        .unwrap()
        .into_inner();
    let points = [
        "original package",
        "everything that was received",
        "enclosed documents",
        "original components",
    ];
    let mut look = checked(&received, &points, &[]);
    look.stages = vec![pb::InspectionPoint {
        point: "factory_test".to_owned(),
        passed: true,
        note: String::new(),
    }];
    world.operator().inspect_return(look).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_refund_is_owed_once_and_closes_the_return_when_it_is_paid() {
    everywhere(async |world| {
        let inspected = world.inspected().await;
        let request = apply(&inspected, Remedy::PartialRefund);
        check_stale!(world.operator(), apply_remedy, request.clone());
        let other = apply(&inspected, Remedy::Unspecified);
        let applied = check_replay!(world.operator(), apply_remedy, request.clone(), other);
        assert_eq!(applied.state(), pb::ReturnState::Remedied);
        let remedy = applied.remedy.clone().unwrap();
        assert_eq!(minor(&remedy.refund.unwrap().amount), 19_900);
        assert!(remedy.refund_due_time.is_some() && !remedy.is_refund_paid);
        let debts = world.debts().await;
        assert_eq!(debts.len(), 1);
        assert_eq!(
            debts[0].decision_id,
            applied.decision.clone().unwrap().decision_id
        );
        assert_eq!(debts[0].debtor(), Party::Platform);
        let again = world.operator().apply_remedy(request).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );

        world.refund(&applied, 19_900, RefundState::Requested).await;
        let known = world.found(&applied).await;
        assert_eq!(known.state(), pb::ReturnState::Remedied);
        assert_eq!(known.remedy.unwrap().refund_ids, ["ref_1"]);
        world.refund(&applied, 19_900, RefundState::Succeeded).await;
        let paid = world.found(&applied).await;
        assert_eq!((paid.state(), paid.is_closed), (pb::ReturnState::Closed, true));
        assert!(paid.remedy.unwrap().is_refund_paid);
        assert_eq!(world.count("return_closed").await, 1);
        world.refund(&applied, 19_900, RefundState::Reversed).await;
        assert_eq!(world.found(&applied).await.state(), pb::ReturnState::Remedied);
    })
    .await;
}

#[tokio::test]
async fn a_refund_that_cannot_be_made_is_escalated() {
    everywhere(async |world| {
        let inspected = world.inspected().await;
        let request = apply(&inspected, Remedy::PartialRefund);
        let applied = world.operator().apply_remedy(request).await.unwrap().into_inner();
        let rejected = redress_contracts::redress::refunds::v1::RefundRejected {
            cause_id: applied.return_id.clone(),
            ..Default::default()
        };
        world
            .publish(&applied.order_id, "refunds.refund_rejected", &rejected)
            .await;
        assert!(world.found(&applied).await.is_escalated);
    })
    .await;
}

#[tokio::test]
async fn it_waits_for_goods_and_inspection() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let early = world
            .operator()
            .apply_remedy(apply(&approved, Remedy::PartialRefund))
            .await;
        assert_eq!(
            code(early),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        let received = world.received().await;
        let unseen = world
            .operator()
            .apply_remedy(apply(&received, Remedy::PartialRefund))
            .await;
        assert_eq!(
            code(unseen),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        let buyer = world
            .bound("kwoking", Role::Buyer, "byr_mara")
            .apply_remedy(apply(&received, Remedy::PartialRefund))
            .await;
        assert_eq!(code(buyer).0, Code::PermissionDenied);
        assert!(world.debts().await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_exchange_settles_the_difference_both_ways() {
    everywhere(async |world| {
        let inspected = for_exchange(&world).await;
        let request = apply(&inspected, Remedy::Exchange);
        assert_eq!(
            bad_fields(world.operator().apply_remedy(request.clone()).await),
            ["exchange_price"]
        );
        let dearer = pb::ApplyRemedyRequest {
            exchange_sku: "router-pro".to_owned(),
            exchange_price: Some(money("USD", 11_000)),
            ..request
        };
        let applied = world.operator().apply_remedy(dearer).await.unwrap().into_inner();
        let remedy = applied.remedy.unwrap();
        assert_eq!((minor(&remedy.owed), remedy.refund), (2_000, None));
        assert_eq!(remedy.exchange_sku, "router-pro");
        assert_eq!(applied.state, i32::from(pb::ReturnState::Remedied));
    })
    .await;
    everywhere(async |world| {
        let inspected = for_exchange(&world).await;
        let cheaper = pb::ApplyRemedyRequest {
            exchange_price: Some(money("USD", 7_500)),
            ..apply(&inspected, Remedy::Exchange)
        };
        let applied = world.operator().apply_remedy(cheaper).await.unwrap().into_inner();
        assert_eq!(minor(&applied.remedy.unwrap().refund.unwrap().amount), 1_500);
        assert_eq!(world.debts().await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn missing_parts_and_postage_are_charged() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])).await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        let request = pb::ReceiveParcelRequest {
            postage: Some(money("EUR", 690)),
            ..receipt(&approved, &[])
        };
        let received = world
            .operator()
            .receive_parcel(request)
            .await
            .unwrap()
            .into_inner();
        let look = pb::InspectReturnRequest {
            missing_parts: vec![pb::MissingPart {
                name: "USB cable".to_owned(),
                price: Some(money("EUR", 900)),
            }],
            ..inspection(&received, &[])
        };
        let inspected = world.operator().inspect_return(look).await.unwrap().into_inner();
        assert_eq!(
            inspected.inspection.as_ref().unwrap().outcome(),
            pb::InspectionOutcome::Reduced
        );
        let applied = world
            .operator()
            .apply_remedy(apply(&inspected, Remedy::PartialRefund))
            .await
            .unwrap()
            .into_inner();
        let refund = applied.remedy.unwrap().refund.unwrap();
        assert_eq!(minor(&refund.amount), 19_900 - 690 - 900);
    })
    .await;
}
