//! API keys and the hashes of their secrets.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};
use redress_rpc::Role;

use crate::domain::key::{ApiKey, KnownSecret};
use crate::schema::{api_key_secrets, api_keys};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = api_keys, treat_none_as_null = true)]
struct Row {
    api_key_id: String,
    marketplace_id: String,
    role: String,
    principal: String,
    description: String,
    scopes: String,
    created_by: String,
    create_time: NaiveDateTime,
    expire_time: Option<NaiveDateTime>,
    last_use_time: Option<NaiveDateTime>,
    revoke_time: Option<NaiveDateTime>,
    revision: i64,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = api_key_secrets)]
struct SecretRow {
    sha256: String,
    api_key_id: String,
    hint: String,
    create_time: NaiveDateTime,
    expire_time: Option<NaiveDateTime>,
}

/// Which keys to list.
#[derive(Debug, Clone)]
pub struct KeyFilter {
    /// Of which marketplace.
    pub marketplace_id: String,
    /// Of which seller only.
    pub seller_id: Option<String>,
    /// The last key of the page before.
    pub before: Option<String>,
    /// How many at most.
    pub limit: i64,
}

/// Writes a new key with its secrets.
pub fn key_insert(conn: &mut Conn, key: &ApiKey) -> Result<(), Error> {
    let row = to_row(key);
    on_conn!(conn, |c| diesel::insert_into(api_keys::table)
        .values(&row)
        .execute(c))?;
    secrets_write(conn, key)
}

/// Writes a changed key, if it is still as it was before. Returns whether it was.
pub fn key_update(conn: &mut Conn, key: &ApiKey) -> Result<bool, Error> {
    let row = to_row(key);
    let target = api_keys::table
        .find(&key.api_key_id)
        .filter(api_keys::revision.eq(key.revision - 1));
    on_conn!(conn, |c| diesel::update(target).set(&row).execute(c)).map(|count| count == 1)
}

/// Notes that a key was used.
pub fn key_touch(conn: &mut Conn, api_key_id: &str, now: DateTime<Utc>) -> Result<(), Error> {
    let target = api_keys::table.find(api_key_id);
    on_conn!(conn, |c| diesel::update(target)
        .set(api_keys::last_use_time.eq(Some(now.naive_utc())))
        .execute(c))
    .map(drop)
}

/// Writes the secrets of a key in place of those that it had.
pub fn secrets_write(conn: &mut Conn, key: &ApiKey) -> Result<(), Error> {
    let target = api_key_secrets::table.filter(api_key_secrets::api_key_id.eq(&key.api_key_id));
    on_conn!(conn, |c| diesel::delete(target).execute(c))?;
    for secret in &key.secrets {
        let row = SecretRow {
            sha256: secret.sha256.clone(),
            api_key_id: key.api_key_id.clone(),
            hint: secret.hint.clone(),
            create_time: secret.create_time.naive_utc(),
            expire_time: secret.expire_time.map(|time| time.naive_utc()),
        };
        on_conn!(conn, |c| diesel::insert_into(api_key_secrets::table)
            .values(&row)
            .execute(c))?;
    }
    Ok(())
}

/// One key.
pub fn key_fetch(conn: &mut Conn, api_key_id: &str) -> Result<Option<ApiKey>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| api_keys::table
        .find(api_key_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(|row| with_secrets(conn, row)).transpose()
}

/// The key that has a secret of this hash.
pub fn key_by_secret(conn: &mut Conn, sha256: &str) -> Result<Option<ApiKey>, Error> {
    let id: Option<String> = on_conn!(conn, |c| api_key_secrets::table
        .find(sha256)
        .select(api_key_secrets::api_key_id)
        .first(c)
        .optional())?;
    match id {
        Some(id) => key_fetch(conn, &id),
        None => Ok(None),
    }
}

/// A page of keys, the newest first.
pub fn key_list(conn: &mut Conn, filter: &KeyFilter) -> Result<Vec<ApiKey>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = api_keys::table
            .filter(api_keys::marketplace_id.eq(&filter.marketplace_id))
            .order(api_keys::api_key_id.desc())
            .limit(filter.limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(seller) = &filter.seller_id {
            let of_sellers = [Role::Seller.as_str(), Role::SellerAdmin.as_str()];
            query = query
                .filter(api_keys::principal.eq(seller))
                .filter(api_keys::role.eq_any(of_sellers));
        }
        if let Some(before) = &filter.before {
            query = query.filter(api_keys::api_key_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(|row| with_secrets(conn, row)).collect()
}

fn with_secrets(conn: &mut Conn, row: Row) -> Result<ApiKey, Error> {
    let mut secrets: Vec<SecretRow> = on_conn!(conn, |c| api_key_secrets::table
        .filter(api_key_secrets::api_key_id.eq(&row.api_key_id))
        .select(SecretRow::as_select())
        .load(c))?;
    // Of two that were made at the same time, the one without an end is newer.
    secrets.sort_by_key(|secret| {
        (
            std::cmp::Reverse(secret.create_time),
            secret.expire_time.is_some(),
        )
    });
    let role = Role::parse(&row.role);
    Ok(ApiKey {
        role: role.ok_or_else(|| Error::corrupt(UnknownRole(row.role)))?,
        scopes: serde_json::from_str(&row.scopes).map_err(Error::corrupt)?,
        api_key_id: row.api_key_id,
        marketplace_id: row.marketplace_id,
        principal: row.principal,
        description: row.description,
        created_by: row.created_by,
        create_time: row.create_time.and_utc(),
        expire_time: row.expire_time.map(|time| time.and_utc()),
        last_use_time: row.last_use_time.map(|time| time.and_utc()),
        revoke_time: row.revoke_time.map(|time| time.and_utc()),
        revision: row.revision,
        secrets: secrets
            .into_iter()
            .map(|secret| KnownSecret {
                sha256: secret.sha256,
                hint: secret.hint,
                create_time: secret.create_time.and_utc(),
                expire_time: secret.expire_time.map(|time| time.and_utc()),
            })
            .collect(),
    })
}

#[derive(Debug, thiserror::Error)]
#[error("{0} is no role")]
struct UnknownRole(String);

fn to_row(key: &ApiKey) -> Row {
    Row {
        api_key_id: key.api_key_id.clone(),
        marketplace_id: key.marketplace_id.clone(),
        role: key.role.to_string(),
        principal: key.principal.clone(),
        description: key.description.clone(),
        scopes: serde_json::to_string(&key.scopes).expect("invariant: plain data is always JSON"),
        created_by: key.created_by.clone(),
        create_time: key.create_time.naive_utc(),
        expire_time: key.expire_time.map(|time| time.naive_utc()),
        last_use_time: key.last_use_time.map(|time| time.naive_utc()),
        revoke_time: key.revoke_time.map(|time| time.naive_utc()),
        revision: key.revision,
    }
}
