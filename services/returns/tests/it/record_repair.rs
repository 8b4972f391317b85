//! RecordRepair: repaired, or not to be repaired.

use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1 as pb;
use tonic::Code;

use crate::world::{World, ask, bad_fields, checked, code, everywhere, fan, receipt};
use crate::{check_replay, check_stale};

/// A fan that is being repaired.
async fn in_repair(world: &World) -> pb::Return {
    world.neighbours.keep_order(fan("ord_1"));
    let asked = world.asked(ask("ord_1", Ground::Defective, &[])).await;
    for (id, kind) in [("evd_1", "product_photo"), ("evd_2", "receipt")] {
        world.evidence(&asked, (id, kind), Party::Buyer, "added").await;
    }
    let approved = world.approve(&asked, Remedy::Repair).await;
    let received = world
        .operator()
        .receive_parcel(receipt(&approved, &[]))
        .await
        .unwrap()
        .into_inner();
    let look = checked(
        &received,
        &["original state but for the defect", "receipt or invoice"],
        &[],
    );
    let inspected = world.operator().inspect_return(look).await.unwrap().into_inner();
    let apply = pb::ApplyRemedyRequest {
        return_id: inspected.return_id.clone(),
        ..pb::ApplyRemedyRequest::default()
    };
    world.operator().apply_remedy(apply).await.unwrap().into_inner()
}

fn repair(case: &pb::Return, is_repaired: bool) -> pb::RecordRepairRequest {
    pb::RecordRepairRequest {
        return_id: case.return_id.clone(),
        is_repaired,
        note: "The motor.".to_owned(),
        ..pb::RecordRepairRequest::default()
    }
}

#[tokio::test]
async fn what_is_repaired_is_sent_back() {
    everywhere(async |world| {
        let applied = in_repair(&world).await;
        assert_eq!(applied.state(), pb::ReturnState::Remedied);
        let send = pb::SendParcelRequest {
            return_id: applied.return_id.clone(),
            ..pb::SendParcelRequest::default()
        };
        let early = world.operator().send_parcel(send.clone()).await;
        assert_eq!(
            code(early),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
        check_stale!(world.operator(), record_repair, repair(&applied, true));
        let done = check_replay!(
            world.operator(),
            record_repair,
            repair(&applied, true),
            repair(&applied, false)
        );
        assert_eq!(
            (done.state(), done.repair_note.as_str()),
            (pb::ReturnState::Remedied, "The motor.")
        );
        let sent = world.operator().send_parcel(send).await.unwrap().into_inner();
        assert_eq!(sent.parcels[1].purpose(), pb::ParcelPurpose::Repair);
        let again = world.operator().record_repair(repair(&applied, true)).await;
        assert_eq!(
            code(again),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_repaired_gets_another_remedy() {
    everywhere(async |world| {
        let applied = in_repair(&world).await;
        let mute = pb::RecordRepairRequest {
            note: String::new(),
            ..repair(&applied, false)
        };
        assert_eq!(bad_fields(world.operator().record_repair(mute).await), ["note"]);
        let failed = world
            .operator()
            .record_repair(repair(&applied, false))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(failed.state(), pb::ReturnState::Inspected);
        assert!(failed.remedy.is_none());
        let refund = pb::ApplyRemedyRequest {
            return_id: applied.return_id.clone(),
            remedy: Remedy::Refund.into(),
            ..pb::ApplyRemedyRequest::default()
        };
        world.operator().apply_remedy(refund).await.unwrap();
        assert_eq!(world.debts().await.len(), 1);
    })
    .await;
}
