//! ListPolicies and ListPolicyVersions: pages, order, and who sees what.

use redress_contracts::redress::policies::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::shop::{LAW, PACK, TERMS, pack};
use crate::world::{Client, World, code, everywhere};

async fn stock(world: &World) {
    world.publish(PACK).await;
    world.publish(&pack("second", &[])).await;
    world
        .publish(&pack("other", &[("id = \"corner\"", "id = \"market\"")]))
        .await;
    world.publish(LAW).await;
    for seller_id in ["ana", "ben"] {
        let terms = pb::PublishPolicyRequest {
            source: TERMS.to_owned(),
            marketplace_id: "corner".to_owned(),
            seller_id: seller_id.to_owned(),
            ..Default::default()
        };
        world.operator().publish_policy(terms).await.unwrap();
    }
}

/// Every page of a list, with one policy a page.
async fn pages(mut client: Client, marketplace_id: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = pb::ListPoliciesRequest {
            page_size: 1,
            page_token,
            marketplace_id: marketplace_id.to_owned(),
        };
        let listed = client.list_policies(request).await.unwrap().into_inner();
        seen.extend(
            listed
                .policies
                .iter()
                .map(|policy| format!("{}@{}", policy.policy_id, policy.version)),
        );
        assert!(listed.policies.iter().all(|policy| policy.source.is_empty()));
        page_token = listed.next_page_token;
        if page_token.is_empty() {
            return seen;
        }
    }
}

#[tokio::test]
async fn everybody_lists_what_they_may_see_page_by_page() {
    everywhere(async |world| {
        stock(&world).await;
        let all = [
            "corner@2",
            "corner.ana@1",
            "corner.ben@1",
            "law-asean@1",
            "market@1",
        ];
        assert_eq!(pages(world.operator(), "").await, all);
        assert_eq!(pages(world.operator(), "corner").await, all[..3]);
        assert_eq!(
            pages(world.bound("market", Role::Auditor, "al"), "").await,
            all[3..]
        );
        assert_eq!(
            pages(world.bound("corner", Role::Seller, "ben"), "").await,
            ["corner@2", "corner.ben@1", "law-asean@1"]
        );
        let foreign = pb::ListPoliciesRequest {
            marketplace_id: "corner".to_owned(),
            ..Default::default()
        };
        let foreign = world
            .bound("market", Role::Auditor, "al")
            .list_policies(foreign)
            .await;
        assert_eq!(code(foreign).0, Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_page_token_serves_its_own_list_only() {
    everywhere(async |world| {
        stock(&world).await;
        let mut client = world.operator();
        let first = pb::ListPoliciesRequest {
            page_size: 1,
            ..Default::default()
        };
        let page_token = client
            .list_policies(first)
            .await
            .unwrap()
            .into_inner()
            .next_page_token;
        let elsewhere = pb::ListPoliciesRequest {
            page_token: page_token.clone(),
            marketplace_id: "corner".to_owned(),
            page_size: 1,
        };
        let refused = (Code::InvalidArgument, "INVALID_PAGE_TOKEN".to_owned());
        assert_eq!(code(client.list_policies(elsewhere).await), refused);
        let versions = pb::ListPolicyVersionsRequest {
            policy_id: "corner".to_owned(),
            page_token,
            page_size: 1,
        };
        assert_eq!(code(client.list_policy_versions(versions).await), refused);
    })
    .await;
}

#[tokio::test]
async fn versions_are_listed_newest_first() {
    everywhere(async |world| {
        stock(&world).await;
        let mut client = world.operator();
        let mut request = pb::ListPolicyVersionsRequest {
            policy_id: "corner".to_owned(),
            page_size: 1,
            ..Default::default()
        };
        let newest = client
            .list_policy_versions(request.clone())
            .await
            .unwrap()
            .into_inner();
        request.page_token = newest.next_page_token;
        let oldest = client
            .list_policy_versions(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!((newest.policies[0].version, oldest.policies[0].version), (2, 1));
        assert_eq!(oldest.next_page_token, "");
        request.page_token.clear();
        let stranger = world
            .bound("market", Role::Agent, "mia")
            .list_policy_versions(request)
            .await;
        assert_eq!(code(stranger).0, Code::NotFound);
    })
    .await;
}
