//! `logistics.parcel_changed`: something happened to a parcel, in whichever direction.

use prost::Message as _;
use redress_bus::Envelope;
use redress_contracts::redress::logistics::v1 as pb;
use redress_contracts::redress::logistics::v1::ShipmentPurpose;
use redress_db::{Apply, HandlerError, nothing_to_do};
use redress_policy::Party;
use redress_policy::pack::Pack;
use redress_policybook::convert::Word as _;
use redress_rpc::convert::{TimeOutOfRange, time_from_wire};

use super::reading::{audience, clocks, plain};
use super::{EventError, Reactions, queue};
use crate::domain::addressee::Addressee;
use crate::domain::change::{Change, ParcelChange};
use crate::domain::occasion::{Occasion, Section};
use crate::domain::text::local;
use crate::store::cases;

pub const KIND: &str = "logistics.parcel_changed";

impl Reactions {
    pub(super) async fn parcel_changed(&self, event: &Envelope) -> Result<Apply, HandlerError> {
        let message = pb::ParcelChanged::decode(event.payload.as_slice())?;
        let Some(change) = ParcelChange::find(&message.change) else {
            tracing::warn!(
                change = message.change,
                "nobody is told of a change without a template"
            );
            return Ok(nothing_to_do());
        };
        let shipment = message.shipment.clone().ok_or(EventError::Lacks("shipment"))?;
        let parcel = message.parcel.clone().ok_or(EventError::Lacks("parcel"))?;
        let known = self.addressee(&shipment.order_id).await?;
        let addressee = match message.policy_version {
            ..1 => known,
            policy_version => Addressee {
                policy_id: message.policy_id.clone(),
                policy_version,
                ..known
            },
        };
        let pack = self.pack(&addressee).await?;
        let mut occasion = occasion(change, message, (&shipment, &parcel), &pack)?;
        if is_told_by_the_order(change, &shipment) {
            occasion.audience.clear();
        }
        let letters = self.letters(&occasion, &addressee, &pack);
        Ok(Box::new(move |tx| {
            cases::case_sellers_upsert(tx.conn(), &shipment.shipment_id, &occasion.seller_ids)?;
            queue(tx, &occasion, &pack, letters)
        }))
    }
}

/// The order book tells itself that a parcel of an order left and that it arrived.
fn is_told_by_the_order(change: ParcelChange, shipment: &pb::Shipment) -> bool {
    matches!(change, ParcelChange::Created | ParcelChange::Delivered)
        && shipment.purpose() == ShipmentPurpose::Outbound
        && !shipment.source_id.is_empty()
}

fn occasion(
    change: ParcelChange,
    message: pb::ParcelChanged,
    (shipment, parcel): (&pb::Shipment, &pb::Parcel),
    pack: &Pack,
) -> Result<Occasion, HandlerError> {
    let running = match &message.deadline {
        Some(deadline) => std::slice::from_ref(deadline),
        None => parcel.deadlines.as_slice(),
    };
    let occasion = Occasion {
        thing: "parcel",
        case_id: parcel.parcel_id.clone(),
        actor: Party::from_number(message.actor),
        audience: audience(&message.audience),
        seller_ids: shipment.seller_ids.clone(),
        facts: facts(shipment, parcel, pack)?,
        sections: vec![Section {
            title: "What is asked",
            lines: asked(change, shipment.purpose(), parcel),
        }],
        clocks: clocks(running)?,
        clause_ids: message.clause_ids.clone(),
        notify_due_time: message.notify_due_time.as_ref().map(time_from_wire).transpose()?,
        ..Occasion::new(
            Change::Parcel(change),
            shipment.order_id.clone(),
            shipment.marketplace_id.clone(),
        )
    };
    Ok(occasion.noticed_by(pack, change.as_str()))
}

fn facts(shipment: &pb::Shipment, parcel: &pb::Parcel, pack: &Pack) -> Result<Vec<String>, TimeOutOfRange> {
    let zone = pack.pack.time_zone;
    let mut facts = vec![purpose(shipment.purpose()).to_owned()];
    if !shipment.return_id.is_empty() {
        facts.push(format!("Return {}", shipment.return_id));
    }
    match (parcel.carrier.as_str(), parcel.tracking_number.as_str()) {
        (_, "") => facts.push("Without a tracking number".to_owned()),
        ("", number) => facts.push(format!("Tracking number {number}")),
        (carrier, number) => facts.push(format!("Carrier {carrier}, tracking number {number}")),
    }
    if let Some(time) = &parcel.status_time {
        let word = parcel
            .status()
            .as_str_name()
            .trim_start_matches("TRACKING_STATUS_");
        let word = plain(&word.to_ascii_lowercase());
        facts.push(format!("{word}, since {}", local(zone, time_from_wire(time)?)));
    }
    if let Some(time) = &parcel.move_time {
        facts.push(format!("Last moved: {}", local(zone, time_from_wire(time)?)));
    }
    if let Some(time) = &shipment.estimated_delivery_time {
        facts.push(format!("Expected: {}", local(zone, time_from_wire(time)?)));
    }
    if !parcel.tracking_site.is_empty() {
        facts.push(format!("To be followed at {}", parcel.tracking_site));
    }
    Ok(facts)
}

fn purpose(purpose: ShipmentPurpose) -> &'static str {
    match purpose {
        ShipmentPurpose::Unspecified | ShipmentPurpose::Outbound => {
            "What was ordered, on its way to the buyer"
        }
        ShipmentPurpose::Return => "Goods on their way back to the shop",
        ShipmentPurpose::Replacement => "A replacement, on its way to the buyer",
        ShipmentPurpose::Exchange => "An item in exchange, on its way to the buyer",
        ShipmentPurpose::Repair => "A repaired item, on its way to the buyer",
        ShipmentPurpose::Resend => "Goods sent again, on their way to the buyer",
        ShipmentPurpose::GoodsBack => "Goods on their way back to the buyer",
    }
}

/// What a reader is asked for; the clock beside it says who.
fn asked(change: ParcelChange, purpose: ShipmentPurpose, parcel: &pb::Parcel) -> Vec<String> {
    let line = match change {
        ParcelChange::TrackingInvalid => {
            let wrong = parcel.numbers.iter().rev().find(|number| !number.flaw.is_empty());
            let why = match wrong.map(|number| number.flaw.as_str()) {
                Some("wrong_check_digit") => {
                    " Its check digit does not fit: one digit is wrong, or two are swapped."
                }
                Some("unknown_format") => " No number of this carrier looks like it.",
                Some("other_carrier") => " It looks like a number of another carrier.",
                _ => "",
            };
            let who = match purpose {
                ShipmentPurpose::Return => "Whoever sent the parcel is asked",
                _ => "The seller is asked",
            };
            format!(
                "Please check {}.{why} {who} to give the right number.",
                parcel.tracking_number
            )
        }
        ParcelChange::Overdue => "The seller is asked for a proof that it was delivered.".to_owned(),
        ParcelChange::AttemptFailed => {
            "The buyer is asked to arrange another delivery with the carrier, or to pick the parcel up."
                .to_owned()
        }
        _ => return Vec::new(),
    };
    vec![line]
}
