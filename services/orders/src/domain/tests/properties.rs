//! What holds after any sequence of commands, those that were refused included.

use proptest::prelude::*;
use redress_policy::{Outcome, Party};

use super::samples::{
    approve, cancel, confirm, decision, deliver, line, now, open, placed, quantities, ship,
};
use crate::domain::cancellation::Cancellation;
use crate::domain::debt::Cause;
use crate::domain::line::Line;
use crate::domain::order::Order;
use crate::domain::payment::Payment;
use crate::domain::rejection::Rejection;

#[derive(Clone, Debug)]
enum Command {
    Confirm(usize),
    Ship(usize, i64),
    Deliver(usize),
    Cancel(usize, i64),
    Ask(usize, i64),
    Decide(bool),
    Withdraw,
    Resize(usize, i64),
    Add(i64),
    RunOut(usize),
    Wait,
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => (0_usize..4).prop_map(Command::Confirm),
        2 => (0_usize..3, 1_i64..3).prop_map(|(line, units)| Command::Ship(line, units)),
        1 => (0_usize..3).prop_map(Command::Deliver),
        2 => (0_usize..3, 1_i64..3).prop_map(|(line, units)| Command::Cancel(line, units)),
        2 => (0_usize..3, 1_i64..3).prop_map(|(line, units)| Command::Ask(line, units)),
        2 => any::<bool>().prop_map(Command::Decide),
        1 => Just(Command::Withdraw),
        2 => (0_usize..3, 0_i64..6).prop_map(|(line, units)| Command::Resize(line, units)),
        1 => (1_i64..4).prop_map(Command::Add),
        1 => (0_usize..3).prop_map(Command::RunOut),
        1 => Just(Command::Wait),
    ]
}

/// An order, the cancellations that wait, and what was owed so far.
struct Book {
    order: Order,
    waiting: Vec<(Cancellation, redress_policy::Decision)>,
    owed_minor: i64,
    /// A cancellation that was decided on has come to nothing.
    has_refused: bool,
}

impl Book {
    /// Applies a command to a copy, as a transaction does: one that is refused leaves nothing behind.
    fn apply(&mut self, command: &Command) -> Result<(), Rejection> {
        let mut order = self.order.clone();
        let mut waiting = self.waiting.clone();
        let owed = step(&mut order, &mut waiting, command)?;
        let has_refused = self.has_refused || matches!(command, Command::Decide(false) | Command::Withdraw);
        *self = Self {
            order,
            waiting,
            owed_minor: self.owed_minor + owed,
            has_refused,
        };
        Ok(())
    }
}

fn step(
    order: &mut Order,
    waiting: &mut Vec<(Cancellation, redress_policy::Decision)>,
    command: &Command,
) -> Result<i64, Rejection> {
    let id = |order: &Order, at: usize| order.lines[at % order.lines.len()].line_id.clone();
    match *command {
        Command::Confirm(at) => {
            let payment = order.payments[at % order.payments.len()].payment_id.clone();
            confirm(order, &payment)?;
        }
        Command::Ship(at, units) => ship(order, &[(&id(order, at), units)])?,
        Command::Deliver(at) => {
            let parcel = order
                .parcels
                .get(at)
                .map(|parcel| parcel.parcel_id.clone())
                .unwrap_or_default();
            match parcel.as_str() {
                "" => deliver(order)?,
                parcel => order.deliver(parcel, now(), false).map(drop)?,
            }
        }
        Command::Cancel(at, units) => return cancel(order, &[(&id(order, at), units)]),
        Command::Ask(at, units) => {
            let lines = [(&*id(order, at), units)];
            let decision = decision(order, &quantities(&lines), Outcome::NeedsPlatform);
            waiting.push((open(order, &lines, &decision)?, decision));
        }
        Command::Decide(is_approved) => {
            let Some((mut case, decision)) = waiting.pop() else {
                return Ok(0);
            };
            if is_approved {
                return approve(&mut case, order, &decision);
            }
            case.refuse(order, Party::Platform, "No.", now());
        }
        Command::Withdraw => {
            let Some((mut case, _)) = waiting.pop() else {
                return Ok(0);
            };
            case.withdraw(order, Party::Buyer)?;
        }
        Command::Resize(at, units) => {
            return resize(order, &quantities(&[(&id(order, at), units)]), Vec::new());
        }
        Command::Add(units) => {
            let id = format!("n{}", order.lines.len());
            return resize(order, &[], vec![line(&id, units, 500)]);
        }
        Command::RunOut(at) => {
            let lines = order.check_out_of_stock(&[id(order, at)], None)?;
            order.mark_out_of_stock(&lines, None, None);
        }
        Command::Wait => {
            let lines = order.check_choice(&[])?;
            order.wait_for_stock(&lines);
        }
    }
    Ok(0)
}

