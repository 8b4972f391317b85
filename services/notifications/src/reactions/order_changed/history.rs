//! What happened long before it was recorded, as in an order history that is brought in: it is known, and nobody is written
//! to about it.

use prost_types::Timestamp;
use redress_contracts::redress::orders::v1 as pb;

use crate::domain::change::OrderChange;

/// After so many days something is no news any more.
const NEWS_DAYS: i64 = 30;

/// Whether what the event tells had happened long before it was recorded.
pub(super) fn is_history(change: OrderChange, message: &pb::OrderChanged) -> bool {
    let (Some(order), Some(recorded)) = (&message.order, message.change_time) else {
        return false;
    };
    happened(change, order).is_some_and(|time| recorded.seconds - time.seconds > NEWS_DAYS * 86_400)
}

/// When it happened, where an order says so.
fn happened(change: OrderChange, order: &pb::Order) -> Option<Timestamp> {
    let latest = |times: &mut dyn Iterator<Item = Timestamp>| times.max_by_key(|time| time.seconds);
    match change {
        OrderChange::Placed => order.place_time,
        OrderChange::Paid => latest(&mut order.payments.iter().filter_map(|payment| payment.confirm_time)),
        OrderChange::Shipped => latest(&mut order.parcels.iter().filter_map(|parcel| parcel.ship_time)),
        OrderChange::Delivered => latest(&mut order.parcels.iter().filter_map(|parcel| parcel.deliver_time)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(days_ago: i64) -> pb::OrderChanged {
        let at = |seconds| Some(Timestamp { seconds, nanos: 0 });
        let now = 2_000_000_000;
        pb::OrderChanged {
            change_time: at(now),
            order: Some(pb::Order {
                parcels: vec![pb::Parcel {
                    ship_time: at(now - days_ago * 86_400),
                    ..pb::Parcel::default()
                }],
                ..pb::Order::default()
            }),
            ..pb::OrderChanged::default()
        }
    }

    #[test]
    fn only_what_was_recorded_long_after_it_happened_is_history() {
        assert!(!is_history(OrderChange::Shipped, &shipped(0)));
        assert!(!is_history(OrderChange::Shipped, &shipped(30)));
        assert!(is_history(OrderChange::Shipped, &shipped(31)));
        assert!(
            !is_history(OrderChange::Delivered, &shipped(31)),
            "it was not delivered"
        );
        assert!(
            !is_history(OrderChange::LinesChanged, &shipped(31)),
            "it happened when it was recorded"
        );
    }
}
