//! The order book's words on the wire.

use redress_contracts::redress::orders::v1 as pb;
use redress_policy::PaymentKind;

use crate::domain::words::{CancellationState, OrderState, StockState};

pub(crate) fn order_state_to_wire(state: OrderState) -> pb::OrderState {
    match state {
        OrderState::Placed => pb::OrderState::Placed,
        OrderState::Paid => pb::OrderState::Paid,
        OrderState::PartlyShipped => pb::OrderState::PartlyShipped,
        OrderState::Shipped => pb::OrderState::Shipped,
        OrderState::Delivered => pb::OrderState::Delivered,
        OrderState::Cancelled => pb::OrderState::Cancelled,
    }
}

/// `None` for the unspecified state.
pub(crate) fn order_state_from_wire(state: pb::OrderState) -> Option<OrderState> {
    OrderState::ALL
        .iter()
        .copied()
        .find(|word| order_state_to_wire(*word) == state)
}

pub(crate) fn stock_to_wire(stock: StockState) -> pb::StockState {
    match stock {
        StockState::InStock => pb::StockState::Unspecified,
        StockState::OutOfStock => pb::StockState::OutOfStock,
        StockState::BackOrder => pb::StockState::BackOrder,
        StockState::Refunded => pb::StockState::Refunded,
    }
}

pub(crate) fn cancellation_state_to_wire(state: CancellationState) -> pb::CancellationState {
    match state {
        CancellationState::AwaitingPlatform => pb::CancellationState::AwaitingPlatform,
        CancellationState::AwaitingSeller => pb::CancellationState::AwaitingSeller,
        CancellationState::Approved => pb::CancellationState::Approved,
        CancellationState::Refused => pb::CancellationState::Refused,
        CancellationState::Withdrawn => pb::CancellationState::Withdrawn,
        CancellationState::Refunded => pb::CancellationState::Refunded,
        CancellationState::Disputed => pb::CancellationState::Disputed,
    }
}

/// `None` for the unspecified state.
pub(crate) fn cancellation_state_from_wire(state: pb::CancellationState) -> Option<CancellationState> {
    CancellationState::ALL
        .iter()
        .copied()
        .find(|word| cancellation_state_to_wire(*word) == state)
}

pub(crate) fn payment_kind_to_wire(kind: PaymentKind) -> pb::PaymentKind {
    match kind {
        PaymentKind::Card => pb::PaymentKind::Card,
        PaymentKind::Cash => pb::PaymentKind::Cash,
        PaymentKind::BankDeposit => pb::PaymentKind::BankDeposit,
        PaymentKind::EWallet => pb::PaymentKind::EWallet,
        PaymentKind::DigitalWallet => pb::PaymentKind::DigitalWallet,
    }
}

/// `None` for the unspecified kind.
pub(crate) fn payment_kind_from_wire(kind: pb::PaymentKind) -> Option<PaymentKind> {
    PaymentKind::ALL
        .iter()
        .copied()
        .find(|word| payment_kind_to_wire(*word) == kind)
}
