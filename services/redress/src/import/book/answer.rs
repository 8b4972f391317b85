//! What answers of the suite mean for the import.

use redress_contracts::redress::orders::v1::{Order, PlaceOrderRequest};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

/// Whether an order of the book is the one that is told of: same buyer, same lines at the same price.
pub(super) fn is_same(order: &Order, told: &PlaceOrderRequest) -> bool {
    order.buyer_id == told.buyer_id
        && order.lines.len() == told.lines.len()
        && told.lines.iter().all(|line| {
            order.lines.iter().any(|own| {
                own.line_id == line.line_id
                    && own.seller_id == line.seller_id
                    && own.sku == line.sku
                    && own.quantity == line.quantity
                    && own.unit_price == line.unit_price
            })
        })
}

pub(super) fn is_temporary(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable | Code::Aborted | Code::ResourceExhausted | Code::DeadlineExceeded
    )
}

pub(super) fn away(name: &str, status: &Status) -> anyhow::Error {
    anyhow::anyhow!("{}", refusal(name, status))
        .context("the import stopped; run the same command again and it goes on where it stopped")
}

/// A refused step in one line: the bad fields where there are any, else the answer's own words.
pub(super) fn refusal(name: &str, status: &Status) -> String {
    let fields = status.get_details_bad_request().map(|bad| bad.field_violations);
    let fields: Vec<String> = fields
        .unwrap_or_default()
        .iter()
        .map(|bad| format!("{} {}", bad.field, bad.description))
        .collect();
    if fields.is_empty() {
        format!("{name}: {}", status.message())
    } else {
        format!("{name}: {}", fields.join("; "))
    }
}
