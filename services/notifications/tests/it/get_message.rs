//! GetMessage: the platform sees all of its marketplace, buyers and sellers what went to them.

use redress_contracts::redress::notifications::v1 as pb;
use redress_rpc::Role;
use tonic::Code;

use crate::events::{EVERYBODY, changed};
use crate::world::{Client, everywhere};

async fn get(mut client: Client, message_id: &str) -> Result<pb::Message, Code> {
    let request = pb::GetMessageRequest {
        message_id: message_id.to_owned(),
    };
    client
        .get_message(request)
        .await
        .map(tonic::Response::into_inner)
        .map_err(|status| status.code())
}

#[tokio::test]
async fn everybody_reads_their_own_and_nothing_foreign() {
    everywhere(async |world| {
        world.order("evt_1", &changed("paid", &EVERYBODY)).await;
        let messages = world.messages().await;
        let readers = [
            (world.operator(), [true, true, true]),
            (world.bound("kwoking", Role::Agent, "mia"), [true, true, true]),
            (world.bound("kwoking", Role::Buyer, "bo"), [true, false, false]),
            (
                world.bound("kwoking", Role::Buyer, "other"),
                [false, false, false],
            ),
            (world.bound("kwoking", Role::Seller, "ana"), [false, true, false]),
            (world.bound("kwoking", Role::Seller, "ben"), [false, false, false]),
            (world.bound("kajet", Role::Auditor, "al"), [false, false, false]),
        ];
        for (client, sees) in readers {
            for (message, is_seen) in messages.iter().zip(sees) {
                let expected = if is_seen {
                    Ok(message.clone())
                } else {
                    Err(Code::NotFound)
                };
                assert_eq!(get(client.clone(), &message.message_id).await, expected);
            }
        }
        assert_eq!(
            get(world.operator(), "msg_01jq0000000000000000000000").await,
            Err(Code::NotFound)
        );
        assert_eq!(get(world.operator(), "1").await, Err(Code::InvalidArgument));
    })
    .await;
}
