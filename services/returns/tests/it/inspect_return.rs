//! InspectReturn: point by point, what refuses, what reduces, what is incomplete.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{
    World, ask, bad_fields, camera, checked, code, dresses, everywhere, inspection, minor, money, receipt,
    router, time,
};
use crate::{check_replay, check_stale};

const FACTORY: [&str; 4] = [
    "original package",
    "everything that was received",
    "enclosed documents",
    "original components",
];

/// A router of the RMA shop that is back for a defect.
async fn back_at_the_factory(world: &World, serial_number: &str) -> pb::Return {
    world.neighbours.keep_order(router("ord_1", true));
    let mut request = ask("ord_1", Ground::Defective, &[("1", 1)]);
    request.lines[0].serial_number = serial_number.to_owned();
    let asked = world.asked(request).await;
    world
        .evidence(&asked, ("evd_1", "product_photo"), Party::Buyer, "added")
        .await;
    let approved = world.approve(&asked, Remedy::Refund).await;
    world
        .operator()
        .receive_parcel(receipt(&approved, &[]))
        .await
        .unwrap()
        .into_inner()
}

fn tested(case: &pb::Return, passed: bool) -> pb::InspectReturnRequest {
    pb::InspectReturnRequest {
        return_id: case.return_id.clone(),
        stages: vec![pb::InspectionPoint {
            point: "factory_test".to_owned(),
            passed,
            note: "Measured.".to_owned(),
        }],
        is_ground_confirmed: true,
        ..pb::InspectReturnRequest::default()
    }
}

#[tokio::test]
async fn what_is_in_order_passes() {
    everywhere(async |world| {
        let received = world.received().await;
        let request = inspection(&received, &[]);
        check_stale!(world.operator(), inspect_return, request.clone());
        let other = inspection(&received, &["unused"]);
        let inspected = check_replay!(world.operator(), inspect_return, request, other);
        assert_eq!(inspected.state(), pb::ReturnState::Inspected);
        let found = inspected.inspection.unwrap();
        assert_eq!(found.outcome(), pb::InspectionOutcome::Passed);
        assert_eq!(found.checklist_id, "returned-goods");
        assert!(
            found.clause_ids.contains(&"KW-01".to_owned()),
            "{:?}",
            found.clause_ids
        );
    })
    .await;
}

#[tokio::test]
async fn failed_points_refuse_and_the_goods_are_held_for_the_buyer() {
    everywhere(async |world| {
        let received = world.received().await;
        let request = inspection(&received, &["unused"]);
        let refused = world
            .operator()
            .inspect_return(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (refused.state(), refused.is_closed),
            (pb::ReturnState::Refused, false)
        );
        assert!(
            refused.decide_reason.contains("unused"),
            "{}",
            refused.decide_reason
        );
        assert!(
            refused.clause_ids.contains(&"KW-16".to_owned()),
            "{:?}",
            refused.clause_ids
        );
        let held = refused
            .deadlines
            .iter()
            .find(|clock| clock.kind == "held_goods")
            .unwrap();
        assert_eq!(time(&held.due_time), time(&refused.held_until_time));
        assert_eq!(world.count("return_refused").await, 1);
        let again = world.operator().inspect_return(request).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_stage_that_is_missing_leaves_it_open_and_the_next_look_completes_it() {
    everywhere(async |world| {
        let received = back_at_the_factory(&world, "").await;
        let first = checked(&received, &FACTORY, &[]);
        let open = world.operator().inspect_return(first).await.unwrap().into_inner();
        assert_eq!(open.state(), pb::ReturnState::Received);
        assert_eq!(
            open.inspection.unwrap().outcome(),
            pb::InspectionOutcome::Incomplete
        );
        let done = world
            .operator()
            .inspect_return(tested(&received, true))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(done.state(), pb::ReturnState::Inspected);
        assert_eq!(done.inspection.unwrap().points.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn misuse_damage_by_hand_and_another_serial_number_refuse() {
    everywhere(async |world| {
        let received = back_at_the_factory(&world, "SN-1").await;
        let look = pb::InspectReturnRequest {
            stages: tested(&received, true).stages,
            serial_number: "SN-2".to_owned(),
            ..checked(&received, &FACTORY, &[])
        };
        let refused = world.operator().inspect_return(look).await.unwrap().into_inner();
        let found = refused.inspection.clone().unwrap();
        assert!(found.is_serial_number_wrong);
        assert_eq!(refused.state(), pb::ReturnState::Refused);
        assert!(
            refused.decide_reason.contains("serial_number"),
            "{}",
            refused.decide_reason
        );
    })
    .await;
    for void in ["artificial_damage", "misuse"] {
        everywhere(async |world| {
            let received = back_at_the_factory(&world, "").await;
            let look = pb::InspectReturnRequest {
                voids: vec![void.to_owned()],
                ..checked(&received, &FACTORY, &[])
            };
            let refused = world.operator().inspect_return(look).await.unwrap().into_inner();
            assert_eq!(refused.state(), pb::ReturnState::Refused);
            assert!(refused.decide_reason.contains(void), "{}", refused.decide_reason);
        })
        .await;
    }
}

#[tokio::test]
async fn what_the_checklist_does_not_have_is_named() {
    everywhere(async |world| {
        let received = world.received().await;
        let mut request = inspection(&received, &["unused"]);
        request.points[1].note.clear();
        assert_eq!(
            bad_fields(world.operator().inspect_return(request).await),
            ["points[1].note"]
        );
        let mut request = inspection(&received, &[]);
        request.points[0].point = "smell".to_owned();
        assert_eq!(
            bad_fields(world.operator().inspect_return(request).await),
            ["points[0].point"]
        );
        let mut request = inspection(&received, &[]);
        request.reduction = Some(money("EUR", 100));
        assert_eq!(
            bad_fields(world.operator().inspect_return(request).await),
            ["reduction"]
        );
        world.neighbours.keep_order(camera("ord_2"));
        let early = world.asked(ask("ord_2", Ground::ChangeOfMind, &[])).await;
        let early = world.operator().inspect_return(inspection(&early, &[])).await;
        assert_eq!(code(early).1, "ILLEGAL_TRANSITION");
    })
    .await;
}

#[tokio::test]
async fn a_reduction_and_missing_parts_are_taken_off() {
    everywhere(async |world| {
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        let received = world
            .operator()
            .receive_parcel(receipt(&approved, &[]))
            .await
            .unwrap()
            .into_inner();
        let points = [
            "good condition",
            "original box or packaging",
            "manufacturer tags",
            "parts",
            "accessories",
        ];
        let look = pb::InspectReturnRequest {
            reduction: Some(money("USD", 500)),
            ..checked(&received, &points, &["manufacturer tags"])
        };
        let inspected = world.operator().inspect_return(look).await.unwrap().into_inner();
        let found = inspected.inspection.unwrap();
        assert_eq!(found.outcome(), pb::InspectionOutcome::Reduced);
        assert_eq!(minor(&found.reduction), 500);
        let preview = pb::PreviewRemedyRequest {
            return_id: received.return_id.clone(),
            ..pb::PreviewRemedyRequest::default()
        };
        let preview = world
            .operator()
            .preview_remedy(preview)
            .await
            .unwrap()
            .into_inner();
        // 44.00, less 15 % for restocking and 5.00 for the tags.
        assert_eq!(minor(&preview.refund.unwrap().amount), 3_240);
    })
    .await;
}
