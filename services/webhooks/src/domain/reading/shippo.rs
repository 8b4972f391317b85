//! Shippo: no id of the event; `data` is the tracking with its history, and beside it where the parcel is now.

use serde::Deserialize;

use super::text::{place, sentence, time, word};
use super::{Found, Sighting, Way};

#[derive(Deserialize)]
struct Event {
    event: String,
    #[serde(default)]
    data: serde_json::Value,
}

#[derive(Deserialize)]
struct Tracking {
    tracking_number: Option<String>,
    carrier: Option<String>,
    tracking_status: Option<Status>,
    #[serde(default)]
    tracking_history: Vec<Status>,
}

#[derive(Deserialize)]
struct Status {
    status: Option<String>,
    status_date: Option<String>,
    status_details: Option<String>,
    substatus: Option<Substatus>,
    location: Option<Location>,
}

#[derive(Deserialize)]
struct Substatus {
    code: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
}

pub(super) fn read(body: &[u8]) -> serde_json::Result<Found> {
    let event: Event = serde_json::from_slice(body)?;
    if event.event != "track_updated" {
        let why = "only updates of trackings are of use here";
        return Ok(Found::no_use(None, event.event, why));
    }
    let tracking: Tracking = serde_json::from_value(event.data)?;
    let statuses = tracking.tracking_history.iter().chain(&tracking.tracking_status);
    let way = Way {
        tracking_number: tracking.tracking_number.unwrap_or_default(),
        carrier: tracking.carrier.unwrap_or_default(),
        sightings: statuses.filter_map(sighting).collect(),
    };
    Ok(Found::way(None, event.event, way))
}

fn sighting(status: &Status) -> Option<Sighting> {
    let detail = status
        .substatus
        .as_ref()
        .and_then(|detail| detail.code.as_deref());
    let codes = [detail, status.status.as_deref()].into_iter().flatten();
    let at = status.location.as_ref();
    Some(Sighting {
        time: time(status.status_date.as_deref()?)?,
        codes: codes.map(word).filter(|code| !code.is_empty()).collect(),
        text: sentence(status.status_details.as_deref().unwrap_or_default()),
        place: at.map_or_else(String::new, |at| {
            place([at.city.as_deref(), at.state.as_deref(), at.country.as_deref()])
        }),
    })
}
