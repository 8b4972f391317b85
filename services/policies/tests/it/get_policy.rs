//! GetPolicy: by version, and the one in force.

use chrono::TimeDelta;
use redress_contracts::redress::policies::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::shop::{PACK, TERMS, pack};
use crate::world::{Client, code, everywhere, start, wire};

async fn get(mut client: Client, policy_id: &str, version: i32) -> Result<pb::Policy, tonic::Status> {
    let request = pb::GetPolicyRequest {
        policy_id: policy_id.to_owned(),
        version,
    };
    Ok(client.get_policy(request).await?.into_inner())
}

#[tokio::test]
async fn the_version_in_force_changes_with_the_time_and_the_others_stay_readable() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let ahead = pb::PublishPolicyRequest {
            source: pack("ahead", &[]),
            effective_time: wire(start() + TimeDelta::days(2)),
            ..Default::default()
        };
        world.operator().publish_policy(ahead).await.unwrap();
        let in_force = async || get(world.operator(), "corner", 0).await.unwrap().version;
        assert_eq!(in_force().await, 1);
        world.clock.advance(TimeDelta::days(2));
        assert_eq!(in_force().await, 2);
        assert_eq!(get(world.operator(), "corner", 1).await.unwrap().source, PACK);
        assert_eq!(code(get(world.operator(), "corner", 3).await).0, Code::NotFound);
        assert_eq!(code(get(world.operator(), "nowhere", 0).await).0, Code::NotFound);
        assert_eq!(
            code(get(world.operator(), "corner", -1).await).0,
            Code::InvalidArgument
        );
    })
    .await;
}

#[tokio::test]
async fn a_foreign_policy_looks_like_one_that_does_not_exist() {
    everywhere(async |world| {
        world.publish(PACK).await;
        let terms = pb::PublishPolicyRequest {
            source: TERMS.to_owned(),
            marketplace_id: "corner".to_owned(),
            seller_id: "ana".to_owned(),
            ..Default::default()
        };
        world.operator().publish_policy(terms).await.unwrap();
        let message = async |client, id| get(client, id, 0).await.unwrap_err().message().to_owned();
        let stranger = world.bound("elsewhere", Role::Agent, "mia");
        assert_eq!(
            message(stranger.clone(), "corner").await,
            "there is no policy corner"
        );
        assert_eq!(message(stranger, "nowhere").await, "there is no policy nowhere");
        let rival = world.bound("corner", Role::Seller, "ben");
        assert_eq!(
            message(rival.clone(), "corner.ana").await,
            "there is no policy corner.ana"
        );
        assert_eq!(get(rival, "corner", 0).await.unwrap().version, 1);
        let buyer = world.bound("corner", Role::Buyer, "bo");
        assert_eq!(get(buyer, "corner.ana", 0).await.unwrap().source, TERMS);
    })
    .await;
}
