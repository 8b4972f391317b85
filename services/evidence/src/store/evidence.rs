//! Evidence, and how its copies are made.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use redress_db::{Conn, Error, on_conn};
use serde::{Deserialize, Serialize};

use super::{from_json, parse, signed, to_json, unsigned};
use crate::domain::copy_plan::CopyPlan;
use crate::domain::evidence::{Evidence, Original, Review, Signals};
use crate::domain::file::NoCopy;
use crate::schema::{copies, evidence};

/// Which evidence a list shows, newest first.
#[derive(Clone, Debug, Default)]
pub struct EvidenceFilter {
    pub marketplace_id: Option<String>,
    pub case_id: Option<String>,
    pub order_id: Option<String>,
    /// Only what this seller may see.
    pub seller_id: Option<String>,
    /// Only those older than this one.
    pub before: Option<String>,
    pub limit: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = evidence, treat_none_as_null = true)]
struct Row {
    evidence_id: String,
    marketplace_id: String,
    case_id: String,
    order_id: String,
    seller_id: String,
    kind: String,
    party: String,
    party_id: String,
    state: String,
    file_name: String,
    description: String,
    media_type: String,
    size_bytes: i64,
    sha256: String,
    width: Option<i64>,
    height: Option<i64>,
    has_thumbnail: bool,
    copy_size_bytes: Option<i64>,
    no_copy: Option<String>,
    capture_time: Option<NaiveDateTime>,
    is_taken_before_order: bool,
    has_location: bool,
    is_name_misleading: bool,
    review: Option<String>,
    add_time: NaiveDateTime,
    retain_until_time: NaiveDateTime,
    erase_time: Option<NaiveDateTime>,
    revision: i64,
}

/// A judgement as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredReview {
    verdict: String,
    reason: String,
    party: String,
    time: chrono::DateTime<chrono::Utc>,
    clauses: Vec<String>,
}

/// Writes a new piece, and how its copy is made.
pub fn evidence_insert(
    conn: &mut Conn,
    piece: &Evidence,
    plan: &Result<CopyPlan, NoCopy>,
) -> Result<(), Error> {
    let row = to_row(piece);
    on_conn!(conn, |c| diesel::insert_into(evidence::table)
        .values(&row)
        .execute(c))?;
    let Ok(plan) = plan else {
        return Ok(());
    };
    let copy = (
        copies::evidence_id.eq(&piece.evidence_id),
        copies::plan.eq(to_json(plan)),
    );
    on_conn!(conn, |c| diesel::insert_into(copies::table)
        .values(copy)
        .execute(c))
    .map(drop)
}

/// Writes a piece, if it is still in the revision before. Returns whether it was.
pub fn evidence_update(conn: &mut Conn, piece: &Evidence) -> Result<bool, Error> {
    let row = to_row(piece);
    let target = evidence::table
        .find(&piece.evidence_id)
        .filter(evidence::revision.eq(piece.revision - 1));
    on_conn!(conn, |c| diesel::update(target).set(&row).execute(c)).map(|count| count == 1)
}

/// One piece.
pub fn evidence_fetch(conn: &mut Conn, evidence_id: &str) -> Result<Option<Evidence>, Error> {
    let row: Option<Row> = on_conn!(conn, |c| evidence::table
        .find(evidence_id)
        .select(Row::as_select())
        .first(c)
        .optional())?;
    row.map(from_row).transpose()
}

/// An order's pieces that are not erased.
pub fn evidence_list_live_by_order(conn: &mut Conn, order_id: &str) -> Result<Vec<Evidence>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| evidence::table
        .filter(evidence::order_id.eq(order_id))
        .filter(evidence::state.ne("erased"))
        .select(Row::as_select())
        .load(c))?;
    rows.into_iter().map(from_row).collect()
}

/// How the copy of a piece is made.
pub fn copy_fetch(conn: &mut Conn, evidence_id: &str) -> Result<Option<CopyPlan>, Error> {
    let plan: Option<String> = on_conn!(conn, |c| copies::table
        .find(evidence_id)
        .select(copies::plan)
        .first(c)
        .optional())?;
    plan.as_deref().map(from_json).transpose()
}

/// Pieces, newest first.
pub fn evidence_list(conn: &mut Conn, filter: &EvidenceFilter) -> Result<Vec<Evidence>, Error> {
    let rows: Vec<Row> = on_conn!(conn, |c| {
        let mut query = evidence::table.select(Row::as_select()).into_boxed();
        if let Some(marketplace_id) = &filter.marketplace_id {
            query = query.filter(evidence::marketplace_id.eq(marketplace_id));
        }
        if let Some(case_id) = &filter.case_id {
            query = query.filter(evidence::case_id.eq(case_id));
        }
        if let Some(order_id) = &filter.order_id {
            query = query.filter(evidence::order_id.eq(order_id));
        }
        if let Some(seller_id) = &filter.seller_id {
            // As `Evidence::is_visible_to` says it.
            query = query
                .filter(evidence::seller_id.eq("").or(evidence::seller_id.eq(seller_id)))
                .filter(evidence::party.ne("seller").or(evidence::party_id.eq(seller_id)));
        }
        if let Some(before) = &filter.before {
            query = query.filter(evidence::evidence_id.lt(before));
        }
        query
            .order(evidence::evidence_id.desc())
            .limit(filter.limit)
            .load(c)
    })?;
    rows.into_iter().map(from_row).collect()
}

