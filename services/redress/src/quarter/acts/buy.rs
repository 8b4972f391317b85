//! Buyers before shipping: second thoughts, impatience, an answer to what is out of stock, another address, fewer units.

use super::super::book::File;
use super::super::fate::{StockAnswer, Trouble};
use super::super::world::World;
use super::place::address;
use super::sell::{asking, cancel};
use redress_contracts::redress::orders::v1::{
    CancelOrderRequest, CancellationState, ChangeAddressRequest, ChangeLinesRequest, ChooseOutOfStockRequest,
    LineChange, LineQuantity, OrderState, PaymentKind, PayoutDetails, StockChoice, StockState,
    WithdrawCancellationRequest,
};
use redress_contracts::redress::policies::v1::{Ground, Party};

/// How long a buyer who says nothing is silent.
const SILENCE: u32 = 6;

/// What the buyer does with the order today, before shipping.
pub async fn act(world: &World, file: &mut File) {
    let Some(age) = file.age() else { return };
    match file.fate.trouble {
        Trouble::SecondThoughts { after, in_part, .. } if age == after => {
            change_mind(world, file, in_part).await;
        }
        Trouble::SecondThoughts {
            after, relents: true, ..
        } if age == after + 1 => relent(world, file).await,
        Trouble::Impatience if age == file.fate.promised_days + 2 => lose_patience(world, file).await,
        Trouble::OutOfStock { answer } => answer_stock(world, file, (answer, age)).await,
        Trouble::NewAddress if age == 1 => move_house(world, file).await,
        Trouble::FewerUnits if age == 1 => take_fewer(world, file).await,
        Trouble::NeverMind if age == 2 => change_mind(world, file, false).await,
        _ => {}
    }
}

async fn change_mind(world: &World, file: &mut File, in_part: bool) {
    let request = CancelOrderRequest {
        requested_by: Party::Buyer.into(),
        ground: Ground::ChangeOfMind.into(),
        lines: if in_part { vec![one_unit()] } else { Vec::new() },
        payout: wallet(file),
        ..asking(file)
    };
    cancel(world, file, "cancel by second thoughts", request).await;
}

async fn lose_patience(world: &World, file: &mut File) {
    let request = CancelOrderRequest {
        requested_by: Party::Buyer.into(),
        ground: Ground::LateShipment.into(),
        payout: wallet(file),
        ..asking(file)
    };
    cancel(world, file, "cancel for lateness", request).await;
}

fn one_unit() -> LineQuantity {
    LineQuantity {
        line_id: "1".to_owned(),
        quantity: 1,
    }
}

/// Half of the buyers whose way of paying takes no money back say at once where it should go.
fn wallet(file: &File) -> Option<PayoutDetails> {
    let needs_one = file.fate.shop.id == "kajivap"
        && matches!(file.fate.payment, PaymentKind::Cash | PaymentKind::BankDeposit);
    (needs_one && file.fate.number.is_multiple_of(2)).then(|| PayoutDetails {
        kind: "gcash".to_owned(),
        account: "09170000001".to_owned(),
        holder: "A. Buyer".to_owned(),
        ..PayoutDetails::default()
    })
}

async fn relent(world: &World, file: &mut File) {
    let waits = |state| {
        matches!(
            state,
            CancellationState::AwaitingPlatform | CancellationState::AwaitingSeller
        )
    };
    let Some(place) = file.cancellations.iter().position(|case| waits(case.now.state())) else {
        return;
    };
    let request = WithdrawCancellationRequest {
        request_id: file.request_id(),
        cancellation_id: file.cancellations[place].now.cancellation_id.clone(),
        requested_by: Party::Buyer.into(),
        ..WithdrawCancellationRequest::default()
    };
    let reply = world.orders().withdraw_cancellation(request).await;
    if let Some(cancellation) = file.take("withdraw a cancellation", reply) {
        let day = file.day;
        file.cancellations[place].see(cancellation, day);
    }
}

async fn answer_stock(world: &World, file: &mut File, (answer, age): (StockAnswer, u32)) {
    let (day, choice) = match answer {
        StockAnswer::Wait(_) => (2, StockChoice::Wait),
        StockAnswer::Refund => (2, StockChoice::Refund),
        StockAnswer::Silence => (SILENCE, StockChoice::Refund),
    };
    let is_asked = file.order.iter().flat_map(|order| &order.lines).any(|line| {
        line.stock_state() == StockState::OutOfStock
            && line.quantity > line.cancelled_quantity + line.shipped_quantity
    });
    if age != day || !is_asked {
        return;
    }
    let request = ChooseOutOfStockRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        choice: choice.into(),
        ..ChooseOutOfStockRequest::default()
    };
    let reply = world.orders().choose_out_of_stock(request).await;
    if let Some(order) = file.take("choose what to do without stock", reply) {
        file.saw_order(order);
    }
}

async fn move_house(world: &World, file: &mut File) {
    let request = ChangeAddressRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        requested_by: Party::Buyer.into(),
        shipping_address: Some(address(file, "2 Harbour Road")),
        ..ChangeAddressRequest::default()
    };
    let reply = world.orders().change_address(request).await;
    if let Some(order) = file.take("change the address", reply) {
        file.saw_order(order);
    }
}

async fn take_fewer(world: &World, file: &mut File) {
    let is_open = matches!(file.state(), OrderState::Placed | OrderState::Paid);
    let first = file.order.iter().flat_map(|order| &order.lines).next();
    let left = first.map_or(0, |line| line.quantity - line.cancelled_quantity);
    if !is_open || left < 2 {
        return;
    }
    let request = ChangeLinesRequest {
        request_id: file.request_id(),
        order_id: file.order_id(),
        requested_by: Party::Buyer.into(),
        changes: vec![LineChange {
            line_id: "1".to_owned(),
            quantity: left - 1,
        }],
        ..ChangeLinesRequest::default()
    };
    let reply = world.orders().change_lines(request).await;
    if let Some(order) = file.take("take fewer", reply) {
        file.saw_order(order);
    }
}
