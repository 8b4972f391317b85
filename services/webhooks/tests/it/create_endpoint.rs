//! CreateEndpoint: whose it is, what it may be called, and its secret, which is shown once.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::Role;
use redress_webhooks::Config;
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::world::{SHOP, World, create, everywhere, local, start};

#[tokio::test]
async fn an_endpoint_is_active_and_shows_its_secret_once() {
    everywhere(async |world, receiver| {
        let request = pb::CreateEndpointRequest {
            request_id: "one".to_owned(),
            description: "The warehouse".to_owned(),
            event_types: vec!["return.approved".to_owned()],
            ..create(&receiver.url())
        };
        let made = world.agent().create_endpoint(request).await.unwrap().into_inner();
        assert!(made.endpoint_id.starts_with("whe_"));
        assert!(made.secret.starts_with("whsec_"));
        assert_eq!(made.state(), pb::EndpointState::Active);
        assert_eq!(made.seller_id, "");
        let read = world.reread(&made).await;
        let unsaid = pb::Endpoint {
            secret: String::new(),
            ..made
        };
        assert_eq!(read, unsaid);
        assert_eq!(receiver.connections(), 0, "it was called already");
    })
    .await;
}

#[tokio::test]
async fn a_repetition_gets_the_stored_reply_even_when_its_name_leads_elsewhere() {
    everywhere(async |world, _| {
        world.names.lead("hooks.example.com", &["1.1.1.1"]);
        world.names.lead("hooks.example.com", &["10.0.0.1"]);
        let request = pb::CreateEndpointRequest {
            request_id: "one".to_owned(),
            ..create("https://hooks.example.com/in")
        };
        let mut agent = world.agent();
        let made = agent.create_endpoint(request.clone()).await.unwrap().into_inner();
        let again = agent.create_endpoint(request.clone()).await.unwrap().into_inner();
        assert_eq!(again, made);
        let other = pb::CreateEndpointRequest {
            description: "another".to_owned(),
            ..request
        };
        let reused = (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned());
        assert_eq!(refused(agent.create_endpoint(other).await), reused);
        let two = pb::CreateEndpointRequest {
            request_id: "two".to_owned(),
            ..create("https://hooks.example.com/in")
        };
        assert_eq!(bad_fields(agent.create_endpoint(two).await), ["url"]);
    })
    .await;
}

#[tokio::test]
async fn a_seller_makes_their_own_and_nobody_elses() {
    everywhere(async |world, receiver| {
        let mut ana = world.seller("ana");
        let made = ana
            .create_endpoint(create(&receiver.url()))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (made.marketplace_id.as_str(), made.seller_id.as_str()),
            (SHOP, "ana")
        );
        let bens = pb::CreateEndpointRequest {
            seller_id: "ben".to_owned(),
            ..create(&receiver.url())
        };
        let unknown = (Code::NotFound, "NOT_FOUND".to_owned());
        assert_eq!(refused(ana.create_endpoint(bens).await), unknown);
        let elsewhere = pb::CreateEndpointRequest {
            marketplace_id: "kajet".to_owned(),
            ..create(&receiver.url())
        };
        assert_eq!(refused(ana.create_endpoint(elsewhere).await), unknown);
        for role in [Role::Buyer, Role::Seller, Role::Finance, Role::Auditor] {
            let mut client = world.client(role, "somebody");
            let answer = client.create_endpoint(create(&receiver.url()));
            let forbidden = (Code::PermissionDenied, "CALLER_FORBIDDEN".to_owned());
            assert_eq!(refused(answer.await), forbidden, "{role}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    everywhere(async |world, receiver| {
        let request = pb::CreateEndpointRequest {
            request_id: "a b".to_owned(),
            seller_id: "a b".to_owned(),
            description: "x".repeat(501),
            event_types: vec!["order.paid".to_owned(), "order.unheard_of".to_owned()],
            ..create("")
        };
        let bad = bad_fields(world.agent().create_endpoint(request).await);
        let expected = ["request_id", "seller_id", "url", "description", "event_types[1]"];
        assert_eq!(bad, expected);
        let many = pb::CreateEndpointRequest {
            event_types: vec!["order.paid".to_owned(); 101],
            ..create(&receiver.url())
        };
        assert_eq!(
            bad_fields(world.agent().create_endpoint(many).await),
            ["event_types"]
        );
        let unknown = create("https://nowhere.example.com");
        assert_eq!(bad_fields(world.agent().create_endpoint(unknown).await), ["url"]);
    })
    .await;
}

#[tokio::test]
async fn an_owner_has_no_more_than_they_may() {
    for backend in redress_db::testing::backends() {
        let config = Config {
            max_endpoints: 1,
            ..local()
        };
        let mut world = World::new(backend, config, start()).await;
        world.names.lead("hooks.example.com", &["1.1.1.1"]);
        let first = world.endpoint("https://hooks.example.com", "ana").await;
        world.endpoint("https://hooks.example.com", "").await;
        let request = pb::CreateEndpointRequest {
            seller_id: "ana".to_owned(),
            ..create("https://hooks.example.com")
        };
        let full = (Code::FailedPrecondition, "QUOTA_EXCEEDED".to_owned());
        assert_eq!(
            refused(world.agent().create_endpoint(request.clone()).await),
            full
        );
        let delete = pb::DeleteEndpointRequest {
            endpoint_id: first.endpoint_id,
            ..Default::default()
        };
        world.agent().delete_endpoint(delete).await.unwrap();
        world.agent().create_endpoint(request).await.unwrap();
        world.stop().await;
    }
}
