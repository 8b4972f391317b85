//! GetEndpoint: readers see theirs; what is foreign looks like what does not exist.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::{Caller, Role};
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::world::{SHOP, everywhere};

#[tokio::test]
async fn an_endpoint_is_its_owners_and_the_platforms_to_see() {
    everywhere(async |world, receiver| {
        let anas = world.endpoint(&receiver.url(), "ana").await;
        let request = || pb::GetEndpointRequest {
            endpoint_id: anas.endpoint_id.clone(),
        };
        for caller in [
            Caller::new(Some(SHOP), Role::Seller, "ana"),
            Caller::new(Some(SHOP), Role::Auditor, "otto"),
            Caller::local_operator(),
        ] {
            let read = world
                .of(caller)
                .get_endpoint(request())
                .await
                .unwrap()
                .into_inner();
            assert_eq!(
                (read.url.as_str(), read.secret.as_str()),
                (receiver.url().as_str(), "")
            );
        }
        let unknown = (Code::NotFound, "NOT_FOUND".to_owned());
        for caller in [
            Caller::new(Some(SHOP), Role::Seller, "ben"),
            Caller::new(Some("kajet"), Role::Agent, "alex"),
        ] {
            assert_eq!(refused(world.of(caller).get_endpoint(request()).await), unknown);
        }
        let nobodys = pb::GetEndpointRequest {
            endpoint_id: "whe_01jq0000000000000000000000".to_owned(),
        };
        assert_eq!(refused(world.agent().get_endpoint(nobodys).await), unknown);
        let nonsense = pb::GetEndpointRequest {
            endpoint_id: "whe_1".to_owned(),
        };
        assert_eq!(
            bad_fields(world.agent().get_endpoint(nonsense).await),
            ["endpoint_id"]
        );
        let buyer = world.client(Role::Buyer, "bo").get_endpoint(request()).await;
        assert_eq!(refused(buyer).0, Code::PermissionDenied);
    })
    .await;
}
