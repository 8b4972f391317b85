//! What a fresh installation knows, and what a later start leaves alone.

use chrono::{TimeZone, Utc};
use redress_contracts::redress::policies::v1 as pb;
use redress_db::testing::backends;
use redress_policy::packs;

use crate::shop::{PACK, pack};
use crate::world::{World, start_again, wire};

#[tokio::test]
async fn every_built_in_pack_is_published_once_and_in_force_from_its_documents_day() {
    for backend in backends() {
        let world = World::new(backend, packs::all().collect()).await;
        start_again(&world.db, packs::all().collect()).await;
        let listed = world
            .operator()
            .list_policies(pb::ListPoliciesRequest::default())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(listed.policies.len(), packs::all().count());
        assert!(listed.policies.iter().all(|policy| policy.version == 1));
        let events = world
            .events::<pb::PolicyPublished>("policies.policy_published")
            .await;
        assert_eq!(events.len(), packs::all().count());
    }
}

#[tokio::test]
async fn a_document_is_in_force_from_local_midnight_and_a_newer_edition_is_not_forced() {
    for backend in backends() {
        let world = World::new(backend, vec![("corner.toml", PACK)]).await;
        let get = pb::GetPolicyRequest {
            policy_id: "corner".to_owned(),
            version: 0,
        };
        let seeded = world
            .operator()
            .get_policy(get.clone())
            .await
            .unwrap()
            .into_inner();
        // Midnight of 1 March in Manila.
        assert_eq!(
            seeded.effective_time,
            wire(Utc.with_ymd_and_hms(2025, 2, 28, 16, 0, 0).unwrap())
        );
        world.publish(&pack("the shop's own", &[])).await;
        let newer: &'static str = String::leak(pack("newer", &[]));
        start_again(&world.db, vec![("corner.toml", newer)]).await;
        let standing = world.operator().get_policy(get).await.unwrap().into_inner();
        assert_eq!(
            (standing.version, standing.edition.as_str()),
            (2, "the shop's own")
        );
    }
}
