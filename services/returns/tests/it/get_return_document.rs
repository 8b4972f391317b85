//! GetReturnDocument: label and slip, for approved returns only.

use redress_contracts::redress::policies::v1::Ground;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::world::{ask, bad_fields, camera, code, everywhere};

#[tokio::test]
async fn label_and_slip_are_there_once_it_is_approved() {
    everywhere(async |world| {
        let approved = world.approved().await;
        let request = |kind: pb::ReturnDocumentKind| pb::GetReturnDocumentRequest {
            return_id: approved.return_id.clone(),
            kind: kind.into(),
        };
        for (kind, name) in [
            (pb::ReturnDocumentKind::Label, "label"),
            (pb::ReturnDocumentKind::Slip, "slip"),
        ] {
            let mut buyer = world.bound("kwoking", Role::Buyer, "byr_mara");
            let document = buyer
                .get_return_document(request(kind))
                .await
                .unwrap()
                .into_inner();
            assert_eq!(document.media_type, "application/pdf");
            assert_eq!(document.file_name, format!("{name}-{}.pdf", approved.rma_number));
            assert!(document.content.starts_with(b"%PDF-"));
            assert!(document.clause_ids.contains(&"KW-14".to_owned()));
        }
        let none = request(pb::ReturnDocumentKind::Unspecified);
        assert_eq!(
            bad_fields(world.operator().get_return_document(none).await),
            ["kind"]
        );
        world.neighbours.keep_order(camera("ord_2"));
        let waiting = world.asked(ask("ord_2", Ground::ChangeOfMind, &[])).await;
        let early = pb::GetReturnDocumentRequest {
            return_id: waiting.return_id,
            kind: pb::ReturnDocumentKind::Slip.into(),
        };
        let early = world.operator().get_return_document(early).await;
        assert_eq!(
            code(early),
            (Code::FailedPrecondition, "PRECONDITION_FAILED".to_owned())
        );
    })
    .await;
}
