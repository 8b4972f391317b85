//! CreateSource: made once, with a secret that nobody sees again.

use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::Role;
use redress_webhooks::Config;
use tonic::Code;

use crate::refused::{bad_fields, refused};
use crate::sources::{SECRET, create};
use crate::world::{World, everywhere, local, start};

#[tokio::test]
async fn a_source_is_made_once_and_its_secret_is_never_shown() {
    everywhere(async |world, _| {
        let mut operator = world.operator();
        let request = pb::CreateSourceRequest {
            request_id: "one".to_owned(),
            ..create(pb::Provider::Easypost)
        };
        let made = operator
            .create_source(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(made.source_id.starts_with("src_"));
        assert_eq!(made.path, format!("/v1/hooks/{}", made.source_id));
        assert_eq!(made.state(), pb::SourceState::Active);
        assert!(!format!("{made:?}").contains(SECRET));
        let again = operator
            .create_source(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(again, made);
        let reused = pb::CreateSourceRequest {
            secret: "another secret".to_owned(),
            ..request.clone()
        };
        assert_eq!(
            refused(operator.create_source(reused).await),
            (Code::AlreadyExists, "REQUEST_ID_REUSED".to_owned())
        );
        let foreign = pb::CreateSourceRequest {
            request_id: "foreign".to_owned(),
            marketplace_id: "elsewhere".to_owned(),
            ..request.clone()
        };
        assert_eq!(refused(operator.create_source(foreign).await).0, Code::NotFound);
        for role in [Role::Agent, Role::SellerAdmin, Role::Finance] {
            let answer = world.sources(role).create_source(request.clone()).await;
            assert_eq!(refused(answer).1, "CALLER_FORBIDDEN", "{role}");
        }
    })
    .await;
}

#[tokio::test]
async fn every_bad_field_is_named() {
    everywhere(async |world, _| {
        for secret in [
            "",
            "short",
            " with blanks around ",
            "with\nbreaks",
            &"x".repeat(513),
        ] {
            let bad = pb::CreateSourceRequest {
                provider: 0,
                secret: secret.to_owned(),
                label: "l".repeat(501),
                ..create(pb::Provider::Stripe)
            };
            let answer = world.operator().create_source(bad).await;
            assert!(
                !format!("{answer:?}").contains("with blanks"),
                "the secret is repeated"
            );
            assert_eq!(bad_fields(answer), ["provider", "secret", "label"], "{secret}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_marketplace_has_no_more_sources_than_is_set() {
    for backend in redress_db::testing::backends() {
        let config = Config {
            max_sources: 2,
            ..local()
        };
        let mut world = World::new(backend, config, start()).await;
        let first = world.source(pb::Provider::Shippo).await;
        world.source(pb::Provider::Shippo).await;
        let third = world.operator().create_source(create(pb::Provider::Shippo)).await;
        assert_eq!(refused(third).1, "QUOTA_EXCEEDED");
        let delete = pb::DeleteSourceRequest {
            source_id: first.source_id,
            ..Default::default()
        };
        world.operator().delete_source(delete).await.unwrap();
        world.source(pb::Provider::Shippo).await;
        world.stop().await;
    }
}
