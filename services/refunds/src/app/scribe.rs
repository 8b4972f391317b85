//! Writes what the domain decided: the refund's row, the payment's money, the journal, the next call, the due-time alarm
//! and the events, all in the transaction it is given. There is no other way in which a refund changes.

use chrono::TimeDelta;
use prost::Message as _;
use redress_db::{Event, NewDeadline, Tx};

use crate::config::Config;
use crate::convert;
use crate::deadlines::REFUND_DUE;
use crate::domain::ledger;
use crate::domain::refund::{Opened, Refund, Take};
use crate::domain::transition::{Command, NextCall, Patience, Transition};
use crate::domain::words::{Announcement, CallKind, Movement};
use crate::error::Error;
use crate::events;
use crate::store::{self, NewJournal};

/// Writes decisions. `trace_parent` is of whatever caused them.
#[derive(Clone, Debug)]
pub struct Scribe {
    patience: Patience,
    trace_parent: Option<String>,
    check_in_code: bool,
}

impl Scribe {
    pub(super) fn new(config: &Config, trace_parent: Option<String>) -> Scribe {
        Scribe {
            patience: config.patience(),
            trace_parent,
            check_in_code: config.check_in_code,
        }
    }

    /// Whether the program checks what is left before the database does.
    pub fn checks_in_code(&self) -> bool {
        self.check_in_code
    }

    /// Decides a command on a refund and writes what follows.
    ///
    /// # Errors
    /// A rejection, [`Error::Conflict`] when the refund was changed meanwhile, or the database's.
    pub fn decide(&self, tx: &mut Tx, before: &Refund, command: Command) -> Result<Refund, Error> {
        let transition = before.decide(command, &self.patience, tx.now())?;
        if !store::refund_update(tx.conn(), &transition.refund)? {
            return Err(Error::Conflict);
        }
        let takes = match transition.movements.is_empty() {
            true => Vec::new(),
            false => store::take_list(tx.conn(), &before.id)?,
        };
        if transition.refund.is_paid() {
            tx.cancel_deadlines(&before.id, &[REFUND_DUE]);
        }
        self.follow(tx, &transition, &takes)?;
        Ok(transition.refund)
    }

    /// Writes an opened refund.
    ///
    /// # Errors
    /// The database's: a check violation when not enough is left.
    pub fn open(&self, tx: &mut Tx, opened: &Opened) -> Result<(), Error> {
        let refund = &opened.transition.refund;
        let takes: Vec<_> = opened
            .takes
            .iter()
            .map(|Take { line_id, minor, .. }| (line_id.clone(), *minor))
            .collect();
        store::refund_insert(tx.conn(), refund)?;
        store::take_insert(tx.conn(), &refund.id, &opened.takes)?;
        if let Some(payout) = &opened.payout {
            store::payout_insert(tx.conn(), &refund.id, payout)?;
        }
        if let Some(due_time) = opened.alarm_time {
            tx.set_deadline(NewDeadline {
                id: format!("{}:{REFUND_DUE}", refund.id),
                kind: REFUND_DUE,
                aggregate: refund.id.clone(),
                due_time,
                payload: "{}".to_owned(),
                calendar: None,
            });
        }
        self.follow(tx, &opened.transition, &takes)
    }

    fn follow(&self, tx: &mut Tx, transition: &Transition, takes: &[(String, i64)]) -> Result<(), Error> {
        let Transition {
            refund,
            movements,
            announcements,
            next_call,
        } = transition;
        for movement in movements {
            move_money(tx, refund, takes, *movement)?;
        }
        self.set_next_call(tx, refund, *next_call)?;
        for announcement in announcements {
            announce(tx, refund, *announcement);
        }
        Ok(())
    }

    fn set_next_call(&self, tx: &mut Tx, refund: &Refund, next_call: NextCall) -> Result<(), Error> {
        let (kind, due_time) = match next_call {
            NextCall::Keep => return Ok(()),
            NextCall::Never => return Ok(store::call_remove(tx.conn(), &refund.id)?),
            NextCall::Send => (CallKind::Send, tx.now()),
            NextCall::Ask(wait) => {
                let wait = TimeDelta::from_std(wait).expect("invariant: waits are hours at most");
                (CallKind::Ask, tx.now() + wait)
            }
        };
        Ok(store::call_set(
            tx.conn(),
            &refund.id,
            kind,
            due_time,
            self.trace_parent.as_deref(),
        )?)
    }
}

fn move_money(
    tx: &mut Tx,
    refund: &Refund,
    takes: &[(String, i64)],
    movement: Movement,
) -> Result<(), Error> {
    store::payment_move(tx.conn(), refund, takes, movement)?;
    let journal = NewJournal {
        id: tx.ids().text("jrn", tx.now()),
        movement,
        marketplace_id: &refund.marketplace_id,
        order_id: &refund.order_id,
        refund_id: &refund.id,
        post_time: tx.now(),
    };
    let currency = refund.breakdown.currency().to_string();
    Ok(store::journal_insert(
        tx.conn(),
        journal,
        &currency,
        &ledger::book(refund, movement),
    )?)
}

fn announce(tx: &mut Tx, refund: &Refund, announcement: Announcement) {
    let event = convert::refund_changed(refund, announcement, tx.now());
    tx.emit(Event {
        aggregate: refund.id.clone(),
        kind: events::REFUND_CHANGED,
        payload: event.encode_to_vec(),
    });
}
