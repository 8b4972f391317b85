//! RecordProofOfDelivery: ends the waiting, whatever the carrier says.

use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::world::{NUMBER, World, at, bad_fields, code, everywhere};

fn proof(world: &World, shipment: &pb::Shipment) -> pb::RecordProofOfDeliveryRequest {
    pb::RecordProofOfDeliveryRequest {
        request_id: world.request_id(),
        shipment_id: shipment.shipment_id.clone(),
        evidence_id: "evd_1".to_owned(),
        signed_by: "M. Example".to_owned(),
        ..pb::RecordProofOfDeliveryRequest::default()
    }
}

#[tokio::test]
async fn a_proof_ends_the_waiting_and_says_nothing_of_where_the_parcel_is() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        world.at(at(4, 6, 0)).await;
        let late = world.parcel(&shipment).await;
        assert!(late.is_stalled && late.is_overdue);
        let request = proof(world, &shipment);
        let other = pb::RecordProofOfDeliveryRequest {
            evidence_id: "evd_2".to_owned(),
            ..request.clone()
        };
        let mut seller = world.bound(Role::Seller, "sel_a");
        let proven = check_replay!(seller, record_proof_of_delivery, request, other);
        let parcel = &proven.parcels[0];
        assert!(parcel.is_delivery_proven && !parcel.is_stalled && !parcel.is_overdue);
        assert_eq!(parcel.status(), pb::TrackingStatus::Unspecified);
        assert!(parcel.deadlines.is_empty());
        let given = parcel.proof.clone().unwrap();
        assert_eq!(
            (&*given.evidence_id, &*given.signed_by, given.party()),
            ("evd_1", "M. Example", Party::Seller)
        );
        let told = world.last_told("delivery_proven").await;
        assert_eq!(told.audience().collect::<Vec<_>>(), [Party::Buyer, Party::Seller]);
        let told_proof = told.parcel.unwrap().proof.unwrap();
        assert_eq!((&*told_proof.evidence_id, &*told_proof.signed_by), ("evd_1", ""));
        assert!(
            told.shipment.unwrap().parcels[0]
                .proof
                .clone()
                .unwrap()
                .signed_by
                .is_empty()
        );
        let same = seller.record_proof_of_delivery(proof(world, &shipment)).await;
        assert_eq!(same.unwrap().into_inner().etag, proven.etag);
    })
    .await;
}

#[tokio::test]
async fn only_who_sent_it_proves_its_arrival() {
    everywhere(async |world| {
        let shipment = world.sent(NUMBER).await;
        let back = world.create(world.way_back(NUMBER)).await.unwrap();
        let buyer = world.bound(Role::Buyer, "byr_mara");
        let refused = buyer
            .clone()
            .record_proof_of_delivery(proof(world, &shipment))
            .await;
        assert_eq!(code(refused).0, Code::PermissionDenied);
        let proven = buyer.clone().record_proof_of_delivery(proof(world, &back)).await;
        assert!(proven.unwrap().into_inner().parcels[0].is_delivery_proven);
        let stale = pb::RecordProofOfDeliveryRequest {
            etag: "stale".to_owned(),
            ..proof(world, &shipment)
        };
        let refused = world.operator().record_proof_of_delivery(stale).await;
        assert_eq!(code(refused), (Code::Aborted, "STALE_ETAG".to_owned()));
        let other = pb::RecordProofOfDeliveryRequest {
            parcel_id: back.parcels[0].parcel_id.clone(),
            ..proof(world, &shipment)
        };
        assert_eq!(
            code(world.operator().record_proof_of_delivery(other).await).0,
            Code::NotFound
        );
        let empty = pb::RecordProofOfDeliveryRequest::default();
        let mut bad = bad_fields(world.operator().record_proof_of_delivery(empty).await);
        bad.sort();
        assert_eq!(bad, ["evidence_id", "request_id", "shipment_id"]);
    })
    .await;
}
