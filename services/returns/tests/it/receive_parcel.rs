//! ReceiveParcel: parcel by parcel, and never more than is out.

use redress_contracts::redress::policies::v1::{Ground, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{announcement, ask, bad_fields, camera, code, days, everywhere, receipt, start, time};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn it_counts_over_several_parcels_and_then_the_refund_is_due() {
    everywhere(async |world| {
        world.neighbours.keep_order(camera("ord_1"));
        let asked = world
            .asked(ask("ord_1", Ground::ChangeOfMind, &[("1", 1), ("2", 2)]))
            .await;
        let approved = world.approve(&asked, Remedy::PartialRefund).await;
        let sent = world
            .operator()
            .announce_parcel(announcement(&approved, &[("1", 1)]))
            .await
            .unwrap()
            .into_inner();
        let first = pb::ReceiveParcelRequest {
            parcel_id: sent.parcels[0].parcel_id.clone(),
            ..receipt(&sent, &[])
        };
        check_stale!(world.operator(), receive_parcel, first.clone());
        let other = receipt(&sent, &[]);
        let part = check_replay!(world.operator(), receive_parcel, first.clone(), other);
        assert_eq!(part.state(), pb::ReturnState::PartlyReceived);
        assert!(part.parcels[0].receive_time.is_some() && !part.parcels[0].is_unannounced);
        assert_eq!(
            bad_fields(world.operator().receive_parcel(first).await),
            ["parcel_id"]
        );
        let too_many = receipt(&part, &[("2", 3)]);
        assert_eq!(
            bad_fields(world.operator().receive_parcel(too_many).await),
            ["lines[0].quantity"]
        );
        let rest = pb::ReceiveParcelRequest {
            rma_number: String::new(),
            ..receipt(&part, &[("2", 2)])
        };
        let all = world.operator().receive_parcel(rest).await.unwrap().into_inner();
        assert_eq!(all.state(), pb::ReturnState::Received);
        assert!(all.parcels[1].is_unannounced, "no number was on it");
        assert!(all.receive_time.is_some());
        let due = all
            .deadlines
            .iter()
            .find(|clock| clock.kind == "refund_due")
            .unwrap();
        assert!(time(&due.due_time) > start() + days(13));
        let again = world.operator().receive_parcel(receipt(&all, &[])).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_mistyped_or_anothers_is_refused() {
    everywhere(async |world| {
        let approved = world.approved().await;
        world.neighbours.keep_order(camera("ord_2"));
        let other = world.asked(ask("ord_2", Ground::ChangeOfMind, &[("1", 1)])).await;
        let other = world.approve(&other, Remedy::PartialRefund).await;
        for number in ["RMA-0000-0000-1", other.rma_number.as_str()] {
            let request = pb::ReceiveParcelRequest {
                rma_number: number.to_owned(),
                ..receipt(&approved, &[])
            };
            assert_eq!(
                bad_fields(world.operator().receive_parcel(request).await),
                ["rma_number"]
            );
        }
    })
    .await;
}
