//! Tracking said something of a parcel. Of one of a return's: the return mirrors it, closes when what was sent has arrived, and is
//! judged when goods are lost on their way back. Of one that was sent to the buyer in the first place: a status that the pack
//! names opens a claim.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::logistics::v1::{
    NumberState, Parcel, ParcelChanged, Shipment, ShipmentPurpose, TrackingStatus,
};
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::Party;
use redress_rpc::convert::{TimeOutOfRange, time_from_wire};

use crate::app::App;
use crate::app::losing::lose_return;
use crate::app::settling::close_when_done;
use crate::app::work::Work;
use crate::convert::parcel::quantities_of;
use crate::domain::sending::Sighting;
use crate::error::Error;

/// What can be heard of a parcel to the buyer that this context does something about.
const OF_OUTBOUND: [&str; 8] = [
    "refused_by_recipient",
    "refused_at_customs",
    "returned_to_sender",
    "damaged",
    "lost",
    "delivered",
    "delivery_proven",
    "tracking_corrected",
];

/// Whether it can mean anything here: all of a return's own parcels does. What cannot be read is left to [`plan`] to complain
/// about.
pub(super) fn concerns(event: &Envelope) -> bool {
    ParcelChanged::decode(event.payload.as_slice()).map_or(true, |changed| {
        let is_of_return = changed
            .shipment
            .as_ref()
            .is_some_and(|shipment| !shipment.return_id.is_empty());
        is_of_return || OF_OUTBOUND.contains(&changed.change.as_str())
    })
}

pub(super) async fn plan(app: &App, event: &Envelope) -> Result<Apply, HandlerError> {
    let ParcelChanged {
        shipment,
        parcel,
        change,
        ..
    } = ParcelChanged::decode(event.payload.as_slice())?;
    let (Some(shipment), Some(parcel)) = (shipment, parcel) else {
        return Ok(nothing_to_do());
    };
    if shipment.purpose() != ShipmentPurpose::Outbound {
        return of_return(app, &shipment, &parcel, change).await;
    }
    let planned = match change.as_str() {
        "delivered" | "delivery_proven" => {
            let is_proven = change == "delivery_proven";
            app.plan_arrival((&shipment.order_id, &parcel.parcel_id), is_proven)
                .await
        }
        "tracking_corrected" => app.plan_correction(&shipment.order_id, &parcel.parcel_id).await,
        status => {
            let lines = quantities_of(&parcel.lines);
            app.plan_claims((&shipment.order_id, &parcel.parcel_id), lines, status)
                .await
        }
    };
    Ok(planned?)
}

async fn of_return(
    app: &App,
    shipment: &Shipment,
    parcel: &Parcel,
    change: String,
) -> Result<Apply, HandlerError> {
    let sighting = sighting_of(parcel)?;
    let parcel_id = shipment.source_id.clone();
    let planned = app.plan_change(&shipment.return_id, move |work| {
        sight(work, &parcel_id, &sighting, &change)
    });
    Ok(planned.await?)
}

fn sighting_of(parcel: &Parcel) -> Result<Sighting, TimeOutOfRange> {
    let status = parcel.status();
    let word = match status {
        TrackingStatus::Unspecified => "",
        status => status.as_str_name().trim_start_matches("TRACKING_STATUS_"),
    };
    let is_lost = matches!(
        status,
        TrackingStatus::Lost
            | TrackingStatus::RefusedByRecipient
            | TrackingStatus::RefusedAtCustoms
            | TrackingStatus::Returning
            | TrackingStatus::ReturnedToSender
    );
    Ok(Sighting {
        status: word.to_ascii_lowercase(),
        carrier: parcel.carrier.clone(),
        tracking_number: parcel.tracking_number.clone(),
        is_number_wrong: parcel.number_state() == NumberState::Invalid,
        deliver_time: parcel.deliver_time.as_ref().map(time_from_wire).transpose()?,
        is_lost,
    })
}

fn sight(work: &mut Work<'_>, parcel_id: &str, sighting: &Sighting, change: &str) -> Result<(), Error> {
    if !work.case.sight(parcel_id, sighting) {
        return Ok(());
    }
    let parcel = work
        .case
        .parcels
        .iter()
        .find(|parcel| parcel.parcel_id == parcel_id);
    let (is_return, is_lost) = parcel.map_or((false, false), |parcel| (parcel.is_return(), parcel.is_lost));
    let is_sent_in_vain = is_lost && !is_return;
    work.case.is_escalated |= is_sent_in_vain;
    let audience: &[Party] = if is_sent_in_vain { &[Party::Platform] } else { &[] };
    let told = work
        .change("parcel_moved", Party::System, audience)
        .saying(change);
    work.tell(told);
    if is_lost && is_return {
        return lose_return(work);
    }
    close_when_done(work);
    Ok(())
}
