//! AddStatement.

use redress_contracts::redress::orders::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;

use crate::check_replay;
use crate::disputed::{disputed, last_change, rule, ruling, seller, statement};
use crate::world::{bad_fields, code, everywhere};

#[tokio::test]
async fn everybody_in_a_dispute_is_heard_and_the_others_are_told() {
    everywhere(async |world| {
        let (.., dispute) = disputed(&world).await;
        let request = pb::AddStatementRequest {
            request_id: "s1".into(),
            etag: dispute.etag.clone(),
            evidence_refs: vec!["evd_1".into()],
            ..statement(&dispute, Party::Seller)
        };
        let other = pb::AddStatementRequest {
            text: "Not so.".into(),
            ..request.clone()
        };
        let heard = check_replay!(seller(&world), add_statement, request.clone(), other);
        assert_eq!(heard.statements.len(), 2);
        assert_eq!(
            (heard.statements[1].party(), heard.statements[1].text.as_str()),
            (Party::Seller, "It was packed.")
        );
        assert_ne!(heard.etag, dispute.etag);
        let told = last_change(&world).await;
        assert_eq!(
            (told.change.as_str(), told.explanation.as_str()),
            ("dispute_statement", "It was packed.")
        );
        assert!(told.audience().any(|party| party == Party::Buyer));
        let stale = pb::AddStatementRequest {
            request_id: String::new(),
            ..request
        };
        assert_eq!(
            code(seller(&world).add_statement(stale).await),
            (Code::Aborted, "STALE_ETAG".to_owned())
        );
        let by_platform = world
            .operator()
            .add_statement(statement(&dispute, Party::Platform))
            .await
            .unwrap();
        assert_eq!(by_platform.into_inner().statements[2].party(), Party::Platform);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_said_in_another_name_or_after_the_end() {
    everywhere(async |world| {
        let (.., dispute) = disputed(&world).await;
        let in_anothers = seller(&world)
            .add_statement(statement(&dispute, Party::Buyer))
            .await;
        assert_eq!(bad_fields(in_anothers), ["party"]);
        let mut stranger = world.bound("kajet", Role::Seller, "sel_b");
        let foreign = stranger.add_statement(statement(&dispute, Party::Seller)).await;
        assert_eq!(code(foreign), (Code::NotFound, "NOT_FOUND".to_owned()));
        let empty = seller(&world)
            .add_statement(pb::AddStatementRequest::default())
            .await;
        assert_eq!(bad_fields(empty), ["dispute_id", "text"]);
        rule(&world, ruling(&dispute, pb::RulingFor::Seller, None))
            .await
            .unwrap();
        let late = seller(&world)
            .add_statement(statement(&dispute, Party::Seller))
            .await;
        assert_eq!(
            code(late),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION".to_owned())
        );
    })
    .await;
}
