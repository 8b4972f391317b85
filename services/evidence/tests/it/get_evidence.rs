//! GetEvidence: a piece for whoever may see its case.

use redress_contracts::redress::evidence::v1::GetEvidenceRequest;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::media::{jpeg, picture};
use crate::owners::{MARKETPLACE, MIXED_ORDER};
use crate::world::{agent, buyer, everywhere, fields, other_seller, seller, stranger};

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_and_staff_see_a_piece_and_nobody_else() {
    everywhere(async |world| {
        let piece = world.photo(&jpeg(&picture(1, 64, 48))).await;
        let auditor = Caller::new(Some(MARKETPLACE), Role::Auditor, "aud");
        for caller in [buyer(), seller(), agent(), auditor, Caller::local_operator()] {
            let seen = world.get(caller, &piece.evidence_id).await.unwrap();
            assert_eq!(
                (seen.file_name.as_str(), seen.etag),
                ("photo.jpg", piece.etag.clone())
            );
        }
        let another_buyer = Caller::new(Some(MARKETPLACE), Role::Buyer, "bob");
        for caller in [other_seller(), another_buyer, stranger()] {
            let refused = world.get(caller, &piece.evidence_id).await.unwrap_err();
            assert_eq!(refused.code(), Code::NotFound);
            assert_eq!(
                refused.message(),
                format!("there is no evidence {}", piece.evidence_id)
            );
        }
        let unknown = world.get(agent(), "evd_none").await.unwrap_err();
        assert_eq!(unknown.code(), Code::NotFound);
        let nameless = world
            .client(agent())
            .get_evidence(GetEvidenceRequest::default())
            .await
            .unwrap_err();
        assert_eq!(fields(&nameless), ["evidence_id"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_sees_nothing_of_another_seller_of_the_same_order() {
    everywhere(async |world| {
        let bytes = jpeg(&picture(1, 64, 48));
        let about = (MIXED_ORDER, "packaging_photo", "a.jpg");
        let of_sam = world.bring(seller(), about, &bytes).await.unwrap();
        assert!(world.get(seller(), &of_sam.evidence_id).await.is_ok());
        let refused = world.get(other_seller(), &of_sam.evidence_id).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let bob = Caller::new(Some(MARKETPLACE), Role::Buyer, "bob");
        let of_bob = world.bring(bob, about, &bytes).await.unwrap();
        for caller in [seller(), other_seller()] {
            assert!(world.get(caller, &of_bob.evidence_id).await.is_ok());
        }
    })
    .await;
}
