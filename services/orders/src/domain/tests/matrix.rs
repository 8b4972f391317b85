//! Every state against every command, through one `check`.

use redress_policy::{Outcome, Party};

use super::samples::{
    approve, cancel, confirm, decision, deliver, in_state, now, open, placed, quantities, ship,
};
use crate::domain::cancellation::Cancellation;
use crate::domain::order::Order;
use crate::domain::rejection::Rejection;
use crate::domain::words::{CancellationState, OrderState, StockState};

/// What a command comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Done,
    /// The state does not allow it.
    State,
    /// Something else stands in the way.
    Stop,
    /// Somebody else may.
    Party,
}
use Kind::{Done, Party as Other, State, Stop};

fn kind<T>(result: Result<T, Rejection>) -> Kind {
    match result {
        Ok(_) => Done,
        Err(Rejection::IllegalState { .. }) => State,
        Err(Rejection::Precondition { .. }) => Stop,
        Err(Rejection::WrongParty { .. }) => Other,
        Err(other) => panic!("an unexpected rejection: {other:?}"),
    }
}

type OnCase = Command<(Order, Cancellation)>;
type Command<T> = (&'static str, fn(&mut T) -> Kind);

fn check<S: Copy + std::fmt::Debug, T>(states: &[S], make: impl Fn(S) -> T, rows: &[(Command<T>, &[Kind])]) {
    for ((name, command), expected) in rows {
        assert_eq!(states.len(), expected.len(), "{name}");
        for (state, expected) in states.iter().zip(*expected) {
            let mut subject = make(*state);
            assert_eq!(command(&mut subject), *expected, "{name} in {state:?}");
        }
    }
}

#[test]
fn each_state_of_an_order_allows_what_it_should_and_nothing_else() {
    // Placed, paid, partly shipped, shipped, delivered, cancelled.
    let rows: [(Command<Order>, &[Kind]); 8] = [
        (
            ("confirm", |order| kind(confirm(order, "p1"))),
            &[Done, Done, Done, Done, Done, State],
        ),
        (
            ("ship all", |order| kind(ship(order, &[]))),
            &[Stop, Done, Done, State, State, State],
        ),
        (
            ("ship one", |order| kind(ship(order, &[("1", 1)]))),
            &[Stop, Done, Done, State, State, State],
        ),
        (
            ("deliver", |order| kind(deliver(order))),
            &[State, State, Done, Done, Done, State],
        ),
        (
            ("cancel one", |order| kind(cancel(order, &[("1", 1)]))),
            &[Done, Done, Done, Stop, Stop, State],
        ),
        (
            ("change", |order| kind(order.check_changeable())),
            &[Done, Done, State, State, State, State],
        ),
        (
            ("run out of stock", |order| {
                kind(order.check_out_of_stock(&["1".to_owned()], None))
            }),
            &[Done, Done, Done, State, State, State],
        ),
        (
            ("choose", |order| kind(order.check_choice(&[]))),
            &[Stop, Stop, Stop, Stop, Stop, Stop],
        ),
    ];
    check(OrderState::ALL, in_state, &rows);
}

/// An order and a cancellation of two of its units in a state.
fn case(state: CancellationState) -> (Order, Cancellation) {
    use CancellationState::{
        Approved, AwaitingPlatform, AwaitingSeller, Disputed, Refunded, Refused, Withdrawn,
    };
    let mut order = in_state(OrderState::Paid);
    let outcome = if state == AwaitingSeller {
        Outcome::NeedsSeller
    } else {
        Outcome::NeedsPlatform
    };
    let decision = decision(&order, &quantities(&[("1", 2)]), outcome);
    let mut cancellation = open(&mut order, &[("1", 2)], &decision).unwrap();
    match state {
        AwaitingPlatform | AwaitingSeller => {}
        Approved | Refunded => {
            approve(&mut cancellation, &mut order, &decision).unwrap();
        }
        Refused => cancellation.refuse(&mut order, Party::Platform, "No.", now()),
        Withdrawn => cancellation.withdraw(&mut order, Party::Buyer).unwrap(),
        Disputed => cancellation.state = Disputed,
    }
    cancellation.state = state;
    (order, cancellation)
}

#[test]
fn each_state_of_a_cancellation_lets_the_right_party_end_it() {
    // Awaiting the platform, awaiting the seller, approved, refused, withdrawn, refunded, disputed.
    let rows: [(OnCase, &[Kind]); 4] = [
        (
            ("platform decides", |(_, case)| {
                kind(case.check_decider(Party::Platform))
            }),
            &[Done, Other, State, State, State, State, State],
        ),
        (
            ("seller decides", |(_, case)| {
                kind(case.check_decider(Party::Seller))
            }),
            &[Other, Done, State, State, State, State, State],
        ),
        (
            ("buyer withdraws", |(order, case)| {
                kind(case.withdraw(order, Party::Buyer))
            }),
            &[Done, Done, State, State, State, State, State],
        ),
        (
            ("seller withdraws", |(order, case)| {
                kind(case.withdraw(order, Party::Seller))
            }),
            &[Other, Other, State, State, State, State, State],
        ),
    ];
    check(CancellationState::ALL, case, &rows);
}

#[test]
fn units_that_wait_are_held_and_free_or_cancelled_afterwards() {
    for (ended, cancelled, free) in [
        (CancellationState::AwaitingPlatform, 0, 1),
        (CancellationState::Refused, 0, 3),
        (CancellationState::Withdrawn, 0, 3),
        (CancellationState::Approved, 2, 1),
    ] {
        let (order, _) = case(ended);
        let line = &order.lines[0];
        assert_eq!(
            (line.cancelled_quantity, line.free_quantity()),
            (cancelled, free),
            "{ended:?}"
        );
        assert_eq!(line.requested_quantity, 3 - cancelled - free, "{ended:?}");
    }
}

#[test]
fn what_is_out_of_stock_does_not_ship_until_the_buyer_waits() {
    let mut order = in_state(OrderState::Paid);
    let lines = order.check_out_of_stock(&["2".to_owned()], None).unwrap();
    order.mark_out_of_stock(&lines, None, None);
    assert_eq!(kind(ship(&mut order, &[("2", 1)])), Stop);
    assert_eq!(kind(order.check_out_of_stock(&["2".to_owned()], None)), Stop);
    assert_eq!(order.check_choice(&[]).unwrap(), lines);
    order.wait_for_stock(&lines);
    ship(&mut order, &[("2", 1)]).unwrap();
    assert_eq!(order.lines[1].stock, StockState::InStock);
}

#[test]
fn a_seller_means_their_own_lines_only() {
    let mut order = placed();
    order.lines[1].seller_id = "sel_b".to_owned();
    assert_eq!(
        order.asked_lines(&[], Some("sel_b")).unwrap(),
        quantities(&[("2", 1)])
    );
    assert!(matches!(
        order.asked_lines(&quantities(&[("1", 1)]), Some("sel_b")),
        Err(Rejection::Fields(_))
    ));
    assert_eq!(kind(order.asked_lines(&[], Some("sel_z"))), Stop);
}

#[test]
fn shipping_of_the_whole_goes_once_with_the_last_unit() {
    let mut order = in_state(OrderState::Paid);
    let total: i64 = order.total_minor;
    let parts = [("1", 1), ("2", 1), ("1", 2)].map(|part| cancel(&mut order, &[part]).unwrap());
    assert_eq!(parts.iter().sum::<i64>(), total);
    assert_eq!(
        (order.state, order.is_shipping_freed),
        (OrderState::Cancelled, true)
    );
}
