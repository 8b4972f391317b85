//! Buyers come back: returns after delivery, and parcels that never came.

use super::super::book::File;
use super::super::fate::Wish;
use super::super::world::World;
use super::minor;
use chrono::{DateTime, Utc};
use redress_contracts::redress::orders::v1::{
    InterveneRequest, InterventionKind, PaymentKind, PayoutDetails,
};
use redress_contracts::redress::policies::v1::{Ground, Party, Remedy};
use redress_contracts::redress::returns::v1::{Contact, RequestReturnRequest, ReturnLine};
use redress_rpc::convert::time_from_wire;

/// How long a buyer waits for a parcel that does not come, counted from shipping.
const PATIENCE: u32 = 26;

/// Asks for what the buyer wishes today.
pub async fn act(world: &World, file: &mut File) {
    for place in 0..file.fate.wishes.len() {
        let wish = file.fate.wishes[place].clone();
        let is_due = delivered(world, file, wish.piece).is_some_and(|day| file.day >= day + wish.after);
        if is_due && file.asked.insert(place) {
            ask(world, file, &wish).await;
        }
    }
    miss(world, file).await;
}

/// The day on which the last of a line was delivered.
fn delivered(world: &World, file: &File, piece: usize) -> Option<u32> {
    let line_id = (piece + 1).to_string();
    let parcels = file.order.iter().flat_map(|order| &order.parcels);
    let times = parcels
        .filter(|parcel| parcel.lines.iter().any(|part| part.line_id == line_id))
        .filter_map(|parcel| parcel.deliver_time.as_ref());
    times
        .filter_map(|time| time_from_wire(time).ok())
        .map(|time| world.day_of(time))
        .max()
}

async fn ask(world: &World, file: &mut File, wish: &Wish) {
    let mut request = request(file, wish);
    if wish.forgets_contact {
        request.contact = None;
        request.explanation = String::new();
        let reply = world.returns().request_return(request.clone()).await;
        match file.take("ask for a return without a contact", reply) {
            Some(found) => return file.saw_return(found),
            None => request.request_id = file.request_id(),
        }
        request.contact = Some(contact(file));
        request.explanation = explanation(wish.ground).to_owned();
    }
    let reply = world.returns().request_return(request).await;
    if let Some(found) = file.take("ask for a return", reply) {
        file.saw_return(found);
    }
}

fn request(file: &mut File, wish: &Wish) -> RequestReturnRequest {
    RequestReturnRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        requested_by: Party::Buyer.into(),
        ground: wish.ground.into(),
        lines: vec![ReturnLine {
            line_id: (wish.piece + 1).to_string(),
            quantity: wish.quantity,
            ..ReturnLine::default()
        }],
        explanation: explanation(wish.ground).to_owned(),
        wished_remedy: wish.remedy.into(),
        contact: Some(contact(file)),
        invoice: format!("INV-{}", file.fate.name()),
        payout: wallet(file),
        ..RequestReturnRequest::default()
    }
}

/// How the buyer is reached.
pub fn contact(file: &File) -> Contact {
    Contact {
        name: format!("Buyer {}", file.fate.buyer_id),
        email: format!("{}@example.test", file.fate.buyer_id),
        phone: "+1 202 555 0100".to_owned(),
    }
}

/// What the buyer says of it.
pub fn explanation(ground: Ground) -> &'static str {
    match ground {
        Ground::ChangeOfMind | Ground::Withdrawal => "I do not need it after all.",
        Ground::OrderedWrongItem => "I picked the wrong one.",
        Ground::DamagedOnArrival => "It came broken.",
        Ground::WrongItem => "This is another item.",
        Ground::MissingItem => "A part is not in the box.",
        Ground::NotReceived => "The parcel never came.",
        _ => "It does not do what it should.",
    }
}

fn wallet(file: &File) -> Option<PayoutDetails> {
    let needs_one = file.fate.shop.id == "kajivap"
        && matches!(file.fate.payment, PaymentKind::Cash | PaymentKind::BankDeposit);
    needs_one.then(|| PayoutDetails {
        kind: "gcash".to_owned(),
        account: "09170000003".to_owned(),
        holder: "A. Buyer".to_owned(),
        ..PayoutDetails::default()
    })
}

/// A parcel that does not come and that nobody has opened a claim for.
async fn miss(world: &World, file: &mut File) {
    let Some(order) = &file.order else { return };
    let is_missed =
        |sent: Option<DateTime<Utc>>| sent.is_some_and(|sent| file.day == world.day_of(sent) + PATIENCE);
    let missed = order.parcels.iter().find(|parcel| {
        let sent = parcel
            .ship_time
            .as_ref()
            .and_then(|time| time_from_wire(time).ok());
        parcel.deliver_time.is_none() && is_missed(sent)
    });
    let Some(parcel) = missed.filter(|_| file.returns.is_empty()) else {
        return;
    };
    let lines = parcel.lines.iter().map(|part| ReturnLine {
        line_id: part.line_id.clone(),
        quantity: part.quantity,
        ..ReturnLine::default()
    });
    let lines: Vec<ReturnLine> = lines.collect();
    let request = RequestReturnRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        requested_by: Party::Buyer.into(),
        ground: Ground::NotReceived.into(),
        lines: lines.clone(),
        explanation: explanation(Ground::NotReceived).to_owned(),
        wished_remedy: Remedy::Refund.into(),
        contact: Some(contact(file)),
        invoice: format!("INV-{}", file.fate.name()),
        ..RequestReturnRequest::default()
    };
    let reply = world.returns().request_return(request).await;
    match file.take("claim a parcel that did not come", reply) {
        Some(found) => file.saw_return(found),
        None => step_in(world, file, &lines).await,
    }
}

/// Where the shop's policy has no rule for it, the platform gives back what the lost goods cost.
async fn step_in(world: &World, file: &mut File, lost: &[ReturnLine]) {
    let price = |line: &ReturnLine| {
        let place = line.line_id.parse::<usize>().unwrap_or(0).saturating_sub(1);
        let piece = file.fate.cart.pieces.get(place);
        piece.map_or(0, |piece| {
            (piece.unit_price * i64::from(piece.quantity) - piece.discount).max(0)
        })
    };
    let cost: i64 = lost.iter().map(price).sum();
    let request = InterveneRequest {
        amount: Some(minor(file, cost)),
        request_id: file.request_id(),
        order_id: file.order_id(),
        kind: InterventionKind::ForceRefund.into(),
        reason: "The carrier lost it, and the buyer has nothing.".to_owned(),
        ..InterveneRequest::default()
    };
    let reply = world.orders().intervene(request).await;
    file.take("force a refund", reply);
}
