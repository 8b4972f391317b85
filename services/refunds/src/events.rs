//! The kinds of events that this context tells and hears, as the contracts name them.

/// A refund was created, changed its state or became overdue: `redress.refunds.v1.RefundChanged`.
pub const REFUND_CHANGED: &str = "refunds.refund_changed";
/// What was owed could not become a refund: `redress.refunds.v1.RefundRejected`.
pub const REFUND_REJECTED: &str = "refunds.refund_rejected";
/// A payment was captured: `redress.orders.v1.PaymentConfirmed`.
pub const PAYMENT_CONFIRMED: &str = "orders.payment_confirmed";
/// The order book owes the buyer money: `redress.orders.v1.RefundOwed`.
pub const REFUND_OWED: &str = "orders.refund_owed";
/// The same for a return, from the returns context: `redress.orders.v1.RefundOwed`.
pub const RETURN_REFUND_OWED: &str = "returns.refund_owed";
