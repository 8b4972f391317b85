//! What finding the binding versions reads: a handful of indexed reads without any source text.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};
use redress_policy::pack::Binding;

use super::policies::binding;
use super::{int, utc};
use crate::domain::binding::Candidate;
use crate::schema::{law_countries, policies, policy_versions};

type Row = (String, i64, String, NaiveDateTime);

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

/// The version of one policy in force at `time`, and how it binds.
pub fn candidate_in_force(
    conn: &mut Conn,
    policy_id: &str,
    time: DateTime<Utc>,
) -> Result<Option<(Candidate, Binding)>, Error> {
    let row: Option<(Row, String)> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq(policy_id))
        .filter(policy_versions::effective_time.le(time.naive_utc()))
        .order((policy_versions::effective_time.desc(), policy_versions::version.desc()))
        .select((
            (
                policy_versions::policy_id,
                policy_versions::version,
                policy_versions::seller_id,
                policy_versions::effective_time,
            ),
            policy_versions::binds
        ))
        .first(c)
        .optional())?;
    row.map(|(row, binds)| Ok((candidate(row)?, binding(&binds)?))).transpose()
}

/// The versions of several policies that were in force at `time` or before.
pub fn candidate_list(conn: &mut Conn, policy_ids: &[String], time: DateTime<Utc>) -> Result<Vec<Candidate>, Error> {
    if policy_ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq_any(policy_ids))
        .filter(policy_versions::effective_time.le(time.naive_utc()))
        .select((
            policy_versions::policy_id,
            policy_versions::version,
            policy_versions::seller_id,
            policy_versions::effective_time,
        ))
        .load(c))?;
    rows.into_iter().map(candidate).collect()
}

/// The laws that apply in a country, as policy id and version.
pub fn law_list_by_country(conn: &mut Conn, country: &str) -> Result<Vec<(String, i32)>, Error> {
    let rows: Vec<(String, i64)> = on_conn!(conn, |c| law_countries::table
        .filter(law_countries::country.eq(country))
        .select((law_countries::policy_id, law_countries::version))
        .load(c))?;
    rows.into_iter().map(|(policy_id, version)| Ok((policy_id, int(version)?))).collect()
}

fn candidate((policy_id, version, seller_id, effective_time): Row) -> Result<Candidate, Error> {
    Ok(Candidate { policy_id, version: int(version)?, seller_id, effective_time: utc(effective_time) })
}
