//! RotateSourceSecret: both secrets are taken while the old one lives, and then only the new one.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::convert::time_to_wire;

use crate::refused::{bad_fields, refused};
use crate::sources::{SECRET, signed_with};
use crate::world::{World, everywhere, start};

const NEW: &str = "the provider's new secret";

fn rotate(source: &pb::Source) -> pb::RotateSourceSecretRequest {
    pb::RotateSourceSecretRequest {
        source_id: source.source_id.clone(),
        secret: NEW.to_owned(),
        ..Default::default()
    }
}

/// Which of the secrets are taken.
async fn taken(world: &World, source: &pb::Source) -> Vec<&'static str> {
    let mut taken = Vec::new();
    for secret in [SECRET, NEW] {
        let request = signed_with(source, r#"{"event":"TRACKING_STOPPED"}"#, secret);
        match world.door().receive_notice(request).await {
            Ok(_) => taken.push(secret),
            unproven => assert_eq!(refused(unproven).1, "NOTICE_UNPROVEN"),
        }
    }
    taken
}

#[tokio::test]
async fn two_secrets_are_taken_until_the_old_one_ends() {
    everywhere(async |world, _| {
        let made = world.source(pb::Provider::SeventeenTrack).await;
        assert_eq!(taken(world, &made).await, [SECRET]);
        let request = pb::RotateSourceSecretRequest {
            request_id: "turn".to_owned(),
            etag: made.etag.clone(),
            overlap_hours: 2,
            ..rotate(&made)
        };
        let mut operator = world.operator();
        let turned = operator.rotate_source_secret(request.clone()).await;
        let turned = turned.unwrap().into_inner();
        let end_time = time_to_wire(start() + TimeDelta::hours(2));
        assert_eq!(turned.old_secret_end_time, Some(end_time));
        let again = operator.rotate_source_secret(request.clone()).await;
        assert_eq!(again.unwrap().into_inner(), turned);
        let reused = pb::RotateSourceSecretRequest {
            overlap_hours: 3,
            ..request.clone()
        };
        let reused = operator.rotate_source_secret(reused).await;
        assert_eq!(refused(reused).1, "REQUEST_ID_REUSED");
        let stale = pb::RotateSourceSecretRequest {
            request_id: "late".to_owned(),
            ..request
        };
        assert_eq!(
            refused(operator.rotate_source_secret(stale).await).1,
            "STALE_ETAG"
        );
        assert_eq!(taken(world, &made).await, [SECRET, NEW]);
        world.after(TimeDelta::hours(2)).await;
        assert_eq!(taken(world, &made).await, [NEW]);
    })
    .await;
}

#[tokio::test]
async fn a_secret_that_leaked_ends_at_once() {
    everywhere(async |world, _| {
        let made = world.source(pb::Provider::SeventeenTrack).await;
        let request = pb::RotateSourceSecretRequest {
            end_old_now: true,
            ..rotate(&made)
        };
        let turned = world.operator().rotate_source_secret(request.clone()).await;
        assert_eq!(turned.unwrap().into_inner().old_secret_end_time, None);
        assert_eq!(taken(world, &made).await, [NEW]);
        let contrary = pb::RotateSourceSecretRequest {
            overlap_hours: 5,
            secret: String::new(),
            ..request
        };
        let bad = bad_fields(world.operator().rotate_source_secret(contrary).await);
        assert_eq!(bad, ["secret", "overlap_hours"]);
    })
    .await;
}
