//! 17TRACK: no id of the event; `data` is the tracking with the history of each carrier that had the parcel.
//!
//! An event is named by a sub-status; where that is missing, by the stage of the way that it began.

use serde::Deserialize;

use super::text::{sentence, time, word};
use super::{Found, Sighting, Way};

/// What a stage is as a sub-status; the other stages are called alike.
const STAGES: [(&str, &str); 5] = [
    ("PickedUp", "InTransit_PickedUp"),
    ("Departure", "InTransit_Departure"),
    ("Arrival", "InTransit_Arrival"),
    ("Returning", "Exception_Returning"),
    ("Returned", "Exception_Returned"),
];

#[derive(Deserialize)]
struct Push {
    event: String,
    #[serde(default)]
    data: serde_json::Value,
}

#[derive(Deserialize)]
struct Data {
    number: Option<String>,
    #[serde(default)]
    track_info: Info,
}

#[derive(Default, Deserialize)]
struct Info {
    #[serde(default)]
    tracking: Tracking,
}

#[derive(Default, Deserialize)]
struct Tracking {
    #[serde(default)]
    providers: Vec<Leg>,
}

/// What one carrier tells.
#[derive(Deserialize)]
struct Leg {
    provider: Option<Carrier>,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Carrier {
    name: Option<String>,
}

#[derive(Deserialize)]
struct Event {
    time_iso: Option<String>,
    time_utc: Option<String>,
    description: Option<String>,
    location: Option<String>,
    stage: Option<String>,
    sub_status: Option<String>,
}

pub(super) fn read(body: &[u8]) -> serde_json::Result<Found> {
    let push: Push = serde_json::from_slice(body)?;
    if push.event != "TRACKING_UPDATED" {
        let why = "only updates of trackings are of use here";
        return Ok(Found::no_use(None, push.event, why));
    }
    let data: Data = serde_json::from_value(push.data)?;
    let legs = data.track_info.tracking.providers;
    // Where several carriers had it, the number does not say whose it is.
    let carrier = match legs.as_slice() {
        [only] => only.provider.as_ref().and_then(|carrier| carrier.name.clone()),
        _ => None,
    };
    let way = Way {
        tracking_number: data.number.unwrap_or_default(),
        carrier: carrier.unwrap_or_default(),
        sightings: legs
            .iter()
            .flat_map(|leg| &leg.events)
            .filter_map(sighting)
            .collect(),
    };
    Ok(Found::way(None, push.event, way))
}

fn sighting(event: &Event) -> Option<Sighting> {
    let mut times = [&event.time_utc, &event.time_iso].into_iter().flatten();
    let stage = event.stage.as_deref().map(|stage| {
        let known = STAGES.iter().find(|(name, _)| *name == stage);
        known.map_or(stage, |(_, status)| status)
    });
    let codes = [event.sub_status.as_deref(), stage].into_iter().flatten();
    Some(Sighting {
        time: times.find_map(|text| time(text))?,
        codes: codes.map(word).filter(|code| !code.is_empty()).collect(),
        text: sentence(event.description.as_deref().unwrap_or_default()),
        place: sentence(event.location.as_deref().unwrap_or_default()),
    })
}
