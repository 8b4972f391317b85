//! The kinds of events that this context tells and hears, as the contracts name them.

/// A piece of evidence was added, judged or erased: `redress.evidence.v1.EvidenceChanged`.
pub const EVIDENCE_CHANGED: &str = "evidence.evidence_changed";
/// Something happened in an order: `redress.orders.v1.OrderChanged`.
pub const ORDER_CHANGED: &str = "orders.order_changed";
/// Something happened in a return: `redress.returns.v1.ReturnChanged`.
pub const RETURN_CHANGED: &str = "returns.return_changed";
