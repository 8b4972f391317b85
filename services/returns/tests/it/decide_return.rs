//! DecideReturn: the seller or the platform approves or refuses, with a remedy and a reason.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{ask, bad_fields, camera, code, decision, dresses, everywhere, minor, receipt};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn an_approval_gives_number_address_and_payer() {
    everywhere(async |world| {
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let request = decision(&asked, true, Remedy::PartialRefund);
        check_stale!(world.operator(), decide_return, request.clone());
        let other = decision(&asked, false, Remedy::Unspecified);
        let approved = check_replay!(world.operator(), decide_return, request, other);
        assert_eq!(approved.state(), pb::ReturnState::AwaitingParcel);
        assert!(approved.rma_number.starts_with("RMA-"));
        let place = approved.destination.clone().unwrap();
        assert_eq!(
            (place.warehouse_id.as_str(), place.clause_ids),
            ("los-angeles", vec!["KC-17".to_owned()])
        );
        assert_eq!(approved.return_payer(), Party::Buyer);
        assert_eq!(
            (approved.decided_by(), approved.decide_reason.as_str()),
            (Party::Platform, "Seen.")
        );
        let kinds: Vec<&str> = approved
            .deadlines
            .iter()
            .map(|clock| clock.kind.as_str())
            .collect();
        assert!(
            kinds.contains(&"return_parcel") && kinds.contains(&"return_tracking"),
            "{kinds:?}"
        );
        let told = world.changes().await;
        let of = |what: &str| told.iter().find(|(change, _)| change == what).unwrap().1.clone();
        assert!(of("return_approved").contains(&Party::Buyer) && of("rma_issued").contains(&Party::Buyer));
        let again = world
            .operator()
            .decide_return(decision(&asked, true, Remedy::Unspecified))
            .await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_refusal_needs_a_reason_and_a_remedy_must_be_offered() {
    everywhere(async |world| {
        world.neighbours.keep_order(dresses("ord_1", true));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        let mut mute = decision(&asked, false, Remedy::Unspecified);
        mute.reason.clear();
        assert_eq!(bad_fields(world.operator().decide_return(mute).await), ["reason"]);
        let not_offered = decision(&asked, true, Remedy::Repair);
        assert_eq!(
            bad_fields(world.operator().decide_return(not_offered).await),
            ["remedy"]
        );
        let seller = world
            .bound("kakaclo", Role::Seller, "sel_a")
            .decide_return(pb::DecideReturnRequest {
                decided_by: Party::Unspecified.into(),
                ..decision(&asked, true, Remedy::Unspecified)
            })
            .await;
        assert_eq!(
            code(seller),
            (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned())
        );
        let buyer = pb::DecideReturnRequest {
            decided_by: Party::Buyer.into(),
            ..decision(&asked, true, Remedy::Unspecified)
        };
        assert_eq!(
            bad_fields(world.operator().decide_return(buyer).await),
            ["decided_by"]
        );
        let refused = world
            .operator()
            .decide_return(decision(&asked, false, Remedy::Unspecified))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (refused.state(), refused.is_closed),
            (pb::ReturnState::Refused, true)
        );
        assert!(refused.rma_number.is_empty() && refused.deadlines.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_worth_less_than_the_way_back_is_refunded_and_kept() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::Defective, &[("2", 1)])).await;
        world
            .evidence(&asked, ("evd_1", "product_photo"), Party::Buyer, "added")
            .await;
        let approved = world.approve(&asked, Remedy::Refund).await;
        assert!(approved.is_returnless && approved.rma_number.is_empty());
        assert_eq!(approved.state(), pb::ReturnState::Remedied);
        let debts = world.debts().await;
        assert_eq!(debts.len(), 1);
        assert_eq!(
            (debts[0].cause.as_str(), debts[0].cause_id.as_str()),
            ("return", approved.return_id.as_str())
        );
        assert_eq!(minor(&debts[0].breakdown.as_ref().unwrap().amount), 899);
        assert!(debts[0].due_time.is_some() && debts[0].method.is_some());
    })
    .await;
}

#[tokio::test]
async fn goods_that_are_waived_need_not_come_back() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])).await;
        let request = pb::DecideReturnRequest {
            waive_goods: true,
            ..decision(&asked, true, Remedy::PartialRefund)
        };
        let approved = world
            .operator()
            .decide_return(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(approved.state(), pb::ReturnState::Remedied);
        assert!(approved.is_returnless);
        let back = world.operator().receive_parcel(receipt(&approved, &[])).await;
        assert_eq!(code(back).1, "ILLEGAL_TRANSITION");
    })
    .await;
}