/// How many pieces of a case there are.
pub fn evidence_count(conn: &mut Conn, case_id: &str) -> Result<i64, Error> {
    on_conn!(conn, |c| evidence::table
        .filter(evidence::case_id.eq(case_id))
        .count()
        .get_result(c))
}

/// Whether a piece that is not erased has these bytes.
pub fn evidence_is_held(conn: &mut Conn, sha256: &str) -> Result<bool, Error> {
    let held = evidence::table
        .filter(evidence::sha256.eq(sha256))
        .filter(diesel::dsl::sql::<Bool>("state <> 'erased'"));
    on_conn!(conn, |c| diesel::select(diesel::dsl::exists(held)).get_result(c))
}

fn to_row(piece: &Evidence) -> Row {
    let Original { copy, sides, .. } = &piece.original;
    let naive = |time: chrono::DateTime<chrono::Utc>| time.naive_utc();
    Row {
        evidence_id: piece.evidence_id.clone(),
        marketplace_id: piece.marketplace_id.clone(),
        case_id: piece.case_id.clone(),
        order_id: piece.order_id.clone(),
        seller_id: piece.seller_id.clone(),
        kind: piece.kind.to_string(),
        party: piece.party.to_string(),
        party_id: piece.party_id.clone(),
        state: piece.state.to_string(),
        file_name: piece.file_name.clone(),
        description: piece.description.clone(),
        media_type: piece.original.media.to_string(),
        size_bytes: signed(piece.original.size),
        sha256: piece.original.sha256.clone(),
        width: sides.map(|(width, _)| width.into()),
        height: sides.map(|(_, height)| height.into()),
        has_thumbnail: piece.original.has_thumbnail,
        copy_size_bytes: copy.as_ref().ok().map(|size| signed(*size)),
        no_copy: copy.as_ref().err().map(|reason| reason.as_str().to_owned()),
        capture_time: piece.signals.capture_time.map(naive),
        is_taken_before_order: piece.signals.is_taken_before_order,
        has_location: piece.signals.has_location,
        is_name_misleading: piece.signals.is_name_misleading,
        review: piece.review.as_ref().map(review_to_json),
        add_time: naive(piece.add_time),
        retain_until_time: naive(piece.retain_until_time),
        erase_time: piece.erase_time.map(naive),
        revision: piece.revision,
    }
}

fn from_row(row: Row) -> Result<Evidence, Error> {
    let copy = match (row.copy_size_bytes, row.no_copy.as_deref()) {
        (Some(size), _) => Ok(unsigned(size)?),
        (None, Some(reason)) => {
            Err(NoCopy::from_stored(reason).ok_or_else(|| Error::corrupt("no reason of that name"))?)
        }
        (None, None) => return Err(Error::corrupt("neither a copy nor a reason")),
    };
    let sides = match (row.width, row.height) {
        (Some(width), Some(height)) => Some((unsigned(width)?, unsigned(height)?)),
        _ => None,
    };
    Ok(Evidence {
        original: Original {
            media: parse(&row.media_type)?,
            size: unsigned(row.size_bytes)?,
            sha256: row.sha256,
            sides,
            has_thumbnail: row.has_thumbnail,
            copy,
        },
        signals: Signals {
            capture_time: row.capture_time.map(|time| time.and_utc()),
            is_taken_before_order: row.is_taken_before_order,
            has_location: row.has_location,
            is_name_misleading: row.is_name_misleading,
        },
        evidence_id: row.evidence_id,
        marketplace_id: row.marketplace_id,
        case_id: row.case_id,
        order_id: row.order_id,
        seller_id: row.seller_id,
        kind: parse(&row.kind)?,
        party: parse(&row.party)?,
        party_id: row.party_id,
        state: parse(&row.state)?,
        file_name: row.file_name,
        description: row.description,
        review: row.review.as_deref().map(review_from_json).transpose()?,
        add_time: row.add_time.and_utc(),
        retain_until_time: row.retain_until_time.and_utc(),
        erase_time: row.erase_time.map(|time| time.and_utc()),
        revision: row.revision,
    })
}

fn review_to_json(review: &Review) -> String {
    to_json(&StoredReview {
        verdict: review.verdict.to_string(),
        reason: review.reason.clone(),
        party: review.party.to_string(),
        time: review.time,
        clauses: review.clauses.clone(),
    })
}

fn review_from_json(stored: &str) -> Result<Review, Error> {
    let stored: StoredReview = from_json(stored)?;
    Ok(Review {
        verdict: parse(&stored.verdict)?,
        reason: stored.reason,
        party: parse(&stored.party)?,
        time: stored.time,
        clauses: stored.clauses,
    })
}
