//! Notices, one for each event of a source.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use redress_db::{Conn, Error, on_conn};

use super::sources::provider;
use super::text::{from_json, in_utc, naive, to_json, word};
use crate::domain::notice::{Notice, State, Why};
use crate::domain::owner::Sight;
use crate::schema::notices;

/// Which notices a list shows, newest first.
#[derive(Clone, Debug)]
pub struct NoticeFilter {
    pub marketplace_id: String,
    pub source_id: Option<String>,
    pub state: Option<State>,
    pub subject: Option<String>,
    /// Only those older than this one.
    pub before: Option<String>,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = notices, treat_none_as_null = true)]
struct Row {
    notice_id: String,
    source_id: String,
    marketplace_id: String,
    provider: String,
    event_id: String,
    event_type: String,
    subject: String,
    event_time: Option<NaiveDateTime>,
    facts: Option<String>,
    said_sha256: String,
    body_sha256: String,
    body_size_bytes: i64,
    state: String,
    reason: String,
    detail: String,
    attempt_count: i64,
    next_attempt_time: Option<NaiveDateTime>,
    receive_count: i64,
    conflict_count: i64,
    create_time: NaiveDateTime,
    receive_time: NaiveDateTime,
    end_time: Option<NaiveDateTime>,
}

impl From<&Notice> for Row {
    fn from(notice: &Notice) -> Self {
        Self {
            notice_id: notice.notice_id.to_string(),
            source_id: notice.source_id.to_string(),
            marketplace_id: notice.marketplace_id.clone(),
            provider: notice.provider.as_str().to_owned(),
            event_id: notice.event_id.clone(),
            event_type: notice.event_type.clone(),
            subject: notice.subject.clone(),
            event_time: naive(notice.event_time),
            facts: notice.facts.as_ref().map(to_json),
            said_sha256: notice.said_sha256.clone(),
            body_sha256: notice.body_sha256.clone(),
            body_size_bytes: notice.body_size_bytes,
            state: notice.state.as_str().to_owned(),
            reason: notice.why.reason.clone(),
            detail: notice.why.detail.clone(),
            attempt_count: notice.attempt_count.into(),
            next_attempt_time: naive(notice.next_attempt_time),
            receive_count: notice.receive_count.into(),
            conflict_count: notice.conflict_count.into(),
            create_time: notice.create_time.naive_utc(),
            receive_time: notice.receive_time.naive_utc(),
            end_time: naive(notice.end_time),
        }
    }
}

impl TryFrom<Row> for Notice {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let states = (State::ALL.as_slice(), State::as_str as fn(State) -> &'static str);
        let count = |count: i64| i32::try_from(count).map_err(Error::corrupt);
        let facts = row.facts.as_deref();
        Ok(Self {
            notice_id: row.notice_id.parse().map_err(Error::corrupt)?,
            source_id: row.source_id.parse().map_err(Error::corrupt)?,
            marketplace_id: row.marketplace_id,
            provider: provider("notices.provider", &row.provider)?,
            event_id: row.event_id,
            event_type: row.event_type,
            subject: row.subject,
            event_time: in_utc(row.event_time),
            facts: facts.map(|text| from_json("notices.facts", text)).transpose()?,
            said_sha256: row.said_sha256,
            body_sha256: row.body_sha256,
            body_size_bytes: row.body_size_bytes,
            state: word("notices.state", &row.state, states)?,
            why: Why {
                reason: row.reason,
                detail: row.detail,
            },
            attempt_count: count(row.attempt_count)?,
            next_attempt_time: in_utc(row.next_attempt_time),
            receive_count: count(row.receive_count)?,
            conflict_count: count(row.conflict_count)?,
            create_time: row.create_time.and_utc(),
            receive_time: row.receive_time.and_utc(),
            end_time: in_utc(row.end_time),
        })
    }
}

/// Writes a new notice. `false`, and nothing written, when its source told of that event before.
pub fn notice_insert(conn: &mut Conn, notice: &Notice) -> Result<bool, Error> {
    let row = Row::from(notice);
    let written = on_conn!(conn, |c| diesel::insert_into(notices::table)
        .values(&row)
        .on_conflict((notices::source_id, notices::event_id))
        .do_nothing()
        .execute(c))?;
    Ok(written > 0)
}

/// Writes a notice that was locked.
pub fn notice_update(conn: &mut Conn, notice: &Notice) -> Result<(), Error> {
    let row = Row::from(notice);
    on_conn!(conn, |c| diesel::update(notices::table.find(&row.notice_id))
        .set(&row)
        .execute(c))
    .map(drop)
}

/// One notice; `None` when it is out of sight.
pub fn notice_fetch(conn: &mut Conn, sight: &Sight, notice_id: &str) -> Result<Option<Notice>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| notices::table
        .find(notice_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    in_sight(row, sight)
}

/// The same, held against every other change until the transaction ends.
pub fn notice_lock(conn: &mut Conn, sight: &Sight, notice_id: &str) -> Result<Option<Notice>, Error> {
    let row: Option<Row> = match conn {
        Conn::Pg(c) => notices::table
            .find(notice_id)
            .select(Row::as_select())
            .for_update()
            .first(c)
            .optional()?,
        // The transaction holds SQLite's only write lock already.
        Conn::Sqlite(c) => notices::table
            .find(notice_id)
            .select(Row::as_select())
            .first(c)
            .optional()?,
    };
    in_sight(row, sight)
}

/// The notice of an event, locked the same way.
pub fn notice_lock_by_event(
    conn: &mut Conn,
    source_id: &str,
    event_id: &str,
) -> Result<Option<Notice>, Error> {
    let id: Option<String> = on_conn!(conn, |c| notices::table
        .filter(notices::source_id.eq(source_id))
        .filter(notices::event_id.eq(event_id))
        .select(notices::notice_id)
        .first(c)
        .optional())?;
    match id {
        Some(id) => notice_lock(conn, &Sight::default(), &id),
        None => Ok(None),
    }
}

fn in_sight(row: Option<Row>, sight: &Sight) -> Result<Option<Notice>, Error> {
    let notice = row.map(Notice::try_from).transpose()?;
    Ok(notice.filter(|notice| sight.shows(&notice.marketplace_id)))
}

/// At most `limit` notices, newest first.
pub fn notice_list(conn: &mut Conn, filter: &NoticeFilter, limit: i64) -> Result<Vec<Notice>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = notices::table
            .filter(notices::marketplace_id.eq(&filter.marketplace_id))
            .order(notices::notice_id.desc())
            .limit(limit)
            .select(Row::as_select())
            .into_boxed();
        if let Some(id) = &filter.source_id {
            query = query.filter(notices::source_id.eq(id));
        }
        if let Some(state) = filter.state {
            query = query.filter(notices::state.eq(state.as_str()));
        }
        if let Some(subject) = &filter.subject {
            query = query.filter(notices::subject.eq(subject));
        }
        if let Some(before) = &filter.before {
            query = query.filter(notices::notice_id.lt(before));
        }
        query.load(c)
    })?;
    rows.into_iter().map(TryInto::try_into).collect()
}
