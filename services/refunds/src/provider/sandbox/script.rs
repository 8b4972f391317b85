//! How the sandbox answers: one script for all payments, and one per payment that goes before it.

use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use crate::schema::sandbox_scripts;

/// What the sandbox does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Pays at once.
    Succeed,
    /// Declines.
    Decline,
    /// Times out before anything was taken in.
    TimeoutBefore,
    /// Times out although it paid.
    TimeoutAfter,
    /// Says pending, and pays when asked later.
    Late,
    /// Says pending, and declines when asked later.
    LateDecline,
    /// Never says anything, and does nothing.
    Silent,
}

impl Behaviour {
    const ALL: [(Behaviour, &'static str); 7] = [
        (Behaviour::Succeed, "succeed"),
        (Behaviour::Decline, "decline"),
        (Behaviour::TimeoutBefore, "timeout_before"),
        (Behaviour::TimeoutAfter, "timeout_after"),
        (Behaviour::Late, "late"),
        (Behaviour::LateDecline, "late_decline"),
        (Behaviour::Silent, "silent"),
    ];

    fn as_str(self) -> &'static str {
        let known = Behaviour::ALL.iter().find(|(behaviour, _)| *behaviour == self);
        known.expect("invariant: every behaviour is listed").1
    }

    fn parse(text: &str) -> Result<Behaviour, Error> {
        let known = Behaviour::ALL.iter().find(|(_, word)| *word == text);
        known
            .map(|(behaviour, _)| *behaviour)
            .ok_or_else(|| Error::corrupt("an unknown behaviour"))
    }
}

/// A script for the next calls.
#[derive(Clone, Debug)]
pub struct Script {
    /// The payment's reference; empty for every payment.
    pub payment_reference: String,
    pub behaviour: Behaviour,
    /// For how many calls; until scripted anew when absent.
    pub call_count: Option<i64>,
    /// After how many questions a late answer comes.
    pub late_after: i64,
}

impl Script {
    /// What is done without a script.
    fn unscripted() -> Script {
        Script {
            payment_reference: String::new(),
            behaviour: Behaviour::Succeed,
            call_count: None,
            late_after: 1,
        }
    }
}

/// Replaces the script of a payment, or that of all.
pub fn set(conn: &mut Conn, script: &Script) -> Result<(), Error> {
    let next = (
        sandbox_scripts::behaviour.eq(script.behaviour.as_str()),
        sandbox_scripts::calls_left.eq(script.call_count),
        sandbox_scripts::late_after.eq(script.late_after),
    );
    let row = (
        sandbox_scripts::payment_reference.eq(&script.payment_reference),
        next,
    );
    on_conn!(conn, |c| diesel::insert_into(sandbox_scripts::table)
        .values(row)
        .on_conflict(sandbox_scripts::payment_reference)
        .do_update()
        .set(next)
        .execute(c))
    .map(drop)
}

/// The script for the next call of a payment; a counted one counts it.
pub fn next(conn: &mut Conn, payment_reference: &str) -> Result<Script, Error> {
    for reference in [payment_reference, ""] {
        if let Some(script) = fetch(conn, reference)?
            && (script.call_count.is_none() || use_one(conn, reference)?)
        {
            return Ok(script);
        }
    }
    Ok(Script::unscripted())
}

fn fetch(conn: &mut Conn, reference: &str) -> Result<Option<Script>, Error> {
    let row: Option<(String, Option<i64>, i64)> = on_conn!(conn, |c| sandbox_scripts::table
        .find(reference)
        .select((
            sandbox_scripts::behaviour,
            sandbox_scripts::calls_left,
            sandbox_scripts::late_after
        ))
        .first(c)
        .optional())?;
    let script = |(behaviour, call_count, late_after): (String, Option<i64>, i64)| {
        let behaviour = Behaviour::parse(&behaviour)?;
        Ok(Script {
            payment_reference: reference.to_owned(),
            behaviour,
            call_count,
            late_after,
        })
    };
    row.map(script).transpose()
}

/// Counts one call of a script. Returns false when none was left. Calls at the same time count one by one.
fn use_one(conn: &mut Conn, reference: &str) -> Result<bool, Error> {
    let open = sandbox_scripts::table
        .find(reference)
        .filter(sandbox_scripts::calls_left.gt(0));
    let one_less = sandbox_scripts::calls_left.eq(sandbox_scripts::calls_left - 1);
    on_conn!(conn, |c| diesel::update(open).set(one_less).execute(c)).map(|count| count == 1)
}
