//! How what somebody did with a piece of evidence is written: the record in the case's chain, the event, and the clocks that
//! clear bytes off the disk and end retention.

use chrono::{DateTime, Utc};
use prost::Message as _;
use redress_db::{Event, NewDeadline, Tx};
use redress_policy::Party;
use redress_rpc::Caller;
use serde::{Deserialize, Serialize};

use super::party_of;
use crate::convert;
use crate::domain::custody::Act;
use crate::domain::evidence::Evidence;
use crate::domain::words::Action;
use crate::error::Error;
use crate::events;
use crate::store;

/// The kind of the clock that clears bytes that nothing has any more.
pub const CLEAR: &str = "clear";
/// The kind of the clock that ends the retention of a piece.
pub const RETENTION: &str = "retention";

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// As marketplace, role and principal.
    pub key: String,
    pub party: Party,
}

/// What may lie on the disk without a piece or an open upload that has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoil {
    /// The upload whose file may be there.
    pub upload_id: Option<String>,
    /// The bytes that may be on the shelf.
    pub sha256: String,
}

impl Actor {
    /// The caller of a call.
    pub fn of(caller: &Caller) -> Actor {
        Actor {
            key: caller.key(),
            party: party_of(caller),
        }
    }

    /// Redress itself, when a clock runs out.
    pub fn system(marketplace_id: &str) -> Actor {
        Actor {
            key: format!("{marketplace_id}/service/evidence"),
            party: Party::System,
        }
    }
}

/// Writes down that somebody saw a piece. Nobody is told.
pub fn note(
    tx: &mut Tx,
    piece: &Evidence,
    actor: &Actor,
    (action, detail): (Action, String),
) -> Result<(), Error> {
    let act = Act {
        actor: actor.key.clone(),
        party: actor.party,
        action,
        evidence_id: piece.evidence_id.clone(),
        detail,
    };
    let now = tx.now();
    let chain = (piece.marketplace_id.as_str(), piece.case_id.as_str());
    let salt = tx.ids().text("slt", now);
    Ok(store::custody_append(tx.conn(), chain, act, (now, salt))?)
}

/// Writes down what somebody did with a piece, and tells.
pub fn announce(
    tx: &mut Tx,
    piece: &Evidence,
    actor: &Actor,
    (action, detail): (Action, String),
) -> Result<(), Error> {
    note(tx, piece, actor, (action, detail))?;
    let event = convert::evidence_changed(piece, action, tx.now());
    tx.emit(Event {
        aggregate: piece.case_id.clone(),
        kind: events::EVIDENCE_CHANGED,
        payload: event.encode_to_vec(),
    });
    Ok(())
}

/// Erases a piece: what says whose it was is blanked, and its bytes are cleared unless another piece has them.
pub fn erase(tx: &mut Tx, piece: Evidence, actor: &Actor, detail: String) -> Result<Evidence, Error> {
    let erased = piece.erased(tx.now())?;
    if !store::evidence_update(tx.conn(), &erased)? {
        return Err(Error::Conflict);
    }
    store::match_remove(tx.conn(), &erased.evidence_id)?;
    tx.cancel_deadlines(&erased.evidence_id, &[RETENTION]);
    let spoil = Spoil {
        upload_id: None,
        sha256: erased.original.sha256.clone(),
    };
    clear_at(tx, &erased.evidence_id, &spoil);
    announce(tx, &erased, actor, (Action::Erased, detail))?;
    Ok(erased)
}

/// Sets the clock that clears what may lie about, at once.
pub fn clear_at(tx: &mut Tx, aggregate: &str, spoil: &Spoil) {
    let now = tx.now();
    tx.set_deadline(NewDeadline {
        id: format!("{aggregate}:{CLEAR}"),
        kind: CLEAR,
        aggregate: aggregate.to_owned(),
        due_time: now,
        payload: serde_json::to_string(spoil).expect("invariant: plain data is always JSON"),
        calendar: None,
    });
}

/// Sets the clock that ends the retention of a piece.
pub fn retain_at(tx: &mut Tx, piece: &Evidence, due_time: DateTime<Utc>) {
    tx.set_deadline(NewDeadline {
        id: format!("{}:{RETENTION}", piece.evidence_id),
        kind: RETENTION,
        aggregate: piece.evidence_id.clone(),
        due_time,
        payload: "{}".to_owned(),
        calendar: None,
    });
}
