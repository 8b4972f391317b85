//! ListTrackingEvents: all that was ever reported of a parcel, by event time, the newest first.

use chrono::{DateTime, NaiveDateTime};
use redress_contracts::redress::logistics::v1 as pb;
use redress_core::page::{self, FilterHash};
use redress_rpc::{Caller, Fields};

use super::App;
use super::list_shipments::PAGE;
use crate::convert::report::event_to_wire;
use crate::domain::rejection::Rejection;
use crate::domain::report::TrackingEvent;
use crate::error::Error;
use crate::store::{self, EventFilter, Scope};

impl App {
    /// A page of a parcel's history.
    ///
    /// # Errors
    ///
    /// There is no such parcel for this caller; bad fields, or a token of another list.
    pub(crate) async fn list_tracking_events(
        &self,
        caller: &Caller,
        request: pb::ListTrackingEventsRequest,
    ) -> Result<pb::ListTrackingEventsResponse, Error> {
        let mut fields = Fields::new();
        let parcel_id = fields.non_empty("parcel_id", &request.parcel_id, 128);
        let hash = FilterHash::of(["tracking_events", &request.parcel_id, &caller.key()]);
        let size = fields.take("page_size", page::page_size(request.page_size, PAGE.0, PAGE.1));
        let before = fields.page_token(page::decode(&request.page_token, hash));
        fields.finish()?;
        let size = size.unwrap_or(PAGE.0);
        let filter = EventFilter {
            parcel_id: parcel_id.unwrap_or_default(),
            before: before.as_deref().and_then(from_key),
        };
        let scope = Scope::of(caller);
        let read = self.db.read(move |conn| {
            let parcel = store::parcel_find(conn, &[&filter.parcel_id])?.pop();
            let shipment = match parcel {
                Some(parcel) => store::shipment_fetch(conn, &scope, &parcel.shipment_id)?,
                None => None,
            };
            if shipment.is_none() {
                return Ok::<_, redress_db::Error>(None);
            }
            store::tracking_event_list(conn, &filter, size as i64 + 1).map(Some)
        });
        let events = read.await?;
        let mut events = events.ok_or_else(|| Rejection::no_parcel(&request.parcel_id))?;
        let has_more = events.len() > size;
        events.truncate(size);
        let next_page_token = match events.last() {
            Some(last) if has_more => page::encode(hash, &key(last)),
            _ => String::new(),
        };
        Ok(pb::ListTrackingEventsResponse {
            tracking_events: events.iter().map(event_to_wire).collect(),
            next_page_token,
        })
    }
}

/// Where an event stands in the order of the list.
fn key(event: &TrackingEvent) -> String {
    let micros = event.report.event_time.timestamp_micros();
    format!("{micros}/{}", event.tracking_event_id)
}

/// The token was given out here, so that a key that cannot be read is none.
fn from_key(key: &str) -> Option<(NaiveDateTime, String)> {
    let (micros, id) = key.split_once('/')?;
    let time = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    Some((time.naive_utc(), id.to_owned()))
}
