//! The contract's service: protobuf in, a use case, protobuf out.

use redress_contracts::redress::notifications::v1 as pb;
use redress_contracts::redress::notifications::v1::notification_service_server::NotificationService;
use redress_core::{FilterHash, page};
use redress_db::Idempotency;
use redress_policybook::convert::word;
use redress_rpc::{Caller, Fields, Problem, Reason, request_hash};
use tonic::{Code, Request, Response, Status};

use crate::app::{App, ListMessages, Named, RecordBounce};
use crate::convert;
use crate::domain::message::{MessageId, is_status_code};

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

    async fn record_bounce(
        &self,
        request: Request<pb::RecordBounceRequest>,
    ) -> Result<Response<pb::Message>, Status> {
        let caller = Caller::of(&request).clone();
        let report = record_bounce(&caller, request.into_inner())?;
        Ok(Response::new(self.app.record_bounce(report).await?))
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
    let state: Option<pb::MessageState> = match message.state {
        0 => None,
        state => fields.one_of("state", state),
    };
    let size = fields.take(
        "page_size",
        page::page_size(message.page_size, PAGE_DEFAULT, PAGE_MAX),
    );
    fields.finish()?;
    let (of_party, of_state) = (message.party.to_string(), message.state.to_string());
    let filter = FilterHash::of([
        "messages",
        &caller.key(),
        &marketplace_id,
        &message.order_id,
        &of_party,
        &of_state,
    ]);
    let before = page::decode(&message.page_token, filter).map_err(|error| {
        Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, error.to_string())
            .with_field("page_token", error.to_string())
    })?;
    let list = ListMessages {
        marketplace_id,
        order_id: Some(message.order_id).filter(|order_id| !order_id.is_empty()),
        party,
        state: state.and_then(convert::state_from_wire),
        size: size.expect("invariant: a bad page size was refused"),
        before,
    };
    Ok((list, filter))
}

fn record_bounce(caller: &Caller, message: pb::RecordBounceRequest) -> Result<RecordBounce, Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &message.marketplace_id)?;
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &message.request_id);
    let named = named(&mut fields, &message);
    if !is_permanent(&message.status_code) {
        fields.refuse("status_code", "must be a permanent status code such as 5.1.1");
    }
    let bounce_time = fields.optional_timestamp("bounce_time", message.bounce_time);
    fields.at_most("etag", &message.etag, MAX_ID);
    fields.finish()?;
    let body_hash = request_hash(&message, |body| body.request_id.clear());
    Ok(RecordBounce {
        key: Idempotency {
            scope: "notifications.RecordBounce",
            caller: caller.key(),
            request_id: message.request_id,
            body_hash,
        },
        marketplace_id,
        named: named.expect("invariant: a message without a name was refused"),
        status_code: message.status_code,
        bounce_time,
        etag: message.etag,
    })
}

fn named(fields: &mut Fields, message: &pb::RecordBounceRequest) -> Option<Named> {
    match (message.message_id.as_str(), message.provider_reference.as_str()) {
        ("", "") => {
            fields.refuse("message_id", "is required unless provider_reference is given");
            None
        }
        (id, "") => fields.id("message_id", id).map(Named::Id),
        ("", reference) => fields
            .non_empty("provider_reference", reference, MAX_ID)
            .map(Named::Reference),
        _ => {
            fields.refuse("provider_reference", "must not be given with message_id");
            None
        }
    }
}

fn is_permanent(code: &str) -> bool {
    code.starts_with('5') && is_status_code(code)
}
