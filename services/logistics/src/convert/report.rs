//! Reports of a parcel's way, both ways.

use redress_contracts::redress::logistics::v1 as pb;
use redress_rpc::convert::time_to_wire;
use redress_rpc::{Caller, Fields, Problem};

use super::requests::{MAX_ID, MAX_TEXT};
use super::words::{optional_status, status_to_wire};
use crate::app::recording::{Incoming, Named};
use crate::carriers::normalized;
use crate::domain::report::{Report, TrackingEvent};
use crate::domain::words::Status;

/// A report, checked as far as it can be without its parcel.
///
/// # Errors
///
/// Every bad field with its path; a marketplace that does not exist for this caller.
pub(crate) fn incoming_from_wire(
    caller: &Caller,
    marketplace_id: &str,
    report: Option<pb::TrackingReport>,
) -> Result<Incoming, Problem> {
    let mut fields = Fields::new();
    let Some(report) = fields.required("report", report) else {
        return Err(Problem::invalid_field("report", "is required"));
    };
    let named = named(&mut fields, (caller, marketplace_id), &report)?;
    let status = optional_status(&mut fields, "report.status", report.status);
    if report.status == 0 && report.carrier_code.is_empty() {
        fields.refuse("report.status", "is required without the carrier's own code");
    }
    let event_time = fields.timestamp("report.event_time", report.event_time);
    let mut text = |path: &str, text: &str, most: usize| {
        let path = format!("report.{path}");
        fields.at_most(path, text, most).unwrap_or_default()
    };
    let carrier = text("carrier", &report.carrier, MAX_ID);
    let carrier_code = text("carrier_code", &report.carrier_code, MAX_ID);
    let carrier_status = text("carrier_status", &report.carrier_status, MAX_TEXT);
    let location = text("location", &report.location, MAX_TEXT);
    let description = text("description", &report.description, MAX_TEXT);
    let source = text("source", &report.source, MAX_ID);
    let source_event_id = text("source_event_id", &report.source_event_id, MAX_ID);
    if source.is_empty() && !source_event_id.is_empty() {
        fields.refuse("report.source", "is required for an event id of the source");
    }
    fields.finish()?;
    Ok(Incoming {
        named,
        carrier,
        status,
        report: Report {
            status: status.unwrap_or(Status::InTransit),
            event_time: event_time.expect("invariant: a field that is missing was noted"),
            carrier_code,
            carrier_status,
            location,
            description,
            source,
            source_event_id,
        },
    })
}

fn named(
    fields: &mut Fields,
    (caller, marketplace_id): (&Caller, &str),
    report: &pb::TrackingReport,
) -> Result<Named, Problem> {
    let number = fields.at_most("report.tracking_number", &report.tracking_number, MAX_ID);
    if !report.parcel_id.is_empty() {
        if !marketplace_id.is_empty() {
            caller.marketplace_for("marketplace_id", marketplace_id)?;
        }
        let id = fields.non_empty("report.parcel_id", &report.parcel_id, MAX_ID);
        return Ok(Named::Id(id.unwrap_or_default()));
    }
    let tracking_number = normalized(&number.unwrap_or_default());
    if tracking_number.is_empty() {
        fields.refuse("report.tracking_number", "is required without a parcel");
    }
    Ok(Named::Number {
        marketplace_id: caller.marketplace_for("marketplace_id", marketplace_id)?,
        tracking_number,
    })
}

pub(crate) fn event_to_wire(event: &TrackingEvent) -> pb::TrackingEvent {
    let report = &event.report;
    pb::TrackingEvent {
        tracking_event_id: event.tracking_event_id.clone(),
        parcel_id: event.parcel_id.clone(),
        status: status_to_wire(report.status).into(),
        event_time: Some(time_to_wire(report.event_time)),
        record_time: Some(time_to_wire(event.record_time)),
        carrier_code: report.carrier_code.clone(),
        carrier_status: report.carrier_status.clone(),
        location: report.location.clone(),
        description: report.description.clone(),
        source: report.source.clone(),
        source_event_id: report.source_event_id.clone(),
        is_out_of_order: event.is_out_of_order,
    }
}
