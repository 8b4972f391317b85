//! LintPolicy: errors, and what a pack leaves for the shop to decide.

use redress_contracts::redress::policies::v1 as pb;
use tonic::Code;

use crate::shop::{PACK, pack};
use crate::world::{code, everywhere};

#[tokio::test]
async fn a_source_and_a_published_pack_are_linted_alike() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let mut client = world.operator();
        let source = pb::LintPolicyRequest {
            source: PACK.to_owned(),
            ..Default::default()
        };
        let published = pb::LintPolicyRequest {
            policy_id: "corner".to_owned(),
            ..Default::default()
        };
        let linted = client.lint_policy(source).await.unwrap().into_inner();
        assert_eq!(linted, client.lint_policy(published).await.unwrap().into_inner());
        assert!(linted.errors.is_empty());
        let term = linted
            .open_terms
            .iter()
            .find(|term| term.clause_ids == ["C-2"])
            .unwrap();
        assert_eq!(
            (term.mark(), term.why.as_str()),
            (pb::Mark::Assumed, "The document does not say how much.")
        );
    })
    .await;
}

#[tokio::test]
async fn errors_are_findings_not_a_failed_call() {
    everywhere(async |world| {
        let request = pb::LintPolicyRequest {
            source: pack("x", &[("\"PHP\"", "\"XYZ\"")]),
            file_name: "draft.toml".to_owned(),
            ..Default::default()
        };
        let linted = world.operator().lint_policy(request).await.unwrap().into_inner();
        let error = &linted.errors[0];
        assert_eq!(
            (error.file.as_str(), error.path.as_str()),
            ("draft.toml", "returnless.currency")
        );
        assert!(error.line > 1 && error.message.contains("ISO 4217"), "{error:?}");
        let nothing = world
            .operator()
            .lint_policy(pb::LintPolicyRequest::default())
            .await;
        assert_eq!(code(nothing).0, Code::InvalidArgument);
    })
    .await;
}
