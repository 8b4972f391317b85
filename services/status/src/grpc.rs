//! The contract's service: protobuf in, a use case, protobuf out.

use futures::StreamExt as _;
use futures::stream::BoxStream;
use redress_contracts::redress::status::v1 as pb;
use redress_contracts::redress::status::v1::status_service_server::StatusService;
use redress_core::{FilterHash, page};
use redress_rpc::{Caller, Fields, Problem, Reason};
use tonic::{Code, Request, Response, Status};

use crate::app::{App, ListTimeline};
use crate::convert::{entry_to_wire, place, place_from_token};

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 200;
const MAX_ID: usize = 128;

/// Serves `redress.status.v1.StatusService`.
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

type Answer<T> = Result<Response<T>, Status>;
type Stream<T> = BoxStream<'static, Result<T, Status>>;

#[tonic::async_trait]
impl StatusService for Grpc {
    type WatchOrderStatusStream = Stream<pb::OrderStatus>;
    type WatchTimelineStream = Stream<pb::TimelineEntry>;

    async fn get_order_status(&self, request: Request<pb::GetOrderStatusRequest>) -> Answer<pb::OrderStatus> {
        let order_id = order_id(&request.get_ref().order_id)?;
        let view = self.app.get_order_status(Caller::of(&request), &order_id).await?;
        Ok(Response::new(view))
    }

    async fn watch_order_status(
        &self,
        request: Request<pb::WatchOrderStatusRequest>,
    ) -> Answer<Self::WatchOrderStatusStream> {
        let order_id = order_id(&request.get_ref().order_id)?;
        let views = self
            .app
            .watch_order_status(Caller::of(&request).clone(), order_id);
        Ok(Response::new(
            views.map(|view| view.map_err(Status::from)).boxed(),
        ))
    }

    async fn list_timeline(
        &self,
        request: Request<pb::ListTimelineRequest>,
    ) -> Answer<pb::ListTimelineResponse> {
        let caller = Caller::of(&request).clone();
        let (list, filter) = list_timeline(&caller, request.into_inner())?;
        let (entries, has_more) = self.app.list_timeline(&caller, list).await?;
        let next = entries.last().filter(|_| has_more).map(place);
        Ok(Response::new(pb::ListTimelineResponse {
            entries: entries.into_iter().map(entry_to_wire).collect(),
            next_page_token: next.map(|key| page::encode(filter, &key)).unwrap_or_default(),
        }))
    }

    async fn watch_timeline(
        &self,
        request: Request<pb::WatchTimelineRequest>,
    ) -> Answer<Self::WatchTimelineStream> {
        let order_id = order_id(&request.get_ref().order_id)?;
        let entries = self.app.watch_timeline(Caller::of(&request).clone(), order_id);
        let entries = entries.map(|entry| Ok(entry_to_wire(entry.map_err(Status::from)?)));
        Ok(Response::new(entries.boxed()))
    }
}

fn order_id(text: &str) -> Result<String, Problem> {
    let mut fields = Fields::new();
    let id = fields.non_empty("order_id", text, MAX_ID);
    fields.finish()?;
    Ok(id.expect("invariant: a missing id was refused"))
}

fn list_timeline(
    caller: &Caller,
    message: pb::ListTimelineRequest,
) -> Result<(ListTimeline, FilterHash), Problem> {
    let mut fields = Fields::new();
    fields.non_empty("order_id", &message.order_id, MAX_ID);
    fields.at_most("case_id", &message.case_id, MAX_ID);
    let size = fields.take(
        "page_size",
        page::page_size(message.page_size, PAGE_DEFAULT, PAGE_MAX),
    );
    fields.finish()?;
    let filter = FilterHash::of(["timeline", &caller.key(), &message.order_id, &message.case_id]);
    let after = page::decode(&message.page_token, filter).map_err(|error| bad_token(&error.to_string()))?;
    let after = match after {
        Some(text) => Some(place_from_token(&text).ok_or_else(|| bad_token("is not one of this list"))?),
        None => None,
    };
    let list = ListTimeline {
        order_id: message.order_id,
        case_id: Some(message.case_id).filter(|case_id| !case_id.is_empty()),
        size: size.expect("invariant: a bad page size was refused"),
        after,
    };
    Ok((list, filter))
}

fn bad_token(why: &str) -> Problem {
    Problem::new(Code::InvalidArgument, Reason::InvalidPageToken, why).with_field("page_token", why)
}
