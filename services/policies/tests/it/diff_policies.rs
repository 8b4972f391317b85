//! DiffPolicies: what a new version changes.

use redress_contracts::redress::policies::v1 as pb;
use tonic::Code;

use crate::shop::{PACK, TERMS, pack};
use crate::world::{code, everywhere};

fn request(policy_id: &str, from_version: i32, to_version: i32) -> pb::DiffPoliciesRequest {
    pb::DiffPoliciesRequest {
        policy_id: policy_id.to_owned(),
        from_version,
        to_version,
    }
}

#[tokio::test]
async fn a_longer_window_is_one_change_with_its_clause() {
    everywhere(async |world| {
        world.publish(PACK).await;
        world
            .publish(&pack("first", &[("{ hours = 24 }", "{ hours = 48 }")]))
            .await;
        let mut client = world.operator();
        let changes = client
            .diff_policies(request("corner", 1, 0))
            .await
            .unwrap()
            .into_inner()
            .changes;
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert!(
            changes[0].path.starts_with("case.cancel.windows[0].closes.span"),
            "{changes:?}"
        );
        assert_eq!(changes[0].clause_ids, ["C-1"]);
        assert!(
            changes[0].from_value.contains("24") && changes[0].to_value.contains("48"),
            "{changes:?}"
        );
        assert!(
            client
                .diff_policies(request("corner", 2, 2))
                .await
                .unwrap()
                .into_inner()
                .changes
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn only_published_versions_of_packs_are_compared() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let mut client = world.operator();
        assert_eq!(
            code(client.diff_policies(request("corner", 1, 7)).await).0,
            Code::NotFound
        );
        assert_eq!(
            code(client.diff_policies(request("corner", 0, 1)).await).0,
            Code::InvalidArgument
        );
        let terms = pb::PublishPolicyRequest {
            source: TERMS.to_owned(),
            marketplace_id: "corner".to_owned(),
            seller_id: "ana".to_owned(),
            ..Default::default()
        };
        client.publish_policy(terms).await.unwrap();
        assert_eq!(
            code(client.diff_policies(request("corner.ana", 1, 1)).await).0,
            Code::InvalidArgument
        );
    })
    .await;
}
