//! Remedies: applied by the shop, and what follows of them: repairs, parcels to the buyer, goods that go back.

use super::super::super::book::File;
use super::super::super::check::promise;
use super::super::super::dice::Dice;
use super::super::super::waybill::waybill;
use super::super::super::world::World;
use super::super::minor;
use super::remedy_of;
use redress_contracts::redress::policies::v1::Remedy;
use redress_contracts::redress::returns::v1::{
    ApplyRemedyRequest, ParcelPurpose, PreviewRemedyRequest, RecordRepairRequest, Return, SendParcelRequest,
};
use redress_rpc::convert::time_to_wire;

/// The shop applies what was agreed; an exchange is for the same item at a slightly lower price.
pub async fn apply(world: &World, file: &mut File, found: &Return) {
    let agreed = found.approved_remedy();
    let remedy = if agreed == Remedy::Unspecified {
        remedy_of(found)
    } else {
        agreed
    };
    let is_exchange = remedy == Remedy::Exchange;
    let price = is_exchange.then(|| minor(file, exchange_price(file, found)));
    let request = ApplyRemedyRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        remedy: remedy.into(),
        exchange_sku: if is_exchange {
            "another-one".to_owned()
        } else {
            String::new()
        },
        exchange_price: price,
        ..ApplyRemedyRequest::default()
    };
    let preview = PreviewRemedyRequest {
        return_id: found.return_id.clone(),
        remedy: remedy.into(),
        exchange_price: request.exchange_price.clone(),
    };
    let reply = world.returns().preview_remedy(preview).await;
    let promised = file.take("preview a remedy", reply);
    let reply = world.returns().apply_remedy(request).await;
    let applied = file.take("apply a remedy", reply);
    if let Some((promised, applied)) = promised.zip(applied) {
        let given = applied.remedy.as_ref().and_then(|remedy| remedy.refund.as_ref());
        file.break_all(promise(promised.refund.as_ref(), given));
    }
}

fn exchange_price(file: &File, found: &Return) -> i64 {
    let place = found
        .lines
        .first()
        .and_then(|line| line.line_id.parse::<usize>().ok());
    let piece = place.and_then(|place| file.fate.cart.pieces.get(place.saturating_sub(1)));
    piece.map_or(1, |piece| (piece.unit_price * 9 / 10).max(1))
}

/// What a remedy needs after it was applied.
pub async fn follow_up(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    let Some(remedy) = &found.remedy else { return };
    let is_sent = found
        .parcels
        .iter()
        .any(|parcel| parcel.purpose() != ParcelPurpose::Return);
    match remedy.remedy() {
        Remedy::Repair if found.repair_note.is_empty() => repair(world, file, (found, dice)).await,
        Remedy::Repair | Remedy::Replacement | Remedy::Exchange | Remedy::Resend if !is_sent => {
            send(world, file, found).await;
        }
        _ => {}
    }
}

async fn repair(world: &World, file: &mut File, (found, dice): (&Return, &mut Dice)) {
    let is_repaired = dice.percent(80);
    let request = RecordRepairRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        is_repaired,
        note: if is_repaired {
            "A joint was loose."
        } else {
            "There is no spare part."
        }
        .to_owned(),
        ..RecordRepairRequest::default()
    };
    let reply = world.returns().record_repair(request).await;
    file.take("record a repair", reply);
}

/// The shop sends a parcel to the buyer: by the remedy, or the goods after a refusal.
pub async fn send(world: &World, file: &mut File, found: &Return) {
    let mut dice = file
        .fate
        .dice(world.seed, &[found.parcels.len() as u64, u64::from(file.day)]);
    let bill = waybill(file.fate.market.country, &mut dice);
    let request = SendParcelRequest {
        request_id: file.request_id(),
        return_id: found.return_id.clone(),
        carrier: bill.carrier.to_owned(),
        tracking_number: bill.number,
        estimated_delivery_time: Some(time_to_wire(world.moment(file.day + 7, 20))),
        ..SendParcelRequest::default()
    };
    let reply = world.returns().send_parcel(request).await;
    file.take("send a parcel to the buyer", reply);
}
