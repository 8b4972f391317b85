//! Statements on decisions, which are written once and never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::scope::Scope;
use super::text::{from_json, to_json};
use crate::domain::decision::DecisionRecord;
use crate::schema::decisions;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions)]
struct DecisionRow {
    decision_id: String,
    return_id: String,
    order_id: String,
    marketplace_id: String,
    buyer_id: String,
    seller_id: String,
    facts: String,
    decision: String,
    decide_time: NaiveDateTime,
}

impl DecisionRow {
    fn into_record(self) -> Result<DecisionRecord, Error> {
        Ok(DecisionRecord {
            facts: from_json("decisions.facts", &self.facts)?,
            decision: from_json("decisions.decision", &self.decision)?,
            decision_id: self.decision_id,
            return_id: self.return_id,
            order_id: self.order_id,
            marketplace_id: self.marketplace_id,
            buyer_id: self.buyer_id,
            seller_id: self.seller_id,
        })
    }
}

/// A new decision.
pub(crate) fn decision_insert(conn: &mut Conn, record: &DecisionRecord) -> Result<(), Error> {
    let row = DecisionRow {
        decision_id: record.decision_id.clone(),
        return_id: record.return_id.clone(),
        order_id: record.order_id.clone(),
        marketplace_id: record.marketplace_id.clone(),
        buyer_id: record.buyer_id.clone(),
        seller_id: record.seller_id.clone(),
        facts: to_json(&record.facts),
        decision: to_json(&record.decision),
        decide_time: record.decision.decide_time.naive_utc(),
    };
    on_conn!(conn, |c| diesel::insert_into(decisions::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// A decision; `None` when it is out of scope.
pub(crate) fn decision_fetch(
    conn: &mut Conn,
    scope: &Scope,
    decision_id: &str,
) -> Result<Option<DecisionRecord>, Error> {
    let row: Option<DecisionRow> = on_conn!(conn, |c| decisions::table
        .find(decision_id)
        .select(DecisionRow::as_select())
        .first(c)
        .optional())?;
    let record = row.map(DecisionRow::into_record).transpose()?;
    Ok(record.filter(|record| {
        scope.holds(
            &record.order_id,
            (&record.marketplace_id, &record.buyer_id, &record.seller_id),
        )
    }))
}

/// These decisions, in no order.
pub(crate) fn decision_list(conn: &mut Conn, ids: &[&str]) -> Result<Vec<DecisionRecord>, Error> {
    let rows: Vec<DecisionRow> = on_conn!(conn, |c| decisions::table
        .filter(decisions::decision_id.eq_any(ids))
        .select(DecisionRow::as_select())
        .load(c))?;
    rows.into_iter().map(DecisionRow::into_record).collect()
}
