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

use super::reading::{audience, clocks};
use super::{EventError, Reactions, queue};
use crate::domain::addressee::Addressee;
use crate::domain::change::{Change, ParcelChange};
use crate::domain::occasion::{Occasion, Section};
use crate::domain::phrase::{Filling, Phrase};
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
        facts: facts(shipment, parcel)?,
        sections: vec![Section {
            title: "asked-title",
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

fn facts(shipment: &pb::Shipment, parcel: &pb::Parcel) -> Result<Vec<Phrase>, TimeOutOfRange> {
    let mut facts = vec![Phrase::new(purpose(shipment.purpose()))];
    if !shipment.return_id.is_empty() {
        facts.push(Phrase::new("of-return").text("return", &shipment.return_id));
    }
    facts.push(tracking(parcel));
    let since = |phrase: Phrase, time| Ok(phrase.with("time", Filling::Time(time_from_wire(time)?)));
    if let Some(time) = &parcel.status_time {
        let status = Phrase::new("status-since").word("status", status_word(parcel));
        facts.push(since(status, time)?);
    }
    if let Some(time) = &parcel.move_time {
        facts.push(since(Phrase::new("last-moved"), time)?);
    }
    if let Some(time) = &shipment.estimated_delivery_time {
        facts.push(since(Phrase::new("expected"), time)?);
    }
    if !parcel.tracking_site.is_empty() {
        facts.push(Phrase::new("followed-at").text("site", &parcel.tracking_site));
    }
    Ok(facts)
}

fn tracking(parcel: &pb::Parcel) -> Phrase {
    match (parcel.carrier.as_str(), parcel.tracking_number.as_str()) {
        (_, "") => Phrase::new("tracking-none"),
        ("", number) => Phrase::new("tracking-number").text("number", number),
        (carrier, number) => Phrase::new("tracking-carrier")
            .text("carrier", carrier)
            .text("number", number),
    }
}

fn status_word(parcel: &pb::Parcel) -> String {
    let name = parcel.status().as_str_name();
    name.trim_start_matches("TRACKING_STATUS_").to_ascii_lowercase()
}

/// The key of what the parcel is.
fn purpose(purpose: ShipmentPurpose) -> &'static str {
    match purpose {
        ShipmentPurpose::Unspecified | ShipmentPurpose::Outbound => "purpose-order",
        ShipmentPurpose::Return => "purpose-return",
        ShipmentPurpose::Replacement => "purpose-replacement",
        ShipmentPurpose::Exchange => "purpose-exchange",
        ShipmentPurpose::Repair => "purpose-repair",
        ShipmentPurpose::Resend => "purpose-resend",
        ShipmentPurpose::GoodsBack => "purpose-goods-back",
    }
}

/// What a reader is asked for; the clock beside it says who.
fn asked(change: ParcelChange, purpose: ShipmentPurpose, parcel: &pb::Parcel) -> Vec<Phrase> {
    let line = match change {
        ParcelChange::TrackingInvalid => {
            let wrong = parcel.numbers.iter().rev().find(|number| !number.flaw.is_empty());
            let sender = match purpose {
                ShipmentPurpose::Return => "anybody",
                _ => "seller",
            };
            Phrase::new("asked-number")
                .text("number", &parcel.tracking_number)
                .text("flaw", wrong.map_or("none", |number| &number.flaw))
                .text("sender", sender)
        }
        ParcelChange::Overdue => Phrase::new("asked-proof"),
        ParcelChange::AttemptFailed => Phrase::new("asked-delivery"),
        _ => return Vec::new(),
    };
    vec![line]
}
