//! Special periods.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::utc;
use crate::domain::special_period::SpecialPeriod;
use crate::schema::special_periods;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = special_periods)]
struct Row {
    special_period_id: String,
    marketplace_id: String,
    kind: String,
    region: String,
    start_time: NaiveDateTime,
    end_time: NaiveDateTime,
    reason: String,
    revision: i64,
}

impl TryFrom<Row> for SpecialPeriod {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            special_period_id: row.special_period_id.parse().map_err(Error::corrupt)?,
            marketplace_id: row.marketplace_id,
            kind: row.kind,
            region: row.region,
            start_time: utc(row.start_time),
            end_time: utc(row.end_time),
            reason: row.reason,
            revision: row.revision,
        })
    }
}

/// Writes a new period.
pub fn special_period_insert(conn: &mut Conn, period: &SpecialPeriod) -> Result<(), Error> {
    let row = Row {
        special_period_id: period.special_period_id.to_string(),
        marketplace_id: period.marketplace_id.clone(),
        kind: period.kind.clone(),
        region: period.region.clone(),
        start_time: period.start_time.naive_utc(),
        end_time: period.end_time.naive_utc(),
        reason: period.reason.clone(),
        revision: period.revision,
    };
    on_conn!(conn, |c| diesel::insert_into(special_periods::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// One period.
pub fn special_period_fetch(
    conn: &mut Conn,
    special_period_id: &str,
) -> Result<Option<SpecialPeriod>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| special_periods::table
        .find(special_period_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(TryInto::try_into).transpose()
}

/// Writes the end of a period whose revision before was one less; false when another change was faster.
pub fn special_period_update(conn: &mut Conn, period: &SpecialPeriod) -> Result<bool, Error> {
    let before = special_periods::table
        .find(period.special_period_id.as_str())
        .filter(special_periods::revision.eq(period.revision - 1));
    on_conn!(conn, |c| diesel::update(before)
        .set((
            special_periods::end_time.eq(period.end_time.naive_utc()),
            special_periods::revision.eq(period.revision),
        ))
        .execute(c))
    .map(|changed| changed == 1)
}

/// A marketplace's periods that end after `time`.
pub fn special_period_list_ending_after(
    conn: &mut Conn,
    marketplace_id: &str,
    time: DateTime<Utc>,
) -> Result<Vec<SpecialPeriod>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| special_periods::table
        .filter(special_periods::marketplace_id.eq(marketplace_id))
        .filter(special_periods::end_time.gt(time.naive_utc()))
        .order(special_periods::special_period_id)
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A marketplace's periods with ids below `before`, newest first.
pub fn special_period_list(
    conn: &mut Conn,
    marketplace_id: &str,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<SpecialPeriod>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = special_periods::table
            .filter(special_periods::marketplace_id.eq(marketplace_id))
            .order(special_periods::special_period_id.desc())
            .limit(limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(before) = before {
            query = query.filter(special_periods::special_period_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}
