//! Statements on special periods, as the policies context tells of them.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::upsert::excluded;
use redress_db::{Conn, Error, on_conn};
use redress_policy::SpecialPeriodFact;

use crate::schema::special_periods;

/// A special period of a marketplace.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = special_periods, treat_none_as_default_value = false)]
pub(crate) struct Period {
    pub special_period_id: String,
    pub marketplace_id: String,
    pub region: String,
    pub start_time: NaiveDateTime,
    pub end_time: NaiveDateTime,
}

impl Period {
    /// A period as the policy book has it.
    pub(crate) fn of(marketplace_id: &str, fact: &SpecialPeriodFact) -> Self {
        Self {
            special_period_id: fact.special_period_id.to_string(),
            marketplace_id: marketplace_id.to_owned(),
            region: fact.region.to_string(),
            start_time: fact.start_time.naive_utc(),
            end_time: fact.end_time.naive_utc(),
        }
    }
}

/// The periods of a marketplace.
pub(crate) fn period_list(conn: &mut Conn, marketplace_id: &str) -> Result<Vec<Period>, Error> {
    on_conn!(conn, |c| special_periods::table
        .filter(special_periods::marketplace_id.eq(marketplace_id))
        .order(special_periods::special_period_id)
        .select(Period::as_select())
        .load(c))
}

/// Notes periods that are not known yet; what an event told of them stays.
pub(crate) fn period_note(conn: &mut Conn, periods: &[Period]) -> Result<(), Error> {
    for period in periods {
        on_conn!(conn, |c| diesel::insert_into(special_periods::table)
            .values(period)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// A period as an event tells of it.
pub(crate) fn period_upsert(conn: &mut Conn, period: &Period) -> Result<(), Error> {
    use special_periods::dsl as col;
    on_conn!(conn, |c| diesel::insert_into(special_periods::table)
        .values(period)
        .on_conflict(col::special_period_id)
        .do_update()
        .set((
            col::start_time.eq(excluded(col::start_time)),
            col::end_time.eq(excluded(col::end_time)),
        ))
        .execute(c))
    .map(drop)
}
