//! Policies and their versions.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};
use redress_policy::pack::Binding;

use super::{int, utc};
use crate::domain::publication::Draft;
use crate::domain::{PolicyVersion, Published};
use crate::schema::{law_countries, policies, policy_versions};

/// The policy under which versions are counted.
#[derive(Debug, Queryable)]
pub struct Head {
    pub marketplace_id: String,
    pub seller_id: String,
    /// 0 before the first publication is written.
    pub newest_version: i64,
}

/// Which policies a list shows, in the order of their ids.
#[derive(Clone, Debug)]
pub struct PolicyFilter {
    /// Only this marketplace's, with the laws; all when absent.
    pub marketplace_id: Option<String>,
    /// Leave the laws out.
    pub without_laws: bool,
    /// Of sellers' terms only this seller's; all when absent.
    pub seller_id: Option<String>,
    /// Go on after this policy.
    pub after: Option<String>,
    pub limit: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = policy_versions)]
struct VersionRow {
    policy_id: String,
    version: i64,
    layer: String,
    marketplace_id: String,
    seller_id: String,
    edition: String,
    display_name: String,
    binds: String,
    effective_time: NaiveDateTime,
    publish_time: NaiveDateTime,
    source_sha256: String,
    clause_count: i64,
}

impl TryFrom<VersionRow> for PolicyVersion {
    type Error = Error;

    fn try_from(row: VersionRow) -> Result<Self, Error> {
        Ok(Self {
            version: int(row.version)?,
            layer: row.layer.parse().map_err(Error::corrupt)?,
            binds: binding(&row.binds)?,
            clause_count: int(row.clause_count)?,
            policy_id: row.policy_id,
            marketplace_id: row.marketplace_id,
            seller_id: row.seller_id,
            edition: row.edition,
            display_name: row.display_name,
            effective_time: utc(row.effective_time),
            publish_time: utc(row.publish_time),
            source_sha256: row.source_sha256,
        })
    }
}

/// Takes the policy's row, made if need be, so that publications of one id wait for one another.
pub fn policy_lock(conn: &mut Conn, draft: &Draft) -> Result<Head, Error> {
    on_conn!(conn, |c| diesel::insert_into(policies::table)
        .values((
            policies::policy_id.eq(&draft.policy_id),
            policies::marketplace_id.eq(&draft.marketplace_id),
            policies::seller_id.eq(&draft.seller_id),
            policies::newest_version.eq(0),
        ))
        .on_conflict(policies::policy_id)
        .do_update()
        .set(policies::newest_version.eq(policies::newest_version))
        .returning((
            policies::marketplace_id,
            policies::seller_id,
            policies::newest_version
        ))
        .get_result(c))
}

/// Writes a version, the countries of a law, and that it is the newest.
pub fn version_insert(conn: &mut Conn, policy: &PolicyVersion, draft: &Draft) -> Result<(), Error> {
    let version = i64::from(policy.version);
    let countries: Vec<_> = draft
        .countries
        .iter()
        .map(|country| {
            (
                law_countries::country.eq(country),
                law_countries::policy_id.eq(&policy.policy_id),
                law_countries::version.eq(version),
            )
        })
        .collect();
    on_conn!(conn, |c| {
        diesel::insert_into(policy_versions::table)
            .values((
                policy_versions::policy_id.eq(&policy.policy_id),
                policy_versions::version.eq(version),
                policy_versions::layer.eq(policy.layer.as_str()),
                policy_versions::marketplace_id.eq(&policy.marketplace_id),
                policy_versions::seller_id.eq(&policy.seller_id),
                policy_versions::edition.eq(&policy.edition),
                policy_versions::display_name.eq(&policy.display_name),
                policy_versions::binds.eq(binding_word(policy.binds)),
                policy_versions::effective_time.eq(policy.effective_time.naive_utc()),
                policy_versions::publish_time.eq(policy.publish_time.naive_utc()),
                policy_versions::source.eq(&draft.source),
                policy_versions::source_sha256.eq(&policy.source_sha256),
                policy_versions::clause_count.eq(i64::from(policy.clause_count)),
            ))
            .execute(c)?;
        diesel::insert_into(law_countries::table)
            .values(&countries)
            .execute(c)?;
        diesel::update(policies::table.find(&policy.policy_id))
            .set(policies::newest_version.eq(version))
            .execute(c)
    })
    .map(drop)
}

