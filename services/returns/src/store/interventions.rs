//! Statements on interventions, which are written once and never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::{from_json, to_json};
use crate::domain::intervention::{Intervention, InterventionKind};
use crate::schema::interventions;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = interventions, treat_none_as_default_value = false)]
struct InterventionRow {
    intervention_id: String,
    return_id: String,
    order_id: String,
    marketplace_id: String,
    kind: String,
    reason: String,
    amount_minor: Option<i64>,
    currency: String,
    principal: String,
    create_time: NaiveDateTime,
    clauses: String,
}

/// A new intervention.
pub(crate) fn intervention_insert(conn: &mut Conn, intervention: &Intervention) -> Result<(), Error> {
    let row = InterventionRow {
        intervention_id: intervention.intervention_id.clone(),
        return_id: intervention.return_id.clone(),
        order_id: intervention.order_id.clone(),
        marketplace_id: intervention.marketplace_id.clone(),
        kind: intervention.kind.as_str().to_owned(),
        reason: intervention.reason.clone(),
        amount_minor: intervention.amount_minor,
        currency: intervention.currency.to_string(),
        principal: intervention.principal.clone(),
        create_time: intervention.create_time.naive_utc(),
        clauses: to_json(&intervention.clauses),
    };
    on_conn!(conn, |c| diesel::insert_into(interventions::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// At most `limit` interventions in a return, oldest first, those after the one with the id `after`; whether the caller may
/// see them follows from the return.
pub(crate) fn intervention_list(
    conn: &mut Conn,
    return_id: &str,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Intervention>, Error> {
    let rows: Vec<InterventionRow> = on_conn!(conn, |c| {
        let mut query = interventions::table
            .filter(interventions::return_id.eq(return_id))
            .select(InterventionRow::as_select())
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(interventions::intervention_id.gt(after));
        }
        query.order(interventions::intervention_id).limit(limit).load(c)
    })?;
    rows.into_iter().map(InterventionRow::into_intervention).collect()
}

impl InterventionRow {
    fn into_intervention(self) -> Result<Intervention, Error> {
        let kind = InterventionKind::ALL
            .iter()
            .find(|kind| kind.as_str() == self.kind)
            .ok_or_else(|| Error::corrupt(format!("interventions.kind: {}", self.kind)))?;
        Ok(Intervention {
            kind: *kind,
            currency: self.currency.parse().map_err(Error::corrupt)?,
            create_time: self.create_time.and_utc(),
            clauses: from_json("interventions.clauses", &self.clauses)?,
            intervention_id: self.intervention_id,
            return_id: self.return_id,
            order_id: self.order_id,
            marketplace_id: self.marketplace_id,
            reason: self.reason,
            amount_minor: self.amount_minor,
            principal: self.principal,
        })
    }
}
