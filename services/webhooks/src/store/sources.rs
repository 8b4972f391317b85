//! Sources. A deleted one is found by nobody.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::text::{in_utc, naive, word};
use crate::domain::owner::Sight;
use crate::domain::provider::Provider;
use crate::domain::source::{OldSigningSecret, SigningSecret, Source, State};
use crate::schema::sources;

/// Which sources a list shows, newest first.
#[derive(Clone, Debug)]
pub struct SourceFilter {
    pub marketplace_id: String,
    pub provider: Option<Provider>,
    /// Only those older than this one.
    pub before: Option<String>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = sources, treat_none_as_null = true)]
struct Row {
    source_id: String,
    marketplace_id: String,
    provider: String,
    label: String,
    state: String,
    secret: String,
    old_secret: String,
    old_secret_end_time: Option<NaiveDateTime>,
    revision: i64,
    create_time: NaiveDateTime,
    update_time: NaiveDateTime,
}

impl From<&Source> for Row {
    fn from(source: &Source) -> Self {
        let text = |secret: Option<&SigningSecret>| {
            let text = secret.map(SigningSecret::reveal);
            text.unwrap_or_default().to_owned()
        };
        let old = source.old_secret.as_ref();
        Self {
            source_id: source.source_id.to_string(),
            marketplace_id: source.marketplace_id.clone(),
            provider: source.provider.as_str().to_owned(),
            label: source.label.clone(),
            state: source.state.as_str().to_owned(),
            secret: text(source.secret.as_ref()),
            old_secret: text(old.map(|old| &old.secret)),
            old_secret_end_time: naive(old.map(|old| old.end_time)),
            revision: source.revision,
            create_time: source.create_time.naive_utc(),
            update_time: source.update_time.naive_utc(),
        }
    }
}

impl TryFrom<Row> for Source {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let states = (State::ALL.as_slice(), State::as_str as fn(State) -> &'static str);
        let secret = |text: String| (!text.is_empty()).then(|| SigningSecret::new(text));
        let old = secret(row.old_secret).zip(in_utc(row.old_secret_end_time));
        Ok(Self {
            source_id: row.source_id.parse().map_err(Error::corrupt)?,
            marketplace_id: row.marketplace_id,
            provider: provider("sources.provider", &row.provider)?,
            label: row.label,
            state: word("sources.state", &row.state, states)?,
            secret: secret(row.secret),
            old_secret: old.map(|(secret, end_time)| OldSigningSecret { secret, end_time }),
            revision: row.revision,
            create_time: row.create_time.and_utc(),
            update_time: row.update_time.and_utc(),
        })
    }
}

/// The provider that a column holds.
pub(super) fn provider(column: &str, text: &str) -> Result<Provider, Error> {
    let all = (
        Provider::ALL.as_slice(),
        Provider::as_str as fn(Provider) -> &'static str,
    );
    word(column, text, all)
}

/// A new source.
pub fn source_insert(conn: &mut Conn, source: &Source) -> Result<(), Error> {
    let row = Row::from(source);
    on_conn!(conn, |c| diesel::insert_into(sources::table)
        .values(&row)
        .execute(c))
    .map(drop)
}

/// Writes a source that was locked.
pub fn source_update(conn: &mut Conn, source: &Source) -> Result<(), Error> {
    let row = Row::from(source);
    on_conn!(conn, |c| diesel::update(sources::table.find(&row.source_id))
        .set(&row)
        .execute(c))
    .map(drop)
}

/// One source; `None` when it is out of sight.
pub fn source_fetch(conn: &mut Conn, sight: &Sight, source_id: &str) -> Result<Option<Source>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| sources::table
        .find(source_id)
        .filter(sources::state.ne("deleted"))
        .select(Row::as_select())
        .first(c)
        .optional())?;
    in_sight(row, sight)
}

/// The same, held against every other change until the transaction ends.
pub fn source_lock(conn: &mut Conn, sight: &Sight, source_id: &str) -> Result<Option<Source>, Error> {
    let row: Option<Row> = match conn {
        Conn::Pg(c) => sources::table
            .find(source_id)
            .filter(sources::state.ne("deleted"))
            .select(Row::as_select())
            .for_update()
            .first(c)
            .optional()?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => sources::table
            .find(source_id)
            .filter(sources::state.ne("deleted"))
            .select(Row::as_select())
            .first(c)
            .optional()?,
    };
    in_sight(row, sight)
}

fn in_sight(row: Option<Row>, sight: &Sight) -> Result<Option<Source>, Error> {
    let source = row.map(Source::try_from).transpose()?;
    Ok(source.filter(|source| sight.shows(&source.marketplace_id)))
}

/// At most `limit` sources, newest first.
pub fn source_list(conn: &mut Conn, filter: &SourceFilter, limit: i64) -> Result<Vec<Source>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = sources::table
            .filter(sources::marketplace_id.eq(&filter.marketplace_id))
            .filter(sources::state.ne("deleted"))
            .order(sources::source_id.desc())
            .limit(limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(provider) = filter.provider {
            query = query.filter(sources::provider.eq(provider.as_str()));
        }
        if let Some(before) = &filter.before {
            query = query.filter(sources::source_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How many sources a marketplace has.
pub fn source_count(conn: &mut Conn, marketplace_id: &str) -> Result<i64, Error> {
    on_conn!(conn, |c| sources::table
        .filter(sources::marketplace_id.eq(marketplace_id))
        .filter(sources::state.ne("deleted"))
        .count()
        .get_result(c))
}
