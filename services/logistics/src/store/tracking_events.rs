//! Statements on tracking events, which are written once and never changed.

use std::collections::HashSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::word;
use crate::domain::report::{Report, TrackingEvent};
use crate::domain::words::Status;
use crate::schema::tracking_events;

/// Which events are listed.
#[derive(Clone, Debug)]
pub(crate) struct EventFilter {
    pub parcel_id: String,
    /// Only events before this one: its time and its id.
    pub before: Option<(NaiveDateTime, String)>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = tracking_events, treat_none_as_default_value = false)]
struct EventRow {
    tracking_event_id: String,
    parcel_id: String,
    report_key: String,
    status: String,
    event_time: NaiveDateTime,
    record_time: NaiveDateTime,
    carrier_code: String,
    carrier_status: String,
    location: String,
    description: String,
    source: String,
    source_event_id: String,
    is_out_of_order: bool,
}

/// New events, none of which is there yet.
pub(crate) fn tracking_event_insert(conn: &mut Conn, events: &[TrackingEvent]) -> Result<(), Error> {
    if events.is_empty() {
        return Ok(());
    }
    let rows: Vec<EventRow> = events.iter().map(EventRow::of).collect();
    on_conn!(conn, |c| diesel::insert_into(tracking_events::table)
        .values(&rows)
        .execute(c))
    .map(drop)
}

/// Which of these reports are there already, as parcel and key.
pub(crate) fn tracking_event_keys(
    conn: &mut Conn,
    parcel_ids: &[&str],
    keys: &[&str],
) -> Result<HashSet<(String, String)>, Error> {
    if parcel_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<(String, String)> = on_conn!(conn, |c| tracking_events::table
        .filter(tracking_events::parcel_id.eq_any(parcel_ids))
        .filter(tracking_events::report_key.eq_any(keys))
        .select((tracking_events::parcel_id, tracking_events::report_key))
        .load(c))?;
    Ok(found.into_iter().collect())
}

/// At most `limit` events of a parcel, by event time, the newest first.
pub(crate) fn tracking_event_list(
    conn: &mut Conn,
    filter: &EventFilter,
    limit: i64,
) -> Result<Vec<TrackingEvent>, Error> {
    use tracking_events::dsl as col;
    let rows: Vec<EventRow> = on_conn!(conn, |c| {
        let mut query = tracking_events::table
            .filter(col::parcel_id.eq(&filter.parcel_id))
            .select(EventRow::as_select())
            .into_boxed();
        if let Some((time, id)) = &filter.before {
            let is_before = col::event_time
                .lt(time)
                .or(col::event_time.eq(time).and(col::tracking_event_id.lt(id)));
            query = query.filter(is_before);
        }
        query
            .order((col::event_time.desc(), col::tracking_event_id.desc()))
            .limit(limit)
            .load(c)
    })?;
    rows.into_iter().map(EventRow::into_event).collect()
}

impl EventRow {
    fn of(event: &TrackingEvent) -> Self {
        let report = &event.report;
        Self {
            tracking_event_id: event.tracking_event_id.clone(),
            parcel_id: event.parcel_id.clone(),
            report_key: report.key(),
            status: report.status.as_str().to_owned(),
            event_time: report.event_time.naive_utc(),
            record_time: event.record_time.naive_utc(),
            carrier_code: report.carrier_code.clone(),
            carrier_status: report.carrier_status.clone(),
            location: report.location.clone(),
            description: report.description.clone(),
            source: report.source.clone(),
            source_event_id: report.source_event_id.clone(),
            is_out_of_order: event.is_out_of_order,
        }
    }

    fn into_event(self) -> Result<TrackingEvent, Error> {
        Ok(TrackingEvent {
            report: Report {
                status: word("tracking_events.status", &self.status, Status::parse)?,
                event_time: self.event_time.and_utc(),
                carrier_code: self.carrier_code,
                carrier_status: self.carrier_status,
                location: self.location,
                description: self.description,
                source: self.source,
                source_event_id: self.source_event_id,
            },
            tracking_event_id: self.tracking_event_id,
            parcel_id: self.parcel_id,
            record_time: self.record_time.and_utc(),
            is_out_of_order: self.is_out_of_order,
        })
    }
}
