//! SendParcel: a replacement, a repaired item, or refused goods going back.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::parcels::tracked;
use crate::world::{World, ask, bad_fields, camera, code, everywhere, inspection, quantities, receipt};
use crate::{check_replay, check_stale};

fn send(case: &pb::Return) -> pb::SendParcelRequest {
    pb::SendParcelRequest {
        return_id: case.return_id.clone(),
        carrier: "ups".to_owned(),
        ..pb::SendParcelRequest::default()
    }
}

/// Two defective batteries that are to be replaced.
async fn replaced(world: &World) -> pb::Return {
    world.neighbours.keep_order(camera("ord_1"));
    let asked = world.asked(ask("ord_1", Ground::WrongItem, &[("1", 1)])).await;
    for (id, kind) in [("evd_1", "product_photo"), ("evd_2", "label_photo")] {
        world.evidence(&asked, (id, kind), Party::Buyer, "added").await;
    }
    let approved = world.approve(&asked, Remedy::Replacement).await;
    let received = world
        .operator()
        .receive_parcel(receipt(&approved, &[]))
        .await
        .unwrap()
        .into_inner();
    let inspected = world
        .operator()
        .inspect_return(inspection(&received, &[]))
        .await
        .unwrap()
        .into_inner();
    let apply = pb::ApplyRemedyRequest {
        return_id: inspected.return_id.clone(),
        ..pb::ApplyRemedyRequest::default()
    };
    world.operator().apply_remedy(apply).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_replacement_closes_the_return_when_it_has_arrived() {
    everywhere(async |world| {
        let applied = replaced(&world).await;
        check_stale!(world.operator(), send_parcel, send(&applied));
        let other = pb::SendParcelRequest {
            carrier: "dhl".to_owned(),
            ..send(&applied)
        };
        let sent = check_replay!(world.operator(), send_parcel, send(&applied), other);
        let parcel = sent.parcels.last().unwrap();
        assert_eq!(parcel.purpose(), pb::ParcelPurpose::Replacement);
        let more = pb::SendParcelRequest {
            lines: quantities(&[("1", 1)]),
            ..send(&applied)
        };
        assert_eq!(
            bad_fields(world.operator().send_parcel(more).await),
            ["lines[0].quantity"]
        );
        tracked(&world, &sent, &parcel.parcel_id, "in_transit").await;
        assert_eq!(world.found(&sent).await.state(), pb::ReturnState::Remedied);
        tracked(&world, &sent, &parcel.parcel_id, "delivered").await;
        let closed = world.found(&sent).await;
        assert_eq!(
            (closed.state(), closed.is_closed),
            (pb::ReturnState::Closed, true)
        );
        assert!(closed.parcels.last().unwrap().receive_time.is_some());
    })
    .await;
}

#[tokio::test]
async fn one_that_is_lost_is_escalated_and_can_be_sent_again() {
    everywhere(async |world| {
        let applied = replaced(&world).await;
        let sent = world
            .operator()
            .send_parcel(send(&applied))
            .await
            .unwrap()
            .into_inner();
        tracked(&world, &sent, &sent.parcels[1].parcel_id, "lost").await;
        let lost = world.found(&sent).await;
        assert!(lost.is_escalated && lost.state() == pb::ReturnState::Remedied);
        let again = world
            .operator()
            .send_parcel(send(&applied))
            .await
            .unwrap()
            .into_inner();
        tracked(&world, &again, &again.parcels[2].parcel_id, "delivered").await;
        assert_eq!(world.found(&sent).await.state(), pb::ReturnState::Closed);
    })
    .await;
}

#[tokio::test]
async fn refused_goods_go_back_and_a_refund_sends_nothing() {
    everywhere(async |world| {
        let received = world.received().await;
        let look = inspection(&received, &["unused"]);
        let refused = world.operator().inspect_return(look).await.unwrap().into_inner();
        let sent = world
            .operator()
            .send_parcel(send(&refused))
            .await
            .unwrap()
            .into_inner();
        let parcel = sent.parcels.last().unwrap();
        assert_eq!(parcel.purpose(), pb::ParcelPurpose::GoodsBack);
        assert!(!sent.is_closed && sent.deadlines.is_empty());
        tracked(&world, &sent, &parcel.parcel_id, "delivered").await;
        assert_eq!(world.found(&sent).await.state(), pb::ReturnState::Closed);
    })
    .await;
    everywhere(async |world| {
        let inspected = world.inspected().await;
        let early = world.operator().send_parcel(send(&inspected)).await;
        assert_eq!(
            code(early),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
        let apply = pb::ApplyRemedyRequest {
            return_id: inspected.return_id.clone(),
            ..pb::ApplyRemedyRequest::default()
        };
        world.operator().apply_remedy(apply).await.unwrap();
        let nothing = world.operator().send_parcel(send(&inspected)).await;
        assert_eq!(
            code(nothing),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
    })
    .await;
}