/// One version with its source.
pub fn version_fetch(conn: &mut Conn, policy_id: &str, version: i32) -> Result<Option<Published>, Error> {
    let row: Option<(VersionRow, String)> = on_conn!(conn, |c| policy_versions::table
        .find((policy_id, i64::from(version)))
        .select((VersionRow::as_select(), policy_versions::source))
        .first(c)
        .optional())?;
    row.map(published).transpose()
}

/// The version in force at `time`, with its source.
pub fn version_fetch_in_force(
    conn: &mut Conn,
    policy_id: &str,
    time: DateTime<Utc>,
) -> Result<Option<Published>, Error> {
    let row: Option<(VersionRow, String)> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq(policy_id))
        .filter(policy_versions::effective_time.le(time.naive_utc()))
        .order((
            policy_versions::effective_time.desc(),
            policy_versions::version.desc()
        ))
        .select((VersionRow::as_select(), policy_versions::source))
        .first(c)
        .optional())?;
    row.map(published).transpose()
}

/// The version published last, in force or not, with its source.
pub fn version_fetch_newest(conn: &mut Conn, policy_id: &str) -> Result<Option<Published>, Error> {
    let row: Option<(VersionRow, String)> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq(policy_id))
        .order(policy_versions::version.desc())
        .select((VersionRow::as_select(), policy_versions::source))
        .first(c)
        .optional())?;
    row.map(published).transpose()
}

/// Versions of a policy below `before`, newest first.
pub fn version_list(
    conn: &mut Conn,
    policy_id: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<PolicyVersion>, Error> {
    let rows: Vec<VersionRow> = on_conn!(conn, |c| policy_versions::table
        .filter(policy_versions::policy_id.eq(policy_id))
        .filter(policy_versions::version.lt(before.unwrap_or(i64::MAX)))
        .order(policy_versions::version.desc())
        .limit(limit)
        .select(VersionRow::as_select())
        .load(c))?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The newest version of every policy that the filter shows.
pub fn policy_list(conn: &mut Conn, filter: &PolicyFilter) -> Result<Vec<PolicyVersion>, Error> {
    let after = filter.after.as_deref().unwrap_or_default();
    let rows: Vec<VersionRow> = on_conn!(conn, |c| {
        let mut query = policies::table
            .inner_join(policy_versions::table)
            .filter(policy_versions::version.eq(policies::newest_version))
            .filter(policies::policy_id.gt(after))
            .order(policies::policy_id)
            .limit(filter.limit)
            .select(VersionRow::as_select())
            .into_boxed();
        if let Some(marketplace_id) = &filter.marketplace_id {
            query = query.filter(policies::marketplace_id.eq_any([marketplace_id.as_str(), ""]));
        }
        if filter.without_laws {
            query = query.filter(policies::marketplace_id.ne(""));
        }
        if let Some(seller_id) = &filter.seller_id {
            query = query.filter(policies::seller_id.eq_any([seller_id.as_str(), ""]));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn published((row, source): (VersionRow, String)) -> Result<Published, Error> {
    Ok(Published {
        policy: row.try_into()?,
        source,
    })
}

pub(super) fn binding(word: &str) -> Result<Binding, Error> {
    [Binding::Placement, Binding::Application]
        .into_iter()
        .find(|binding| binding_word(*binding) == word)
        .ok_or_else(|| Error::corrupt(format!("`{word}` is not a binding")))
}

fn binding_word(binding: Binding) -> &'static str {
    match binding {
        Binding::Placement => "placement",
        Binding::Application => "application",
    }
}