fn resize(
    order: &mut Order,
    changes: &[crate::domain::line::LineQuantity],
    added: Vec<Line>,
) -> Result<i64, Rejection> {
    order.check_changeable()?;
    let changes = order.check_line_changes(changes, added)?;
    let mut owed = 0;
    if !changes.fewer.is_empty() {
        if !order.is_unpaid() {
            let decision = decision(order, &changes.fewer, Outcome::Allowed);
            let shipping = order.freed_shipping_minor(&changes.fewer);
            let cause = Cause {
                word: "change",
                id: "dec_1",
                decision_id: "dec_1",
                payout: None,
            };
            if let Some(refund) = order.payable(&decision, &changes.fewer, shipping) {
                owed = refund.amount_minor;
                let debts = order.debts(cause, &decision, &refund, None);
                order.note_debts(&debts);
            }
        }
        order.take_off(&changes.fewer)?;
    }
    let cost = order.put_on(&changes.more, changes.additions)?;
    order.owe(cost, None)?;
    order.settle_state();
    Ok(owed)
}

fn check(book: &Book) -> Result<(), TestCaseError> {
    let order = &book.order;
    for line in &order.lines {
        prop_assert!(
            line.cancelled_quantity >= 0 && line.requested_quantity >= 0 && line.free_quantity() >= 0
        );
        prop_assert!((0..=line.shipped_quantity).contains(&line.delivered_quantity));
        prop_assert!(line.captured_minor >= 0 && line.waived_minor >= 0 && line.open_minor() >= 0);
    }
    let held: i64 = order.lines.iter().map(|line| line.requested_quantity).sum();
    let asked: i64 = book
        .waiting
        .iter()
        .flat_map(|(case, _)| &case.lines)
        .map(|line| line.quantity)
        .sum();
    prop_assert_eq!(held, asked);
    let due: i64 = order.payments.iter().map(Payment::due_minor).sum();
    prop_assert_eq!(due, order.total_minor);
    let captured: i64 = order
        .payments
        .iter()
        .filter_map(|payment| payment.captured_minor)
        .sum();
    let spread: i64 =
        order.lines.iter().map(|line| line.captured_minor).sum::<i64>() + order.shipping_captured_minor;
    prop_assert_eq!(captured, spread);
    prop_assert!(
        book.owed_minor <= captured,
        "{} owed of {}",
        book.owed_minor,
        captured
    );
    let is_gone = order.lines.iter().all(|line| line.live_quantity() == 0);
    if is_gone {
        // A stored decision splits a line as it stood then; what was refused since leaves at most its rounding behind.
        let rounding = if book.has_refused {
            3 * order.lines.len() as i64
        } else {
            0
        };
        prop_assert!(
            book.owed_minor + rounding >= captured,
            "{} of {captured} is owed back",
            book.owed_minor
        );
        prop_assert_eq!(order.unconfirmed_minor(), 0);
    } else {
        let open: i64 = order.lines.iter().map(Line::open_minor).sum::<i64>() + order.open_shipping_minor();
        prop_assert_eq!(order.unconfirmed_minor(), open);
    }
    let mut again = order.clone();
    again.settle_state();
    prop_assert_eq!(again.state, order.state);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn units_and_money_add_up_after_any_commands(commands in prop::collection::vec(command(), 1..25)) {
        let mut book = Book { order: placed(), waiting: Vec::new(), owed_minor: 0, has_refused: false };
        for command in &commands {
            // A refusal is an answer too: it must leave everything as it was.
            let _ = book.apply(command);
            check(&book)?;
        }
    }
}
