//! Sellers ship what may ship, run out of stock, and cancel; the platform cancels what broke the rules.

use super::super::book::{Case, File};
use super::super::fate::{Pay, StockAnswer, Trouble};
use super::super::world::World;
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, GetOrderRequest, Line, LineQuantity, MarkOutOfStockRequest, MarkShippedRequest,
    Order, OrderState, Parcel, StockState,
};
use redress_contracts::redress::policies::v1::{Ground, Party};
use redress_rpc::convert::time_to_wire;

/// What sellers and the platform do with the order today, before shipping and to ship it.
pub async fn act(world: &World, file: &mut File) {
    let Some(age) = file.age() else { return };
    match file.fate.trouble {
        Trouble::SellerGivesUp { after } if age == after => give_up(world, file).await,
        Trouble::RulesBroken { after } if age == after => stop(world, file).await,
        Trouble::OutOfStock { answer } if age == 1 => run_out(world, file, answer).await,
        _ => {}
    }
    ship(world, file).await;
}

async fn give_up(world: &World, file: &mut File) {
    let seller = file.fate.cart.sellers()[0];
    let lines = free_lines(file.order.as_ref(), seller, StockState::Unspecified);
    let request = CancelOrderRequest {
        requested_by: Party::Seller.into(),
        ground: Ground::SellerOther.into(),
        lines,
        explanation: "The last piece broke when it was packed.".to_owned(),
        ..asking(file)
    };
    cancel(world, file, "cancel as the seller", request).await;
}

async fn stop(world: &World, file: &mut File) {
    let request = CancelOrderRequest {
        requested_by: Party::Platform.into(),
        ground: Ground::PlatformRules.into(),
        explanation: "The order broke the rules of the marketplace.".to_owned(),
        ..asking(file)
    };
    cancel(world, file, "cancel as the platform", request).await;
}

/// A request to cancel all that is left.
pub fn asking(file: &mut File) -> CancelOrderRequest {
    CancelOrderRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        ..CancelOrderRequest::default()
    }
}

/// Asks to cancel, and reads what became of the order.
pub async fn cancel(world: &World, file: &mut File, act: &'static str, request: CancelOrderRequest) {
    let reply = world.orders().cancel_order(request).await;
    if let Some(cancellation) = file.take(act, reply) {
        let case = Case::new(cancellation, file.day);
        file.cancellations.push(case);
        read(world, file).await;
    }
}

/// Reads the order.
pub async fn read(world: &World, file: &mut File) {
    let request = GetOrderRequest {
        order_id: file.order_id(),
    };
    let reply = world.orders().get_order(request).await;
    if let Some(order) = file.take("read the order", reply) {
        file.saw_order(order);
    }
}

async fn run_out(world: &World, file: &mut File, answer: StockAnswer) {
    let restock = match answer {
        StockAnswer::Wait(days) => Some(time_to_wire(world.moment(file.day + days, 12))),
        StockAnswer::Refund | StockAnswer::Silence => None,
    };
    let request = MarkOutOfStockRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        line_ids: vec!["1".to_owned()],
        explanation: "Sold out; the maker is asked for more.".to_owned(),
        restock_time: restock,
        ..MarkOutOfStockRequest::default()
    };
    let reply = world.orders().mark_out_of_stock(request).await;
    if let Some(order) = file.take("tell of no stock", reply) {
        file.saw_order(order);
    }
}

/// Ships what may ship, a parcel for each seller, once its day has come.
async fn ship(world: &World, file: &mut File) {
    let may_ship = match file.state() {
        OrderState::Paid | OrderState::PartlyShipped => true,
        OrderState::Placed => file.fate.pay == Pay::OnDelivery,
        _ => false,
    };
    if !may_ship || file.day < file.fate.ship_day {
        return;
    }
    for (place, seller) in file.fate.cart.sellers().into_iter().enumerate() {
        let mut lines = free_lines(file.order.as_ref(), seller, StockState::Unspecified);
        if file.age() >= Some(back_order_days(file)) {
            lines.extend(free_lines(file.order.as_ref(), seller, StockState::BackOrder));
        }
        let is_first = sent_before(file, seller) == 0;
        if file.fate.legs[place].is_split && is_first {
            halve(&mut lines);
        }
        if !lines.is_empty() {
            send(world, file, place, lines).await;
        }
    }
}

async fn send(world: &World, file: &mut File, place: usize, lines: Vec<LineQuantity>) {
    let leg = &file.fate.legs[place];
    let nth = file.order.as_ref().map_or(0, |order| order.parcels.len());
    let bill = leg.waybill_of(nth);
    let bill = if leg.is_mistyped { bill.mistyped() } else { bill };
    let parcel = Parcel {
        carrier: bill.carrier.to_owned(),
        tracking_number: bill.number,
        lines,
        estimated_delivery_time: Some(time_to_wire(world.moment(file.day + leg.estimate, 20))),
        ..Parcel::default()
    };
    let request = MarkShippedRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        parcel: Some(parcel),
        ..MarkShippedRequest::default()
    };
    let reply = world.orders().mark_shipped(request).await;
    if let Some(order) = file.take("ship", reply) {
        file.saw_order(order);
    }
}

/// Which day, counted from placing, what the buyer waits for is there.
fn back_order_days(file: &File) -> u32 {
    match file.fate.trouble {
        Trouble::OutOfStock {
            answer: StockAnswer::Wait(days),
        } => days + 1,
        _ => 0,
    }
}

fn sent_before(file: &File, seller: &str) -> usize {
    let Some(order) = &file.order else { return 0 };
    let is_of = |parcel: &&Parcel| {
        let first = parcel.lines.first().map(|part| part.line_id.as_str());
        let line = order
            .lines
            .iter()
            .find(|line| Some(line.line_id.as_str()) == first);
        line.is_some_and(|line| line.seller_id == seller)
    };
    order.parcels.iter().filter(is_of).count()
}

/// What of a seller's lines neither shipped nor is held, cancelled or out of stock.
fn free_lines(order: Option<&Order>, seller: &str, stock: StockState) -> Vec<LineQuantity> {
    let free = |line: &Line| {
        line.quantity - line.cancelled_quantity - line.shipped_quantity - line.requested_quantity
    };
    let lines = order.iter().flat_map(|order| &order.lines);
    lines
        .filter(|line| line.seller_id == seller && line.stock_state() == stock && free(line) > 0)
        .map(|line| LineQuantity {
            line_id: line.line_id.clone(),
            quantity: free(line),
        })
        .collect()
}

/// Leaves the last line, or the half of a single one, for another parcel.
fn halve(lines: &mut Vec<LineQuantity>) {
    match lines.as_mut_slice() {
        [only] if only.quantity > 1 => only.quantity /= 2,
        [_, _, ..] => lines.truncate(lines.len() - 1),
        _ => {}
    }
}
