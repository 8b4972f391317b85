//! ListReturnInterventions.

use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{agent, bound, buyer, operator, refused, seller};
use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn both_sides_read_what_the_platform_did_oldest_first_in_pages() {
    everywhere(async |world| {
        let case = refused(&world, "ord_1").await;
        let mut ids = Vec::new();
        for reason in ["First.", "Second.", "Third."] {
            let request = pb::InterveneInReturnRequest {
                return_id: case.return_id.clone(),
                kind: pb::ReturnInterventionKind::Guidance.into(),
                reason: reason.into(),
                ..pb::InterveneInReturnRequest::default()
            };
            let done = agent(&world)
                .intervene_in_return(request)
                .await
                .unwrap()
                .into_inner();
            ids.push(done.intervention_id);
        }
        let request = pb::ListReturnInterventionsRequest {
            return_id: case.return_id.clone(),
            page_size: 2,
            ..pb::ListReturnInterventionsRequest::default()
        };
        for mut reader in [buyer(&world), seller(&world)] {
            let first = reader
                .list_return_interventions(request.clone())
                .await
                .unwrap()
                .into_inner();
            let next = pb::ListReturnInterventionsRequest {
                page_token: first.next_page_token.clone(),
                ..request.clone()
            };
            let second = reader.list_return_interventions(next).await.unwrap().into_inner();
            assert!(second.next_page_token.is_empty());
            let listed = first.interventions.iter().chain(&second.interventions);
            assert_eq!(
                listed.map(|done| &done.intervention_id).collect::<Vec<_>>(),
                ids.iter().collect::<Vec<_>>()
            );
        }
        let mut foreign = bound(&world, "kakaclo", Role::Buyer, "byr_else");
        let outcome = foreign.list_return_interventions(request.clone()).await;
        assert_eq!(code(outcome), (Code::NotFound, "NOT_FOUND".to_owned()));
        let bad = pb::ListReturnInterventionsRequest {
            page_size: -1,
            page_token: "x".into(),
            ..pb::ListReturnInterventionsRequest::default()
        };
        assert_eq!(
            bad_fields(operator(&world).list_return_interventions(bad).await),
            ["return_id", "page_size", "page_token"]
        );
    })
    .await;
}
