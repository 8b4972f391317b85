//! May the order or its address still be changed?

use redress_contracts::redress::orders::v1::{OrderState, SellerTerms};
use redress_contracts::redress::policies::v1::Outcome;
use redress_policy::Topic;

use super::Answer;
use crate::domain::cases::moment;
use crate::domain::records::Records;

/// Until something ships, where the pack has a rule for it; with what cancelling would come to beside it.
pub fn may_change(records: &Records) -> Answer {
    let order = &records.order;
    let rule = records.pack.cases.iter().find(|case| case.topic == Topic::Change);
    let has_shipped = order.lines.iter().any(|line| line.shipped_quantity > 0);
    let (may, change) = match (order.state(), rule) {
        (OrderState::Cancelled, _) => (false, "No: the order was cancelled."),
        _ if has_shipped => (
            false,
            "No: some of it has shipped. What was delivered can be asked to be returned.",
        ),
        (_, None) => (false, "No: the shop's policy has no rule for changing an order."),
        (_, Some(_)) => (
            true,
            "Yes: address and lines can be changed until it ships; the difference in price is settled.",
        ),
    };
    let sellers = order.terms.iter().flat_map(|terms| &terms.sellers);
    let cancelling = if order.state() == OrderState::Cancelled {
        ""
    } else {
        cancelling(sellers.clone())
    };
    let closes = sellers.clone().filter_map(|terms| terms.window_close_time);
    let rule = rule.iter().flat_map(|rule| rule.clauses.iter());
    Answer::of(may, format!("{change}{cancelling}"))
        .record(order.order_id.clone())
        .citing(rule.map(ToString::to_string))
        .citing(sellers.clone().flat_map(|terms| &terms.clause_ids))
        .at(closes.min_by_key(|time| moment(Some(time))))
}

/// What cancelling would come to now, over all sellers of the order.
fn cancelling<'a>(sellers: impl Iterator<Item = &'a SellerTerms> + Clone) -> &'static str {
    let is_any = |outcome: Outcome| sellers.clone().any(|terms| terms.cancel_outcome() == outcome);
    if is_any(Outcome::Allowed) {
        " It can be cancelled now."
    } else if is_any(Outcome::NeedsPlatform) || is_any(Outcome::NeedsSeller) {
        " A cancellation can be asked for; a person decides on it."
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use redress_contracts::redress::orders::v1::OrderTerms;

    use super::super::samples::{hour, pack, records};
    use super::*;

    fn with(state: OrderState, shipped_quantity: i32, cancel: Outcome) -> Records {
        let mut records = records();
        records.order.state = state.into();
        records.order.lines[0].shipped_quantity = shipped_quantity;
        records.order.terms = Some(OrderTerms {
            sellers: vec![SellerTerms {
                cancel_outcome: cancel.into(),
                window_close_time: hour(24),
                clause_ids: vec!["KW-08".to_owned()],
                ..SellerTerms::default()
            }],
            ..OrderTerms::default()
        });
        records
    }

    #[test]
    fn an_order_may_be_changed_until_it_ships() {
        let table = [
            (
                OrderState::Paid,
                0,
                Outcome::Allowed,
                true,
                "Yes: address",
                "It can be cancelled now.",
            ),
            (
                OrderState::Placed,
                0,
                Outcome::NeedsPlatform,
                true,
                "Yes: address",
                "a person decides on it.",
            ),
            (
                OrderState::PartlyShipped,
                1,
                Outcome::Refused,
                false,
                "No: some of it has shipped",
                "returned.",
            ),
            (
                OrderState::Delivered,
                2,
                Outcome::Refused,
                false,
                "No: some of it has shipped",
                "returned.",
            ),
            (
                OrderState::Cancelled,
                0,
                Outcome::Allowed,
                false,
                "No: the order was cancelled",
                "cancelled.",
            ),
        ];
        for (state, shipped, cancel, applies, begins, ends) in table {
            let answer = may_change(&with(state, shipped, cancel));
            assert_eq!(answer.applies, applies, "{state:?}");
            assert!(
                answer.text.starts_with(begins) && answer.text.ends_with(ends),
                "{}",
                answer.text
            );
            assert_eq!(answer.clause_ids, ["KW-17", "KW-08"]);
            assert_eq!(
                (answer.record_ids, answer.relevant_time),
                (vec!["ord_1".to_owned()], hour(24))
            );
        }
    }

    #[test]
    fn without_a_rule_nothing_may_be_changed() {
        let bare = Records {
            pack: pack("rma-shop"),
            ..with(OrderState::Paid, 0, Outcome::Refused)
        };
        assert!(!may_change(&bare).applies);
        assert!(may_change(&bare).text.contains("no rule"));
    }
}
