//! AddReturnStatement.

use redress_contracts::redress::policies::v1::Party;
use redress_contracts::redress::returns::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::disputed::{agent, bound, buyer, disputed, last_change, operator, rule, seller, statement};
use crate::world::{bad_fields, code, everywhere};
use crate::{check_replay, check_stale};

#[tokio::test]
async fn both_sides_speak_and_the_others_hear_of_it() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let request = pb::AddReturnStatementRequest {
            etag: dispute.etag.clone(),
            evidence_ids: vec!["evd_2".into()],
            ..statement(&dispute, Party::Seller)
        };
        let other = pb::AddReturnStatementRequest {
            text: "Otherwise.".into(),
            ..request.clone()
        };
        let heard = check_replay!(seller(&world), add_return_statement, request, other);
        check_stale!(
            seller(&world),
            add_return_statement,
            statement(&dispute, Party::Seller)
        );
        let said = heard.statements.last().unwrap();
        assert_eq!(
            (said.party(), said.text.as_str()),
            (Party::Seller, "It was worn.")
        );
        assert_eq!(said.evidence_ids, ["evd_2"]);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.actor()),
            ("dispute_statement", Party::Seller)
        );
        assert_eq!(
            told.audience().collect::<Vec<_>>(),
            [Party::Buyer, Party::Platform]
        );
        let platform = agent(&world)
            .add_return_statement(statement(&dispute, Party::Platform))
            .await;
        assert_eq!(platform.unwrap().into_inner().statements.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_is_ruled_is_not_spoken_about_any_more() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        rule(&world, &dispute, (pb::ReturnRulingFor::Seller, None))
            .await
            .unwrap();
        let late = buyer(&world)
            .add_return_statement(statement(&dispute, Party::Buyer))
            .await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn bad_fields_and_foreign_disputes_are_told_apart() {
    everywhere(async |world| {
        let (_, dispute) = disputed(&world).await;
        let empty = operator(&world)
            .add_return_statement(pb::AddReturnStatementRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "party", "text"]);
        let mut foreign = bound(&world, "kakaclo", Role::Buyer, "byr_else");
        let outcome = foreign
            .add_return_statement(statement(&dispute, Party::Buyer))
            .await;
        assert_eq!(code(outcome), (Code::NotFound, "NOT_FOUND".to_owned()));
        let mut auditor = bound(&world, "kakaclo", Role::Auditor, "aud");
        let outcome = auditor
            .add_return_statement(statement(&dispute, Party::Buyer))
            .await;
        assert_eq!(code(outcome).0, Code::PermissionDenied);
    })
    .await;
}
