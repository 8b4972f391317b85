//! AfterShip: an event with an id, whose `msg` is the tracking with its whole history in `checkpoints`.
//!
//! A checkpoint is named by a tag and, more exactly, a subtag. Its time may lack a zone; it is then no later than when
//! AfterShip noted it.

use serde::Deserialize;

use super::text::{place, sentence, time, time_somewhere, word};
use super::{Found, Sighting, Way};

#[derive(Deserialize)]
struct Event {
    event_id: Option<String>,
    event: String,
    #[serde(default)]
    msg: serde_json::Value,
}

#[derive(Deserialize)]
struct Tracking {
    tracking_number: Option<String>,
    slug: Option<String>,
    #[serde(default)]
    checkpoints: Vec<Checkpoint>,
}

#[derive(Deserialize)]
struct Checkpoint {
    checkpoint_time: Option<String>,
    created_at: Option<String>,
    tag: Option<String>,
    subtag: Option<String>,
    message: Option<String>,
    location: Option<String>,
    city: Option<String>,
    state: Option<String>,
    country_name: Option<String>,
}

pub(super) fn read(body: &[u8]) -> serde_json::Result<Found> {
    let event: Event = serde_json::from_slice(body)?;
    if event.event != "tracking_update" {
        let why = "only updates of trackings are of use here";
        return Ok(Found::no_use(event.event_id, event.event, why));
    }
    let tracking: Tracking = serde_json::from_value(event.msg)?;
    let way = Way {
        tracking_number: tracking.tracking_number.unwrap_or_default(),
        carrier: tracking.slug.unwrap_or_default(),
        sightings: tracking.checkpoints.iter().filter_map(sighting).collect(),
    };
    Ok(Found::way(event.event_id, event.event, way))
}

fn sighting(checkpoint: &Checkpoint) -> Option<Sighting> {
    let said = checkpoint.checkpoint_time.as_deref()?;
    let noted = checkpoint.created_at.as_deref().and_then(time);
    let somewhere = || {
        let time = time_somewhere(said)?;
        Some(noted.map_or(time, |noted| time.min(noted)))
    };
    let codes = [&checkpoint.subtag, &checkpoint.tag].into_iter().flatten();
    let codes: Vec<String> = codes
        .map(|code| word(code))
        .filter(|code| !code.is_empty())
        .collect();
    let at = match checkpoint.location.as_deref() {
        Some(location) => sentence(location),
        None => place([
            checkpoint.city.as_deref(),
            checkpoint.state.as_deref(),
            checkpoint.country_name.as_deref(),
        ]),
    };
    Some(Sighting {
        time: time(said).or_else(somewhere)?,
        codes,
        text: sentence(checkpoint.message.as_deref().unwrap_or_default()),
        place: at,
    })
}
