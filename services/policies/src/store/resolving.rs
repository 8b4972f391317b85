//! What finding the binding versions reads: a handful of indexed reads without any source text.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::policies::binding;
use super::{int, utc};
use crate::domain::binding::Candidate;
use crate::schema::{law_countries, policies, policy_versions};

#[derive(Queryable, Selectable)]
#[diesel(table_name = policy_versions)]
struct Row {
    policy_id: String,
    version: i64,
    seller_id: String,
    binds: String,
    effective_time: NaiveDateTime,
}

impl TryFrom<Row> for Candidate {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            policy_id: row.policy_id,
            version: int(row.version)?,
            seller_id: row.seller_id,
            binds: binding(&row.binds)?,
            effective_time: utc(row.effective_time),
        })
    }
}

/// Whether the marketplace has published a pack.
pub fn marketplace_exists(conn: &mut Conn, marketplace_id: &str) -> Result<bool, Error> {
    on_conn!(conn, |c| diesel::select(diesel::dsl::exists(
        policies::table
            .find(marketplace_id)
            .filter(policies::marketplace_id.eq(marketplace_id))
            .filter(policies::newest_version.gt(0)),
    ))
    .get_result(c))
}

/// The version of one policy in force at `time`.
pub fn candidate_in_force(
    conn: &mut Conn,
    policy_id: &str,
    time: DateTime<Utc>,
) -> Result<Option<Candidate>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq(policy_id))
        .filter(policy_versions::effective_time.le(time.naive_utc()))
        .order((
            policy_versions::effective_time.desc(),
            policy_versions::version.desc()
        ))
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(TryInto::try_into).transpose()
}

/// The versions of several policies that were in force at `time` or before.
pub fn candidate_list(
    conn: &mut Conn,
    policy_ids: &[String],
    time: DateTime<Utc>,
) -> Result<Vec<Candidate>, Error> {
    if policy_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq_any(policy_ids))
        .filter(policy_versions::effective_time.le(time.naive_utc()))
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The laws that apply in a country, as policy id and version.
pub fn law_list_by_country(conn: &mut Conn, country: &str) -> Result<Vec<(String, i32)>, Error> {
    let rows: Vec<(String, i64)> = on_conn!(conn, |c| law_countries::table
        .filter(law_countries::country.eq(country))
        .select((law_countries::policy_id, law_countries::version))
        .load(c))?;
    rows.into_iter()
        .map(|(policy_id, version)| Ok((policy_id, int(version)?)))
        .collect()
}
