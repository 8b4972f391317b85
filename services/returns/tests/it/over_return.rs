//! No unit is returned or claimed twice, over all returns, claims and cancellations.

use redress_contracts::redress::policies::v1::{Ground, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{ask, bad_fields, camera, code, decision, dresses, everywhere, inspection, receipt};

fn withdrawal(case: &pb::Return) -> pb::WithdrawReturnRequest {
    pb::WithdrawReturnRequest {
        return_id: case.return_id.clone(),
        ..pb::WithdrawReturnRequest::default()
    }
}

#[tokio::test]
async fn units_that_are_claimed_cannot_be_asked_for_again_until_they_are_let_go() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let mut client = world.operator();
        let first = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)])).await;
        let too_many = client
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[("2", 2)]))
            .await;
        assert_eq!(bad_fields(too_many), ["lines[0].quantity"]);
        let second = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)])).await;
        let third = client
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)]))
            .await;
        assert_eq!(bad_fields(third), ["lines[0].quantity"]);
        client.withdraw_return(withdrawal(&first)).await.unwrap();
        client
            .decide_return(decision(&second, false, Remedy::Unspecified))
            .await
            .unwrap();
        let both = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 2)])).await;
        assert_eq!(both.lines[0].quantity, 2);
    })
    .await;
}

#[tokio::test]
async fn what_was_cancelled_or_not_delivered_cannot_be_returned() {
    everywhere(async |world| {
        let mut order = dresses("ord_1", true);
        order.lines[0].quantity = 5;
        order.lines[0].cancelled_quantity = 2;
        world.neighbours.keep_order(order);
        let mut client = world.operator();
        let cancelled = client
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[("1", 4)]))
            .await;
        assert_eq!(bad_fields(cancelled), ["lines[0].quantity"]);
        let unsent = client
            .request_return(ask("ord_1", Ground::ChangeOfMind, &[("1", 3)]))
            .await;
        assert_eq!(
            code(unsent),
            (Code::FailedPrecondition, "LINE_NOT_DELIVERED".to_owned())
        );
        let all = world.asked(ask("ord_1", Ground::ChangeOfMind, &[])).await;
        assert_eq!(all.lines[0].quantity, 2);
    })
    .await;
}

#[tokio::test]
async fn a_return_and_a_claim_share_what_was_sent() {
    everywhere(async |world| {
        let mut order = dresses("ord_1", true);
        order.lines[0].delivered_quantity = 1;
        world.neighbours.keep_order(order);
        world.clock.advance(crate::world::days(20));
        let claim = world.asked(ask("ord_1", Ground::NotReceived, &[])).await;
        assert_eq!(claim.lines[0].quantity, 1);
        let back = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1)])).await;
        assert_eq!(back.lines[0].quantity, 1);
        let mut client = world.operator();
        let third = client
            .request_return(ask("ord_1", Ground::NotReceived, &[("1", 1)]))
            .await;
        assert_eq!(bad_fields(third), ["lines[0].quantity"]);
    })
    .await;
}

#[tokio::test]
async fn what_did_not_come_back_can_be_asked_for_again_once_the_rest_is_settled() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let mut client = world.operator();
        let asked = world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 2)])).await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        let part = client
            .receive_parcel(receipt(&approved, &[("2", 1)]))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(part.state(), pb::ReturnState::PartlyReceived);
        client.inspect_return(inspection(&part, &[])).await.unwrap();
        let request = pb::ApplyRemedyRequest {
            return_id: part.return_id.clone(),
            ..pb::ApplyRemedyRequest::default()
        };
        let settled = client.apply_remedy(request).await.unwrap().into_inner();
        let refund = settled.remedy.unwrap().refund.unwrap();
        assert_eq!(crate::world::minor(&refund.amount), 899);
        world.asked(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)])).await;
    })
    .await;
}

#[tokio::test]
async fn of_many_requests_at_once_only_as_many_succeed_as_there_are_units() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let client = world.operator();
        let calls = (0..8).map(|_| {
            let mut client = client.clone();
            async move {
                client
                    .request_return(ask("ord_1", Ground::ChangeOfMind, &[("2", 1)]))
                    .await
            }
        });
        let answers = futures::future::join_all(calls).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 2);
    })
    .await;
}
