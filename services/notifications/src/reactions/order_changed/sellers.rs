//! The sellers that an event of an order concerns.

use redress_contracts::redress::orders::v1 as pb;

use crate::domain::change::OrderChange;

/// What evidence may be given for, each with its sellers: the cancellation and the dispute, and the order itself when its
/// lines are new.
pub(super) fn concerned(change: OrderChange, message: &pb::OrderChanged) -> Vec<(String, Vec<String>)> {
    let Some(order) = &message.order else {
        return Vec::new();
    };
    let mut concerned = Vec::new();
    if matches!(change, OrderChange::Placed | OrderChange::LinesChanged) {
        concerned.push((order.order_id.clone(), sellers_of(order, &[])));
    }
    let own = sellers(message, order);
    let cancellation = message.cancellation.as_ref();
    concerned.extend(cancellation.map(|found| (found.cancellation_id.clone(), own.clone())));
    let dispute = message.dispute.as_ref();
    concerned.extend(dispute.map(|found| (found.dispute_id.clone(), own)));
    concerned
}

/// The sellers of the lines that a cancellation or the event names; all of the order's when neither names any.
pub(super) fn sellers(message: &pb::OrderChanged, order: &pb::Order) -> Vec<String> {
    let of_cancellation = message
        .cancellation
        .iter()
        .flat_map(|cancellation| &cancellation.lines);
    let mut line_ids: Vec<&str> = of_cancellation.map(|line| line.line_id.as_str()).collect();
    line_ids.extend(message.line_ids.iter().map(String::as_str));
    sellers_of(order, &line_ids)
}

/// The sellers of these lines; of all when none is named.
fn sellers_of(order: &pb::Order, line_ids: &[&str]) -> Vec<String> {
    let concerned = |line: &&pb::Line| line_ids.is_empty() || line_ids.contains(&line.line_id.as_str());
    let mut sellers: Vec<_> = order
        .lines
        .iter()
        .filter(concerned)
        .map(|line| line.seller_id.clone())
        .collect();
    sellers.sort_unstable();
    sellers.dedup();
    sellers
}
