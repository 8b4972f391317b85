//! The contract's service: protobuf in, a use case, protobuf out.

use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::notifications::v1::notification_service_server::NotificationService;
use redress_core::{FilterHash, page};
use redress_policybook::convert::word;
use redress_rpc::{Caller, Fields, Problem, Reason};
use tonic::{Code, Request, Response, Status};

use crate::app::{App, ListMessages};
use crate::convert;
use crate::domain::message::MessageId;

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;
const MAX_ID: usize = 128;

/// Serves `redress.notifications.v1.NotificationService`.
#[derive(Clone)]
pub struct Grpc {
    app: App,
}

impl Grpc {
    /// Over the use cases.
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

#[tonic::async_trait]
impl NotificationService for Grpc {
    async fn get_message(
        &self,
        request: Request<pb::GetMessageRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let caller = Caller::of(&request).clone();
        let message_id = message_id(&request.get_ref().message_id)?;
        let message = self.app.get_message(&caller, message_id).await?;
        Ok(Response::new(convert::message_to_wire(&message)))
    }

    async fn list_messages(
        &self,
        request: Request<pb::ListMessagesRequest>,
    ) -> Result<Response<pb::ListMessagesResponse>, Status> {
        let caller = Caller::of(&request).clone();
        let (list, filter) = list_messages(&caller, request.into_inner())?;
        let (messages, next) = self.app.list_messages(&caller, list).await?;
        Ok(Response::new(pb::ListMessagesResponse {
            messages: messages.iter().map(convert::message_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(filter, &key)).unwrap_or_default(),
        }))
    }
}

fn message_id(text: &str) -> Result<MessageId, Problem> {
    let mut fields = Fields::new();
    let id = fields.id("message_id", text);
    fields.finish()?;
    Ok(id.expect("invariant: a missing id was refused"))
}

fn list_messages(
    caller: &Caller,
    message: pb::ListMessagesRequest,
) -> Result<(ListMessages, FilterHash), Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    fields.at_most("order_id", &message.order_id, MAX_ID);
    let party = if message.party == 0 {
        None
    } else {
        word(&mut fields, "party", message.party)
    };
    let size = fields.take(
        "page_size",
        page::page_size(message.page_size, PAGE_DEFAULT, PAGE_MAX),
    );
    fields.finish()?;
    let of_party = message.party.to_string();
    let filter = FilterHash::of([
        "messages",
        &caller.key(),
        &marketplace_id,
        &message.order_id,
        &of_party,
    ]);
    let before = page::decode(&message.page_token, filter).map_err(|error| {
        Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, error.to_string())
            .with_field("page_token", error.to_string())
    })?;
    let list = ListMessages {
        marketplace_id,
        order_id: Some(message.order_id).filter(|order_id| !order_id.is_empty()),
        party,
        size: size.expect("invariant: a bad page size was refused"),
        before,
    };
    Ok((list, filter))
}
