//! RotateEndpointSecret: both secrets sign while the old one lives, and then only the new one.

use chrono::TimeDelta;
use redress_contracts::redress::webhooks::v1 as pb;
use redress_rpc::convert::time_to_wire;

use crate::receiver::Receiver;
use crate::refused::{bad_fields, refused};
use crate::world::{World, everywhere, start};

fn rotate(endpoint: &pb::Endpoint) -> pb::RotateEndpointSecretRequest {
    pb::RotateEndpointSecretRequest {
        endpoint_id: endpoint.endpoint_id.clone(),
        ..Default::default()
    }
}

/// How many signatures the next test event carries.
async fn signatures(world: &mut World, receiver: &Receiver, endpoint: &pb::Endpoint) -> usize {
    world.test_event(endpoint).await;
    let last = receiver.received().pop().unwrap();
    last.headers["webhook-signature"].split(' ').count()
}

#[tokio::test]
async fn two_secrets_sign_until_the_old_one_ends() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "ana").await;
        assert_eq!(signatures(world, receiver, &made).await, 1);
        let request = pb::RotateEndpointSecretRequest {
            request_id: "turn".to_owned(),
            etag: made.etag.clone(),
            overlap_hours: 2,
            ..rotate(&made)
        };
        let mut ana = world.seller("ana");
        let turned = ana
            .rotate_endpoint_secret(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_ne!(turned.secret, made.secret);
        let end_time = time_to_wire(start() + TimeDelta::hours(2));
        assert_eq!(turned.old_secret_end_time, Some(end_time));
        let again = ana
            .rotate_endpoint_secret(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert_eq!(again, turned);
        let reused = pb::RotateEndpointSecretRequest {
            overlap_hours: 3,
            ..request.clone()
        };
        assert_eq!(
            refused(ana.rotate_endpoint_secret(reused).await).1,
            "REQUEST_ID_REUSED"
        );
        let stale = pb::RotateEndpointSecretRequest {
            request_id: "late".to_owned(),
            ..request
        };
        assert_eq!(refused(ana.rotate_endpoint_secret(stale).await).1, "STALE_ETAG");
        let foreign = world.seller("ben").rotate_endpoint_secret(rotate(&made)).await;
        assert_eq!(refused(foreign).1, "NOT_FOUND");
        assert_eq!(signatures(world, receiver, &made).await, 2);
        world.agent().rotate_endpoint_secret(rotate(&made)).await.unwrap();
        assert_eq!(signatures(world, receiver, &made).await, 2, "never more than two");
        world.after(TimeDelta::hours(24)).await;
        assert_eq!(signatures(world, receiver, &made).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_secret_that_leaked_ends_at_once() {
    everywhere(async |world, receiver| {
        let made = world.endpoint(&receiver.url(), "").await;
        let request = pb::RotateEndpointSecretRequest {
            end_old_now: true,
            ..rotate(&made)
        };
        let turned = world.agent().rotate_endpoint_secret(request.clone()).await;
        assert_eq!(turned.unwrap().into_inner().old_secret_end_time, None);
        assert_eq!(signatures(world, receiver, &made).await, 1);
        for overlap_hours in [-1, 5, 169] {
            let contrary = pb::RotateEndpointSecretRequest {
                overlap_hours,
                ..request.clone()
            };
            let bad = bad_fields(world.agent().rotate_endpoint_secret(contrary).await);
            assert_eq!(bad, ["overlap_hours"]);
        }
    })
    .await;
}
