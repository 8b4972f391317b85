//! ListMessages: newest first, filtered, page by page, and bound to the caller.

use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::policies::v1::Party;
use redress_rpc::Role;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::events::{EVERYBODY, ORDER, changed};
use crate::world::{Client, World, everywhere};

async fn stock(world: &World) {
    for word in ["placed", "paid", "delivered"] {
        world.order(word, &changed(word, &EVERYBODY)).await;
    }
}

/// Every page of a list, two messages a page.
async fn pages(mut client: Client, request: pb::ListMessagesRequest) -> Vec<String> {
    let mut seen = Vec::new();
    let mut request = pb::ListMessagesRequest {
        page_size: 2,
        ..request
    };
    loop {
        let listed = client.list_messages(request.clone()).await.unwrap().into_inner();
        seen.extend(
            listed
                .messages
                .iter()
                .map(|message| format!("{} {:?}", message.change, message.party())),
        );
        request.page_token = listed.next_page_token;
        if request.page_token.is_empty() {
            return seen;
        }
    }
}

#[tokio::test]
async fn lists_are_newest_first_and_bound_to_the_reader() {
    everywhere(async |world| {
        stock(world).await;
        let all = pb::ListMessagesRequest::default();
        let agent = world.bound("kwoking", Role::Agent, "mia");
        let seen = pages(agent.clone(), all.clone()).await;
        assert_eq!(seen.len(), 9);
        assert_eq!(
            seen[..3],
            ["delivered Platform", "delivered Seller", "delivered Buyer"]
        );
        let of_party = pb::ListMessagesRequest {
            party: Party::Platform.into(),
            order_id: ORDER.to_owned(),
            ..all.clone()
        };
        assert_eq!(
            pages(agent.clone(), of_party).await,
            ["delivered Platform", "paid Platform", "placed Platform"]
        );
        let of_state = |state: pb::MessageState| pb::ListMessagesRequest {
            state: state.into(),
            party: Party::Buyer.into(),
            ..all.clone()
        };
        let (sent, bounced) = (
            of_state(pb::MessageState::Sent),
            of_state(pb::MessageState::Bounced),
        );
        assert_eq!(pages(agent.clone(), sent).await.len(), 3);
        assert!(pages(agent.clone(), bounced).await.is_empty());
        let of_other = pb::ListMessagesRequest {
            order_id: "ord_other".to_owned(),
            ..all.clone()
        };
        assert!(pages(agent, of_other).await.is_empty());
        let seller = world.bound("kwoking", Role::Seller, "ana");
        assert_eq!(
            pages(seller, all.clone()).await,
            ["delivered Seller", "paid Seller", "placed Seller"]
        );
        assert!(
            pages(world.bound("kajet", Role::Agent, "al"), all)
                .await
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn a_foreign_marketplace_and_a_foreign_token_are_refused() {
    everywhere(async |world| {
        stock(world).await;
        let mut agent = world.bound("kwoking", Role::Agent, "mia");
        let foreign = pb::ListMessagesRequest {
            marketplace_id: "kajet".to_owned(),
            ..Default::default()
        };
        assert_eq!(
            agent.list_messages(foreign).await.unwrap_err().code(),
            Code::NotFound
        );
        let unbound = world
            .operator()
            .list_messages(pb::ListMessagesRequest::default())
            .await;
        assert_eq!(unbound.unwrap_err().code(), Code::InvalidArgument);
        let first = pb::ListMessagesRequest {
            page_size: 1,
            ..Default::default()
        };
        let page_token = agent
            .list_messages(first)
            .await
            .unwrap()
            .into_inner()
            .next_page_token;
        let other = pb::ListMessagesRequest {
            party: Party::Buyer.into(),
            page_token,
            ..Default::default()
        };
        let refused = agent.list_messages(other).await.unwrap_err();
        assert_eq!(
            refused.get_details_error_info().unwrap().reason,
            "INVALID_PAGE_TOKEN"
        );
    })
    .await;
}
