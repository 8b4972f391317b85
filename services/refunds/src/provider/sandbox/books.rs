//! The sandbox's rows: what was asked of it, by idempotency key, and what it really did.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use redress_core::{Currency, Money};
use redress_db::{Conn, Error, Tx, on_conn};

use crate::schema::{sandbox_effects, sandbox_requests};

/// How a request stands with the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Applied,
    Declined,
    Late,
    LateDecline,
    /// It never reached the sandbox; only its call is counted.
    Lost,
    Silent,
}

impl Standing {
    const ALL: [(Standing, &'static str); 6] = [
        (Standing::Applied, "applied"),
        (Standing::Declined, "declined"),
        (Standing::Late, "late"),
        (Standing::LateDecline, "late_decline"),
        (Standing::Lost, "lost"),
        (Standing::Silent, "silent"),
    ];

    fn as_str(self) -> &'static str {
        let known = Standing::ALL.iter().find(|(standing, _)| *standing == self);
        known.expect("invariant: every standing is listed").1
    }

    fn parse(text: &str) -> Result<Standing, Error> {
        let known = Standing::ALL.iter().find(|(_, word)| *word == text);
        known
            .map(|(standing, _)| *standing)
            .ok_or_else(|| Error::corrupt("an unknown standing"))
    }
}

/// What was asked under one key.
#[derive(Clone, Debug)]
pub struct Request {
    pub idempotency_key: String,
    pub payment_reference: String,
    pub amount: Money,
    pub standing: Standing,
    /// How many questions until a late answer.
    pub questions_left: i64,
    pub call_count: i64,
}

/// Something that was really done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub id: String,
    pub idempotency_key: String,
    pub payment_reference: String,
    pub amount: Money,
    pub apply_time: DateTime<Utc>,
    pub is_reversed: bool,
    /// How many calls came with its key.
    pub call_count: i64,
}

type EffectRow = (String, String, String, String, i64, chrono::NaiveDateTime, bool);

/// Notes a call with a key, and returns what is known of it. Calls with one key wait for each other from here on.
pub fn request_call(conn: &mut Conn, new: &Request) -> Result<Request, Error> {
    let row = (
        sandbox_requests::idempotency_key.eq(&new.idempotency_key),
        sandbox_requests::payment_reference.eq(&new.payment_reference),
        sandbox_requests::currency.eq(new.amount.currency.to_string()),
        sandbox_requests::amount_minor.eq(new.amount.minor),
        sandbox_requests::standing.eq(new.standing.as_str()),
        sandbox_requests::questions_left.eq(new.questions_left),
        sandbox_requests::call_count.eq(1),
    );
    on_conn!(conn, |c| diesel::insert_into(sandbox_requests::table)
        .values(row)
        .on_conflict(sandbox_requests::idempotency_key)
        .do_update()
        .set(sandbox_requests::call_count.eq(sandbox_requests::call_count + 1))
        .execute(c))?;
    request_fetch(conn, &new.idempotency_key)?.ok_or(Error::NotFound)
}

/// What is known of a key, for a question; calls and questions with one key wait for each other from here on.
pub fn request_ask(conn: &mut Conn, key: &str) -> Result<Option<Request>, Error> {
    let same = sandbox_requests::call_count.eq(sandbox_requests::call_count);
    on_conn!(conn, |c| diesel::update(sandbox_requests::table.find(key))
        .set(same)
        .execute(c))?;
    request_fetch(conn, key)
}

fn request_fetch(conn: &mut Conn, key: &str) -> Result<Option<Request>, Error> {
    type Row = (String, String, String, i64, String, i64, i64);
    let row: Option<Row> = on_conn!(conn, |c| sandbox_requests::table.find(key).first(c).optional())?;
    let request = |(key, reference, currency, minor, standing, questions_left, call_count): Row| {
        Ok(Request {
            idempotency_key: key,
            payment_reference: reference,
            amount: Money::new(minor, parse_currency(&currency)?),
            standing: Standing::parse(&standing)?,
            questions_left,
            call_count,
        })
    };
    row.map(request).transpose()
}

/// Writes how a request stands now.
pub fn request_update(conn: &mut Conn, request: &Request) -> Result<(), Error> {
    let next = (
        sandbox_requests::standing.eq(request.standing.as_str()),
        sandbox_requests::questions_left.eq(request.questions_left),
    );
    let target = sandbox_requests::table.find(&request.idempotency_key);
    on_conn!(conn, |c| diesel::update(target).set(next).execute(c)).map(drop)
}

/// Notes that a request was paid.
pub fn effect_insert(tx: &mut Tx, request: &Request) -> Result<(), Error> {
    let row = (
        sandbox_effects::effect_id.eq(tx.ids().text("eff", tx.now())),
        sandbox_effects::idempotency_key.eq(&request.idempotency_key),
        sandbox_effects::payment_reference.eq(&request.payment_reference),
        sandbox_effects::currency.eq(request.amount.currency.to_string()),
        sandbox_effects::amount_minor.eq(request.amount.minor),
        sandbox_effects::apply_time.eq(tx.now().naive_utc()),
        sandbox_effects::is_reversed.eq(false),
    );
    on_conn!(tx.conn(), |c| diesel::insert_into(sandbox_effects::table)
        .values(row)
        .execute(c))
    .map(drop)
}

/// The first effect of a key.
pub fn effect_of_key(conn: &mut Conn, key: &str) -> Result<Option<Effect>, Error> {
    let row: Option<EffectRow> = on_conn!(conn, |c| sandbox_effects::table
        .filter(sandbox_effects::idempotency_key.eq(key))
        .order(sandbox_effects::effect_id)
        .first(c)
        .optional())?;
    row.map(|row| effect(conn, row)).transpose()
}

/// Marks an effect as reversed and returns it.
pub fn effect_reverse(conn: &mut Conn, effect_id: &str) -> Result<Option<Effect>, Error> {
    let row: Option<EffectRow> = on_conn!(conn, |c| {
        diesel::update(sandbox_effects::table.find(effect_id))
            .set(sandbox_effects::is_reversed.eq(true))
            .execute(c)?;
        sandbox_effects::table.find(effect_id).first(c).optional()
    })?;
    row.map(|row| effect(conn, row)).transpose()
}

/// Effects, oldest first.
pub fn effect_list(
    conn: &mut Conn,
    reference: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Effect>, Error> {
    let rows: Vec<EffectRow> = on_conn!(conn, |c| {
        let mut query = sandbox_effects::table.into_boxed();
        if !reference.is_empty() {
            query = query.filter(sandbox_effects::payment_reference.eq(reference));
        }
        if let Some(after) = after {
            query = query.filter(sandbox_effects::effect_id.gt(after));
        }
        query.order(sandbox_effects::effect_id).limit(limit).load(c)
    })?;
    rows.into_iter().map(|row| effect(conn, row)).collect()
}

fn effect(conn: &mut Conn, row: EffectRow) -> Result<Effect, Error> {
    let (id, idempotency_key, payment_reference, currency, minor, apply_time, is_reversed) = row;
    let call_count = request_fetch(conn, &idempotency_key)?.map_or(0, |request| request.call_count);
    Ok(Effect {
        id,
        idempotency_key,
        payment_reference,
        amount: Money::new(minor, parse_currency(&currency)?),
        apply_time: apply_time.and_utc(),
        is_reversed,
        call_count,
    })
}

fn parse_currency(text: &str) -> Result<Currency, Error> {
    text.parse().map_err(Error::corrupt)
}
