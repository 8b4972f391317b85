//! GetReturnDispute.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{bound, buyer, disputed, operator, read, seller, statement};
use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn it_is_read_by_both_sides_and_by_nobody_else() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let request = pb::GetReturnDisputeRequest {
            dispute_id: dispute.dispute_id.clone(),
        };
        for mut reader in [buyer(&world), seller(&world)] {
            let found = reader
                .get_return_dispute(request.clone())
                .await
                .unwrap()
                .into_inner();
            assert_eq!(found, dispute);
        }
        let mut auditor = bound(&world, "kakaclo", Role::Auditor, "aud");
        assert!(auditor.get_return_dispute(request.clone()).await.is_ok());
        for mut foreign in [
            bound(&world, "kakaclo", Role::Buyer, "byr_else"),
            bound(&world, "kakaclo", Role::Seller, "sel_z"),
            bound(&world, "kwoking", Role::Agent, "agt"),
        ] {
            let outcome = foreign.get_return_dispute(request.clone()).await;
            assert_eq!(code(outcome), (Code::NotFound, "NOT_FOUND".to_owned()));
        }
        let empty = operator(&world)
            .get_return_dispute(pb::GetReturnDisputeRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id"]);
    })
    .await;
}

#[tokio::test]
async fn its_etag_changes_with_it() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        seller(&world)
            .add_return_statement(statement(&dispute, Party::Seller))
            .await
            .unwrap();
        let now = read(&world, &dispute).await;
        assert_ne!(now.etag, dispute.etag);
        assert_eq!(now.statements.len(), 2);
    })
    .await;
}
