//! EasyPost: an event with an id, whose `result` is the tracker with its whole history in `tracking_details`.

use serde::Deserialize;

use super::text::{place, sentence, time, word};
use super::{Found, Sighting, Way};

#[derive(Deserialize)]
struct Event {
    id: Option<String>,
    description: String,
    #[serde(default)]
    result: serde_json::Value,
}

#[derive(Deserialize)]
struct Tracker {
    tracking_code: Option<String>,
    carrier: Option<String>,
    #[serde(default)]
    tracking_details: Vec<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    datetime: Option<String>,
    status: Option<String>,
    message: Option<String>,
    tracking_location: Option<Location>,
}

#[derive(Deserialize)]
struct Location {
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
}

pub(super) fn read(body: &[u8]) -> serde_json::Result<Found> {
    let event: Event = serde_json::from_slice(body)?;
    if !event.description.starts_with("tracker.") {
        let why = "only trackers are of use here";
        return Ok(Found::no_use(event.id, event.description, why));
    }
    let tracker: Tracker = serde_json::from_value(event.result)?;
    let way = Way {
        tracking_number: tracker.tracking_code.unwrap_or_default(),
        carrier: tracker.carrier.unwrap_or_default(),
        sightings: tracker.tracking_details.iter().filter_map(sighting).collect(),
    };
    Ok(Found::way(event.id, event.description, way))
}

fn sighting(detail: &Detail) -> Option<Sighting> {
    let at = detail.tracking_location.as_ref();
    Some(Sighting {
        time: time(detail.datetime.as_deref()?)?,
        codes: vec![word(detail.status.as_deref()?)],
        text: sentence(detail.message.as_deref().unwrap_or_default()),
        place: at.map_or_else(String::new, |at| {
            place([at.city.as_deref(), at.state.as_deref(), at.country.as_deref()])
        }),
    })
}
