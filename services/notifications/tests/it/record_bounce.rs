//! RecordBounce: once per report, for those who may, and only of what was handed over.

use chrono::TimeDelta;
use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::notifications::v1::MessageState;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use redress_rpc::convert::time_to_wire;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::events::changed;
use crate::post_office::PostOffice;
use crate::world::{Client, World, everywhere, start};

/// A message that the mail server took under the name `Q1`.
async fn sent(world: &mut World) -> (PostOffice, pb::Message) {
    let office = PostOffice::open(&[]).await;
    world.stop().await;
    world.config = office.config();
    world.start();
    world.order("evt_1", &changed("paid", &[Party::Buyer])).await;
    let message = world.messages().await.remove(0);
    (office, message)
}

fn report(message: &pb::Message) -> pb::RecordBounceRequest {
    pb::RecordBounceRequest {
        request_id: "r1".to_owned(),
        marketplace_id: "kwoking".to_owned(),
        message_id: message.message_id.clone(),
        status_code: "5.1.1".to_owned(),
        ..Default::default()
    }
}

async fn record(mut client: Client, request: pb::RecordBounceRequest) -> Result<pb::Message, Status> {
    client
        .record_bounce(request)
        .await
        .map(tonic::Response::into_inner)
}

fn reason(status: &Status) -> String {
    status.get_details_error_info().unwrap().reason
}

#[tokio::test]
async fn a_bounce_is_recorded_once_by_the_messages_id_or_the_servers_name_for_it() {
    everywhere(async |world| {
        let (_office, message) = sent(world).await;
        let time = time_to_wire(start() + TimeDelta::hours(2));
        let by_reference = pb::RecordBounceRequest {
            message_id: String::new(),
            provider_reference: "Q1".to_owned(),
            bounce_time: Some(time),
            etag: message.etag.clone(),
            ..report(&message)
        };
        let agent = || world.bound("kwoking", Role::Agent, "mia");
        let bounced = record(agent(), by_reference.clone()).await.unwrap();
        let bounce = pb::Bounce {
            status_code: "5.1.1".to_owned(),
            bounce_time: Some(time),
            is_reported: true,
        };
        assert_eq!(
            (bounced.state(), bounced.bounce.clone(), bounced.send_time),
            (MessageState::Bounced, Some(bounce), message.send_time)
        );
        assert_eq!(bounced.body, "", "the text is not stored once more");
        assert_ne!(bounced.etag, message.etag);
        assert_eq!(record(agent(), by_reference.clone()).await.unwrap(), bounced);
        let reused = pb::RecordBounceRequest {
            status_code: "5.2.2".to_owned(),
            ..by_reference
        };
        assert_eq!(
            reason(&record(agent(), reused).await.unwrap_err()),
            "REQUEST_ID_REUSED"
        );
        let again = pb::RecordBounceRequest {
            request_id: "r2".to_owned(),
            ..report(&message)
        };
        let refused = record(agent(), again).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::FailedPrecondition, "ILLEGAL_TRANSITION")
        );
    })
    .await;
}

#[tokio::test]
async fn a_stale_etag_bad_fields_and_others_are_refused() {
    everywhere(async |world| {
        let (_office, message) = sent(world).await;
        let agent = || world.bound("kwoking", Role::Agent, "mia");
        let stale = pb::RecordBounceRequest {
            etag: "stale".to_owned(),
            ..report(&message)
        };
        assert_eq!(record(agent(), stale).await.unwrap_err().code(), Code::Aborted);
        let empty = record(agent(), pb::RecordBounceRequest::default())
            .await
            .unwrap_err();
        let details = empty.get_error_details();
        let fields: Vec<&str> = details
            .bad_request()
            .unwrap()
            .field_violations
            .iter()
            .map(|field| field.field.as_str())
            .collect();
        assert_eq!(fields, ["request_id", "message_id", "status_code"]);
        for code in ["4.2.2", "550", "5.1", "5.1.1 gone", "5.1.bo"] {
            let request = pb::RecordBounceRequest {
                status_code: code.to_owned(),
                ..report(&message)
            };
            let refused = record(agent(), request).await.unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument, "{code}");
        }
        let both = pb::RecordBounceRequest {
            provider_reference: "Q1".to_owned(),
            ..report(&message)
        };
        assert_eq!(
            record(agent(), both).await.unwrap_err().code(),
            Code::InvalidArgument
        );
        for role in [Role::Buyer, Role::Seller, Role::Finance, Role::Auditor] {
            let refused = record(world.bound("kwoking", role, "bo"), report(&message)).await;
            assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied, "{role}");
        }
        let abroad = pb::RecordBounceRequest {
            marketplace_id: String::new(),
            ..report(&message)
        };
        let foreign = record(world.bound("kajet", Role::Agent, "al"), abroad).await;
        assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
        assert_eq!(world.messages().await, [message]);
    })
    .await;
}
