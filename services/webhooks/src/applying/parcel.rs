//! The way of a parcel goes to logistics, all of it in one stream: what is known there already is dropped there.
//!
//! What a provider's word means is logistics' to say. Where it does not know the more exact word, the other one is tried, and a
//! word that nobody knows says no more than that the parcel moves: it is in transit, with the carrier's own text.

use futures::stream;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::logistics_service_client::LogisticsServiceClient;
use redress_rpc::convert::time_to_wire;
use redress_rpc::{Channel, Reason};
use tonic::Status;

use super::Errand;
use crate::domain::notice::{Outcome, Why};
use crate::domain::reading::{Sighting, Way};

/// What became of the sightings.
#[derive(Default)]
struct Tally {
    recorded: i64,
    known: i64,
    /// Those that were not taken, with the reason and the words.
    refused: Vec<(String, String)>,
}

/// Tells logistics where a parcel was.
///
/// # Errors
///
/// Nothing of it could be told.
pub(super) async fn pass(logistics: &Channel, errand: &Errand<'_>, way: &Way) -> Result<Outcome, Status> {
    let mut client = LogisticsServiceClient::new(logistics.clone());
    let mut tally = Tally::default();
    let mut open: Vec<&Sighting> = way.sightings.iter().collect();
    let words = open.iter().map(|sighting| sighting.codes.len()).max();
    for at in 0..=words.unwrap_or_default() {
        let reports: Vec<pb::StreamTrackingEventsRequest> = open
            .iter()
            .map(|sighting| report(errand, way, sighting, at))
            .collect();
        let request = errand.request(stream::iter(reports));
        let reply = client.stream_tracking_events(request).await?.into_inner();
        tally.recorded += reply.applied_count + reply.out_of_order_count;
        tally.known += reply.duplicate_count;
        let mut unread = Vec::new();
        for rejected in reply.rejected {
            let sighting = usize::try_from(rejected.index)
                .ok()
                .and_then(|at| open.get(at).copied());
            match sighting {
                Some(sighting) if at < sighting.codes.len() && is_word_unknown(&rejected) => {
                    unread.push(sighting);
                }
                _ => tally.refused.push((rejected.reason, rejected.message)),
            }
        }
        open = unread;
        if open.is_empty() {
            break;
        }
    }
    Ok(tally.outcome())
}

/// A sighting by its word of this place; after its last word, as what is in transit.
fn report(errand: &Errand<'_>, way: &Way, sighting: &Sighting, at: usize) -> pb::StreamTrackingEventsRequest {
    let code = sighting.codes.get(at);
    let status = match code {
        Some(_) => pb::TrackingStatus::Unspecified,
        None => pb::TrackingStatus::InTransit,
    };
    let notice = errand.notice;
    pb::StreamTrackingEventsRequest {
        marketplace_id: notice.marketplace_id.clone(),
        report: Some(pb::TrackingReport {
            tracking_number: way.tracking_number.clone(),
            carrier: way.carrier.clone(),
            status: status.into(),
            event_time: Some(time_to_wire(sighting.time)),
            carrier_code: code.or(sighting.codes.first()).cloned().unwrap_or_default(),
            carrier_status: sighting.text.clone(),
            location: sighting.place.clone(),
            source: notice.provider.as_str().to_owned(),
            ..pb::TrackingReport::default()
        }),
    }
}

fn is_word_unknown(rejected: &pb::RejectedReport) -> bool {
    rejected.reason == Reason::InvalidField.as_str()
}

impl Tally {
    fn outcome(self) -> Outcome {
        let taken = format!("{} events recorded, {} known before", self.recorded, self.known);
        let Some((reason, message)) = self.refused.first() else {
            return Outcome::Applied(Why::said(taken));
        };
        if self.recorded + self.known > 0 {
            let count = self.refused.len();
            let detail = format!("{taken}, {count} not taken: {message}");
            return Outcome::Applied(Why::of(reason, detail));
        }
        let why = Why::of(reason, message.as_str());
        if *reason == Reason::NotFound.as_str() {
            Outcome::Unknown(why)
        } else {
            Outcome::Refused(why)
        }
    }
}
