//! The contract's service: each method reads its request, collects the field errors, and calls its use case.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use redress_contracts::ACCESS;
use redress_contracts::redress::access::v1::Role as Stated;
use redress_contracts::redress::gateway::v1 as pb;
use redress_contracts::redress::gateway::v1::key_service_server::KeyService;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields, Problem, Reason, request_hash};
use tonic::{Code, Request, Response, Status};

use crate::app::{App, Call, NewKey};
use crate::convert::role_from_wire;
use crate::domain::key::MANAGING;
use crate::store::KeyFilter;

/// The longest id that is taken, in characters.
const MAX_ID: usize = 128;
/// The longest description, in characters.
const MAX_TEXT: usize = 500;
const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;
const DAY: i32 = 24 * 60 * 60;

/// Serves `redress.gateway.v1.KeyService`.
pub struct Grpc {
    app: App,
}

impl Grpc {
    /// The service over these use cases.
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

type Reply<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl KeyService for Grpc {
    async fn create_api_key(&self, request: Request<pb::CreateApiKeyRequest>) -> Reply<pb::ApiKey> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let call = Call::new(
            &caller,
            "CreateApiKey",
            &request.request_id,
            request_hash(&request, |request| request.request_id.clear()),
        );
        let asked = new_key(&caller, request)?;
        Ok(Response::new(self.app.create_api_key(call, asked).await?))
    }

    async fn get_api_key(&self, request: Request<pb::GetApiKeyRequest>) -> Reply<pb::ApiKey> {
        let caller = Caller::of(&request).clone();
        let mut fields = Fields::new();
        let id = fields.non_empty("api_key_id", &request.get_ref().api_key_id, MAX_ID);
        let id = complete(fields, id)?;
        Ok(Response::new(self.app.get_api_key(&caller, id).await?))
    }

    async fn list_api_keys(
        &self,
        request: Request<pb::ListApiKeysRequest>,
    ) -> Reply<pb::ListApiKeysResponse> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let marketplace_id = caller.marketplace_for("marketplace_id", &request.marketplace_id)?;
        let filter = FilterHash::of(["api_keys", &caller.key(), &marketplace_id]);
        let size = page::page_size(request.page_size, PAGE_DEFAULT, PAGE_MAX);
        let size = size.map_err(|error| Problem::invalid_field("page_size", error.to_string()))?;
        let before = page::decode(&request.page_token, filter).map_err(|error| {
            Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, error.to_string())
                .with_field("page_token", error.to_string())
        })?;
        let asked = KeyFilter {
            marketplace_id,
            seller_id: caller.seller.clone(),
            before,
            limit: i64::try_from(size).unwrap_or(i64::MAX - 1),
        };
        let (api_keys, has_more) = self.app.list_api_keys(asked).await?;
        let last = api_keys.last().filter(|_| has_more);
        Ok(Response::new(pb::ListApiKeysResponse {
            next_page_token: last
                .map(|key| page::encode(filter, &key.api_key_id))
                .unwrap_or_default(),
            api_keys,
        }))
    }

    async fn rotate_api_key(&self, request: Request<pb::RotateApiKeyRequest>) -> Reply<pb::ApiKey> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let call = Call::new(
            &caller,
            "RotateApiKey",
            &request.request_id,
            request_hash(&request, |request| request.request_id.clear()),
        );
        let mut fields = Fields::new();
        fields.required_request_id("request_id", &request.request_id);
        let id = fields.non_empty("api_key_id", &request.api_key_id, MAX_ID);
        let overlap = fields.within("overlap_seconds", request.overlap_seconds, 0..=30 * DAY);
        let (id, overlap) = complete(fields, id.zip(overlap))?;
        let overlap = TimeDelta::seconds(i64::from(if overlap == 0 { DAY } else { overlap }));
        let done = self.app.rotate_api_key(call, (id, request.etag), overlap);
        Ok(Response::new(done.await?))
    }

    async fn revoke_api_key(&self, request: Request<pb::RevokeApiKeyRequest>) -> Reply<pb::ApiKey> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let call = Call::new(
            &caller,
            "RevokeApiKey",
            &request.request_id,
            request_hash(&request, |request| request.request_id.clear()),
        );
        let mut fields = Fields::new();
        fields.required_request_id("request_id", &request.request_id);
        let id = fields.non_empty("api_key_id", &request.api_key_id, MAX_ID);
        let id = complete(fields, id)?;
        Ok(Response::new(
            self.app.revoke_api_key(call, id, request.etag).await?,
        ))
    }

    async fn create_order_link(&self, request: Request<pb::CreateOrderLinkRequest>) -> Reply<pb::OrderLink> {
        let caller = Caller::of(&request).clone();
        let request = request.into_inner();
        let call = Call::new(
            &caller,
            "CreateOrderLink",
            &request.request_id,
            request_hash(&request, |request| request.request_id.clear()),
        );
        let mut fields = Fields::new();
        fields.required_request_id("request_id", &request.request_id);
        let id = fields.non_empty("order_id", &request.order_id, MAX_ID);
        let valid = fields.within("valid_seconds", request.valid_seconds, 0..=366 * DAY);
        let (id, valid) = complete(fields, id.zip(valid))?;
        let valid = TimeDelta::seconds(i64::from(if valid == 0 { 30 * DAY } else { valid }));
        Ok(Response::new(self.app.create_order_link(call, id, valid).await?))
    }
}

fn new_key(caller: &Caller, request: pb::CreateApiKeyRequest) -> Result<NewKey, Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", &request.marketplace_id)?;
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &request.request_id);
    let role = fields.one_of::<Stated>("role", request.role);
    let role = role.and_then(role_from_wire);
    let is_plain =
        request.principal.len() <= MAX_ID && request.principal.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain {
        fields.refuse(
            "principal",
            "must be at most 128 visible ASCII characters without spaces",
        );
    }
    let description = fields.at_most("description", &request.description, MAX_TEXT);
    let known = ACCESS.iter().map(|rule| rule.scope);
    let known: BTreeSet<&str> = known.filter(|scope| *scope != MANAGING).collect();
    for (index, scope) in request.scopes.iter().enumerate() {
        if !known.contains(scope.as_str()) {
            let known: Vec<&str> = known.iter().copied().collect();
            fields.refuse(
                format_args!("scopes[{index}]"),
                format_args!("is none of: {}", known.join(", ")),
            );
        }
    }
    let expire_time = fields.optional_timestamp("expire_time", request.expire_time);
    let (role, description) = complete(fields, role.zip(description))?;
    Ok(NewKey {
        marketplace_id,
        role,
        principal: request.principal,
        description,
        scopes: request.scopes,
        expire_time,
    })
}

/// What was read when no field is bad.
fn complete<T>(fields: Fields, read: Option<T>) -> Result<T, Problem> {
    fields.finish()?;
    Ok(read.expect("invariant: what is missing was refused"))
}
