//! The contract's service: each method reads its request, collects the field errors, and calls its use case.

use redress_contracts::redress::privacy::v1 as pb;
use redress_contracts::redress::privacy::v1::privacy_service_server::PrivacyService;
use redress_core::page::{self, FilterHash};
use redress_db::Idempotency;
use redress_rpc::{Caller, Fields, Problem, request_hash};
use tonic::{Request, Response, Status};

use crate::app::{App, Call, ListDataRequests, Place, ReadExport};
use crate::convert::{kind_from_wire, request_to_wire, state_from_wire};

/// Requests on a page when the caller does not say, and at most.
const PAGE: (usize, usize) = (50, 200);
/// The same of an export's records.
const RECORDS: (usize, usize) = (100, 500);
/// The longest id that is taken, in characters.
const MAX_ID: usize = 128;

/// Serves `redress.privacy.v1.PrivacyService`.
pub(crate) struct Grpc {
    app: App,
}

impl Grpc {
    /// Over the use cases.
    pub(crate) fn new(app: App) -> Self {
        Self { app }
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl PrivacyService for Grpc {
    async fn request_export(&self, request: Request<pb::RequestExportRequest>) -> Answer<pb::DataRequest> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let body_hash = request_hash(&message, |body| body.request_id.clear());
        let key = key(&caller, ("privacy.RequestExport", &message.request_id), body_hash);
        let call = asked(caller, key, (&message.marketplace_id, &message.buyer_id))?;
        Ok(Response::new(self.app.request_export(call).await?))
    }

    async fn request_erasure(&self, request: Request<pb::RequestErasureRequest>) -> Answer<pb::DataRequest> {
        let caller = Caller::of(&request).clone();
        let message = request.into_inner();
        let body_hash = request_hash(&message, |body| body.request_id.clear());
        let key = key(
            &caller,
            ("privacy.RequestErasure", &message.request_id),
            body_hash,
        );
        let call = asked(caller, key, (&message.marketplace_id, &message.buyer_id))?;
        let done = self.app.request_erasure(call, message.is_preview).await?;
        Ok(Response::new(done))
    }

    async fn get_data_request(&self, request: Request<pb::GetDataRequestRequest>) -> Answer<pb::DataRequest> {
        let id = &request.get_ref().data_request_id;
        let mut fields = Fields::new();
        fields.non_empty("data_request_id", id, MAX_ID);
        fields.finish()?;
        let found = self.app.get_data_request(Caller::of(&request), id).await?;
        Ok(Response::new(found))
    }

    async fn list_data_requests(
        &self,
        request: Request<pb::ListDataRequestsRequest>,
    ) -> Answer<pb::ListDataRequestsResponse> {
        let caller = Caller::of(&request).clone();
        let (list, hash) = listed(&caller, request.get_ref())?;
        let (requests, next) = self.app.list_data_requests(list).await?;
        Ok(Response::new(pb::ListDataRequestsResponse {
            data_requests: requests.iter().map(request_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(hash, &key)).unwrap_or_default(),
        }))
    }

    async fn read_export(&self, request: Request<pb::ReadExportRequest>) -> Answer<pb::ReadExportResponse> {
        let caller = Caller::of(&request).clone();
        let (read, hash) = read(&caller, request.into_inner())?;
        let (records, next) = self.app.read_export(&caller, read).await?;
        Ok(Response::new(pb::ReadExportResponse {
            records,
            next_page_token: next
                .map(|place| page::encode(hash, &place.to_text()))
                .unwrap_or_default(),
        }))
    }
}

fn key(caller: &Caller, (scope, request_id): (&'static str, &str), body_hash: [u8; 32]) -> Idempotency {
    Idempotency {
        scope,
        caller: caller.key(),
        request_id: request_id.to_owned(),
        body_hash,
    }
}

fn asked(
    caller: Caller,
    key: Idempotency,
    (marketplace_id, buyer_id): (&str, &str),
) -> Result<Call, Problem> {
    let marketplace_id = caller.marketplace_for("marketplace_id", marketplace_id)?;
    let mut fields = Fields::new();
    fields.required_request_id("request_id", &key.request_id);
    fields.non_empty("buyer_id", buyer_id, MAX_ID);
    fields.finish()?;
    Ok(Call {
        caller,
        key,
        marketplace_id,
        buyer_id: buyer_id.to_owned(),
    })
}

fn listed(
    caller: &Caller,
    message: &pb::ListDataRequestsRequest,
) -> Result<(ListDataRequests, FilterHash), Problem> {
    let marketplace_id = match (&caller.marketplace, message.marketplace_id.as_str()) {
        (None, "") => None,
        (_, asked) => Some(caller.marketplace_for("marketplace_id", asked)?),
    };
    let mut fields = Fields::new();
    let kind = match message.kind {
        0 => None,
        kind => fields.one_of("kind", kind).and_then(kind_from_wire),
    };
    let state = match message.state {
        0 => None,
        state => fields.one_of("state", state).and_then(state_from_wire),
    };
    let hash = FilterHash::of([
        "data_requests",
        &caller.key(),
        marketplace_id.as_deref().unwrap_or_default(),
        &message.kind.to_string(),
        &message.state.to_string(),
    ]);
    let size = fields.take("page_size", page::page_size(message.page_size, PAGE.0, PAGE.1));
    let before = fields.page_token(page::decode(&message.page_token, hash));
    fields.finish()?;
    let list = ListDataRequests {
        marketplace_id,
        kind,
        state,
        size: size.expect("invariant: a bad page size was refused"),
        before,
    };
    Ok((list, hash))
}

fn read(caller: &Caller, message: pb::ReadExportRequest) -> Result<(ReadExport, FilterHash), Problem> {
    let mut fields = Fields::new();
    fields.non_empty("data_request_id", &message.data_request_id, MAX_ID);
    let hash = FilterHash::of(["export", &caller.key(), &message.data_request_id]);
    fields.take(
        "page_size",
        page::page_size(message.page_size, RECORDS.0, RECORDS.1),
    );
    let token = fields.page_token(page::decode(&message.page_token, hash));
    let place = token.map_or_else(|| Some(Place::default()), |text| Place::parse(&text));
    let place = fields.required("page_token", place);
    fields.finish()?;
    let read = ReadExport {
        data_request_id: message.data_request_id,
        page_size: message.page_size,
        place: place.expect("invariant: a bad token was refused"),
    };
    Ok((read, hash))
}
