//! ExplainPolicy: clauses with the rules that carry them.

use redress_contracts::redress::policies::v1 as pb;
use tonic::Code;

use crate::shop::PACK;
use crate::world::{code, everywhere};

#[tokio::test]
async fn each_clause_names_the_rules_that_carry_it() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let explain = async |clause_id: &str| {
            let request = pb::ExplainPolicyRequest {
                policy_id: "corner".to_owned(),
                clause_id: clause_id.to_owned(),
                ..Default::default()
            };
            world
                .operator()
                .explain_policy(request)
                .await
                .map(|reply| reply.into_inner().clauses)
        };
        let all = explain("").await.unwrap();
        assert_eq!(
            all.iter()
                .map(|clause| clause.clause_id.as_str())
                .collect::<Vec<_>>(),
            ["C-1", "C-2"]
        );
        let one = explain("C-1").await.unwrap();
        assert_eq!(one, all[..1]);
        assert_eq!(one[0].text, "Orders can be cancelled within a day.");
        assert!(
            one[0]
                .rules
                .iter()
                .any(|rule| rule.path == "case.cancel.windows[0]"),
            "{one:?}"
        );
        assert_eq!(code(explain("C-7").await).0, Code::NotFound);
    })
    .await;
}
