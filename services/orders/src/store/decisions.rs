//! Statements on decisions, which are written once and never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};
use redress_policy::{Decision, Facts};

use super::text::{from_json, to_json};
use crate::schema::decisions;

/// A decision with what it was made on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecisionRecord {
    pub decision_id: String,
    pub order_id: String,
    pub marketplace_id: String,
    pub facts: Facts,
    pub decision: Decision,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions)]
struct DecisionRow {
    decision_id: String,
    order_id: String,
    marketplace_id: String,
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
            order_id: self.order_id,
            marketplace_id: self.marketplace_id,
        })
    }
}

impl DecisionRecord {
    /// The lines of a seller among those that were asked about; none without one.
    pub(crate) fn lines_of(&self, seller_id: Option<&str>) -> Vec<String> {
        let own = self
            .facts
            .lines
            .iter()
            .filter(|line| Some(&*line.seller_id) == seller_id);
        own.map(|line| line.line_id.to_string()).collect()
    }
}

/// A new decision.
pub(crate) fn decision_insert(conn: &mut Conn, record: &DecisionRecord) -> Result<(), Error> {
    let row = DecisionRow {
        decision_id: record.decision_id.clone(),
        order_id: record.order_id.clone(),
        marketplace_id: record.marketplace_id.clone(),
        facts: to_json(&record.facts),
        decision: to_json(&record.decision),
        decide_time: record.decision.decide_time.naive_utc(),
    };
    on_conn!(conn, |c| diesel::insert_into(decisions::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// A decision; whether the caller may see it follows from its order.
pub(crate) fn decision_fetch(conn: &mut Conn, decision_id: &str) -> Result<Option<DecisionRecord>, Error> {
    let row: Option<DecisionRow> = on_conn!(conn, |c| decisions::table
        .find(decision_id)
        .select(DecisionRow::as_select())
        .first(c)
        .optional())?;
    row.map(DecisionRow::into_record).transpose()
}

/// These decisions, in no order.
pub(crate) fn decision_list(conn: &mut Conn, ids: &[&str]) -> Result<Vec<DecisionRecord>, Error> {
    let rows: Vec<DecisionRow> = on_conn!(conn, |c| decisions::table
        .filter(decisions::decision_id.eq_any(ids))
        .select(DecisionRow::as_select())
        .load(c))?;
    rows.into_iter().map(DecisionRow::into_record).collect()
}
